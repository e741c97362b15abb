"""The summary of a plan on a terminal: milestones, shares, levels, cost, purchases, files, time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from optimizer import purchasing
from optimizer.order_shares import OrderShares, all_orders_work, order_shares
from service.cli.progress import PHASES
from service.exports import order_sheet, reasons, summary, words
from service.exports.facts import ZERO, Facts
from service.i18n import Texts
from service.usecases.planning import Planned

# How many materials' names fit beside an amount.
_MOST_NAMES = 4


def print_plan(
    console: Console,
    planned: Planned,
    facts: Facts,
    files: Sequence[Path],
    seconds: Sequence[tuple[str, float]],
    texts: Texts,
) -> None:
    """Everything a coordinator wants to know before opening the workbooks."""
    _ = texts.gettext
    title = planned.problem.title or planned.problem.id
    console.print(Text(title, style="bold"))
    is_met = all(m.is_met for m in facts.milestones)
    verdict = words.verdict(facts.milestones, texts)
    console.print(Text(verdict, style="bold green" if is_met else "bold red"))
    console.print(Text(words.status_sentence(planned.plan, texts)))
    console.print(_milestones(facts, texts))
    if planned.plan.fairness is not None:
        console.print(_shares(facts, texts))
    _print_orders(console, facts, texts)
    console.print(_levels(facts, texts))
    console.print(_money(facts, texts))
    price = words.fairness_price(planned.plan.price_of_fairness, texts)
    console.print(Text(_("Prix de l'équité : {price}.", price=price)))
    count = len(planned.problem.assumptions)
    if count:
        said = texts.ngettext(
            "{n} valeur a été supposée : voir la feuille Hypothèses.",
            "{n} valeurs ont été supposées : voir la feuille Hypothèses.",
            count,
        )
        console.print(Text(said, style="yellow"))
    print_seconds(console, planned, seconds, texts)
    print_files(console, files, texts)


def print_files(console: Console, files: Sequence[Path], texts: Texts) -> None:
    """The files written."""
    if not files:
        return
    console.print(Text(texts.gettext("Fichiers écrits :"), style="bold"))
    for file in files:
        console.print(Text(f"  {file}"), soft_wrap=True)


def print_seconds(
    console: Console, planned: Planned, seconds: Sequence[tuple[str, float]], texts: Texts
) -> None:
    """Where the time went: our phases, and those of the solver in brackets."""
    _ = texts.gettext
    parts = [f"{_(PHASES.get(p, p))} {texts.seconds(s)}" for p, s in seconds]
    inside = [
        f"{_(PHASES.get(p.phase, p.phase))} {texts.seconds(p.seconds)}"
        for p in planned.plan.phases
        if p.seconds
    ]
    said = _("Temps : {parts}", parts=", ".join(parts))
    console.print(Text(f"{said} ({', '.join(inside)})." if inside else f"{said}."))


def _table(title: str, *columns: tuple[str, bool]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", expand=False)
    for header, is_number in columns:
        table.add_column(header, justify="right" if is_number else "left", overflow="fold")
    return table


def _milestones(facts: Facts, texts: Texts) -> Table:
    _ = texts.gettext
    table = _table(
        _("Jalons"),
        (_("Jalon"), False),
        (_("Produit"), False),
        (_("Pour le"), False),
        (_("Quantité"), True),
        (_("Résultat"), False),
    )
    for m in facts.milestones:
        style = "green" if m.is_met else "red"
        table.add_row(
            m.demand.id,
            facts.product_name(m.demand.product),
            texts.day(m.demand.due),
            texts.number(m.demand.quantity),
            Text(words.milestone_state(m, texts), style=style),
        )
    return table


def _shares(facts: Facts, texts: Texts) -> Table:
    _ = texts.gettext
    table = _table(
        _("Répartition du travail"),
        (_("Atelier"), False),
        (_("Clé"), True),
        (_("Visée"), True),
        (_("Obtenue"), True),
        (_("Heures réelles"), True),
        (_("Pourquoi"), False),
    )
    fairness = facts.plan.fairness
    if fairness is None:
        return table
    total = fairness.total_minutes or Decimal(1)
    for s in fairness.shares:
        table.add_row(
            facts.workshop_name(s.workshop),
            texts.percent(s.weight_share),
            texts.percent(s.target_minutes / total),
            texts.percent(s.load_minutes / total),
            texts.hours(s.real_minutes),
            reasons.share_reason(facts, s, texts),
        )
    return table


def _print_orders(console: Console, facts: Facts, texts: Texts) -> None:
    """Each order's deliveries and workshops, when several share the plan."""
    _ = texts.gettext
    orders = order_shares(facts.problem, facts.plan)
    if not orders:
        return
    table = _table(
        _("Les commandes de ce plan"),
        (_("Commande"), False),
        (_("Priorité"), True),
        (_("Résultat"), False),
        *((facts.workshop_name(w.id), True) for w in facts.problem.workshops),
    )
    for order in orders:
        style = "red" if order.late or order.missing else "green"
        table.add_row(
            order_sheet.order_name(facts, order.order, texts),
            order_sheet.priorities(order, texts),
            Text(order_sheet.order_state(order, texts), style=style),
            *(texts.percent(w.share) for w in order.work),
        )
    whole = all_orders_work(facts.problem, facts.plan)
    table.add_row(_("En tout"), "", "", *(texts.percent(w.share) for w in whole))
    console.print(table)


