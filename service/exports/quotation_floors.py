"""The facilitator's page beside an offer: floor price and margin, product by product."""

from __future__ import annotations

from decimal import Decimal

from optimizer.product_floors import ProductFloor, below_floor
from optimizer.quotation import Quotation
from service import messages
from service.exports import quotation_pages as pages
from service.exports.cost_words import euros
from service.exports.facts import Facts
from service.exports.readers import Reader, floors_for, reader_line
from service.exports.sheet import AMBER, Column, Kind, Page, Value
from service.i18n import Texts

_WIDTHS = (30, 14, 15, 15, 15, 12, 17, 17, 17, 17)
_WIDE = (10, 165)
_KINDS: tuple[Kind, ...] = (
    *("units", "price", "price", "price", "percent"),
    *("euros", "euros", "euros", "euros"),
)


def floor_sentences(facts: Facts, found: Quotation, reader: Reader, texts: Texts) -> list[str]:
    """What is said of products that sell below their floor, where the reader may know it."""
    shown = floors_for(reader, found.floors)
    return [messages.sentence(d, texts, facts.names) for d in below_floor(shown)]


def write_floors(page: Page, facts: Facts, found: Quotation, reader: Reader) -> None:
    """Price, full cost, floor and margin of each product; who pays for whom; which price would hold."""
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_WIDTHS)
    page.title(
        _("Prix plancher et marge : {title}", title=pages.subject(facts, found)),
        reader_line(reader, facts, texts),
    )
    if not found.floors:
        page.paragraph(pages.why_no_reasons(found, reader, texts), *_WIDE, bold=True)
        return
    product, *heads = floor_heads(texts)
    columns = [
        Column(header=product, kind="wrapped", width=_WIDTHS[0]),
        *(Column(header=h, kind=k) for h, k in zip(heads, _KINDS, strict=True)),
    ]
    page.header(columns, height=32)
    for f in found.floors:
        looks = {"bg_color": AMBER} if f.margin_cents < 0 else {}
        page.cells(columns, _row(facts, f), **looks)
    gross = sum(f.gross_cents for f in found.floors)
    floor = sum(f.floor_cents for f in found.floors)
    margin = found.ht_cents - floor
    page.total(
        columns,
        [
            _("Total"),
            None,
            None,
            None,
            None,
            _rate(margin, floor),
            euros(found.ht_cents),
            euros(gross),
            euros(floor),
            euros(margin),
        ],
    )
    page.gap()
    said = floor_sentences(facts, found, reader, texts)
    for sentence in said or [_("Chaque produit couvre son prix plancher.")]:
        page.paragraph("• " + sentence, *_WIDE, bold=bool(said))
    for sentence in floor_notes(texts):
        page.paragraph(sentence, *_WIDE, font_color="#555555")


def floor_notes(texts: Texts) -> list[str]:
    """What a floor is made of, and what may change it."""
    _ = texts.gettext
    return [
        _(
            "Plancher : le coût net d'aide de tous, sans marge. Le prix qui tient est le "
            "plancher arrondi au centime du dessus."
        ),
        _(
            "Le plancher d'un produit tient aux ateliers qui le font dans ce plan : un autre partage du "
            "travail en donne un autre. Chaque matière y est au même prix pour tous ; un règlement des "
            "achats entre ateliers le déplacerait d'un produit à l'autre, sans changer le total."
        ),
    ]


def floor_heads(texts: Texts) -> list[str]:
    """What stands in each column."""
    _ = texts.gettext
    return [
        _("Produit"),
        _("Quantité"),
        _("Prix HT, l'unité"),
        _("Plancher, l'unité"),
        _("Prix qui tient, l'unité"),
        _("Marge sur le plancher"),
        _("Prix HT"),
        _("Coût brut"),
        _("Plancher (coût net d'aide)"),
        _("Marge"),
    ]


def floor_page(facts: Facts, found: Quotation, reader: Reader, texts: Texts) -> dict[str, object]:
    """The same page in words, for the PDF."""
    _ = texts.gettext
    gross = sum(f.gross_cents for f in found.floors)
    floor = sum(f.floor_cents for f in found.floors)
    margin = found.ht_cents - floor

    def rate(margin: int, floor: int) -> str:
        of_floor = _rate(margin, floor)
        return "" if of_floor is None else texts.percent(of_floor, 1)

    def price(euros: Decimal | None) -> str:
        return "" if euros is None else pages.unit_price(euros, texts)

    rows = [
        [
            facts.product_name(f.product),
            texts.number(f.units),
            *(price(p) for p in (f.unit_price, f.unit_floor, f.price_that_holds)),
            rate(f.margin_cents, f.floor_cents),
            *(texts.euros(c) for c in (f.ht_cents, f.gross_cents, f.floor_cents, f.margin_cents)),
        ]
        for f in found.floors
    ]
    total = [_("Total"), "", "", "", "", rate(margin, floor)]
    total += [texts.euros(c) for c in (found.ht_cents, gross, floor, margin)]
    said = floor_sentences(facts, found, reader, texts)
    return {
        "title": _("Prix plancher et marge : {title}", title=pages.subject(facts, found)),
        "reader": reader_line(reader, facts, texts),
        "none": "" if found.floors else pages.why_no_reasons(found, reader, texts),
        "heads": floor_heads(texts),
        "rows": rows,
        "marked": [k for k, f in enumerate(found.floors) if f.margin_cents < 0],
        "total": total,
        "said": said or [_("Chaque produit couvre son prix plancher.")],
        "notes": floor_notes(texts),
    }


def _row(facts: Facts, f: ProductFloor) -> list[Value]:
    return [
        facts.product_name(f.product),
        f.units,
        f.unit_price,
        f.unit_floor,
        f.price_that_holds,
        _rate(f.margin_cents, f.floor_cents),
        euros(f.ht_cents),
        euros(f.gross_cents),
        euros(f.floor_cents),
        euros(f.margin_cents),
    ]


def _rate(margin: int, floor: int) -> Decimal | None:
    return Decimal(margin) / floor if floor > 0 else None
