"""Annex to the convention de groupement, and its avenant: who does what when, at which prices, by which
rules, for every member to sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from optimizer import costing
from optimizer.cost_parameters import OrderTerms
from optimizer.plan import WorkshopShare
from service.exports import cost_words, words
from service.exports.facts import ZERO, Facts
from service.exports.money_pdf import PdfPage, PdfTable, write_pages
from service.exports.quotation_pages import unit_price
from service.exports.receipts import receipts_of
from service.i18n import N_, Texts

_Work = tuple[str, str, str]  # workshop, product, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """For whom a copy is: ``workshop`` "" for the whole, else with that workshop's own weeks only."""

    workshop: str = ""

    def sees(self, workshop: str) -> bool:
        """Whether the weeks and receipts of a workshop stand in this copy."""
        return self.workshop in ("", workshop)


def write_annex(
    facts: Facts, number: int, party: Party, path: Path, texts: Texts, *, is_adopted: bool
) -> None:
    """Write the annex that says a plan: members and shares, weeks, prices, rules, signatures.

    ``is_adopted``: every member concerned has accepted the plan; else it says that it is proposed.
    """
    _ = texts.gettext
    title = _(
        "Annexe à la convention de groupement – {title}",
        title=facts.problem.title or facts.problem.id,
    )
    said = (
        N_("Plan n° {number}, accepté par les membres.")
        if is_adopted
        else N_("Plan n° {number}, proposé aux membres : pas encore accepté.")
    )
    page = PdfPage(
        title=title,
        reader=_reader(facts, party, texts),
        lead=[
            (_(said, number=str(number)), True),
            *((line, False) for line in _customers(facts, texts)),
        ],
        tables=(
            _members(facts, party, texts),
            _milestones(facts, texts),
            _prices(facts, texts),
            *_weeks(facts, party, texts),
        ),
    )
    rules = PdfPage(
        title=_("Règles communes"),
        reader="",
        lead=[("• " + line, False) for line in _rules(facts, texts)],
        tables=(_signatures(facts, texts),),
    )
    write_pages(path, title, facts.problem.start, [page, rules], texts)


def write_avenant(
    before: Facts,
    after: Facts,
    numbers: tuple[int, int],
    reason: str,
    party: Party,
    path: Path,
    texts: Texts,
) -> None:
    """Write what a new plan changes to the annex: shares, weeks, prices, milestones; nothing else."""
    _ = texts.gettext
    title = _(
        "Avenant à la convention de groupement – {title}",
        title=after.problem.title or after.problem.id,
    )
    lead = [
        (
            _(
                "Le plan n° {new} remplace le plan n° {old}.",
                new=str(numbers[1]),
                old=str(numbers[0]),
            ),
            True,
        )
    ]
    if reason:
        lead.append((_("Pourquoi : {reason}.", reason=reason.rstrip(".")), False))
    tables = (
        _shares_changed(before, after, party, texts),
        _milestones_changed(before, after, texts),
        _prices_changed(before, after, texts),
        *_weeks_changed(before, after, party, texts),
    )
    if not any(t.rows for t in tables):
        lead.append((_("Rien ne change pour les membres."), False))
    after_lines = [_("Le reste de l'annexe ne change pas.")]
    page = PdfPage(
        title=title,
        reader=_reader(after, party, texts),
        lead=lead,
        tables=tables,
        after=after_lines,
    )
    last = PdfPage(title=_("Signatures"), reader="", tables=(_signatures(after, texts),))
    write_pages(path, title, after.problem.start, [page, last], texts)


# -- what the annex says ------------------------------------------------------------------------


def _reader(facts: Facts, party: Party, texts: Texts) -> str:
    if party.workshop:
        return texts.gettext(
            "Exemplaire pour {workshop}, avec ses semaines seulement.",
            workshop=facts.workshop_name(party.workshop),
        )
    return texts.gettext("Exemplaire complet du groupement.")


def _customers(facts: Facts, texts: Texts) -> Iterable[str]:
    for order in facts.problem.orders:
        customer = f" – {order.customer}" if order.customer else ""
        yield texts.gettext("Commande : {order}", order=(order.name or order.id) + customer)


def _shares(facts: Facts) -> dict[str, WorkshopShare]:
    fairness = facts.plan.fairness
    return {s.workshop: s for s in fairness.shares} if fairness is not None else {}


def _part(facts: Facts, share: WorkshopShare | None) -> Decimal:
    total = facts.plan.fairness.total_minutes if facts.plan.fairness is not None else ZERO
    return share.load_minutes / total if share is not None and total else ZERO


