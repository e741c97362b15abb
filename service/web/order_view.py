"""The data of an order as tables that people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from optimizer.diagnostics import Diagnostic, Severity
from service import messages
from service.db import tables
from service.i18n import N_, Texts
from service.usecases.orders import Checked
from service.web import order_fields, order_forms
from service.web.order_fields import Field, Form, Rows
from service.web.order_forms import Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table; numbers stand at the right."""

    text: str
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row: its first cell names it; ``edit``: where it is changed, after the page's address."""

    name: str
    cells: tuple[Cell, ...]
    edit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; ``heads``: the first is that of the names."""

    caption: str
    heads: tuple[Cell, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A thing with tables of its own."""

    name: str
    edit: str
    facts: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    add: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Everything of one kind."""

    key: str
    title: str
    form: Form
    empty: str
    table: Table | None = None
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the check of an order says, in words, the gravest first."""

    is_ready: bool
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSay:
    """Something that an order must say before it can be planned, and where it is said."""

    text: str
    path: str
    is_done: bool


def checklist(row: tables.Order, parts: Sequence[tables.Part], texts: Texts) -> list[ToSay]:
    """What an order must say at least, in the order in which it is easiest to say."""
    kinds = {p.kind for p in parts}
    told = (
        (N_("quand le travail commence"), "/commande/cadre", bool(row.head.get("start"))),
        (N_("ce qu'on fabrique : un produit et ses opérations"), "/commande/produit",
         "product" in kinds),
        (N_("où l'on livre"), "/commande/lieu", "delivery_point" in kinds),
        (N_("combien, pour quand : au moins un jalon"), "/commande/jalon", "demand" in kinds),
        (N_("qui peut le faire : demandez leurs capacités aux ateliers"), "/collecte",
         "workshop" in kinds),
    )  # fmt: skip
    return [ToSay(text=texts.gettext(text), path=path, is_done=done) for text, path, done in told]


_NUMBERS: Final = ("number", "whole", "percent", "thousandths", "cents")


def findings(checked: Checked, found: Iterable[Diagnostic], texts: Texts) -> Said:
    """What is missing before planning, and what is worth saying."""
    from service.exports.display_names import names_of

    names = names_of(checked.problem) if checked.problem is not None else {}
    errors: dict[str, None] = {}
    warnings: dict[str, None] = {}
    for one in found:
        kept = errors if one.severity is Severity.ERROR else warnings
        kept[messages.sentence(one, texts, names)] = None
    return Said(is_ready=checked.is_ready, errors=tuple(errors), warnings=tuple(warnings))


def address(form: Form, code: str, within: int | None = None) -> str:
    """Where a thing is changed, after the order's address."""
    from urllib.parse import urlencode

    values = {"code": code} | ({"n": str(within)} if within is not None else {})
    return f"/commande/{form.slug}?{urlencode(values)}"


def sections(
    parts: Sequence[tables.Part],
    options: Options,
    texts: Texts,
    *,
    workshops: frozenset[str] | None,
) -> list[Section]:
    """The whole order, kind by kind.

    Args:
        workshops: those whose answers the reader may see; None for all.
    """
    by_kind: dict[str, list[tables.Part]] = {}
    for part in parts:
        whose = part.code if part.kind == "workshop" else part.data.get("", {}).get("host")
        is_hidden = part.kind in ("workshop", "station_group") and workshops is not None
        if not is_hidden or whose in (workshops or ()):
            by_kind.setdefault(part.kind, []).append(part)
    build = Build(options, texts)
    return [
        Section(key="jalons", title=texts.gettext(N_("Ce qui est demandé")),
                form=order_fields.DEMAND, table=build.demands(by_kind.get("demand", [])),
                empty=texts.gettext(N_("Aucun jalon : quelle quantité, pour quelle date ?"))),
        Section(key="produits", title=texts.gettext(N_("Produits")), form=order_fields.PRODUCT,
                cards=build.products(by_kind.get("product", [])),
                empty=texts.gettext(N_("Aucun produit : qu'est-ce qu'on fabrique ?"))),
        Section(key="matieres", title=texts.gettext(N_("Matières")), form=order_fields.MATERIAL,
                table=build.table(order_fields.MATERIAL, by_kind.get("material", []),
                                  N_("Matières")),
                empty=texts.gettext(N_("Aucune matière : le plan suppose qu'il y a de tout."))),
        Section(key="fournisseurs", title=texts.gettext(N_("Fournisseurs et offres")),
                form=order_fields.SUPPLIER, cards=build.suppliers(by_kind.get("supplier", [])),
                empty=texts.gettext(N_("Aucun fournisseur."))),
        Section(key="ateliers", title=texts.gettext(N_("Ateliers")), form=order_fields.WORKSHOP,
                table=build.workshops(by_kind.get("workshop", [])),
                empty=texts.gettext(N_("Aucun atelier : demandez leurs capacités dans « Collecte ».")),
                ),
        Section(key="postes", title=texts.gettext(N_("Postes et machines")),
                form=order_fields.STATION,
                table=build.table(order_fields.STATION, by_kind.get("station_group", []),
                                  N_("Postes et machines")),
                empty=texts.gettext(N_("Aucun poste ne limite le travail."))),
        Section(key="lieux", title=texts.gettext(N_("Lieux de livraison")),
                form=order_fields.POINT,
                table=build.table(order_fields.POINT, by_kind.get("delivery_point", []),
                                  N_("Lieux de livraison")),
                empty=texts.gettext(N_("Aucun lieu : où livre-t-on ?"))),
        Section(key="clients", title=texts.gettext(N_("Commandes du client")),
                form=order_fields.CUSTOMER_ORDER,
                table=build.table(order_fields.CUSTOMER_ORDER, by_kind.get("customer_order", []),
                                  N_("Commandes du client")),
                empty=texts.gettext(N_("Une seule commande : rien à dire de plus."))),
    ]  # fmt: skip


