"""The offer (devis) as a workbook: one page of A4, figures as figures."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from optimizer.quotation import Quotation
from service.exports import quotation_pages as pages
from service.exports.cost_words import euros
from service.exports.facts import Facts
from service.exports.quotation_floors import floor_sentences, write_floors
from service.exports.readers import Reader, reader_line
from service.exports.sheet import AMBER, GREEN, PALE, RED, Book, Column, Page, Value
from service.i18n import Texts

_WIDTHS = (30, 17, 17, 20, 20)
_WIDE = (5, 104)
_SHADES = {"gross_cost": GREEN, "floor": AMBER, "nothing": RED}


def write_quotation(
    facts: Facts, found: Quotation, reader: Reader, path: Path, texts: Texts
) -> None:
    """Write the offer for the buyer, or the coordinator's page with the reasons for each euro.

    The facilitator's workbook has a second page: floor price and margin of each product.

    Args:
        found: without anything missing.
    """
    _ = texts.gettext
    title = _("Offre – {title}", title=pages.subject(facts, found))
    book = Book(path, texts, title, found.day)
    page = book.page(_("Devis"), is_landscape=False)
    page.sheet.fit_to_pages(1, 1)
    page.widths(_WIDTHS)
    page.title(
        _("Offre de prix : {title}", title=pages.subject(facts, found)), _heading(found, texts)
    )
    if reader.role != "buyer":
        page.row -= 1
        page.line(reader_line(reader, facts, texts), italic=True, font_color="#555555")
    page.paragraph(texts.labelled(_("Proposée par"), pages.seller(facts)), *_WIDE)
    who = pages.buyer(facts, found)
    if who:
        page.paragraph(texts.labelled(_("À"), who), *_WIDE)
    page.gap()
    _write_price(page, found)
    _write_deliveries(page, facts, found)
    _bullets(page, _("Conditions"), list(pages.conditions(facts, found, texts)))
    _bullets(page, _("Ce que l'offre suppose"), pages.assumptions(facts, found, reader, texts))
    _bullets(page, _("Ce qu'elle ne comprend pas"), pages.exclusions(found, texts))
    if reader.role != "buyer":
        _write_reasons(page, found, reader)
        for sentence in floor_sentences(facts, found, reader, texts):
            page.paragraph(sentence, *_WIDE, bold=True)
        _write_grid(page, found)
    if reader.sees_all:
        write_floors(book.page(_("Plancher et marge")), facts, found, reader)
    book.close()


def _heading(found: Quotation, texts: Texts) -> str:
    day, until = texts.day(found.day), texts.day(found.valid_until)
    return texts.gettext("Offre du {day}, valable jusqu'au {until}", day=day, until=until)


def _bullets(page: Page, title: str, lines: list[str]) -> None:
    page.heading(title)
    for line in lines:
        page.paragraph("• " + line, *_WIDE)


def _write_price(page: Page, found: Quotation) -> None:
    texts = page.book.texts
    _ = texts.gettext
    columns = [
        Column(header=_("Produit"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Quantité"), kind="units"),
        Column(header=_("Prix unitaire HT"), kind="price"),
        Column(header=_("Montant HT"), kind="euros"),
    ]
    page.header(columns, height=18)
    for p in found.products:
        page.cells(columns, [p.name, p.quantity, p.unit_price, euros(p.ht_cents)])
    page.total(columns, [_("Total HT"), None, None, euros(found.ht_cents)])
    for part in found.vat:
        label = pages.vat_label(part.rate, part.is_exempt, texts)
        base = _("sur {base}", base=texts.euros(part.base_cents))
        page.cells(columns, [label, base, None, euros(part.vat_cents)])
    page.total(columns, [_("Total TTC"), None, None, euros(found.ttc_cents)])
    page.gap()


def _write_deliveries(page: Page, facts: Facts, found: Quotation) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.heading(_("Livraisons"))
    rows = pages.deliveries(facts, found, texts)
    columns = [
        Column(header=h, kind="wrapped")
        for h in (_("Produit"), _("Au plus tard le"), _("Quantité"))
    ]
    heads = [columns[0].header, columns[1].header, columns[2].header, _("Lieu")]
    spans = ((0, 0), (1, 1), (2, 2), (3, 4))
    head = [(a, b, h) for (a, b), h in zip(spans, heads, strict=True)]
    page.spans(head, _WIDTHS, bold=True, bg_color=PALE)
    for day, product, quantity, place in rows:
        cells = (product, day, quantity, place)
        page.spans([(a, b, x) for (a, b), x in zip(spans, cells, strict=True)], _WIDTHS)
    page.gap()


def _write_reasons(page: Page, found: Quotation, reader: Reader) -> None:
    texts = page.book.texts
    _ = texts.gettext
    why = pages.why_no_reasons(found, reader, texts)
    page.gap()
    page.heading(_("Pourquoi chaque euro (à ne pas transmettre au client)"))
    if why:
        page.paragraph(why, *_WIDE)
        return
    columns = [
        Column(header=_("Groupe de coûts"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Montant"), kind="euros"),
        Column(header=_("Part du prix"), kind="percent"),
        Column(header=_("L'unité"), kind="price"),
    ]
    rows: list[list[Value]] = [
        [name, euros(r.cents), r.per_cent / 100, r.per_unit]
        for name, r in pages.reason_rows(found, reader, texts)
    ]
    total: list[Value] = [_("Prix HT"), euros(found.ht_cents), Decimal(1), None]
    if all(row[3] is None for row in rows):
        # Over several products « the unit » means nothing.
        columns, rows, total = columns[:-1], [row[:-1] for row in rows], total[:-1]
    page.table(columns, rows, total, header_height=18)


def _write_grid(page: Page, found: Quotation) -> None:
    texts = page.book.texts
    _ = texts.gettext
    rows = pages.grid_rows(found, texts)
    if not rows:
        return
    page.heading(_("Trois quantités, trois prix : ce qui reste après le coût net d'aide"))
    heads = ["", *pages.grid_heads(found, texts)]
    page.header([Column(header=h, kind="wrapped") for h in heads], height=18)
    for row in rows:
        page.put(page.row, 0, row.label, "text")
        for c, cell in enumerate(row.cells, start=1):
            shade = _SHADES[cell.covers]
            page.put(page.row, c, euros(cell.result_cents), "euros", bg_color=shade)
        page.row += 1
    said = [_(pages.COVERS[key]) for key in pages.COVERS]
    page.line(
        _("Vert : {a} ; jaune : {b} ; rouge : {c}.", a=said[0], b=said[1], c=said[2]), font_size=9
    )
