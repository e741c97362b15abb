"""The *Synthèse* sheet: what a coordinator tells the others about the plan, on one or two pages."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from optimizer import costing
from optimizer.costing import CostKind
from optimizer.plan import Fairness
from service.exports import charts, reasons, words
from service.exports.facts import ZERO, Facts
from service.exports.norms import write_norms
from service.exports.order_sheet import write_orders
from service.exports.planning_sheet import ProgressBlock
from service.exports.receipts import has_receipts, receipts_of
from service.exports.sheet import AMBER, DARK, GREEN, RED, Column, Page, Value
from service.i18n import N_, Texts

COSTS: dict[CostKind, str] = {
    "labour": N_("travail (brut d'aides)"),
    "setup": N_("mises en route"),
    "piece": N_("coûts à la pièce"),
    "movement": N_("transport"),
    "goods": N_("achats de matières"),
    "fee": N_("frais de commande"),
    "holding": N_("stockage"),
}
_WIDTHS = (24, 14, 14, 12, 12, 12, 12, 12, 12, 42)
_ALL = len(_WIDTHS)
_CHARACTERS = 150


def write_summary(page: Page, facts: Facts, planning: Page, progress: list[ProgressBlock]) -> None:
    """Fill the sheet; the charts read *planning*, which must be written already."""
    texts = page.book.texts
    _ = texts.gettext
    problem, horizon = facts.problem, facts.horizon
    page.widths(_WIDTHS)
    page.title(
        problem.title or problem.id,
        _(
            "Plan de {first} à {last}, préférence « {preset} »",
            first=texts.week(horizon.name(0)),
            last=texts.week(horizon.name(facts.last_week)),
            preset=_(words.PRESETS[facts.plan.preset]),
        ),
    )
    for order in problem.orders:
        customer = f" – {order.customer}" if order.customer else ""
        page.line(_("Commande : {order}", order=(order.name or order.id) + customer))
    if len(problem.delivery_points) == 1:
        place = facts.point_name(problem.delivery_points[0].id)
        page.line(_("Livraison : {place}", place=place))
    is_late = any(not m.is_met for m in facts.milestones)
    page.paragraph(
        words.verdict(facts.milestones, texts),
        _ALL,
        _CHARACTERS,
        bold=True,
        font_size=12,
        bg_color=RED if is_late else GREEN,
    )
    page.paragraph(words.status_sentence(facts.plan, texts), _ALL, _CHARACTERS)
    page.gap()
    _milestones(page, facts)
    shares: tuple[int, int] | None = None
    if facts.plan.fairness is not None:
        shares = _fairness(page, facts, facts.plan.fairness)
    write_orders(page, facts)
    # What is promised is on the first page, what it costs on the second, the charts on the third.
    page.break_before()
    _levels(page, facts)
    _warnings(page, facts)
    top = page.row
    _totals(page, facts)
    if shares is not None:
        charts.add_workshops_chart(page, *shares, columns=(2, 3), at=(top + 1, 3))
        page.row = max(page.row, top + 1 + charts.ROWS)
        page.gap()
    _receipts(page, facts)
    # Norms and charts share the third page: neither is cut by the end of the second.
    if progress:
        page.break_before()
    write_norms(page, facts, _WIDTHS)
    for i, block in enumerate(progress):
        at = page.row + i // 2 * charts.ROWS, 0 if i % 2 == 0 else 6
        name = facts.product_name(block.product)
        charts.add_progress_chart(page, planning, block, name, at)


def _milestones(page: Page, facts: Facts) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.heading(_("Jalons"))
    # A single delivery point is said above; its column is worth more for something else.
    has_points = len(facts.problem.delivery_points) > 1
    columns = [
        Column(header=_("Jalon"), width=_WIDTHS[0]),
        Column(header=_("Produit"), kind="wrapped", width=_WIDTHS[1]),
        Column(header=_("Point de livraison"), kind="wrapped", width=_WIDTHS[2])
        if has_points
        else Column(header=_("Priorité"), kind="units"),
        Column(header=_("Pour le"), kind="date"),
        Column(header=_("Semaine")),
        Column(header=_("Quantité"), kind="units"),
        Column(header=_("Livré à temps"), kind="units"),
        Column(header=_("Livré en retard"), kind="units"),
        Column(header=_("Manque"), kind="units"),
        Column(header=_("Résultat"), kind="wrapped", width=_WIDTHS[-1]),
    ]
    page.header(columns)
    for m in facts.milestones:
        state = words.milestone_state(m, texts)
        if m.last_week is not None and m.last_week >= 0:
            last = texts.week(facts.horizon.name(m.last_week))
            state += _(", dernière livraison en {week}", week=last)
        values: list[Value] = [
            m.demand.id,
            facts.product_name(m.demand.product),
            facts.point_name(m.demand.delivery_point) if has_points else m.demand.priority,
            m.demand.due,
            texts.week(facts.horizon.name(m.due_week)) if m.due_week >= 0 else "",
            m.demand.quantity,
            m.on_time,
            m.late,
            m.missing,
            state,
        ]
        page.cells(columns, values, **({} if m.is_met else {"bg_color": RED}))
    sums = [
        sum((m.demand.quantity for m in facts.milestones), start=ZERO),
        sum((m.on_time for m in facts.milestones), start=ZERO),
        sum((m.late for m in facts.milestones), start=ZERO),
        sum((m.missing for m in facts.milestones), start=ZERO),
    ]
    page.total(columns, [_("Total"), None, None, None, None, *sums, None])
    page.gap()


def _fairness(page: Page, facts: Facts, fairness: Fairness) -> tuple[int, int]:
    """The table of shares; its first and last rows are returned, for the chart."""
    texts = page.book.texts
    _ = texts.gettext
    other = facts.plan.fairness_other
    page.heading(_("Répartition du travail entre les ateliers"))
    page.paragraph(
        _(
            "Clé : {key}. La part compte le travail en temps gammé (celui qui est payé) ; les "
            "heures réelles sont à côté. La part visée est la plus juste que les capacités "
            "permettent.",
            key=_(words.KEYS[fairness.key]),
        ),
        _ALL,
        _CHARACTERS,
        font_color="#555555",
    )
    columns = [
        Column(header=_("Atelier"), width=_WIDTHS[0]),
        Column(header=_("Part selon la clé"), kind="percent"),
        Column(header=_("Part visée"), kind="percent"),
        Column(header=_("Part obtenue"), kind="percent"),
        Column(header=_("Heures gammées"), kind="hours"),
        Column(header=_("Heures réelles"), kind="hours"),
        Column(header=_("Rapport à la clé"), kind="ratio"),
        Column(
            header=_("Part selon : {key}", key=_(words.KEYS[other.key])) if other else "",
            kind="percent",
        ),
        Column(header=_("Rapport à cette clé") if other else "", kind="ratio"),
        Column(header=_("Pourquoi"), kind="wrapped", width=_WIDTHS[-1]),
    ]
    page.header(columns, height=44)
    total = fairness.total_minutes
    beside = {s.workshop: s for s in other.shares} if other else {}
    first = page.row
    for share in fairness.shares:
        twin = beside.get(share.workshop)
        page.cells(
            columns,
            [
                facts.workshop_name(share.workshop),
                share.weight_share,
                share.target_minutes / total if total else ZERO,
                share.load_minutes / total if total else ZERO,
                share.load_minutes / 60,
                share.real_minutes / 60,
                share.ratio,
                twin.weight_share if twin else None,
                twin.ratio if twin else None,
                reasons.share_reason(facts, share, texts),
            ],
        )
    made = sum((s.load_minutes for s in fairness.shares), start=ZERO)
    aimed = sum((s.target_minutes for s in fairness.shares), start=ZERO)
    real = sum((s.real_minutes for s in fairness.shares), start=ZERO)
    page.total(
        columns,
        [
            _("Total"),
            sum((s.weight_share for s in fairness.shares), start=ZERO),
            aimed / total if total else ZERO,
            made / total if total else ZERO,
            made / 60,
            real / 60,
            None,
            None,
            None,
            _(
                "Écart à la clé : {gap} du travail ; indice de Jain : {jain}",
                gap=texts.percent(fairness.gap),
                jain=texts.number(fairness.jain, 3),
            ),
        ],
    )
    page.gap()
    return first, first + len(fairness.shares) - 1


def _totals(page: Page, facts: Facts) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.heading(_("Totaux"))
    plan = facts.plan
    units = sum((d.units for d in plan.deliveries), start=ZERO)
    real = sum((sum(row, ZERO) for row in facts.ledger.minutes_used.values()), start=ZERO)
    columns = [
        Column(header=_("Quoi"), width=_WIDTHS[0]),
        Column(header=_("Combien")),
    ]
    page.header(columns, height=18)

    def row(label: str, value: Value, kind: str, **looks: object) -> None:
        page.put(page.row, 0, label, "text", **looks)
        page.put(page.row, 1, value, kind, **looks)  # type: ignore[arg-type]
        page.row += 1

    row(_("unités livrées par ce plan"), units, "units")
    if plan.fairness is not None:
        made = sum((s.load_minutes for s in plan.fairness.shares), start=ZERO)
        row(_("heures gammées"), made / 60, "hours")
    row(_("heures réelles"), real / 60, "hours")
    for kind, cents in facts.cost.by_kind().items():
        row(_(COSTS[kind]), Decimal(cents) / 100, "euros")
    row(_("coût variable"), Decimal(facts.cost.total_cents) / 100, "euros", bold=True)
    page.gap()
    price = words.fairness_price(plan.price_of_fairness, texts)
    page.line(_("Prix de l'équité : {price}.", price=price))
    page.gap()


def _levels(page: Page, facts: Facts) -> None:
    texts = page.book.texts
    _ = texts.gettext
    page.heading(_("Ce qui a été cherché, dans l'ordre"))
    heads = (
        (0, 0, _("But")),
        (1, 3, _("Ce qui est compté")),
        (4, 6, _("Ce plan")),
        (7, _ALL - 1, _("Peut-on mieux ?")),
    )
    page.spans(heads, _WIDTHS, bold=True, bg_color=DARK, font_color="#FFFFFF")
    for level in facts.plan.levels:
        shade = {} if level.proven and not level.conditional else {"bg_color": AMBER}
        page.spans(
            (
                (0, 0, words.level_name(level.name, texts)),
                (1, 3, _(words.MEASURES[level.name])),
                (4, 6, words.level_value(level, facts, texts)),
                (7, _ALL - 1, words.level_gap(level, texts, is_noted=True)),
            ),
            _WIDTHS,
            **shade,
        )
    if any(not x.proven or x.conditional for x in facts.plan.levels):
        page.line(
            _("En jaune : pas entièrement prouvé ; un calcul plus long ferait peut-être mieux."),
            font_color="#555555",
        )
    note = words.condition_note(facts.plan.levels, texts)
    if note:
        page.line(note, italic=True, font_color="#555555")
    if words.has_priorities(facts):
        page.line(
            _("Les jalons prioritaires comptent plus que les autres dans ces chiffres."),
            italic=True,
            font_color="#555555",
        )
    page.gap()


def _receipts(page: Page, facts: Facts) -> None:
    """What each workshop may invoice, against its ceiling; nothing when no rate is known."""
    texts = page.book.texts
    _ = texts.gettext
    if not has_receipts(facts):
        return
    page.heading(_("Recettes des ateliers (façon)"))
    page.paragraph(
        _(
            "Unités faites × tarif de façon ; sans tarif convenu, le prix de vente moins les "
            "matières, partagé selon le temps gammé. Hors taxes."
        ),
        _ALL,
        _CHARACTERS,
        font_color="#555555",
    )
    columns = [
        Column(header=_("Atelier"), width=_WIDTHS[0]),
        Column(header=_("Avant ce plan"), kind="euros"),
        Column(header=_("Avec ce plan"), kind="euros"),
        Column(header=_("En tout"), kind="euros"),
        Column(header=_("Plafond (s'il y en a un)"), kind="euros"),
        Column(header=_("Reste sous le plafond"), kind="euros"),
    ]
    page.header(columns, height=30)
    sums = [ZERO, ZERO, ZERO]
    for workshop in facts.problem.workshops:
        found = receipts_of(facts, workshop)
        cents = (found.past_cents, found.planned_cents, found.total_cents)
        sums = [total + part for total, part in zip(sums, cents, strict=True)]
        ceiling, left = found.ceiling_cents, found.left_cents
        page.cells(
            columns,
            [
                facts.workshop_name(workshop.id),
                *(c / 100 for c in cents),
                None if ceiling is None else ceiling / 100,
                None if left is None else left / 100,
            ],
        )
    page.total(columns, [_("Total"), *(c / 100 for c in sums), None, None])
    page.gap()


def _warnings(page: Page, facts: Facts) -> None:
    """What the reader must know before trusting a figure."""
    for said in warnings(facts, page.book.texts):
        page.paragraph(said, _ALL, _CHARACTERS, bg_color=AMBER)
    page.gap()


def warnings(facts: Facts, texts: Texts) -> list[str]:
    """What the reader must know before trusting a figure, one sentence each."""
    _ = texts.gettext
    found = []
    uncosted = costing.uncosted_workshops(facts.ledger)
    if uncosted:
        names = texts.join([facts.workshop_name(w) for w in uncosted])
        found.append(
            _(
                "Le travail n'est pas compté dans le coût (coût horaire non donné) : {names}.",
                names=names,
            )
        )
    count = len(facts.problem.assumptions)
    if count:
        found.append(
            texts.ngettext(
                "{n} valeur a été supposée : voir la feuille Hypothèses.",
                "{n} valeurs ont été supposées : voir la feuille Hypothèses.",
                count,
            )
        )
    if facts.small_runs:
        found.append(_small_runs(facts, texts))
    return found


def _small_runs(facts: Facts, texts: Texts) -> str:
    """How many runs of a lot or two there are, and at whom."""
    _ = texts.gettext
    counts = Counter(run.workshop for run in facts.small_runs)
    where = [
        f"{facts.workshop_name(w.id)} ({texts.number(counts[w.id])})"
        for w in facts.problem.workshops
        if counts[w.id]
    ]
    return texts.ngettext(
        "{n} série ne fait qu'un ou deux paquets et moins de 5 % d'une semaine : {where}. Voyez avec "
        "l'atelier si elle vaut la mise en route.",
        "{n} séries ne font qu'un ou deux paquets et moins de 5 % d'une semaine : {where}. Voyez avec "
        "les ateliers si elles valent la mise en route.",
        len(facts.small_runs),
        where=texts.join(where),
    )
