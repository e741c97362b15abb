"""The workbook of costs, for one named reader: a member, the facilitator, or the coordinator.

The coordinator's holds totals over at least three members, group by group as ``price_reasons`` allows,
and never a line; with fewer members it says why there is nothing.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from optimizer import price_reasons
from optimizer.product_floors import below_floor
from service import messages
from service.exports import cost_words, settlement_page
from service.exports.cost_sheets import write_costs, write_price
from service.exports.cost_words import euros
from service.exports.money_facts import MoneyFacts
from service.exports.readers import (
    FEWEST_MEMBERS,
    Reader,
    findings_for,
    floors_for,
    under_title,
)
from service.exports.sheet import AMBER, Book, Column, Page, Value
from service.i18n import Texts

_WIDTHS = (34, 17, 17, 17, 17, 17, 17)
_WIDE = (7, 130)


def write_cost_workbook(money: MoneyFacts, reader: Reader, path: Path, texts: Texts) -> None:
    """Write the costs that a reader may see.

    Args:
        money: without anything missing for this reader.
    """
    _ = texts.gettext
    problem = money.problem
    title = _("Coûts – {title}", title=problem.title or problem.id)
    book = Book(path, texts, title, problem.start)
    members = money.members_for(reader)
    if reader.role == "member":
        for member in members:
            write_costs(book.page(_("Coûts")), money, member, reader)
            price = money.price(member.workshop)
            if price is not None:
                write_price(book.page(_("Prix")), money, price, reader)
    elif reader.sees_all:
        _write_group(book.page(_("Ensemble")), money, reader)
        for member in members:
            name = money.facts.workshop_name(member.workshop)
            write_costs(book.page(_("Coûts {name}", name=name)), money, member, reader)
            price = money.price(member.workshop)
            if price is not None:
                write_price(book.page(_("Prix {name}", name=name)), money, price, reader)
    else:
        _write_totals(book.page(_("Totaux")), money, reader)
    book.close()


# -- the facilitator's first sheet ------------------------------------------------------------------


def _write_group(page: Page, money: MoneyFacts, reader: Reader) -> None:
    texts = page.book.texts
    _ = texts.gettext
    full = money.full
    page.widths(_WIDTHS)
    page.title(_("Coûts et prix de tous"), under_title(reader, money.facts, texts))
    if money.plan.purchases:
        settlement = money.full.settlement
        page.line(
            settlement_page.one_price_sentence(texts)
            if settlement is None
            else settlement_page.key_line(settlement, texts)
        )
        page.gap()
    columns = [
        Column(header=_("Atelier"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Coût brut"), kind="euros"),
        Column(header=_("Aides"), kind="euros"),
        Column(header=_("Coût net d'aide (prix plancher)"), kind="euros"),
        Column(header=_("Prix demandé HT"), kind="euros"),
        Column(header=_("Ce que la commande apporte (HT)"), kind="euros"),
        Column(header=_("Écart au prix"), kind="euros"),
    ]
    page.header(columns)
    for member in full.members:
        price = money.price(member.workshop)
        distance = price.distance_cents if price else None
        page.cells(
            columns,
            [
                money.facts.workshop_name(member.workshop),
                euros(member.gross_cents),
                euros(member.aid_cents),
                euros(member.net_cents),
                euros(price.ht_cents) if price else None,
                euros(price.order_cents) if price else None,
                euros(distance),
            ],
            **({"bg_color": AMBER} if (distance or 0) < 0 else {}),
        )
    nobody = sum(x.cents for x in full.unallocated)
    if nobody:
        page.cells(columns, [_("à la charge de personne"), euros(nobody), *[None] * 5])
    asked = [p.ht_cents or 0 for p in money.prices]
    brought = [p.order_cents for p in money.prices if p.order_cents is not None]
    page.total(
        columns,
        [
            _("Total"),
            euros(full.gross_cents),
            euros(full.aid_cents),
            euros(full.net_cents),
            euros(sum(asked)),
            euros(sum(brought)) if brought else None,
            euros(sum(brought) - sum(asked)) if brought else None,
        ],
    )
    if any((p.distance_cents or 0) < 0 for p in money.prices):
        page.line(
            _("En jaune : la commande apporte moins que le prix demandé."), font_color="#555555"
        )
    page.gap()
    _write_reconciliation(page, money)
    _write_products(page, money)
    for finding in (*below_floor(money.floors), *findings_for(reader, full.order_signals)):
        page.paragraph("• " + messages.sentence(finding, texts, money.facts.names), *_WIDE)


def _write_reconciliation(page: Page, money: MoneyFacts) -> None:
    _ = page.book.texts.gettext
    page.heading(_("Rapprochement avec le coût du plan, au centime"))
    columns = [
        Column(header=_("Nature"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Coût du plan"), kind="euros"),
        Column(header=_("Coût des fiches"), kind="euros"),
        Column(header=_("Écart (fiches − plan)"), kind="euros"),
    ]
    rows: list[list[Value]] = []
    for line in money.full.reconciliation:
        label = _(cost_words.KINDS[line.kind])
        amounts = (line.variable_cents, line.full_cents, line.difference_cents)
        rows.append([label, *map(euros, amounts)])
    found = money.full.reconciliation
    total: list[Value] = [_("Total")]
    total += [euros(money.full.variable_cents), euros(sum(x.full_cents for x in found))]
    page.table(columns, rows, [*total, euros(sum(x.difference_cents for x in found))])


def _write_products(page: Page, money: MoneyFacts) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.heading(_("Prix par produit"))
    columns = [
        Column(header=_("Produit"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Unités livrées"), kind="units"),
        Column(header=_("Plancher, l'unité"), kind="price"),
        Column(header=_("Prix demandé HT, l'unité"), kind="price"),
        Column(header=_("Prix demandé HT"), kind="euros"),
        Column(header=_("Prix de la commande HT"), kind="euros"),
        Column(header=_("Écart au prix"), kind="euros"),
    ]
    rows: list[list[Value]] = [
        [
            money.facts.product_name(p.product),
            p.units,
            _to_four(p.unit_floor),
            _to_four(p.unit_ht),
            euros(p.ht_cents),
            euros(p.order_cents),
            euros(p.distance_cents),
        ]
        for p in money.products
    ]
    page.table(columns, rows)


def _to_four(price: Decimal | None) -> Decimal | None:
    return None if price is None else price.quantize(Decimal("0.0001"))


# -- the coordinator's ------------------------------------------------------------------------------


def can_show_totals(money: MoneyFacts) -> bool:
    """Whether enough members share the costs for a total to tell nobody's own."""
    return len({x.workshop for x, _ in money.parts if x.workshop}) >= FEWEST_MEMBERS


