"""*Achats groupés*: what buying together brings, as each reader may see it.

The coordinator sees the group's figures, a member its own price alone and its own gain, the facilitator
everything. A part of the saving shared in proportion to prices alone tells these prices: nobody but its
owner and the facilitator sees it.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from optimizer.purchase_settlement import PurchaseSettlement
from optimizer.studies.saving import JointPurchasing, MemberShare, NotBoughtAlone
from service import messages
from service.exports import cost_words, purchase_pages, settlement_page
from service.exports.cost_words import euros
from service.exports.facts import Facts
from service.exports.purchase_pages import quantity
from service.exports.readers import FEWEST_MEMBERS, Reader, findings_for, under_title
from service.exports.sheet import AMBER, Book, Column, Page, Value
from service.i18n import N_, Texts

_WIDTHS = (32, 28, 17, 17, 17, 17, 15, 17)
_WIDE = (8, 155)
SHAPLEY = N_(
    "Chacun reçoit ce qu'il fait gagner au groupe en y entrant, en moyenne de tous les ordres d'arrivée."
)
EMERGENCY = N_(
    "Prix de secours : quand aucun fournisseur ne livre à temps une petite quantité, elle est comptée "
    "plus cher que toutes les offres, pour que la comparaison reste possible."
)


def write_group_purchases(
    facts: Facts,
    found: JointPurchasing,
    reader: Reader,
    path: Path,
    texts: Texts,
    settlement: PurchaseSettlement | None = None,
) -> None:
    """Write the workbook of joint purchasing for a reader; ``settlement``: what workshops owe each other."""
    _ = texts.gettext
    problem = facts.problem
    title = _("Achats groupés – {title}", title=problem.title or problem.id)
    book = Book(path, texts, title, problem.start)
    if reader.role == "member":
        _write_own(book.page(_("Achats groupés")), facts, found, reader, settlement)
    else:
        _write_summary(book.page(_("Achats groupés")), facts, found, reader, settlement)
        if reader.sees_all:
            if settlement is not None:
                settlement_page.write_all(book.page(_("Règlement")), facts, settlement, reader)
            _write_members(book.page(_("Chaque atelier")), facts, found, reader)
            _write_coalitions(book.page(_("Regroupements")), facts, found, reader)
        for supplier, orders in purchase_pages.by_supplier(found.orders).items():
            name = facts.suppliers[supplier].name or supplier
            purchase_pages.write_orders(book.page(name), facts, orders)
    for deliveries in found.deliveries:
        if reader.role != "member" or deliveries.workshop == reader.workshop:
            name = _("Reçoit {name}", name=facts.workshop_name(deliveries.workshop))
            page = book.page(name, is_landscape=False)
            purchase_pages.write_deliveries(page, facts, deliveries)
    book.close()


def _write_summary(
    page: Page,
    facts: Facts,
    found: JointPurchasing,
    reader: Reader,
    settlement: PurchaseSettlement | None,
) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_WIDTHS)
    page.title(_("Achats groupés"), under_title(reader, facts, texts))
    columns = [
        Column(header=_("Quoi"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Montant HT"), kind="euros"),
    ]
    rows: list[list[Value]] = [
        [_("Achats du groupe, les moins chers trouvés"), euros(found.group.cents)],
        [_("Aucun achat ne ferait moins de"), euros(found.group.bound_cents)],
        [_("Achats prévus dans le plan"), euros(found.plan_cents)],
    ]
    if reader.sees_all or len(found.members) >= FEWEST_MEMBERS:
        rows += [
            [_("Séparément, tous ensemble"), euros(found.saving_cents + found.paid_cents)],
            [_("Économie du groupe"), euros(found.saving_cents)],
        ]
    page.table(columns, rows, header_height=18)
    if not reader.sees_all and len(found.members) < FEWEST_MEMBERS:
        page.paragraph(
            _(
                "Moins de {n} ateliers achètent ensemble : l'économie n'est pas montrée, elle dirait "
                "ce qu'un seul paierait sans les autres.",
                n=FEWEST_MEMBERS,
            ),
            *_WIDE,
        )
    key = _(cost_words.SHARING_KEYS[found.key])
    page.line(texts.labelled(_("Partage de l'économie"), key))
    page.paragraph(_verdict(found, texts), *_WIDE, bold=True)
    if found.paid == "least" and found.plan_cents > found.paid_cents:
        page.paragraph(
            _(
                "Les bons de commande de ce classeur coûtent {amount} de moins que les achats du plan ; "
                "les coûts et la trésorerie comptent encore ceux du plan.",
                amount=texts.euros(found.plan_cents - found.paid_cents),
            ),
            *_WIDE,
        )
    settlement_page.say_total(page, settlement, reader, _WIDE)
    page.gap()
    purchase_pages.write_offers(page, facts, found.offers, (_WIDTHS[0], _WIDTHS[1]))
    _write_prices(page, facts, found)
    if found.breaks:
        page.heading(_("Ce qu'il faudrait pour un palier de plus"))
        for step in found.breaks:
            page.paragraph("• " + purchase_pages.break_sentence(facts, step, texts), *_WIDE)
        page.gap()
    said = findings_for(reader, found.diagnostics)
    if said:
        page.heading(_("À regarder"))
        for finding in said:
            page.paragraph("• " + messages.sentence(finding, texts, facts.names), *_WIDE)


def _verdict(found: JointPurchasing, texts: Texts) -> str:
    """Whether somebody would do better alone, without saying who nor by how much."""
    _ = texts.gettext
    singles = [b for b in found.chosen.better_alone if len(b.members) == 1 and b.surely_cents > 0]
    groups = [b for b in found.chosen.better_alone if len(b.members) > 1 and b.surely_cents > 0]
    parts = []
    if singles:
        parts.append(
            texts.ngettext(
                "{n} atelier paierait moins seul, avec cette clé.",
                "{n} ateliers paieraient moins seuls, avec cette clé.",
                len(singles),
            )
        )
    else:
        parts.append(_("Avec cette clé, personne ne paie plus que s'il achetait seul."))
    if groups:
        parts.append(
            _("Des groupes plus petits feraient mieux entre eux : une autre clé peut l'éviter.")
        )
    else:
        parts.append(_("Aucun groupe plus petit ne ferait mieux de son côté."))
    if found.core.is_empty is True:
        parts.append(_("Aucun partage ne contente tous les groupes à la fois."))
    elif found.core.is_empty is False and groups:
        parts.append(_("Un partage existe qui contente tout le monde."))
    return " ".join(parts)


def _write_prices(page: Page, facts: Facts, found: JointPurchasing) -> None:
    """The group's price of each material, all counted; the same for everybody."""
    _ = page.book.texts.gettext
    together = {p.material: p.together for p in found.prices}
    page.heading(_("Prix du groupe, frais et restes compris"))
    columns = [
        Column(header=_("Matière"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Unité")),
        Column(header=_("Prix unitaire"), kind="price"),
    ]
    rows: list[list[Value]] = [
        [
            facts.material_name(m),
            facts.materials[m].unit,
            None if price is None else price.quantize(Decimal("0.0001")),
        ]
        for m, price in together.items()
    ]
    page.table(columns, rows, header_height=18)


# -- one member -------------------------------------------------------------------------------------


def _write_own(
    page: Page,
    facts: Facts,
    found: JointPurchasing,
    reader: Reader,
    settlement: PurchaseSettlement | None,
) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_WIDTHS)
    page.title(_("Acheter ensemble : ce que vous y gagnez"), under_title(reader, facts, texts))
    share = next((m for m in found.chosen.members if m.workshop == reader.workshop), None)
    if share is None:
        page.line(_("Ce plan ne vous fait utiliser aucune matière achetée."), bold=True)
        return
    columns = [
        Column(header=_("Quoi"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Montant HT"), kind="euros"),
    ]
    rows: list[list[Value]] = [
        [_("Seul, vous paieriez"), euros(share.alone_cents)],
        [_("Avec le groupe, vous payez"), euros(share.cents)],
        [_("Votre gain"), euros(share.gain_cents)],
    ]
    page.table(columns, rows, header_height=18)
    key = _(cost_words.SHARING_KEYS[found.key])
    page.line(texts.labelled(_("Partage de l'économie"), key))
    if share.gain_cents < 0:
        page.paragraph(
            _("Vous paieriez moins en achetant seul : dites-le au groupement."), *_WIDE, bold=True
        )
    else:
        page.paragraph(
            _("Acheter avec le groupe ne vous coûte pas plus que d'acheter seul."),
            *_WIDE,
            bold=True,
        )
    settlement_page.write_own(page, settlement, reader.workshop, _WIDE)
    page.gap()
    _material_table(page, facts, found, reader.workshop)
    for need in found.not_bought_alone:
        if need.workshop == reader.workshop:
            page.paragraph("• " + _not_alone(facts, need, texts), *_WIDE)


def _material_table(page: Page, facts: Facts, found: JointPurchasing, workshop: str) -> None:
    _ = page.book.texts.gettext
    page.heading(_("Matière par matière, frais et restes compris"))
    columns = [
        Column(header=_("Matière"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Unité")),
        Column(header=_("Votre besoin"), kind="quantity"),
        Column(header=_("Prix unitaire seul"), kind="price"),
        Column(header=_("Prix unitaire du groupe"), kind="price"),
    ]
    rows: list[list[Value]] = [
        [
            facts.material_name(p.material),
            facts.materials[p.material].unit,
            quantity(p.thousandths),
            None if p.alone is None else p.alone.quantize(Decimal("0.0001")),
            None if p.together is None else p.together.quantize(Decimal("0.0001")),
        ]
        for p in found.prices
        if p.workshop == workshop
    ]
    page.table(columns, rows)


def _not_alone(facts: Facts, need: NotBoughtAlone, texts: Texts) -> str:
    _ = texts.gettext
    unit = facts.materials[need.material].unit
    return _(
        "{workshop} n'aurait pas pu acheter seul {quantity} de « {material} » ({weeks}) : comptés "
        "{amount} au prix de secours.",
        workshop=facts.workshop_name(need.workshop),
        quantity=f"{texts.number(quantity(need.thousandths), 1)} {unit}".strip(),
        material=facts.material_name(need.material),
        weeks=texts.join([texts.short_week(w) for w in need.weeks]),
        amount=texts.euros(need.cents),
    )


# -- the facilitator's sheets ------------------------------------------------------------------------


def _write_members(page: Page, facts: Facts, found: JointPurchasing, reader: Reader) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_WIDTHS)
    page.title(_("Ce que chacun paie, seul et ensemble"), under_title(reader, facts, texts))
    columns = [
        Column(header=_("Atelier"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Seul"), kind="euros"),
        Column(header=_("Seul, jamais moins de"), kind="euros"),
        Column(header=_("Avec le groupe"), kind="euros"),
        Column(header=_("Gain"), kind="euros"),
        Column(header=_("Avec le groupe, entre"), kind="euros"),
        Column(header=_("et"), kind="euros"),
    ]
    # Values that were counted over every arrival have no sampling error.
    is_sampled = any(m.standard_error is not None for x in found.keys for m in x.members)
    if is_sampled:
        columns.append(Column(header=_("Erreur type"), kind="euros"))
    for shares in found.keys:
        name = _(cost_words.SHARING_KEYS[shares.key])
        chosen = " " + _("(clé choisie)") if shares.key == found.key else ""
        page.heading(name[:1].upper() + name[1:] + chosen)
        if shares.key == "shapley":
            page.paragraph(_(SHAPLEY), *_WIDE, font_color="#555555")
        page.header(columns)
        for m in shares.members:
            looks = {"bg_color": AMBER} if m.gain_cents < 0 else {}
            page.cells(columns, _share_row(facts, m)[: len(columns)], **looks)
        total = [
            sum(getattr(m, f) for m in shares.members)
            for f in ("alone_cents", "alone_bound_cents", "cents", "gain_cents")
        ]
        blanks = [None] * (len(columns) - 1 - len(total))
        page.total(columns, [_("Total"), *map(euros, total), *blanks])
        for better in shares.better_alone[:5]:
            if better.surely_cents > 0:
                who = texts.join([facts.workshop_name(w) for w in better.members])
                amount = texts.euros(better.surely_cents)
                said = _("{who} : {amount} de moins sans les autres", who=who, amount=amount)
                page.paragraph("• " + said, *_WIDE)
        page.gap()
    if found.not_bought_alone:
        page.heading(_("Ce qui n'aurait pas pu être acheté seul"))
        page.paragraph(_(EMERGENCY), *_WIDE, font_color="#555555")
        for need in found.not_bought_alone:
            page.paragraph("• " + _not_alone(facts, need, texts), *_WIDE)


def _share_row(facts: Facts, m: MemberShare) -> list[Value]:
    return [
        facts.workshop_name(m.workshop),
        euros(m.alone_cents),
        euros(m.alone_bound_cents),
        euros(m.cents),
        euros(m.gain_cents),
        euros(m.lowest_cents),
        euros(m.highest_cents),
        None if m.standard_error is None else m.standard_error / 100,
    ]


def _write_coalitions(page: Page, facts: Facts, found: JointPurchasing, reader: Reader) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.widths((60, 16, 16, 12, 16))
    page.title(_("Ce que chaque regroupement paierait"), under_title(reader, facts, texts))
    columns = [
        Column(header=_("Ateliers"), kind="wrapped", width=60),
        Column(header=_("Achats"), kind="euros"),
        Column(header=_("jamais moins de"), kind="euros"),
        Column(header=_("Écart entre les deux"), kind="percent"),
        Column(header=_("dont au prix de secours"), kind="euros"),
    ]
    page.sheet.repeat_rows(page.row)
    rows: list[list[Value]] = [
        [
            texts.join([facts.workshop_name(w) for w in c.members]),
            euros(c.cents),
            euros(c.bound_cents),
            c.gap,
            euros(c.emergency_cents),
        ]
        for c in found.coalitions
    ]
    page.table(columns, rows)
