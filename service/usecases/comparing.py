"""Comparing variants of a planned order: what is read, what is asked for, what is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from optimizer.comparison import Variant
from optimizer.diagnostics import Diagnostic, has_errors
from optimizer.plan import Plan
from optimizer.problem import Problem
from optimizer.verification import check_plan
from service.errors import RefusedError
from service.i18n import N_, Texts
from service.usecases.conversion import write_whole
from service.usecases.reading import read_dossier

# What may follow each quick option, cell by cell, separated by « : ».
OPTION_CELLS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "--without": ("without", ("workshop",)),
    "--people": ("people", ("workshop", "value", "first", "last")),
    "--key": ("key", ("value",)),
    "--preset": ("preset", ("value",)),
    "--quantity": ("quantity", ("about", "value")),
    "--due": ("due", ("about", "value")),
    "--price": ("price", ("about", "value")),
    "--pin": ("pin", ("workshop", "product", "operation", "first", "value")),
    "--ban": ("ban", ("workshop", "product", "operation")),
}
_SHAPES = {
    "--without": N_("ATELIER"),
    "--people": N_("ATELIER:+2:2020-W16:2020-W20"),
    "--key": N_("CLÉ"),
    "--preset": N_("PRÉFÉRENCE"),
    "--quantity": N_("JALON:12000"),
    "--due": N_("JALON:2020-07-31"),
    "--price": N_("OFFRE:+10%"),
    "--pin": N_("ATELIER:PRODUIT:OPÉRATION:2020-W16:1200"),
    "--ban": N_("ATELIER:PRODUIT:OPÉRATION"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedOrder:
    """A dossier with its plan, read and verified."""

    problem: Problem | None
    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...]
    names: Mapping[str, str]

    @property
    def has_errors(self) -> bool:
        """Whether something must be corrected first."""
        return self.problem is None or self.plan is None or has_errors(self.diagnostics)


def read_planned(dossier: Path) -> PlannedOrder:
    """Read a dossier (or the directory that a plan was written to) and verify its plan.

    Raises:
        RefusedError: it holds no plan.
    """
    path = dossier / "dossier.json" if dossier.is_dir() else dossier
    reading = read_dossier(path)
    if reading.problem is None or reading.has_errors:
        return PlannedOrder(
            problem=None, plan=None, diagnostics=reading.diagnostics, names=reading.names
        )
    if reading.plan is None or not reading.plan.levels:
        raise RefusedError(N_("« {path} » ne contient pas de plan."), path=dossier)
    return PlannedOrder(
        problem=reading.problem,
        plan=reading.plan,
        diagnostics=check_plan(reading.problem, reading.plan),
        names=reading.names,
    )


def asked_variants(
    workbook: Path | None, options: Iterable[tuple[str, str]], problem: Problem, texts: Texts
) -> tuple[tuple[Variant, ...], tuple[Diagnostic, ...]]:
    """The variants of a workbook and of quick options, and everything wrong with them.

    Args:
        options: names of :data:`OPTION_CELLS` with what was written after them.

    Raises:
        RefusedError: an option has too few or too many parts, or nothing is asked for.
    """
    from importers.variants import read_option, read_variants

    variants: list[Variant] = []
    found: list[Diagnostic] = []
    options = list(options)
    if workbook is None and not options:
        raise RefusedError(
            N_(
                "Dites au moins une variante : un classeur de variantes, ou une option comme --without. "
                "« oeuvre compare --template VARIANTES.xlsx DOSSIER » écrit un classeur à remplir."
            )
        )
    if workbook is not None:
        read, said = read_variants(workbook, problem)
        variants += read
        found += said
    for option, given in options:
        what, cells = OPTION_CELLS[option]
        one, said = read_option(
            f"{option} {given}", "", problem, what, _parts(option, given, what, cells, texts)
        )
        found += said
        if one is not None:
            variants.append(one)
    numbered = (replace(v, id=f"v{place}") for place, v in enumerate(variants, start=1))
    return tuple(numbered), tuple(found)


def _parts(
    option: str, given: str, what: str, cells: tuple[str, ...], texts: Texts
) -> dict[str, str]:
    parts = [part.strip() for part in given.split(":")]
    # A ban may name the workshop alone; people may be there for one week.
    least = 1 if what == "ban" else len(cells) - 1 if what == "people" else len(cells)
    if not least <= len(parts) <= len(cells):
        shape = texts.gettext(_SHAPES[option])
        raise RefusedError(
            N_('{option} « {given} » : écrivez {option} "{shape}".'),
            option=option,
            given=given,
            shape=shape,
        )
    return {cell: part for cell, part in zip(cells, parts, strict=False) if part}


def write_template(problem: Problem, output: Path, texts: Texts) -> None:
    """Write the workbook of variants to fill in for this order.

    Raises:
        RefusedError: the file cannot be written.
    """
    from importers.variant_template import write_variants_template
    from service.messages.variant_texts import variant_texts

    words = variant_texts(texts)
    write_whole(output, lambda to: write_variants_template(to, problem, texts.language, words))