def orders_json(orders: Sequence[OrderShares]) -> list[dict[str, object]]:
    """Each order's figures for a program, nothing when there is a single one."""
    return [
        {
            "order": o.order,
            "priorities": list(o.priorities),
            "units": str(o.units),
            "on_time": str(o.on_time),
            "late": str(o.late),
            "missing": str(o.missing),
            "shares": [
                {"workshop": w.workshop, "minutes": str(w.minutes), "share": str(w.share)}
                for w in o.work
            ],
        }
        for o in orders
    ]


def _levels(facts: Facts, texts: Texts) -> Table:
    _ = texts.gettext
    table = _table(
        _("Ce qui a été cherché, dans l'ordre"),
        (_("But"), False),
        (_("Atteint"), False),
        (_("Peut-on mieux ?"), False),
    )
    for level in facts.plan.levels:
        table.add_row(
            words.level_name(level.name, texts),
            words.level_value(level, facts, texts),
            words.level_gap(level, texts, is_noted=True),
        )
    table.caption = words.condition_note(facts.plan.levels, texts) or None
    table.caption_justify = "left"
    return table


def _money(facts: Facts, texts: Texts) -> Table:
    _ = texts.gettext
    table = _table(_("Coût variable et achats"), (_("Quoi"), False), (_("Montant"), True))
    for kind, cents in facts.cost.by_kind().items():
        table.add_row(_(summary.COSTS[kind]), texts.euros(cents))
    total = Text(texts.euros(facts.cost.total_cents), style="bold")
    table.add_row(Text(_("coût variable"), style="bold"), total, end_section=True)
    bought = purchasing.purchase_cost(facts.problem, facts.plan.purchases)
    for supplier in facts.problem.suppliers:
        lines = [line for line in bought.lines if line.supplier == supplier.id]
        if not lines:
            continue
        fees = sum(f.cents for f in bought.fees if f.supplier == supplier.id)
        materials = list(dict.fromkeys(facts.offers[x.offer].material for x in lines))
        shown = [facts.material_name(m) for m in materials[:_MOST_NAMES]]
        if len(materials) > _MOST_NAMES:
            shown.append("…")
        said = texts.ngettext("{n} commande", "{n} commandes", len(lines))
        name = supplier.name or supplier.id
        table.add_row(
            texts.labelled(name, f"{said} ({', '.join(shown)})"),
            texts.euros(sum(line.cents for line in lines) + fees),
        )
    return table


def as_json(
    planned: Planned,
    facts: Facts,
    files: Sequence[Path],
    seconds: Sequence[tuple[str, float]],
    texts: Texts,
) -> dict[str, object]:
    """The same summary for a program."""
    plan = planned.plan
    fairness = plan.fairness
    return {
        "status": plan.status,
        "stopped_by": plan.stopped_by,
        "verdict": words.verdict(facts.milestones, texts),
        "milestones": [
            {
                "demand": m.demand.id,
                "due": m.demand.due.isoformat(),
                "quantity": str(m.demand.quantity),
                "on_time": str(m.on_time),
                "late": str(m.late),
                "missing": str(m.missing),
            }
            for m in facts.milestones
        ],
        "shares": [
            {
                "workshop": s.workshop,
                "weight_share": str(s.weight_share),
                "target_minutes": str(s.target_minutes),
                "load_minutes": str(s.load_minutes),
                "ratio": str(s.ratio),
                "reason": s.reason,
            }
            for s in (fairness.shares if fairness is not None else ())
        ],
        "levels": [
            {
                "name": level.name,
                "value": str(level.value),
                "bound": str(level.bound),
                "gap": str(level.gap),
                "proven": level.proven,
                "conditional": level.conditional,
            }
            for level in plan.levels
        ],
        "orders": orders_json(order_shares(planned.problem, plan)),
        "cost_cents": facts.cost.total_cents,
        "missing_units": str(sum((m.missing for m in facts.milestones), start=ZERO)),
        "files": [str(f) for f in files],
        "seconds": {phase: round(s, 3) for phase, s in seconds},
    }


def print_assumed(console: Console, count: int, texts: Texts) -> None:
    """An answer is worth what its figures are worth: how many nobody gave."""
    if count:
        said = texts.ngettext(
            "{n} valeur a été supposée (rendement, absence…) : « oeuvre plan » la montre dans la "
            "feuille Hypothèses.",
            "{n} valeurs ont été supposées (rendement, absence…) : « oeuvre plan » les montre dans "
            "la feuille Hypothèses.",
            count,
        )
        console.print(Text(said), style="yellow")
