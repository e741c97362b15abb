"""A diagnosis on a terminal, and for a program."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from optimizer.diagnosis import Cure, Diagnosis, WhyLate, WhyLittle
from service.exports.diagnosis_words import DiagnosisWords

# More than these are in the workbook.
_MOST_CURES = 10
_MOST_BOTTLENECKS = 8


def print_diagnosis(console: Console, found: Diagnosis, words: DiagnosisWords) -> None:
    """First the answer, then what binds, then what cures it."""
    texts = words.texts
    _ = texts.gettext
    is_on_time = found.state in ("on_time", "replan")
    style = "bold green" if is_on_time else "bold red"
    console.print(Text(words.headline(found), style=style))
    if words.proof(found):
        console.print(Text(words.proof(found)))
    if is_on_time:
        _print_savings(console, found, words)
        return
    # Without proof the amounts are those of a larger order: nothing is said to be missing.
    if found.bottlenecks and found.is_proven:
        console.print(Text(_("Ce qui bloque :"), style="bold"))
        for b in found.bottlenecks[:_MOST_BOTTLENECKS]:
            part = texts.percent(b.blame, 0)
            said = _("{what} (à lui seul : {part} du retard)", what=words.bottleneck(b), part=part)
            console.print(Text(f"  • {said}"))
    if found.cures:
        title = words.cures_title(found)
        console.print(_cures(found.cures[:_MOST_CURES], title, found, words))
    if found.concessions:
        title = _("Ou demander au client")
        console.print(_cures(found.concessions, title, found, words))
    if not found.is_complete:
        said = _("Le temps accordé n'a pas suffi à tout essayer (--time-limit).")
        console.print(Text(said, style="yellow"))
    said = _(
        "Coûts indicatifs, pour comparer : coûts horaires et offres de la commande, valeurs supposées "
        "pour le reste (liste dans le classeur)."
    )
    console.print(Text(said, style="dim"))
    if words.paid_hours(found):
        console.print(Text(words.paid_hours(found), style="dim"))


def _cures(cures: tuple[Cure, ...], title: str, found: Diagnosis, words: DiagnosisWords) -> Table:
    texts = words.texts
    _ = texts.gettext
    table = Table(title=title, title_justify="left", title_style="bold", expand=False)
    table.add_column(_("Changement"), overflow="fold")
    table.add_column(_("Résultat"), overflow="fold")
    table.add_column(_("Coût"), justify="right")
    table.add_column(_("Vérification"), overflow="fold")
    for c in cures:
        table.add_row(
            words.change(c),
            Text(words.effect(c, found), style="green" if c.removes_all else ""),
            texts.euros(c.cost_cents),
            words.minimal(c),
        )
    return table


def _print_savings(console: Console, found: Diagnosis, words: DiagnosisWords) -> None:
    texts = words.texts
    _ = texts.gettext
    if found.price_parts:
        total = texts.euros(found.cost_cents)
        title = _("Dans le coût de {total}, ce qu'un changement pourrait réduire", total=total)
        table = Table(title=title, title_justify="left", title_style="bold", expand=False)
        table.add_column(_("Quoi"), overflow="fold")
        table.add_column(_("Montant"), justify="right")
        for p in found.price_parts[:_MOST_BOTTLENECKS]:
            table.add_row(words.part(p), texts.euros(p.cents))
        console.print(table)
    if found.savings:
        title = _("Ce qui ferait baisser le coût, vérifié")
        table = Table(title=title, title_justify="left", title_style="bold", expand=False)
        table.add_column(_("Changement"), overflow="fold")
        table.add_column(_("Économie"), justify="right")
        table.add_column(_("Coûte"), justify="right")
        for s in found.savings:
            table.add_row(words.change(s), texts.euros(s.saving_cents), texts.euros(s.cost_cents))
        console.print(table)


def print_little(console: Console, why: WhyLittle, words: DiagnosisWords) -> None:
    """Why a workshop has the work it has."""
    _ = words.texts.gettext
    console.print(Text(words.little(why), style="bold"))
    for step in why.steps:
        console.print(Text(f"  • {words.step(step)}"))
    if why.more:
        console.print(Text(_("Ce qui lui en donnerait plus (vérifié) :"), style="bold"))
        for m in why.more:
            console.print(Text(f"  • {words.more(m)}"))
    elif why.steps:
        console.print(Text(_("Aucun changement essayé ne lui en donne plus.")))


def print_late(console: Console, why: WhyLate, words: DiagnosisWords) -> None:
    """Why a milestone is late, from the milestone back."""
    texts = words.texts
    _ = texts.gettext
    console.print(Text(words.late(why), style="bold"))
    if not why.chain:
        return
    title = _("Ce qui l'a retenu, en remontant le temps")
    table = Table(title=title, title_justify="left", title_style="bold", expand=False)
    table.add_column(_("Semaines"))
    table.add_column(_("Ce qui était plein"), overflow="fold")
    table.add_column(_("Poids"), justify="right")
    for link in why.chain:
        table.add_row(words.weeks(link.where), words.link(link), texts.percent(link.weight, 0))
    console.print(table)


def plain(value: object) -> object:
    """Results as JSON: decimals as text, changes with their name."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(x) for x in value]
    if is_dataclass(value) and not isinstance(value, type):
        found: dict[str, object] = {}
        if type(value).__module__ == "optimizer.changes.kinds":
            found["change"] = type(value).__name__
        for f in fields(value):
            found[f.name] = plain(getattr(value, f.name))
        return found
    return value


def as_json(
    diagnosis: Diagnosis | None,
    little: WhyLittle | None,
    late: WhyLate | None,
    words: DiagnosisWords,
) -> dict[str, object]:
    """What was asked, with its sentences."""
    found: dict[str, object] = {}
    if diagnosis is not None:
        bottlenecks = [
            {"sentence": words.bottleneck(b), **_fields(b, without="cures")}
            for b in diagnosis.bottlenecks
        ]
        found["diagnosis"] = {
            "sentence": words.headline(diagnosis),
            **_fields(diagnosis, without="bottlenecks"),
            "is_proven": diagnosis.is_proven,
            "bottlenecks": bottlenecks,
            "cures": [
                {"sentence": words.cure(c, diagnosis), "removes_all": c.removes_all, **_fields(c)}
                for c in diagnosis.cures
            ],
        }
    if little is not None:
        found["workshop"] = {"sentence": words.little(little), **_fields(little)}
    if late is not None:
        found["milestone"] = {"sentence": words.late(late), **_fields(late)}
    return found


def _fields(value: object, without: str = "") -> dict[str, object]:
    found = plain(value)
    assert isinstance(found, dict)
    return {k: v for k, v in found.items() if k != without}