class Build:
    """Tables of an order in the words of its forms."""

    def __init__(self, options: Options, texts: Texts) -> None:
        self.options = options
        self.texts = texts

    def cell(self, one: Field, value: Any) -> Cell:
        """A value; what an empty box would mean is shown as a dash when it is nothing."""
        is_nothing = one.blank in (0, "0") and str(value) == "0"
        is_all = one.kind == "choice" and bool(one.none) and not value
        if is_all:
            shown = self.texts.gettext(one.none)
        else:
            shown = "" if is_nothing else order_forms.said(one, value, self.options, self.texts)
        return Cell(
            text=shown or "—",
            is_number=one.kind in _NUMBERS or one.kind == "day",
        )

    def is_said(self, one: Field, row: Mapping[str, Any]) -> bool:
        """Whether a row says something in a column."""
        return order_forms.is_said(one, row.get(one.name))

    def heads(self, columns: Iterable[Field]) -> tuple[Cell, ...]:
        return tuple(
            Cell(text=self.texts.gettext(c.label), is_number=c.kind in _NUMBERS or c.kind == "day")
            for c in columns
        )

    def table(self, form: Form, parts: Sequence[tables.Part], caption: str) -> Table | None:
        """One row for each part, the usual fields as columns."""
        if not parts:
            return None
        columns = [f for f in form.fields if not f.fold and f.name != "name"]
        rows = [
            Row(
                name=p.data[""].get("name") or p.code,
                cells=tuple(self.cell(c, p.data[""].get(c.name)) for c in columns),
                edit=address(form, p.code),
            )
            for p in parts
        ]
        heads = (Cell(text=self.texts.gettext(N_("Nom"))), *self.heads(columns))
        return Table(caption=self.texts.gettext(caption), heads=heads, rows=tuple(rows))

    def demands(self, parts: Sequence[tables.Part]) -> Table | None:
        if not parts:
            return None
        columns = [f for f in order_fields.DEMAND.fields if not f.fold]
        rows = [
            Row(
                name=p.code,
                cells=tuple(self.cell(c, p.data[""].get(c.name)) for c in columns),
                edit=address(order_fields.DEMAND, p.code),
            )
            for p in sorted(parts, key=lambda p: str(p.data[""].get("due")))
        ]
        heads = (Cell(text=self.texts.gettext(N_("Jalon"))), *self.heads(columns))
        caption = self.texts.gettext(N_("Quantités à livrer, par date"))
        return Table(caption=caption, heads=heads, rows=tuple(rows))

    def lines(self, rows: Rows, found: Sequence[Mapping[str, Any]]) -> Table:
        """A list as a table; rare columns, and the end of a stretch, only where they say something."""
        columns = [
            c
            for c in rows.columns
            if c.name != "id"
            and (not (c.is_rare or rows.is_by_week) or any(self.is_said(c, x) for x in found))
        ]
        first, *others = columns
        return Table(
            caption=self.texts.gettext(rows.label),
            heads=self.heads(columns),
            rows=tuple(
                Row(
                    name=self.cell(first, x.get(first.name)).text,
                    cells=tuple(self.cell(c, x.get(c.name)) for c in others),
                )
                for x in found
            ),
        )

    def facts(self, form: Form, thing: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        found = []
        for one in form.fields:
            value = thing.get(one.name)
            if one.name != "name" and order_forms.is_said(one, value):
                shown = order_forms.said(one, value, self.options, self.texts)
                found.append((self.texts.gettext(one.label), shown))
        return tuple(found)

    def products(self, parts: Sequence[tables.Part]) -> tuple[Card, ...]:
        form = order_fields.PRODUCT
        found = []
        for part in parts:
            thing = part.data[""]
            shown = [
                self.lines(rows, thing.get(rows.name) or ())
                for rows in form.rows
                if thing.get(rows.name)
            ]
            found.append(
                Card(
                    name=thing.get("name") or part.code,
                    edit=address(form, part.code),
                    facts=self.facts(form, thing),
                    tables=tuple(shown),
                )
            )
        return tuple(found)

    def suppliers(self, parts: Sequence[tables.Part]) -> tuple[Card, ...]:
        return tuple(
            Card(
                name=p.data[""].get("name") or p.code,
                edit=address(order_fields.SUPPLIER, p.code),
                facts=self.facts(order_fields.SUPPLIER, p.data[""]),
                tables=tuple(self.offers(p)),
                add=address(order_fields.OFFER, p.code),
            )
            for p in parts
        )

    def offers(self, part: tables.Part) -> Iterable[Table]:
        offers = part.data.get("offers") or ()
        if not offers:
            return
        columns = [f for f in order_fields.OFFER.fields if not f.fold and f.name != "material"]
        material = order_fields.OFFER.fields[0]
        rows = []
        for at, offer in enumerate(offers):
            prices = Cell(text=self.prices(offer.get("breaks") or ()), is_number=False)
            rows.append(
                Row(
                    name=self.cell(material, offer.get("material")).text,
                    cells=(prices, *(self.cell(c, offer.get(c.name)) for c in columns)),
                    edit=address(order_fields.OFFER, part.code, at),
                )
            )
        heads = (
            Cell(text=self.texts.gettext(material.label)),
            Cell(text=self.texts.gettext(N_("Prix HT de l'unité"))),
            *self.heads(columns),
        )
        caption = self.texts.gettext(N_("Offres"))
        yield Table(caption=caption, heads=heads, rows=tuple(rows))

    def prices(self, breaks: Sequence[Mapping[str, Any]]) -> str:
        least, price = order_fields.OFFER.rows[0].columns
        found = []
        for step in breaks:
            shown = order_forms.said(price, step["unit_price"], self.options, self.texts)
            if step.get("from_thousandths"):
                start = order_forms.said(least, step["from_thousandths"], self.options, self.texts)
                shown = self.texts.gettext(
                    N_("{price} dès {quantity}"), price=shown, quantity=start
                )
            found.append(shown)
        return " ; ".join(found)

    def workshops(self, parts: Sequence[tables.Part]) -> Table | None:
        if not parts:
            return None
        names = ("kind", "headcount", "weekly_hours", "absence_rate", "non_production_rate")
        by_name = {f.name: f for f in order_fields.WORKSHOP.fields}
        columns = [by_name[n] for n in names]
        operation = order_fields.WORKSHOP.rows[0].columns[0]
        rows = []
        for p in parts:
            can = dict.fromkeys(c["operation"] for c in p.data.get("capabilities", ()))
            known = ", ".join(self.cell(operation, x).text for x in can)
            kind = p.data[""].get("kind", "")
            cells = [self.cell(c, p.data[""].get(c.name)) for c in columns[1:]]
            rows.append(
                Row(
                    name=p.data[""].get("name") or p.code,
                    cells=(Cell(text="—" if kind == "OTHER" else kind), *cells,
                           Cell(text=known or "—"), Cell(text=self.also(p) or "—")),
                    edit=address(order_fields.WORKSHOP, p.code),
                )
            )  # fmt: skip
        heads = (
            Cell(text=self.texts.gettext(N_("Atelier"))),
            *self.heads(columns),
            Cell(text=self.texts.gettext(N_("Sait faire"))),
            Cell(text=self.texts.gettext(N_("Aussi dit"))),
        )
        caption = self.texts.gettext(N_("Ateliers de la commande"))
        return Table(caption=caption, heads=heads, rows=tuple(rows))

    def also(self, part: tables.Part) -> str:
        """What a workshop says beside the usual, in a word each."""
        form = order_fields.WORKSHOP
        thing = part.data[""]
        said = {f.fold for f in form.fields if order_forms.is_said(f, thing.get(f.name))}
        said |= {r.fold for r in form.rows if thing.get(r.name)}
        words = [self.texts.gettext(f.short) for f in form.folds if f.key in said]
        return ", ".join([*self.closed(thing), *words])

    def closed(self, thing: Mapping[str, Any]) -> list[str]:
        """How often a workshop is closed."""
        n = len(thing.get("closures") or ())
        return [self.texts.ngettext("{n} fermeture", "{n} fermetures", n)] if n else []
