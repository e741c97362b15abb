"""What a workshop can do, from what it has: machines, a cutting table, so many pieces a week."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from importers.cell_numbers import parse_number, plain
from importers.matching import fold, slug
from importers.received import trades
from importers.received.contract import Draft, OrderContext, Scope, Topic
from importers.received.told import Told, number_of
from importers.received.trades import Operations
from optimizer.diagnostics import Source

# Answer that means « of any product ».
ANY = "*"
_MACHINES = {
    "sewing_machines": ("piqueuses", "Piqueuses", "piqueuse"),
    "overlockers": ("surjeteuses", "Surjeteuses", "surjeteuse"),
}
_PER_WEEK = re.compile(
    r"(?P<n>\d[\d\s.,  ]*?)\s*(?P<what>(?:[^\W\d]+\s+){0,3}?[^\W\d]+)?\s*"
    r"(?:/|\bpar\b|\bper\b|\bà la\b)\s*(?:sem\b|semaine|week)",
    re.IGNORECASE,
)


class Equipment:
    """Stations, capabilities and the workshop's « does everything », one workshop at a time."""

    def __init__(self, told: Told, context: OrderContext) -> None:
        self.told = told
        self.context = context
        self.operations = trades.operations_of(context)
        self.cutting = trades.of_trade(context, trades.CUTTING).ids
        self.sewing = trades.sewing(context)
        self.overlocking = trades.of_trade(context, trades.OVERLOCKING)
        self._skilled: dict[str, set[str]] = {}
        # Paces that the order knows operation by operation: they go before that of the workshop.
        self._paces: dict[str, list[object]] = {}
        for v in context.rows.get("capabilities", ()):
            named, operations = v.get("workshops"), v.get("operations")
            for w in named if isinstance(named, tuple) else ():
                self._paces.setdefault(w, []).append(v.get("pace"))
            if isinstance(named, tuple) and isinstance(operations, tuple):
                for w in named:
                    self._skilled.setdefault(w, set()).update(operations)
        rows = context.rows.get("workshops", ())
        self._flags = {str(v.get("id")): v.get("every_operation") for v in rows}
        self._hosted: dict[object, list[tuple[str, str]]] = {}
        for v in context.rows.get("stations", ()):
            words = fold(f"{v.get('id', '')} {v.get('name', '')}")
            self._hosted.setdefault(v.get("host"), []).append((str(v.get("id")), words))
        self._taken: dict[str, tuple[str, ...]] = {}
        self._by_machine: dict[str, tuple[str, ...]] = {}
        self._products: dict[str, str] = {}
        self.drafts: list[Draft] = []
        self.scopes: list[Scope] = []

    def read(self, row: int, workshop: str, name: str) -> Mapping[str, object]:
        """Drafts of one row of the census; what it says of the workshop itself is given back."""
        for key in _MACHINES:
            self._machines(row, key, workshop, name)
        self._compare_paces(row, workshop)
        return self._skills(row, workshop)

    def _compare_paces(self, row: int, workshop: str) -> None:
        """Say that one pace changes nothing where every operation has its own."""
        pace, own = number_of(self.told.value(row, "pace")), self._paces.get(workshop, [])
        if pace is None or not own or not all(own) or set(own) == {pace}:
            return
        self.told.warn(
            "import.pace_by_operation",
            self.told.place(row, "pace").cell,
            column=self.told.header("pace"),
            read=plain(pace),
            expected=", ".join(plain(p) for p in dict.fromkeys(own) if isinstance(p, Decimal)),
        )

    # -- machines -----------------------------------------------------------------------------

    def _machines(self, row: int, key: str, workshop: str, name: str) -> None:
        found = self.told.value(row, key)
        number = number_of(found)
        if number is None:
            return
        place = self.told.place(row, key)
        served = self._served(key, place.cell)
        if number == 0 and key == "overlockers":
            return
        if not served:
            header = self.told.header(key)
            self.told.warn(
                "import.machines_without_operation", place.cell, column=header, read=plain(number)
            )
            return
        prefix, label, stem = _MACHINES[key]
        id, is_new = self._station(prefix, stem, workshop)
        values: dict[str, object] = {"number": int(number), "host": workshop}
        if is_new:
            values |= {"name": f"{label} {name}", "operations": served}
        self.drafts.append(
            Draft(
                sheet="stations",
                identity=(id,),
                values=values,
                places={"number": place},
            )
        )

    def _station(self, prefix: str, stem: str, workshop: str) -> tuple[str, bool]:
        """The group of that workshop that is called so already, else the id of a new one."""
        for id, words in self._hosted.get(workshop, ()):
            if stem in words:
                return id, False
        return slug(f"{prefix} {workshop}"), True

    def _served(self, key: str, place: str) -> tuple[str, ...]:
        """Operations done on these machines: every minute of theirs counts on the machines."""
        if key in self._by_machine:
            return self._by_machine[key]
        # Sewing counted on two groups would be limited by the smaller one.
        found = self.sewing if key == "sewing_machines" else self.overlocking
        served: tuple[str, ...] = ()
        if self.operations:
            header = self.told.header(key)
            served = trades.named_operations(self.context, header)
            served = served or self._chosen(f"operation:census:{key}", place, header, found)
        self._by_machine[key] = served
        return served

    def _chosen(
        self, key: str, place: str, read: str, found: Operations, is_several: bool = True
    ) -> tuple[str, ...]:
        if key in self._taken:
            return self._taken[key]
        offered = self.operations if not is_several else ("; ".join(found.ids), *self.operations)
        taken = self.told.guess(
            key,
            Topic.OPERATION,
            place,
            read,
            "; ".join(found.ids) if is_several else (found.ids or ("",))[0],
            tuple(o for o in offered if o),
            found.confidence or trades.UNTOLD,
        )
        ids = tuple(p.strip() for p in taken.split(";") if p.strip())
        self._taken[key] = tuple(i for i in ids if i in self.operations)
        return self._taken[key]

    # -- what it can do -----------------------------------------------------------------------

    def _skills(self, row: int, workshop: str) -> dict[str, object]:
        table = self.told.value(row, "cutting_table")
        has_table = table.value if table is not None and isinstance(table.value, bool) else None
        cutting = self.cutting
        told, does_all = self._known(workshop)
        values: dict[str, object] = {}
        if has_table is not None and cutting:
            place = self.told.place(row, "cutting_table")
            if has_table and not does_all:
                for o in cutting:
                    self._capability(workshop, o, "", {}, {"operation": place})
            elif not has_table:
                if does_all:
                    # Nothing said of a workshop means that it does everything: now all but this.
                    values["every_operation"] = False
                    for o in self.operations:
                        if o not in cutting and o not in told:
                            self._capability(workshop, o, "", {}, {"operation": place})
                self.scopes += [
                    Scope(sheet="capabilities", within={"workshop": workshop, "operation": o})
                    for o in cutting
                ]
        if self._pieces(row, workshop) and does_all and "every_operation" not in values:
            # One capability alone would mean that it can do nothing else.
            values["every_operation"] = True
        return values

    def _known(self, workshop: str) -> tuple[set[str], bool]:
        """Operations that the order says a workshop does, and whether it does all of them."""
        told, flag = self._skilled.get(workshop, set()), self._flags.get(workshop)
        return told, flag is True or (flag is None and not told)

    def _capability(
        self,
        workshop: str,
        operation: str,
        product: str,
        values: Mapping[str, object],
        places: Mapping[str, Source],
    ) -> None:
        self.drafts.append(
            Draft(
                sheet="capabilities",
                identity=(workshop, operation, product),
                values=values,
                places=places,
            )
        )

    # -- so many pieces a week ----------------------------------------------------------------

    def _pieces(self, row: int, workshop: str) -> bool:
        """Whether the row says how many pieces the workshop makes in a week."""
        found = self.told.value(row, "units_per_week")
        number, key = number_of(found), "units_per_week"
        read = f"{self.told.header(key)} {found.unit if found is not None else ''}".strip()
        if number is None:
            cell = self.told.cell(row, "remarks")
            said = pieces_in(str(cell.value)) if cell is not None else None
            if cell is None or said is None:
                return False
            place, key = self.told.place(row, "remarks"), "remarks"
            text = " ".join(str(cell.value).split())[:80]
            taken = self.told.guess(
                f"value:census.units_per_week:{text.casefold()}",
                Topic.VALUE,
                place.cell,
                text,
                plain(said),
                (plain(said), ""),
                60,
            )
            number, read = (parse_number(taken) if taken else None), text
            if number is None:
                return False
        return self.pieces(workshop, number, read, self.told.place(row, key))

    def pieces(self, workshop: str, number: Decimal, read: str, place: Source) -> bool:
        """A capability of so many units a week; whether it could be told of what."""
        if not self.operations or number <= 0:
            return False
        if read not in self._products:
            self._products[read] = self._product(read, place.cell)
        product = self._products[read]
        if not product:
            return False
        if product == ANY:
            ids = self.operations
        else:
            ids = self.context.routing.get(product, ()) or self.operations
        found = self.sewing if product == ANY else trades.sewing(self.context, ids)
        main = found.ids[:1] or ids[-1:]
        sure = found.confidence if len(found.ids) == 1 else trades.BY_DEFAULT
        operation = self._chosen(
            f"operation:{self.told.sheet.key}:units",
            place.cell,
            read,
            Operations(ids=main, confidence=sure),
            is_several=False,
        )
        for o in operation:
            self._capability(
                workshop,
                o,
                "" if product == ANY else product,
                {"units_per_week": number},
                {"units_per_week": place},
            )
        return bool(operation)

    def only_pieces(self, workshop: str, number: Decimal, read: str, place: Source) -> None:
        """The same from a file that says nothing else of what the workshop can do."""
        _, does_all = self._known(workshop)
        if self.pieces(workshop, number, read, place) and does_all:
            self.drafts.append(
                Draft(
                    sheet="workshops",
                    identity=(workshop,),
                    values={"every_operation": True},
                    places={"every_operation": place},
                )
            )

    def _product(self, read: str, place: str) -> str:
        """The product of which so many are made: the only one, or the one that the words name."""
        products = tuple(self.context.routing) or tuple(self.context.names.get("products", {}))
        if len(products) <= 1:
            return ANY
        names = self.context.names.get("products", {})
        named = trades.named_products(read, {p: names.get(p, (p,)) for p in products})
        understood, confidence = ANY, 55
        if len(named) == 1:
            understood, confidence = named[0], 80
        return self.told.guess(
            f"product:{self.told.sheet.key}:{' '.join(fold(read).split())}",
            Topic.PRODUCT,
            place,
            read,
            understood,
            (ANY, *products),
            confidence,
        )


def pieces_in(text: str) -> Decimal | None:
    """How many pieces a week a sentence speaks of: « environ 600 masques par semaine »."""
    found = _PER_WEEK.search(text)
    if found is None or (found["what"] and fold(found["what"]) in _OF_TIME):
        return None
    number = parse_number(found["n"].strip())
    return number if number is not None and number > 0 else None


# « 26 heures par semaine » counts no pieces.
_OF_TIME = {
    "h",
    "heure",
    "heures",
    "j",
    "jour",
    "jours",
    "fois",
    "personnes",
    "hours",
    "days",
    "pers",
}
