"""What an import says besides its findings: guesses, conflicts, what becomes of each row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from importers.columns import SHEET_BY_KEY, Column, Sheet
from importers.columns.free_cost_labels import FREE_COSTS
from importers.columns.received_sheets import RECEIVED_SHEETS
from importers.columns.received_supply_sheets import SUPPLY_SHEETS
from importers.received.changes import Changes, EntryChange, Fate
from importers.received.context import OrderTables
from importers.received.contract import Guess, OrderContext, Topic
from importers.received.entries import gathered, identity_columns, other_columns, said
from importers.received.load_plan import REOPEN_KEY
from importers.received.merging import Conflict, Merged
from importers.received.told import MERGED_KEY
from optimizer.weeks import is_week_name
from service import messages
from service.i18n import N_, Texts
from service.messages.values import Names, shown_value

TOPICS = {
    Topic.SHEET: N_("feuille"),
    Topic.COLUMN: N_("colonne"),
    Topic.WORKSHOP: N_("atelier"),
    Topic.MATERIAL: N_("matière"),
    Topic.SUPPLIER: N_("fournisseur"),
    Topic.PRODUCT: N_("produit"),
    Topic.OPERATION: N_("opération"),
    Topic.UNIT: N_("unité de mesure"),
    Topic.BASE: N_("base de calcul"),
    Topic.WEEK: N_("semaine"),
    Topic.VALUE: N_("valeur"),
    Topic.CONFLICT: N_("désaccord"),
}
# Guesses whose topic alone would be misleading, by the beginning of their key.
_TOPICS_BY_KEY = {
    "column:free_costs:": N_("ligne de coût"),
    "unit:quotation.tax:": N_("prix sans mention de taxe"),
    "unit:quotation:": N_("prix"),
    REOPEN_KEY: N_("rouvrir ? il y a du monde pendant la fermeture"),
    MERGED_KEY: N_("nombre écrit dans des cellules fusionnées"),
}
NAMED_BY_TOPIC = {
    Topic.WORKSHOP: "workshops",
    Topic.MATERIAL: "materials",
    Topic.SUPPLIER: "suppliers",
    Topic.PRODUCT: "products",
    Topic.OPERATION: "operations",
}
LEFT_ASIDE = N_("laissé de côté")
# Answers that are neither names nor values.
ANSWERS = {
    (Topic.PRODUCT, "*"): N_("n'importe quel produit"),
    (Topic.BASE, "own"): N_("la semaine de l'atelier"),
    (Topic.VALUE, "conforming + scrap"): N_("conformes + rebuts"),
    (Topic.VALUE, "made - scrap"): N_("produites − rebuts"),
    (Topic.VALUE, "this_order"): N_("cette commande (non comptée)"),
    (Topic.VALUE, "other_work"): N_("un autre travail (déjà pris)"),
    (Topic.VALUE, "closed"): N_("reste fermé"),
    (Topic.VALUE, "reopen"): N_("rouvrir les semaines où il y a du monde"),
    (Topic.VALUE, "each"): N_("chacun a ce nombre"),
    (Topic.VALUE, "split"): N_("à partager également entre eux"),
    (Topic.VALUE, "first"): N_("le premier seulement"),
    (Topic.UNIT, "HT"): N_("hors taxes (HT)"),
    (Topic.UNIT, "TTC"): N_("toutes taxes comprises (TTC)"),
    (Topic.UNIT, "people"): N_("personnes"),
    (Topic.UNIT, "hours"): N_("heures de tout l'atelier"),
    (Topic.UNIT, "hours_each"): N_("heures par personne"),
    (Topic.UNIT, "person_days"): N_("jours-homme"),
    (Topic.UNIT, "days"): N_("jours d'ouverture"),
    (Topic.UNIT, "fte"): N_("équivalents temps plein"),
    (Topic.UNIT, "share"): N_("part de l'effectif habituel"),
    (Topic.COLUMN, "planned"): N_("planifié"),
    (Topic.COLUMN, "needed"): N_("besoin"),
    (Topic.COLUMN, "done"): N_("réalisé"),
}
_RECEIVED = {s.key: s for s in (*RECEIVED_SHEETS, *SUPPLY_SHEETS, FREE_COSTS)}


def names_in(context: OrderContext | None, merged: Merged) -> dict[str, dict[str, str]]:
    """Names to show instead of ids, those of new rows included."""
    found: dict[str, dict[str, str]] = {}
    if context is not None:
        for sheet, ids in context.names.items():
            if sheet != "offers":
                found[sheet] = {id: told[min(1, len(told) - 1)] for id, told in ids.items()}
    for entry in merged.entries:
        name = entry.values.get("name")
        if isinstance(name, str) and name:
            found.setdefault(entry.sheet, {}).setdefault(entry.key[0], name)
    return found


# -- guesses ----------------------------------------------------------------------------------


def topic(guess: Guess, texts: Texts) -> str:
    """What a guess is about, in a few words."""
    for start, words in _TOPICS_BY_KEY.items():
        if guess.key.startswith(start):
            return texts.gettext(words)
    return texts.gettext(TOPICS[guess.topic])


def understood(guess: Guess, value: str, texts: Texts, names: Names) -> str:
    """What a guess takes something for, or could: a column, a name, a week."""
    if not value:
        return texts.gettext(LEFT_ASIDE)
    if (guess.topic, value) in ANSWERS:
        return texts.gettext(ANSWERS[guess.topic, value])
    if guess.topic is Topic.OPERATION and ";" in value:
        parts = [p.strip() for p in value.split(";") if p.strip()]
        return texts.clauses([understood(guess, p, texts, names) for p in parts])
    if guess.topic is Topic.COLUMN:
        sheet = _received_sheet(guess)
        known = {c.key: c for c in sheet.columns} if sheet is not None else {}
        if value in known:
            return known[value].fr if texts.language == "fr" else known[value].en
        return value
    if guess.topic in NAMED_BY_TOPIC:
        known_names = names.get(NAMED_BY_TOPIC[guess.topic], {})
        if value in known_names:
            return known_names[value]
        return texts.gettext("{id} (nouveau)", id=value)
    return texts.week(value) if is_week_name(value) else messages.shown(value, texts)


def _received_sheet(guess: Guess) -> Sheet | None:
    parts = guess.key.split(":")
    return _RECEIVED.get(parts[1]) if len(parts) > 1 else None


def conflict_options(conflict: Conflict, texts: Texts, names: Names) -> list[tuple[str, str, str]]:
    """(answer, value as shown, places) of each value that files give."""
    column = SHEET_BY_KEY[conflict.sheet].column(conflict.column)
    return [
        (
            said(option.value),
            shown_value(column, option.value, texts, names),
            texts.clauses([messages.place(p, texts) for p in option.places]),
        )
        for option in conflict.options
    ]


def conflict_title(conflict: Conflict, texts: Texts, names: Names) -> str:
    """What a conflict is about: « Ateliers – Vestali – Effectif »."""
    sheet = SHEET_BY_KEY[conflict.sheet]
    column = sheet.column(conflict.column)
    parts = [sheet.title(texts.language), _key_label(conflict.sheet, conflict.key, texts, names)]
    return " – ".join(p for p in [*parts, _header(column, texts)] if p)


def _header(column: Column, texts: Texts) -> str:
    """The header without its unit: values carry theirs."""
    return column.fr if texts.language == "fr" else column.en


# -- changes ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidCell:
    """One value of a row: the header, before (None when the row is new), after, and its place."""

    header: str
    old: str | None
    new: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRow:
    """What becomes of one row, or of several that change alike."""

    fate: Fate
    sheet: str
    label: str
    cells: tuple[SaidCell, ...] = ()
    because: str = ""


def said_rows(changes: Changes, tables: OrderTables, texts: Texts, names: Names) -> list[SaidRow]:
    """Everything that is new, changed or removed, sheet by sheet; what is the same is left out."""
    found: list[SaidRow] = []
    for sheet in dict.fromkeys(c.sheet for c in changes.entries):
        for fate in (Fate.NEW, Fate.CHANGED, Fate.REMOVED):
            mine = [c for c in changes.of(fate) if c.sheet == sheet]
            found += _alike(sheet, fate, mine, tables, texts, names)
    return found


def _alike(
    sheet: str,
    fate: Fate,
    changes: Iterable[EntryChange],
    tables: OrderTables,
    texts: Texts,
    names: Names,
) -> list[SaidRow]:
    by_key: dict[tuple[str, ...], list[EntryChange]] = {}
    for change in changes:
        by_key.setdefault(change.key, []).append(change)
    entries = [
        replace(c.entry, values={x.column: f"{said(x.old)} > {said(x.new)}" for x in c.cells})
        if fate is Fate.CHANGED
        else c.entry
        for several in by_key.values()
        for c in several
    ]
    title = tables.tables[sheet].title
    found = []
    for values, members in gathered(sheet, entries):
        change = by_key[members[0].key][0]
        columns = {c.key: c for c in other_columns(sheet)}
        cells = tuple(
            SaidCell(
                header=_header(columns[c.column], texts),
                old=None
                if fate is Fate.NEW
                else shown_value(columns[c.column], c.old, texts, names),
                new=shown_value(columns[c.column], c.new, texts, names),
                place=messages.place(c.source, texts),
            )
            for c in change.cells
            if fate is Fate.CHANGED or c.new not in (None, "", ())
        )
        found.append(
            SaidRow(
                fate=fate,
                sheet=title,
                label=_row_label(sheet, values, texts, names),
                cells=cells,
                because=change.because,
            )
        )
    return found


def _row_label(sheet: str, values: dict[str, object], texts: Texts, names: Names) -> str:
    parts = []
    for column in identity_columns(sheet):
        value = values.get(column.key)
        if column.key == "id":
            parts.append(names.get(sheet, {}).get(str(value), str(value)))
            continue
        if value in (None, "", ()):
            continue
        shown = shown_value(column, value, texts, names)
        last = values.get("last") if column.key == "week" else None
        if isinstance(last, str):
            until = texts.week(last) if is_week_name(last) else last
            shown = texts.gettext("{first} à {last}", first=shown, last=until)
        parts.append(shown)
    return " – ".join(parts)


def _key_label(sheet: str, key: tuple[str, ...], texts: Texts, names: Names) -> str:
    parts = []
    for column, part in zip(identity_columns(sheet), key, strict=True):
        if column.key == "id":
            parts.append(names.get(sheet, {}).get(part, part))
        elif part:
            shown = names.get(column.to, {}).get(part, "") if column.to else ""
            parts.append(shown or messages.shown(part, texts))
    return " – ".join(parts)
