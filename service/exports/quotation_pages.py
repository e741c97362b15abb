"""The offer on one page, as words: what the workbook and the PDF both say, section by section.

The buyer's page says what is offered. The coordinator's adds why each euro, by groups that at least three
members share, and three quantities at three prices; the facilitator's has every kind of cost apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from optimizer.cost_parameters import OrderTerms
from optimizer.price_reasons import KindReason, Reason
from optimizer.problem import Assumption
from optimizer.quotation import Covers, GridCell, Quotation
from service import messages
from service.exports import cost_words
from service.exports.facts import Facts
from service.exports.readers import FEWEST_MEMBERS, Reader
from service.i18n import N_, Texts

COVERS: dict[Covers, str] = {
    "gross_cost": N_("couvre tout, même sans aide"),
    "floor": N_("couvre le coût net d'aide"),
    "nothing": N_("ne couvre pas le coût"),
}
# A page holds so many lines of each; the rest is counted in one line.
_MOST_ASSUMPTIONS = 5
_MOST_DELIVERIES = 14
# Terms that members agree among themselves: a buyer has no part in them.
_BETWEEN_MEMBERS = (
    "payments.common_key",
    "payments.sharing_key",
    "payments.emergency_factor",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """A quantity of the grid, its price and result at each price, in words."""

    label: str
    cells: tuple[GridCell, ...]


def unit_price(euros: Decimal, texts: Texts) -> str:
    """A price with two decimals at least: ``2,90 €``."""
    cents = euros * 100
    if cents == int(cents):
        return texts.euros(int(cents))
    return texts.number(euros, 6) + "\u00a0€"


def seller(facts: Facts) -> str:
    """The workshops that make the offer."""
    return ", ".join(w.name or w.id for w in facts.problem.workshops)


def buyer(facts: Facts, found: Quotation) -> str:
    """Who the offer is for, "" when nobody is named."""
    if found.order is not None:
        return found.order.customer
    return ", ".join(dict.fromkeys(o.customer for o in facts.problem.orders if o.customer))


def subject(facts: Facts, found: Quotation) -> str:
    """What the offer is about."""
    if found.order is not None:
        return found.order.name or found.order.id
    return facts.problem.title or facts.problem.id


def deliveries(facts: Facts, found: Quotation, texts: Texts) -> list[tuple[str, str, str, str]]:
    """Day, product, quantity, place; past a page's worth, the rest as one line."""
    rows = [
        (
            texts.day(d.due),
            facts.product_name(d.product),
            texts.number(d.quantity),
            facts.point_name(d.delivery_point) if d.delivery_point in facts.points else "",
        )
        for d in found.deliveries
    ]
    if len(rows) <= _MOST_DELIVERIES:
        return rows
    rest = len(rows) - _MOST_DELIVERIES + 1
    more = texts.ngettext("et {n} autre livraison", "et {n} autres livraisons", rest)
    return [*rows[: _MOST_DELIVERIES - 1], ("…", more, "", "")]


def conditions(facts: Facts, found: Quotation, texts: Texts) -> Iterator[str]:
    """Payment, deposit, penalties, circuit."""
    yield from terms_lines(facts, found.terms, found.deposit_cents, texts)
    if any(part.is_exempt for part in found.vat):
        yield texts.gettext(
            "Une part est facturée sans TVA, par des ateliers qui n'y sont pas assujettis."
        )


def terms_lines(facts: Facts, terms: OrderTerms, deposit_cents: int, texts: Texts) -> Iterator[str]:
    """The same but for VAT, of an offer of which only the terms and the deposit are at hand."""
    _ = texts.gettext
    yield texts.ngettext(
        "Paiement à {n} jour de la fin du mois de livraison.",
        "Paiement à {n} jours de la fin du mois de livraison.",
        terms.buyer_days,
    )
    if deposit_cents:
        day = (
            _(" au plus tard le {day}", day=texts.day(terms.deposit_day))
            if terms.deposit_day
            else ""
        )
        yield _(
            "Acompte de {rate} à la signature{day} : {amount} TTC, déduit des factures.",
            rate=texts.percent(terms.deposit),
            day=day,
            amount=texts.euros(deposit_cents),
        )
    if terms.penalty_per_unit_week:
        yield _(
            "Retard : {price} € par unité et par semaine commencée.",
            price=texts.number(terms.penalty_per_unit_week, 4),
        )
    if terms.circuit == "mandataire" and terms.mandataire:
        name = facts.workshop_name(terms.mandataire)
        yield _("{name}, mandataire du groupement, facture pour tous.", name=name)
    else:
        yield _("Chaque atelier facture sa part.")


