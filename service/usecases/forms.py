"""Prefilled forms to send to a workshop or a supplier, made from the order workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from importers.matching import fold
from importers.received.context import read_context
from importers.received.contract import OrderContext
from importers.received.forms import FormKind, write_form
from optimizer.diagnostics import Diagnostic
from service.errors import RefusedError
from service.i18n import N_, Texts
from service.messages.form_texts import form_texts
from service.usecases.conversion import write_whole

_FOR_SUPPLIERS = (FormKind.OFFERS, FormKind.GROUPED_ORDER)


def write_prefilled(
    kind: str,
    order: Path,
    output: Path,
    texts: Texts,
    workshop: str = "",
    supplier: str = "",
) -> tuple[Diagnostic, ...]:
    """Write the form of a kind, with what the order knows of a workshop or supplier.

    Args:
        kind: value of :class:`importers.received.forms.FormKind`.
        workshop, supplier: id or name; "" for all of them, or none in particular.

    Returns:
        Why the order cannot be read; nothing is written then.

    Raises:
        RefusedError: nobody is called so, the order lacks what the form is about, the option does
            not fit the form, or the file cannot be written.
    """
    if output.suffix.lower() != ".xlsx":
        raise RefusedError(N_("« {path} » : donnez un nom qui finit par .xlsx."), path=output)
    form = FormKind(kind)
    if workshop and form is FormKind.OFFERS:
        raise RefusedError(N_("Un devis se demande à un fournisseur : retirez --workshop."))
    if supplier and form not in _FOR_SUPPLIERS:
        raise RefusedError(N_("Ce formulaire est pour un atelier : retirez --supplier."))
    context, _, found = read_context(order)
    if context is None:
        return found
    _refuse_without_matter(form, context, texts)
    member = _id_of(workshop, context.names.get("workshops", {}), N_("ateliers"), texts)
    seller = _id_of(supplier, context.names.get("suppliers", {}), N_("fournisseurs"), texts)
    words = form_texts(texts)
    write_whole(
        output,
        lambda to: write_form(form, context, to, texts.language, words, member, seller),
    )
    return ()


def _refuse_without_matter(form: FormKind, context: OrderContext, texts: Texts) -> None:
    """A form about weeks, materials or products that the order does not name would be empty."""
    names = context.names
    needs = {
        FormKind.LOAD_PLAN: (
            (N_("date de début"), context.start),
            (N_("ateliers"), names.get("workshops")),
        ),
        FormKind.OFFERS: ((N_("matières"), names.get("materials")),),
        FormKind.GROUPED_ORDER: (
            (N_("matières"), names.get("materials")),
            (N_("ateliers"), names.get("workshops")),
        ),
        FormKind.FOLLOWUP: (
            (N_("date de début"), context.start),
            (N_("gammes des produits"), context.routing),
            (N_("ateliers"), names.get("workshops")),
        ),
    }
    missing = [texts.gettext(said) for said, there in needs.get(form, ()) if not there]
    if missing:
        raise RefusedError(
            N_("La commande ne dit pas encore : {missing}. Complétez-la d'abord."),
            missing=", ".join(missing),
        )


def _id_of(asked: str, names: Mapping[str, tuple[str, ...]], who: str, texts: Texts) -> str:
    if not asked:
        return ""
    found = [id for id, told in names.items() if fold(asked) in {fold(t) for t in (id, *told)}]
    if len(found) == 1:
        return found[0]
    raise RefusedError(
        N_("« {asked} » : ce nom n'est pas celui d'un seul des {who} de la commande ({known})."),
        asked=asked,
        who=texts.gettext(who),
        known=", ".join(names) or "–",
    )
