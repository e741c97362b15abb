"""Which norm binds which operations, and which workshop holds it from when: a block of *Synthèse*."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.problem import Product, QualificationNeed, Workshop
from service.exports.facts import Facts
from service.exports.sheet import Column, Page, Value
from service.i18n import Texts


def write_norms(page: Page, facts: Facts, widths: tuple[float, ...]) -> None:
    """Fill the block; nothing when no product asks for a norm."""
    lines = list(_lines(facts, page.book.texts))
    if not lines:
        return
    _ = page.book.texts.gettext
    page.heading(_("Normes exigées"))
    columns = [
        Column(header=_("Atelier"), kind="wrapped", width=widths[0]),
        Column(header=_("Tenue du"), kind="date"),
        Column(header=_("Jusqu'au"), kind="date"),
    ]
    page.header(columns)
    norm = ""
    for text, values in lines:
        if text != norm:
            norm = text
            page.paragraph(text, len(widths), 150, bold=True)
        page.cells(columns, values)
    page.gap()


def _lines(facts: Facts, texts: Texts) -> Iterator[tuple[str, list[Value]]]:
    """Each norm with its operations, and a line for each workshop that could do the work."""
    _ = texts.gettext
    products: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    workshops: dict[tuple[str, tuple[str, ...]], dict[str, Workshop]] = {}
    for product in facts.problem.products:
        for need in product.qualifications:
            named = tuple(facts.operation_name(product.id, o) for o in _operations(product, need))
            key = need.norm, named
            products.setdefault(key, []).append(facts.product_name(product.id))
            workshops.setdefault(key, {}).update(
                (w.id, w) for w in facts.problem.workshops if _could_do(facts, product, need, w)
            )
    for (norm, named), members in workshops.items():
        sentence = _(
            "{norm} : {operations} ({products})",
            norm=norm,
            operations=texts.join(list(named)),
            products=texts.join(products[norm, named]),
        )
        for workshop in members.values():
            held = [q for q in workshop.qualifications if q.norm == norm]
            name = facts.workshop_name(workshop.id)
            if not held:
                yield sentence, [name, _("jamais"), None]
            for q in held:
                yield sentence, [name, q.start or _("depuis toujours"), q.end]


def _operations(product: Product, need: QualificationNeed) -> tuple[str, ...]:
    return need.operations or tuple(o.id for o in product.operations)


def _could_do(facts: Facts, product: Product, need: QualificationNeed, workshop: Workshop) -> bool:
    return any(
        (workshop.id, product.id, o) in facts.capacities.skills for o in _operations(product, need)
    )