def _members(facts: Facts, party: Party, texts: Texts) -> PdfTable:
    _ = texts.gettext
    shares = _shares(facts)
    rows = []
    for workshop in facts.problem.workshops:
        share = shares.get(workshop.id)
        shown = party.sees(workshop.id)
        receipts = receipts_of(facts, workshop)
        rows.append(
            (
                facts.workshop_name(workshop.id),
                texts.percent(share.weight_share) if share is not None else "",
                texts.percent(_part(facts, share)) if share is not None else "",
                texts.hours(share.load_minutes) if share is not None else "",
                texts.euros(int(receipts.total_cents)) if shown and receipts.total_cents else "",
            )
        )
    return PdfTable(
        heading=_("Membres et parts"),
        heads=(
            _("Atelier"),
            _("Part selon la clé"),
            _("Part du travail"),
            _("Heures gammées"),
            _("Recettes HT"),
        ),
        align="wrrrr",
        rows=rows,
    )


def _milestones(facts: Facts, texts: Texts) -> PdfTable:
    _ = texts.gettext
    return PdfTable(
        heading=_("Jalons"),
        heads=(_("Produit"), _("Quantité"), _("Date"), _("Lieu")),
        align="wrlw",
        rows=[
            (
                facts.product_name(m.demand.product),
                texts.number(m.demand.quantity),
                texts.day(m.demand.due),
                facts.point_name(m.demand.delivery_point),
            )
            for m in facts.milestones
        ],
    )


def _price_rows(facts: Facts, texts: Texts) -> dict[tuple[str, str], tuple[str, str, str]]:
    """(product, operation or "") → its name, what is priced, the price."""
    _ = texts.gettext
    rates = costing.receipts_rates(facts.problem)
    found = {}
    for product in facts.problem.products:
        name = facts.product_name(product.id)
        if product.selling_price is not None:
            price = unit_price(product.selling_price, texts)
            found[product.id, ""] = (name, _("prix de vente HT d'une unité"), price)
        for operation in product.operations:
            rate = rates.get((product.id, operation.id), ZERO)
            if rate:
                what = facts.operation_name(product.id, operation.id)
                price = unit_price(rate, texts)
                found[product.id, operation.id] = (name, what, price)
    return found


def _prices(facts: Facts, texts: Texts) -> PdfTable:
    _ = texts.gettext
    return PdfTable(
        heading=_("Prix"),
        heads=(_("Produit"), _("Quoi"), _("Prix HT de l'unité")),
        align="wwr",
        rows=list(_price_rows(facts, texts).values()),
    )


def _made(facts: Facts) -> dict[_Work, dict[str, Decimal]]:
    """Units by work and ISO week, weeks without any left out."""
    found = {}
    for workshop in facts.problem.workshops:
        for product, operation in facts.jobs(workshop):
            weeks = facts.made(workshop.id, product.id, operation.id)
            told = {facts.horizon.name(t): units for t, units in enumerate(weeks) if units}
            if told:
                found[workshop.id, product.id, operation.id] = told
    return found


def _weeks(facts: Facts, party: Party, texts: Texts) -> Iterable[PdfTable]:
    _ = texts.gettext
    made = _made(facts)
    for workshop in facts.problem.workshops:
        mine = {key: weeks for key, weeks in made.items() if key[0] == workshop.id}
        if not mine or not party.sees(workshop.id):
            continue
        rows = []
        for (_w, product, operation), weeks in mine.items():
            said = [f"{texts.short_week(w)}\u00a0: {texts.number(u)}" for w, u in weeks.items()]
            rows.append(
                (
                    f"{facts.product_name(product)} – {facts.operation_name(product, operation)}",
                    texts.number(sum(weeks.values(), start=ZERO)),
                    ", ".join(said),
                )
            )
        yield PdfTable(
            heading=_(
                "{workshop} : semaine par semaine", workshop=facts.workshop_name(workshop.id)
            ),
            heads=(_("Opération"), _("Unités"), _("Par semaine")),
            align="wrw",
            rows=rows,
        )


def _rules(facts: Facts, texts: Texts) -> Iterable[str]:
    _ = texts.gettext
    terms = facts.problem.payments or OrderTerms()
    if facts.plan.fairness is not None:
        key = _(words.KEYS[facts.plan.fairness.key])
        yield _("Le travail se partage selon la clé « {key} », en temps gammé.", key=key)
    yield texts.labelled(_("Facturation"), _(cost_words.CIRCUITS[terms.circuit]))
    if terms.mandataire:
        yield texts.labelled(_("Mandataire"), facts.workshop_name(terms.mandataire))
    yield texts.labelled(
        _("Économie des achats groupés"), _(cost_words.SHARING_KEYS[terms.sharing_key])
    )
    yield texts.labelled(_("Frais communs"), _(cost_words.COMMON_KEYS[terms.common_key]))
    yield texts.ngettext(
        "Le client paie à {n} jour.", "Le client paie à {n} jours.", terms.buyer_days
    )
    if terms.deposit:
        yield _("Acompte à la commande : {part}.", part=texts.percent(terms.deposit))
    if terms.penalty_per_unit_week:
        price = texts.number(terms.penalty_per_unit_week, 4)
        yield _("Pénalité de retard : {price} € par unité et par semaine.", price=price)
    yield _(
        "Un lot refusé par le client est à refaire ; le groupement décide qui en porte le coût."
    )
    yield _(
        "Un autre plan n'engage que s'il est accepté par chaque atelier dont la part, les semaines "
        "ou le prix changent ; un avenant le dit."
    )


