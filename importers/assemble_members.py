"""Workshops, what they can do, their stations and lanes, from lines without fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from importers import defaults
from importers.assumed import Assumed
from importers.cells import STANDARD
from importers.scalars import cents, thousandths
from optimizer import problem as data
from optimizer.problem import ZERO
from optimizer.weeks import week_monday, week_name

Values = Mapping[str, Any]
Lines = Mapping[str, list[tuple[str, Values]]]

_MOST_WEEKS = 520


class Members:
    """Builds everything that belongs to workshops.

    Args:
        lines: per sheet key, (id, values) of each row.
        products: already built.
        assumed: where assumed values are noted.
    """

    def __init__(self, lines: Lines, products: tuple[data.Product, ...], assumed: Assumed) -> None:
        self.lines = lines
        self.products = products
        self.assumed = assumed
        self.rows = dict(lines["workshops"])

    def _of(self, sheet: str, workshop: str) -> Iterator[Values]:
        """Rows of a sheet that concern a workshop; a blank list of workshops means all of them."""
        for _, v in self.lines[sheet]:
            named = v["workshops"] if "workshops" in v else (v["workshop"],)
            if not named or workshop in named:
                yield v

    def workshops(self) -> tuple[data.Workshop, ...]:
        """Every workshop with its calendar and qualifications."""
        return tuple(self._workshop(i, v) for i, v in self.lines["workshops"])

    def _workshop(self, i: str, v: Values) -> data.Workshop:
        kind: data.Kind = v["kind"]

        def rate(field: str, table: Mapping[str, defaults.Default]) -> Decimal:
            default, given = table[kind], v[field]
            source = default.source.removeprefix("assumed.")
            value: Decimal = self.assumed.unless_given(i, field, given, default.value, source)
            return value

        ceiling = v["receipts_ceiling"]
        return data.Workshop(
            id=i,
            name=v["name"] or "",
            kind=kind,
            siret=v["siret"] or "",
            headcount=v["headcount"],
            working_days=int(rate("working_days", defaults.WORKING_DAYS)),
            weekly_hours=v["weekly_hours"],
            absence_rate=rate("absence_rate", defaults.ABSENCE_RATE),
            non_production_rate=rate("non_production_rate", defaults.NON_PRODUCTION_RATE),
            overrides=tuple(o for w in self._of("overrides", i) for o in _overrides(w)),
            closures=tuple(
                data.Closure(
                    first=w["first"], last=w["last"] or w["first"], reason=w["reason"] or ""
                )
                for w in self._of("closures", i)
            ),
            commitments=tuple(
                data.Commitment(
                    first=w["first"], last=w["last"] or w["first"], minutes=w["minutes"]
                )
                for w in self._of("commitments", i)
            ),
            ramp_up=v["ramp_up"] or (),
            entry=v["entry"],
            leaving=v["leaving"],
            qualifications=tuple(
                data.Qualification(norm=w["norm"], start=w["start"], end=w["end"])
                for w in self._of("held", i)
            ),
            hourly_cost=v["hourly_cost"],
            smallest_share=v["smallest_share"],
            largest_share=v["largest_share"],
            receipts_ceiling_cents=None if ceiling is None else cents(ceiling),
            agreed_share=v["agreed_share"],
            holding_cost=v["holding_cost"] or ZERO,
            issue_lead_weeks=v["issue_lead_weeks"] or 0,
        )

    def capabilities(self) -> tuple[data.Capability, ...]:
        """Capabilities as given; workshops about which nothing is said can do everything."""
        found = [c for _, v in self.lines["capabilities"] for c in self._capabilities(v)]
        told = {c.workshop for c in found}
        for w in told:
            named = dict.fromkeys(c.operation for c in found if c.workshop == w)
            self.assumed.given(w, "capabilities", ", ".join(named))
        operations = dict.fromkeys(o.id for p in self.products for o in p.operations)
        for i, v in self.lines["workshops"]:
            does_all = v["every_operation"]
            if does_all is None and i not in told and operations:
                does_all = True
                self.assumed.note(i, "capabilities", ", ".join(operations), "every_operation")
            if not does_all:
                continue
            own = {c.operation for c in found if c.workshop == i and c.product is None}
            pace = self._pace(i, None)
            found += [
                data.Capability(workshop=i, operation=o, pace=pace)
                for o in operations
                if o not in own
            ]
        return tuple(found)

    def _capabilities(self, v: Values) -> Iterator[data.Capability]:
        units = v["units_per_week"]
        for w in v["workshops"]:
            is_derived = v["pace"] is None and units is not None
            pace = None if is_derived else self._pace(w, v["pace"])
            for o in v["operations"]:
                yield data.Capability(
                    workshop=w,
                    operation=o,
                    product=v["product"],
                    pace=pace,
                    units_per_week=units,
                    setup_milliminutes=None if v["setup"] is None else thousandths(v["setup"]),
                    setup_cost_cents=None if v["setup_cost"] is None else cents(v["setup_cost"]),
                    piece_cost=v["piece_cost"] or ZERO,
                    smallest_run_units=v["smallest_run"] or 0,
                )

    def _pace(self, workshop: str, given: Decimal | str | None) -> Decimal | None:
        """Pace of a row, else of its workshop, else of its kind of structure; None: standard."""
        own = self.rows[workshop]["pace"]
        for value in (given, own):
            if isinstance(value, Decimal):
                self.assumed.given(workshop, "pace", value)
                return value
            if value == STANDARD:
                self.assumed.given(workshop, "pace", Decimal(1))
                return None
        default = defaults.PACE[self.rows[workshop]["kind"]]
        source = default.source.removeprefix("assumed.")
        self.assumed.note(workshop, "pace", default.value, source)
        return default.value

    def station_groups(self) -> tuple[data.StationGroup, ...]:
        """Posts and machines."""
        return tuple(
            data.StationGroup(
                id=i,
                name=v["name"] or "",
                host=v["host"],
                users=v["users"] or (),
                operations=v["operations"],
                number=v["number"],
                opening_hours=v["opening_hours"],
                overrides=tuple(
                    data.StationOverride(
                        week=x["week"], number=x["number"], opening_hours=x["opening_hours"]
                    )
                    for _, x in self.lines["station_weeks"]
                    if x["station"] == i
                ),
            )
            for i, v in self.lines["stations"]
        )

    def lanes(
        self, points: tuple[data.DeliveryPoint, ...], may_assume: bool
    ) -> tuple[data.Lane, ...]:
        """Lanes as given; from every workshop to every point when there is none at all."""
        if self.lines["lanes"]:
            found = tuple(
                data.Lane(
                    workshop=w,
                    delivery_point=k,
                    cost_per_lot_cents=cents(v["cost_per_lot"]),
                    lead_time_weeks=v["lead_time_weeks"] or 0,
                )
                for _, v in self.lines["lanes"]
                for w in v["workshops"] or tuple(self.rows)
                for k in v["delivery_points"] or tuple(p.id for p in points)
            )
            for w in self.rows:
                reached = dict.fromkeys(x.delivery_point for x in found if x.workshop == w)
                self.assumed.given(w, "lanes", ", ".join(reached))
            return found
        if not may_assume:
            return ()
        for w in self.rows:
            if points:
                self.assumed.note(
                    w, "lanes", ", ".join(p.id for p in points), "lane_to_every_point"
                )
        return tuple(data.Lane(workshop=w, delivery_point=p.id) for w in self.rows for p in points)


def _overrides(v: Values) -> Iterator[data.WeekOverride]:
    """One override per week of the row."""
    monday = week_monday(v["week"])
    last = week_monday(v["last"]) if v["last"] else monday
    for k in range(min(_MOST_WEEKS, (last - monday).days // 7 + 1)):
        yield data.WeekOverride(
            week=week_name(monday + timedelta(weeks=k)),
            headcount=v["headcount"],
            weekly_hours=v["weekly_hours"],
        )
