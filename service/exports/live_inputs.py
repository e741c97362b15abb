"""The sheet *Données* of the live costing: every figure of the workshop in a cell that may be changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from optimizer.cost_parameters import MemberCosts, PeriodUse
from service.exports import cost_words
from service.exports.cost_words import euros
from service.exports.live_cells import INPUT, put_formula
from service.exports.money_facts import MoneyFacts
from service.exports.readers import Reader, under_title
from service.exports.sheet import PALE, Column, Kind, Page

_WIDTHS = (48, 28, 10, 62)
# A line of a source holds so many characters.
_SOURCE = 74
# Name of a term, label, value; the last two say nothing of a figure that there is once.
Key = tuple[str, str, Decimal | None]
USES: tuple[PeriodUse, ...] = ("labour", "supervision", "overhead")


class Inputs:
    """The sheet *Données*: a cell for each figure of the workshop, and where to find it.

    ``cells``: absolute references by (name of the term, label of the expense or aid, its value as given):
    a revaluation is often two aids of one name.
    """

    def __init__(self, page: Page, money: MoneyFacts, costs: MemberCosts, reader: Reader) -> None:
        self.page = page
        self.texts = page.book.texts
        self.cells: dict[Key, str] = {}
        _ = self.texts.gettext
        page.widths(_WIDTHS)
        name = money.facts.workshop_name(costs.workshop)
        page.title(
            _("{workshop} : les chiffres à changer", workshop=name),
            under_title(reader, money.facts, self.texts),
        )
        page.paragraph(
            _(
                "Changez une case jaune, ou écrivez un coût horaire à la place de sa formule : les feuilles "
                "Calcul et Prix suivent. Les quantités et les heures viennent du plan."
            ),
            4,
            140,
        )
        page.gap()
        self._hours(costs)
        self._periods(costs)
        self._rates(costs)
        self._aids(costs)
        self._expenses(costs)

    def of(self, name: str, label: str = "", value: Decimal | None = None) -> str | None:
        """The cell of a figure, None when it is not one that may be changed."""
        return self.cells.get((name, label, value)) or self.cells.get((name, "", None))

    def _table(self, title: str) -> None:
        _ = self.texts.gettext
        self.page.heading(title)
        heads = (_("Quoi"), _("Valeur"), _("Unité"), _("Source"))
        self.page.header([Column(header=h, kind="wrapped") for h in heads], height=18)

    def _row(
        self,
        key: Key,
        label: str,
        value: Decimal | str | None,
        kind: Kind,
        *,
        unit: str = "",
        source: str = "",
        number_format: str = "",
    ) -> None:
        if key in self.cells:
            return  # said twice alike: one cell for both
        looks: dict[str, Any] = {"bg_color": INPUT}
        if number_format:
            looks["num_format"] = number_format
        self.page.put(self.page.row, 0, label, "wrapped")
        self.page.put(self.page.row, 1, value, kind, **looks)
        self._end(key, unit, source)

    def _formula(self, key: Key, label: str, formula: str, value: Decimal) -> None:
        self.page.put(self.page.row, 0, label, "wrapped", bold=True)
        look = {"bg_color": PALE, "num_format": "#,##0.00##\\ [$€-40C]"}
        put_formula(self.page, self.page.row, 1, formula, value, "price", **look)
        self._end(key, "", "")

    def _end(self, key: Key, unit: str, source: str) -> None:
        lines = -(-len(source) // _SOURCE)
        if lines > 1:
            self.page.sheet.set_row(self.page.row, 12.5 * lines + 2)
        self.page.put(self.page.row, 2, unit, "text")
        self.page.put(self.page.row, 3, source, "wrapped", font_size=9)
        cell = xl_rowcol_to_cell(self.page.row, 1, row_abs=True, col_abs=True)
        self.cells[key] = f"'{self.page.name}'!{cell}"
        self.page.row += 1

    def _hours(self, costs: MemberCosts) -> None:
        _ = self.texts.gettext
        hours = costs.hours
        self._table(_("Heures de la période"))
        for name, value in (
            ("paid_hours", hours.paid_hours),
            ("presence_hours", hours.presence_hours),
            ("worked_hours", hours.worked_hours),
            ("productive_hours", hours.productive_hours),
        ):
            label = (
                _("heures de présence") if name == "presence_hours" else _(cost_words.TERMS[name])
            )
            self._row((name, "", None), label, value, "hours", unit="h", source=hours.source)
        self.page.gap()

    def _periods(self, costs: MemberCosts) -> None:
        _ = self.texts.gettext
        hourly: dict[PeriodUse, str] = {
            "labour": _("coût horaire de production"),
            "supervision": _("coût horaire d'encadrement"),
            "overhead": _("frais généraux par heure productive"),
        }
        self._table(_("Coûts de la période"))
        hours = costs.hours.productive_hours
        for use in USES:
            mine = [(k, x) for k, x in enumerate(costs.period_costs) if x.use == use]
            if not mine or not hours:
                continue
            for k, x in mine:
                self._row(
                    ("period", str(k), None), x.label, euros(x.cents), "euros", source=x.source
                )
            last = self.page.row
            span = f"B{last - len(mine) + 1}:B{last}"
            total = sum(x.cents for _k, x in mine)
            value = Decimal(total) / 100 / hours
            formula = f"=SUM({span})/{self.cells['productive_hours', '', None]}"
            self._formula((f"hourly_{use}", "", None), hourly[use], formula, value)
        self.page.gap()

    def _rates(self, costs: MemberCosts) -> None:
        _ = self.texts.gettext
        self._table(_("Taux"))
        rates = (
            ("overhead_rate", _("taux de frais généraux"), costs.overhead_rate),
            ("non_quality", _("taux de non-qualité"), costs.non_quality),
            ("margin", _("marge"), costs.margin),
        )
        for name, label, rate in rates:
            if rate is not None:
                self._row(
                    (name, "", None),
                    label,
                    rate.value,
                    "percent",
                    source=rate.source,
                    number_format="0.00##\\ %",
                )
        if costs.margin_convention is not None:
            choices = [_(words) for words in cost_words.CONVENTIONS.values()]
            row = self.page.row
            self._row(
                ("convention", "", None),
                _("sens de la marge"),
                _(cost_words.CONVENTIONS[costs.margin_convention]),
                "wrapped",
            )
            self.page.sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": choices})
        if costs.vat is not None:
            recovered = costs.vat.deduction if costs.vat.is_liable else Decimal(0)
            self._row(
                ("recovered", "", None),
                _("part de TVA récupérée sur les achats"),
                recovered,
                "percent",
                source=costs.vat.source,
                number_format="0.00##\\ %",
            )
        self.page.gap()

    def _aids(self, costs: MemberCosts) -> None:
        _ = self.texts.gettext
        if not costs.aids:
            return
        self._table(_("Aides"))
        for aid in costs.aids:
            name = aid.label
            if aid.since is not None:
                day = self.texts.day(aid.since)
                name = _("{label} depuis le {day}", label=name, day=day)
            figures: list[tuple[str, str, Decimal, Kind, str]] = []
            if aid.cents_per_etp:
                cents = Decimal(aid.cents_per_etp)
                figures += [
                    ("aid_per_etp", _("{label}, par ETP", label=name), cents, "euros", ""),
                    (
                        "hours_per_etp",
                        _("{label}, heures d'un ETP", label=name),
                        aid.hours_per_etp,
                        "hours",
                        "h",
                    ),
                    (
                        "share_of_hours",
                        _("{label}, part des heures aidées", label=name),
                        aid.share_of_hours,
                        "percent",
                        "",
                    ),
                ]
            if aid.cents_per_period:
                about = _("{label}, pour la période", label=name)
                figures.append(("aid_of_period", about, Decimal(aid.cents_per_period), "euros", ""))
            for term, about, value, kind, unit in figures:
                shown = value / 100 if kind == "euros" else value
                key = (term, aid.label, value)
                self._row(key, about, shown, kind, unit=unit, source=aid.source)
        self.page.gap()

    def _expenses(self, costs: MemberCosts) -> None:
        _ = self.texts.gettext
        if not costs.expenses:
            return
        self._table(_("Dépenses pour cette commande"))
        for expense in costs.expenses:
            label, says = expense.label, expense.source
            if expense.cents:
                cents = Decimal(expense.cents)
                self._row(("expense", label, cents), label, cents / 100, "euros", source=says)
            if expense.cents_per_unit:
                about = _("{label}, par unité", label=label)
                rate = expense.cents_per_unit
                self._row(("cents_per_unit", label, rate), about, rate / 100, "price", source=says)
        self.page.gap()