def _signatures(facts: Facts, texts: Texts) -> PdfTable:
    _ = texts.gettext
    return PdfTable(
        heading=_("Signatures"),
        heads=(_("Atelier"), _("Nom et qualité"), _("Date"), _("Signature")),
        align="wwlw",
        rows=[(facts.workshop_name(w.id), "\n\n", "", "") for w in facts.problem.workshops],
    )


# -- what the avenant says ----------------------------------------------------------------------


def _shares_changed(before: Facts, after: Facts, party: Party, texts: Texts) -> PdfTable:
    _ = texts.gettext
    was, now = _shares(before), _shares(after)
    rows = []
    for code in dict.fromkeys((*before.workshops, *after.workshops)):
        old, new = _part(before, was.get(code)), _part(after, now.get(code))
        if texts.percent(old) == texts.percent(new):
            continue
        owner = after if code in after.workshops else before
        money = [""] * 2
        if party.sees(code):
            money = [
                texts.euros(int(receipts_of(f, f.workshops[code]).total_cents))
                if code in f.workshops
                else "–"
                for f in (before, after)
            ]
        rows.append((owner.workshop_name(code), texts.percent(old), texts.percent(new), *money))
    return PdfTable(
        heading=_("Parts"),
        heads=(
            _("Atelier"),
            _("Avant"),
            _("Après"),
            _("Recettes HT avant"),
            _("Recettes HT après"),
        ),
        align="wrrrr",
        rows=rows,
    )


def _milestones_changed(before: Facts, after: Facts, texts: Texts) -> PdfTable:
    _ = texts.gettext
    was = {d.id: d for d in before.problem.demands}
    now = {d.id: d for d in after.problem.demands}
    rows = []
    for code in dict.fromkeys((*was, *now)):
        sides = [
            f"{texts.number(d.quantity)} – {texts.day(d.due)}" if d is not None else "–"
            for d in (was.get(code), now.get(code))
        ]
        if sides[0] != sides[1]:
            demand = now.get(code) or was[code]
            owner = after if code in now else before
            rows.append((owner.product_name(demand.product), *sides))
    return PdfTable(
        heading=_("Jalons"), heads=(_("Produit"), _("Avant"), _("Après")), align="wll", rows=rows
    )


def _prices_changed(before: Facts, after: Facts, texts: Texts) -> PdfTable:
    _ = texts.gettext
    was, now = _price_rows(before, texts), _price_rows(after, texts)
    rows = []
    for key in dict.fromkeys((*was, *now)):
        old, new = was.get(key), now.get(key)
        if old is not None and new is not None and old[2] == new[2]:
            continue
        name, what, _price = new or old or ("", "", "")
        rows.append((name, what, old[2] if old else "–", new[2] if new else "–"))
    return PdfTable(
        heading=_("Prix"),
        heads=(_("Produit"), _("Quoi"), _("Avant"), _("Après")),
        align="wwrr",
        rows=rows,
    )


def _weeks_changed(before: Facts, after: Facts, party: Party, texts: Texts) -> Iterable[PdfTable]:
    _ = texts.gettext
    was, now = _made(before), _made(after)
    for code in dict.fromkeys((*before.workshops, *after.workshops)):
        if not party.sees(code):
            continue
        owner = after if code in after.workshops else before
        rows: list[Sequence[str]] = []
        for key in dict.fromkeys((*was, *now)):
            if key[0] != code:
                continue
            old, new = was.get(key, {}), now.get(key, {})
            what = f"{owner.product_name(key[1])} – {owner.operation_name(key[1], key[2])}"
            rows += [
                (
                    texts.week(week),
                    what,
                    texts.number(old.get(week, ZERO)),
                    texts.number(new.get(week, ZERO)),
                )
                for week in sorted({*old, *new})
                if old.get(week, ZERO) != new.get(week, ZERO)
            ]
        if rows:
            yield PdfTable(
                heading=_("{workshop} : semaine par semaine", workshop=owner.workshop_name(code)),
                heads=(_("Semaine"), _("Opération"), _("Avant"), _("Après")),
                align="lwrr",
                rows=sorted(rows, key=lambda r: (r[1], r[0])),
            )