def assumptions(facts: Facts, found: Quotation, reader: Reader, texts: Texts) -> list[str]:
    """What the offer supposes: the plan, and every value assumed that this reader may know."""
    return assumed_lines(facts, found.assumptions, reader, texts)


def assumed_lines(
    facts: Facts, assumed: Iterable[Assumption], reader: Reader, texts: Texts
) -> list[str]:
    """The same, of the values assumed."""
    _ = texts.gettext
    said = [
        _("Quantités, échéances et lieux de livraison ci-dessus ; prix fermes sur cette base."),
    ]
    fields: dict[tuple[str, str], int] = {}
    inner = {w.id for w in facts.problem.workshops} | set(facts.offers) | set(facts.suppliers)
    for a in assumed:
        # How a workshop works and what inputs cost are not the buyer's affair.
        if reader.role == "buyer" and (a.subject in inner or a.field in _BETWEEN_MEMBERS):
            continue
        fields[a.field, a.source] = fields.get((a.field, a.source), 0) + 1
    for (field, source), n in fields.items():
        name = messages.field_name(field, texts)
        times = f" (× {n})" if n > 1 else ""
        said.append(texts.labelled(name + times, messages.assumption_source(source, texts)))
    if len(said) > _MOST_ASSUMPTIONS:
        rest = len(said) - _MOST_ASSUMPTIONS + 1
        more = texts.ngettext(
            "et {n} autre valeur supposée, dans le classeur du plan",
            "et {n} autres valeurs supposées, dans le classeur du plan",
            rest,
        )
        said = [*said[: _MOST_ASSUMPTIONS - 1], more]
    return said


def exclusions(found: Quotation, texts: Texts) -> list[str]:
    """What the price does not hold."""
    return list(found.exclusions) or [
        texts.gettext("rien d'autre que ce qui précède n'est compris")
    ]


def vat_label(rate: Decimal, is_exempt: bool, texts: Texts) -> str:
    """A line of VAT in words."""
    _ = texts.gettext
    return (
        _("Sans TVA (non assujettis)")
        if is_exempt
        else _("TVA {rate}", rate=texts.percent(rate, 2))
    )


def grid_rows(found: Quotation, texts: Texts) -> tuple[GridRow, ...]:
    """The grid, a row for each quantity."""
    by_quantity: dict[Decimal, list[GridCell]] = {}
    for cell in found.grid:
        by_quantity.setdefault(cell.quantity_factor, []).append(cell)
    whole = sum((p.quantity for p in found.products), start=Decimal(0))
    return tuple(
        GridRow(
            label=texts.ngettext(
                "{n} unité ({rate})",
                "{n} unités ({rate})",
                factor * whole,
                n=texts.number(factor * whole, 0),
                rate=texts.percent(factor, 0),
            ),
            cells=tuple(cells),
        )
        for factor, cells in by_quantity.items()
    )


def grid_heads(found: Quotation, texts: Texts) -> list[str]:
    """The heads of the grid's columns: the prices."""
    factors = dict.fromkeys(cell.price_factor for cell in found.grid)
    return [texts.gettext("prix à {rate}", rate=texts.percent(f, 0)) for f in factors]


def why_no_reasons(found: Quotation, reader: Reader, texts: Texts) -> str:
    """Why a reader's page shows no cost, "" when it does."""
    _ = texts.gettext
    if found.kinds if reader.sees_all else found.reasons:
        return ""
    if found.cost_missing:
        return _("Les coûts ne sont pas tous connus : le prix n'est pas justifié ici.")
    return _(
        "Moins de {n} ateliers se partagent les coûts : les montrer dirait ceux d'un seul.",
        n=FEWEST_MEMBERS,
    )


def reason_rows(
    found: Quotation, reader: Reader, texts: Texts
) -> list[tuple[str, Reason | KindReason]]:
    """What each part of the price is called, and the part: for the facilitator, kind by kind."""
    if reader.sees_all:
        return [(_kind_name(k, texts), k) for k in found.kinds]
    return [(reason_name(r.group, r.cents, texts), r) for r in found.reasons]


def _kind_name(found: KindReason, texts: Texts) -> str:
    if found.kind in ("margin", "aid"):
        return reason_name(found.kind, found.cents, texts)
    return texts.gettext({str(k): v for k, v in cost_words.KINDS.items()}[found.kind])


def reason_name(group: str, cents: int, texts: Texts) -> str:
    """What a group of the reasons is called."""
    if group == "margin" and cents < 0:
        return texts.gettext("manque à gagner")
    if group == "margin":
        return texts.gettext("marge")
    return texts.gettext({str(k): v for k, v in cost_words.GROUPS.items()}[group])
