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
from service.exports.readers import Reader, reader_line
from service.exports.sheet import PALE, Column, Kind, Page

_WIDTHS = (46, 18, 14, 50)
USES: tuple[PeriodUse, ...] = ("labour", "supervision", "overhead")


class Inputs:
    """The sheet *Données*: a cell for each figure of the workshop, and where to find it.

    ``cells``: absolute references by (name of the term, label of the expense or aid).
    """

    def __init__(self, page: Page, money: MoneyFacts, costs: MemberCosts, reader: Reader) -> None:
        self.page = page
        self.texts = page.book.texts
        self.cells: dict[tuple[str, str], str] = {}
        _ = self.texts.gettext
        page.widths(_WIDTHS)
        name = money.facts.workshop_name(costs.workshop)
        page.title(
            _("{workshop} : les chiffres à changer", workshop=name),
            reader_line(reader, money.facts, self.texts),
        )
        page.paragraph(
            _(
                "Changez une case jaune, ou écrivez un coût horaire à la place de sa formule : les feuilles "
                "Calcul et Prix suivent. Les quantités et les heures viennent du plan."
            ),
            4,
            125,
        )
        page.gap()
        self._hours(costs)
        self._periods(costs)
        self._rates(costs)
        self._aids(costs)
        self._expenses(costs)

    def of(self, name: str, label: str = "") -> str | None:
        """The cell of a figure, None when it is not one that may be changed."""
        return self.cells.get((name, label)) or self.cells.get((name, ""))

    def _table(self, title: str) -> None:
        _ = self.texts.gettext
        self.page.heading(title)
        heads = (_("Quoi"), _("Valeur"), _("Unité"), _("Source"))
        self.page.header([Column(header=h, kind="wrapped") for h in heads], height=18)

    def _row(
        self,
        key: tuple[str, str],
        label: str,
        value: Decimal | str | None,
        kind: Kind,
        *,
        unit: str = "",
        source: str = "",
        number_format: str = "",
    ) -> None:
        looks: dict[str, Any] = {"bg_color": INPUT}
        if number_format:
            looks["num_format"] = number_format
        self.page.put(self.page.row, 0, label, "wrapped")
        self.page.put(self.page.row, 1, value, kind, **looks)
        self._end(key, unit, source)

    def _formula(self, key: tuple[str, str], label: str, formula: str, value: Decimal) -> None:
        self.page.put(self.page.row, 0, label, "wrapped", bold=True)
        put_formula(self.page, self.page.row, 1, formula, value, "price", bg_color=PALE)
        self._end(key, "", "")

    def _end(self, key: tuple[str, str], unit: str, source: str) -> None:
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
            self._row((name, ""), label, value, "hours", unit="h", source=hours.source)
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
                self._row(("period", str(k)), x.label, euros(x.cents), "euros", source=x.source)
            last = self.page.row
            span = f"B{last - len(mine) + 1}:B{last}"
            total = sum(x.cents for _k, x in mine)
            value = Decimal(total) / 100 / hours
            formula = f"=SUM({span})/{self.cells['productive_hours', '']}"
            self._formula((f"hourly_{use}", ""), hourly[use], formula, value)
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
                    (name, ""),
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
                ("convention", ""),
                _("sens de la marge"),
                _(cost_words.CONVENTIONS[costs.margin_convention]),
                "wrapped",
            )
            self.page.sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": choices})
        if costs.vat is not None:
            recovered = costs.vat.deduction if costs.vat.is_liable else Decimal(0)
            self._row(
                ("recovered", ""),
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
            says = aid.source
            if aid.cents_per_etp:
                about = _("{label}, par ETP", label=aid.label)
                self._row(
                    ("aid_per_etp", aid.label),
                    about,
                    euros(aid.cents_per_etp),
                    "euros",
                    source=says,
                )
                about = _("{label}, heures d'un ETP", label=aid.label)
                self._row(("hours_per_etp", aid.label), about, aid.hours_per_etp, "hours", unit="h")
                about = _("{label}, part des heures aidées", label=aid.label)
                self._row(("share_of_hours", aid.label), about, aid.share_of_hours, "percent")
            if aid.cents_per_period:
                about = _("{label}, pour la période", label=aid.label)
                amount = euros(aid.cents_per_period)
                self._row(("aid_of_period", aid.label), about, amount, "euros", source=says)
        self.page.gap()

    def _expenses(self, costs: MemberCosts) -> None:
        _ = self.texts.gettext
        if not costs.expenses:
            return
        self._table(_("Dépenses pour cette commande"))
        for expense in costs.expenses:
            label, says = expense.label, expense.source
            if expense.cents:
                self._row(("expense", label), label, euros(expense.cents), "euros", source=says)
            if expense.cents_per_unit:
                about = _("{label}, par unité", label=label)
                price = expense.cents_per_unit / 100
                self._row(("cents_per_unit", label), about, price, "price", source=says)
        self.page.gap()