def _write_totals(page: Page, money: MoneyFacts, reader: Reader) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_WIDTHS)
    page.title(_("Coûts : totaux du groupement"), under_title(reader, money.facts, texts))
    if not can_show_totals(money):
        page.paragraph(
            _(
                "Moins de {n} ateliers se partagent les coûts de cette commande : un total dirait ceux "
                "d'un seul. Il n'est donc pas montré. La personne qui accompagne le groupement les voit.",
                n=FEWEST_MEMBERS,
            ),
            *_WIDE,
            bold=True,
        )
        return
    asked = sum(p.ht_cents or 0 for p in money.prices)
    page.line(
        _("Totaux sur {n} ateliers, tous ensemble.", n=texts.number(len(money.full.members))),
        italic=True,
    )
    page.gap()
    brought = [p.order_cents for p in money.products]
    selling = sum(c or 0 for c in brought) if None not in brought else None
    columns = [
        Column(header=_("Quoi"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Montant HT"), kind="euros"),
    ]
    rows: list[list[Value]] = [
        [_("Coût brut"), euros(money.full.gross_cents)],
        [_("Aides au poste et subventions"), euros(money.full.aid_cents)],
        [_("Coût net d'aide (prix plancher)"), euros(money.full.net_cents)],
        [_("Prix demandé par les ateliers"), euros(asked)],
    ]
    if selling is not None:
        rows += [
            [_("Prix de la commande, pour ce que le plan livre"), euros(selling)],
            [_("Écart au prix"), euros(selling - asked)],
        ]
    page.table(columns, rows)
    units = sum((p.units for p in money.products), start=Decimal(0))
    if units:
        each = [
            texts.euros(int((Decimal(cents) / units).quantize(Decimal(1))))
            for cents in (money.full.net_cents or 0, asked)
        ]
        page.line(
            _(
                "En moyenne sur {units} unités livrées : plancher {floor}, prix demandé {asked} l'unité.",
                units=texts.number(units, 0),
                floor=each[0],
                asked=each[1],
            ),
            bold=True,
        )
    for finding in below_floor(floors_for(reader, money.floors)):
        page.paragraph("• " + messages.sentence(finding, texts, money.facts.names), *_WIDE)
    _write_reasons(page, money, asked)


def _write_reasons(page: Page, money: MoneyFacts, asked: int) -> None:
    """Where the money goes, by groups that at least three members share."""
    texts = page.book.texts
    _ = texts.gettext
    whole = {"": asked}
    found, _by_product = price_reasons.reasons(money.parts, whole, {"": Decimal(1)})
    if not found:
        return
    page.heading(_("Ce que paie le prix demandé"))
    columns = [
        Column(header=_("Groupe de coûts"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Montant"), kind="euros"),
        Column(header=_("Part du prix"), kind="percent"),
    ]
    rows: list[list[Value]] = [
        [_(cost_words.GROUPS[r.group]), euros(r.cents), r.per_cent / 100] for r in found
    ]
    page.table(columns, rows, [_("Prix demandé HT"), euros(asked), Decimal(1)])
    page.paragraph(
        _(
            "Un groupe n'est montré que si au moins {n} ateliers y ont une part ; les autres sont "
            "réunis sous « autres frais ».",
            n=FEWEST_MEMBERS,
        ),
        *_WIDE,
        font_color="#555555",
    )
