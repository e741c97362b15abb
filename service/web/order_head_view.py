"""What belongs to no part of an order, as people read it on the order's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.i18n import Texts
from service.web import order_fields, order_forms
from service.web.order_fields import FRAME, Form
from service.web.order_forms import Options
from service.web.order_view import Build, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadCard:
    """A form of the head: what it says, and what it is good for while it says nothing."""

    form: Form
    edit: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]

    @property
    def is_said(self) -> bool:
        """Whether it says anything."""
        return bool(self.facts or self.tables)


def address_of(form: Form) -> str:
    """Where such a form is, after the address of the order."""
    return "/commande/cadre" if form is FRAME else f"/commande/cadre/{form.slug}"


def others(head: Mapping[str, Any], options: Options, texts: Texts) -> list[HeadCard]:
    """Every form of the head but the frame."""
    return [
        HeadCard(
            form=form,
            edit=address_of(form),
            facts=tuple(facts(form, head, options, texts)),
            tables=tuple(tables_of(form, head, options, texts)),
        )
        for form in order_fields.HEADS.values()
        if form is not FRAME
    ]


def facts(
    form: Form, head: Mapping[str, Any], options: Options, texts: Texts
) -> list[tuple[str, str]]:
    """What its fields say; of the frame every field, of the others what is not as usual."""
    found = []
    is_there = form.none_at == "" or order_forms.value_at(head, form.none_at) is not None
    for one in form.fields:
        value = order_forms.value_at(head, one.path or one.name)
        outer = (one.path or one.name).rpartition(".")[0]
        if outer and order_forms.value_at(head, outer) is None:
            continue
        if one.kind == "days":
            text = texts.number(len(value or ()))
        elif one.kind == "choice" and is_there:
            text = order_forms.said(one, value or one.blank, options, texts)
        elif form is FRAME or (is_there and order_forms.is_said(one, value)):
            text = order_forms.said(one, value, options, texts)
        else:
            continue
        if text or form is FRAME:
            found.append((texts.gettext(one.label), text or "—"))
    return found


def tables_of(form: Form, head: Mapping[str, Any], options: Options, texts: Texts) -> list[Table]:
    """Its tables that hold a line."""
    build = Build(options, texts)
    found = ((rows, order_forms.rows_of(rows, head, head)) for rows in form.rows)
    return [build.lines(rows, there) for rows, there in found if there]
