"""What a plan made again writes beside the plan: what changes, for the coordinator and each workshop."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from service import messages
from service.exports import replan_words
from service.exports.names import file_stems
from service.exports.replan_pdf import write_workshop_changes
from service.exports.replan_words import Compared
from service.exports.replan_workbook import concerned, write_replan_workbook
from service.i18n import Texts

CHANGES_FILE = "changements.xlsx"


def write_changes(compared: Compared, directory: Path, texts: Texts) -> list[str]:
    """Write the workbook of changes and a PDF for each workshop that they concern; their names."""
    write_replan_workbook(compared, directory / CHANGES_FILE, texts)
    files = [CHANGES_FILE]
    stems = file_stems(w.id for w in compared.found.problem.workshops)
    for workshop in concerned(compared):
        name = f"changement_{stems[workshop.id]}.pdf"
        write_workshop_changes(compared, workshop, directory / name, texts)
        files.append(name)
    return files


def earlier_files(directory: Path) -> list[str]:
    """Pages of changes of an earlier plan in the directory: they would be out of date."""
    found: Iterable[Path] = directory.glob("changement_*.pdf") if directory.is_dir() else ()
    return [CHANGES_FILE, *sorted(f.name for f in found)]


def spoken(compared: Compared, texts: Texts) -> list[str]:
    """The same for a terminal: who leaves, what changes for whom, in a few lines."""
    _ = texts.gettext
    found, facts = compared.found, compared.facts
    lines: list[str] = []
    if found.departed is not None:
        lines += replan_words.departed_sentences(found.departed, facts, texts)
    for reduced in found.reduced:
        lines.append(
            _(
                "{demand} : {after} au lieu de {before}.",
                demand=reduced.demand,
                after=texts.number(reduced.after),
                before=texts.number(reduced.before),
            )
        )
    if found.reduced:
        goods = replan_words.left_difference(found)
        lines.append(
            _(
                "De plus qu'avant, il restera en trop pour {amount}.",
                amount=texts.euros(replan_words.total_cents(goods)),
            )
        )
    for workshop in concerned(compared):
        name = facts.workshop_name(workshop.id)
        said = replan_words.workshop_intro(compared, workshop, texts)[0]
        lines.append("  " + texts.labelled(name, said))
    return lines


def as_json(compared: Compared, texts: Texts) -> dict[str, object]:
    """What changes, for a program."""
    found = compared.found
    return {
        "from": found.from_week,
        "could_be_kept": found.is_possible,
        "headline": replan_words.headline(compared, texts),
        "changes": [
            {
                "workshop": c.workshop,
                "week": c.week,
                "kind": c.kind,
                "product": c.product,
                "operation": c.operation,
                "place": c.place,
                "before": str(c.before),
                "after": str(c.after),
            }
            for c in compared.changes
        ],
        "orders": [
            {"offer": c.offer, "week": c.week, "before": c.before, "after": c.after}
            for c in found.orders
        ],
        "taken_over": [
            {
                "workshop": t.workshop,
                "product": t.product,
                "operation": t.operation,
                "before": str(t.before),
                "after": str(t.after),
                "cents": t.cents,
            }
            for t in found.taken_over
        ],
        "happened": [
            {
                "workshop": h.workshop,
                "product": h.product,
                "operation": h.operation,
                "planned": str(h.planned),
                "made": str(h.made),
                "good": str(h.good),
            }
            for h in found.happened
        ],
        "departed": None
        if found.departed is None
        else {
            "workshop": found.departed.workshop,
            "is_lost": found.departed.is_lost,
            "goods_cents": replan_words.total_cents(found.departed.goods),
            "earned_cents": found.departed.earned_cents,
            "planned_cents": found.departed.planned_cents,
        },
        "reduced": [
            {"demand": r.demand, "before": str(r.before), "after": str(r.after)}
            for r in found.reduced
        ],
        "left_over_cents": replan_words.total_cents(replan_words.left_difference(found)),
    }


def pages(compared: Compared, texts: Texts) -> dict[str, object]:
    """The same as sentences for a page: the whole, then a text to send to each workshop concerned."""
    _ = texts.gettext
    found, facts = compared.found, compared.facts
    departed = found.departed
    reduced = [
        _(
            "{demand} : {after} au lieu de {before}.",
            demand=r.demand,
            after=texts.number(r.after),
            before=texts.number(r.before),
        )
        for r in found.reduced
    ]
    left = replan_words.total_cents(replan_words.left_difference(found))
    if reduced and left:
        reduced.append(
            _("De plus qu'avant, il restera en trop pour {amount}.", amount=texts.euros(left))
        )
    return {
        "headline": replan_words.headline(compared, texts),
        "departed": replan_words.departed_sentences(departed, facts, texts) if departed else [],
        "reduced": reduced,
        "orders": [replan_words.order_sentence(o, facts, texts) for o in found.orders],
        "assumed": [messages.sentence(d, texts, facts.names) for d in found.assumed],
        "workshops": [
            {
                "workshop": w.id,
                "name": facts.workshop_name(w.id),
                "intro": replan_words.workshop_intro(compared, w, texts),
                "weeks": replan_words.week_lines(compared, w, texts),
            }
            for w in concerned(compared)
        ],
    }
