"""*Comparaison*: the plan in force and variants side by side, for who decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import ROUND_CEILING, Decimal
from pathlib import Path

from optimizer.comparison import Comparison, PlanFigures, VariantResult
from optimizer.diagnostics import Severity
from optimizer.plan import LevelName
from service import messages
from service.exports import comparison_words as said
from service.exports import words
from service.exports.display_names import names_of
from service.exports.sheet import AMBER, GREEN, PALE, RED, Book, Column, Kind, Page, Value
from service.exports.summary import COSTS
from service.i18n import N_, Texts

_FIRST = 38
_EACH, _WIDER = 19, 26
# So few plans that each milestone stands on one line, still large enough to read.
_FEW = 5
# So many variants and milestones leave room for the shares on the first page.
_ONE_PAGE = 10
_LEVELS: tuple[LevelName, ...] = (
    "unmet",
    "late",
    "fast",
    "fairness_largest",
    "fairness_sum",
    "cost",
    "distance",
    "steadiness",
)
# How a level is shown: kind of cell, and what its value is divided by.
_SHOWN: dict[LevelName, tuple[Kind, Decimal, str]] = {
    "unmet": ("units", Decimal(1), N_("unités")),
    "late": ("units", Decimal(1), N_("unités × semaines")),
    "fast": ("units", Decimal(1), N_("unités × semaines")),
    "fairness_largest": ("hours", Decimal(60), N_("heures")),
    "fairness_sum": ("hours", Decimal(60), N_("heures")),
    "cost": ("euros", Decimal(100), "€"),
    "distance": ("hours", Decimal(60), N_("heures")),
    "steadiness": ("hours", Decimal("0.01"), N_("points")),
}
_WHOLE: tuple[LevelName, ...] = ("unmet", "late", "fast")
_Of = Callable[[PlanFigures], Value]


def write_comparison(comparison: Comparison, path: Path, texts: Texts) -> None:
    """Write the workbook: what each variant answers, then every figure side by side."""
    _ = texts.gettext
    problem = comparison.problem
    title = _("Comparaison – {title}", title=problem.title or problem.id)
    book = Book(path, texts, title, problem.start)
    _Sheet(book.page(_("Comparaison")), comparison, texts).write()
    book.close()


class _Sheet:
    """The one sheet: a column for the plan in force, one for each variant that has a plan."""

    def __init__(self, page: Page, comparison: Comparison, texts: Texts) -> None:
        self.page = page
        self.comparison = comparison
        self.texts = texts
        self.names = {
            **{
                k: v
                for r in comparison.variants
                if r.problem
                for k, v in names_of(r.problem).items()
            },
            **names_of(comparison.problem),
        }
        self.solved = [r for r in comparison.variants if r.figures is not None]
        renewed = [comparison.renewed] if comparison.renewed is not None else []
        solved = [r.figures for r in self.solved if r.figures is not None]
        self.plans = [comparison.reference, *renewed, *solved]
        self.columns = max(4, 1 + len(self.plans))
        self.each = _WIDER if len(self.plans) <= _FEW else _EACH
        self._characters = int((_FIRST + self.each * (self.columns - 1)) * 1.05)

    def write(self) -> None:
        _, page = self.texts.gettext, self.page
        page.widths([_FIRST, *[self.each] * (self.columns - 1)])
        page.title(
            self.comparison.problem.title or self.comparison.problem.id,
            _("Le plan de référence et ce qui changerait, côte à côte"),
        )
        if renewal := said.renewal(self.comparison, self.texts):
            page.paragraph(renewal, self.columns, self._characters, bg_color=AMBER)
            page.gap()
        page.heading(_("Ce que donne chaque variante"))
        for place, result in enumerate(self.comparison.variants, start=1):
            self._answer(place, result)
        page.gap()
        if not self.solved:
            return
        self._legend()
        self._deliveries()
        rows = len(self.comparison.variants) + len(self.comparison.reference.milestones)
        if rows > _ONE_PAGE:
            page.break_before()
        self._shares()
        page.break_before()
        self._costs()
        self._orders()
        page.break_before()
        self._levels()

    # -- words ----------------------------------------------------------------------------------

    def _answer(self, place: int, result: VariantResult) -> None:
        texts, page = self.texts, self.page
        name = said.variant_name(result, self.comparison.problem, texts)
        page.paragraph(f"{place}. {name}", self.columns, self._characters, bold=True, bg_color=PALE)
        if result.variant.name:
            changes = said.variant_changes(result, self.comparison.problem, texts)
            page.paragraph(changes, self.columns, self._characters, font_color="#555555")
        if result.figures is not None:
            is_met = all(m.is_met for m in result.figures.milestones)
            sentence = said.outcome(self.comparison, result, texts)
            look = {} if is_met else {"bg_color": RED}
            page.paragraph(sentence, self.columns, self._characters, **look)
        for d in result.diagnostics:
            is_error = d.severity is Severity.ERROR
            page.paragraph(
                messages.sentence(d, texts, self.names),
                self.columns,
                self._characters,
                bg_color=RED if is_error else AMBER,
            )

    # -- tables ---------------------------------------------------------------------------------

    def _head(self, first: str) -> None:
        _, page = self.texts.gettext, self.page
        columns = [Column(header=first, width=_FIRST)]
        columns.append(Column(header=_("Plan de référence"), kind="units", width=self.each))
        if self.comparison.renewed is not None:
            header = _("Sans changement, calculé plus longtemps")
            columns.append(Column(header=header, kind="units", width=self.each))
        longest = 0
        for result in self.solved:
            place = self.comparison.variants.index(result) + 1
            name = said.variant_name(result, self.comparison.problem, self.texts)
            header = f"{place}. {_shortened(name)}"
            longest = max(longest, len(header))
            columns.append(Column(header=header, kind="units", width=self.each))
        page.header(columns, height=15 * max(2, -(-longest // (self.each - 2))))

    def _row(
        self, label: str, kind: Kind, of: _Of, *, best: str = "", is_bold: bool = False
    ) -> None:
        """A figure of every plan; where ``best`` is "low", cells better or worse are coloured."""
        page = self.page
        look = {"bold": True, "bg_color": PALE} if is_bold else {}
        page.put(page.row, 0, label, "wrapped", **look)
        first = of(self.comparison.base)
        for c, figures in enumerate(self.plans, start=1):
            value = of(figures)
            tint = dict(look)
            if best and isinstance(value, Decimal) and isinstance(first, Decimal):
                if value < first:
                    tint["bg_color"] = GREEN
                elif value > first:
                    tint["bg_color"] = RED
            page.put(page.row, c, value, kind, **tint)
        lines = -(-len(label) // (_FIRST - 2))
        if lines > 1:
            page.sheet.set_row(page.row, 13.5 * lines + 2)
        page.row += 1

    def _legend(self) -> None:
        """What the colours of the tables compare with."""
        _ = self.texts.gettext
        than = (
            _("que le plan sans changement")
            if self.comparison.renewed is not None
            else _("que le plan de référence")
        )
        self.page.line(
            _("Vert : jalon tenu, ou mieux {than} ; rouge : en retard, ou moins bien.", than=than),
            font_color="#555555",
        )
        self.page.gap()

    def _deliveries(self) -> None:
        _, texts = self.texts.gettext, self.texts
        self.page.heading(_("Livraisons"))
        self._head(_("Jalon"))
        demands = {d.id: d for d in self.comparison.problem.demands}
        for m in self.comparison.reference.milestones:
            demand = demands[m.demand]
            product = self.names.get(demand.product, demand.product)
            day = texts.short_day(demand.due)
            label = _(
                "{demand} ({product}, pour le {day})", demand=m.demand, product=product, day=day
            )
            self._milestone(label, m.demand)
        self._row(_("Livré en retard, en tout"), "units", lambda f: f.late, best="low")
        self._row(_("Jamais livré, en tout"), "units", lambda f: f.missing, best="low")
        self.page.gap()

    def _milestone(self, label: str, demand: str) -> None:
        page = self.page
        page.put(page.row, 0, label, "wrapped")
        lines = -(-len(label) // (_FIRST - 2))
        for c, figures in enumerate(self.plans, start=1):
            found = next((m for m in figures.milestones if m.demand == demand), None)
            if found is None:
                page.put(page.row, c, "–", "text")
                continue
            text = said.milestone_words(found, self.texts)
            lines = max(lines, -(-len(text) // (self.each - 1)))
            look = {"bg_color": GREEN if found.is_met else RED}
            page.put(page.row, c, text, "wrapped", **look)
        page.sheet.set_row(page.row, 13.5 * lines + 2)
        page.row += 1

    def _shares(self) -> None:
        _ = self.texts.gettext
        self.page.heading(_("Part du travail de chaque atelier (temps gammé)"))
        self._head(_("Atelier"))
        ids = self._ids(w.workshop for f in self.plans for w in f.workshops)
        for w in ids:
            self._row(self.names.get(w, w), "percent", lambda f, w=w: _of(f, w, "share"))  # type: ignore[misc]
        self._row(_("Écart à la clé"), "percent", lambda f: f.gap)
        self.page.gap()
        self.page.heading(_("Charge : heures du plan / heures productives"))
        self._head(_("Atelier"))
        for w in ids:
            self._row(self.names.get(w, w), "percent", lambda f, w=w: _of(f, w, "load"))  # type: ignore[misc]
        self.page.gap()

    def _costs(self) -> None:
        _, page = self.texts.gettext, self.page
        page.heading(_("Coût variable"))
        self._head(_("Quoi"))
        for kind in self._ids(k for f in self.plans for k, _cents in f.costs):
            label = _(COSTS[kind])  # type: ignore[index]
            self._row(label, "euros", lambda f, k=kind: Decimal(dict(f.costs).get(k, 0)) / 100)  # type: ignore[misc]
        self._row(
            _("Coût variable"),
            "euros",
            lambda f: Decimal(f.cost_cents) / 100,
            best="low",
            is_bold=True,
        )
        reference = self.comparison.base.cost_cents
        is_new = self.comparison.renewed is not None
        self._row(
            _("Différence avec le plan sans changement")
            if is_new
            else _("Différence avec le plan de référence"),
            "euros",
            lambda f: Decimal(f.cost_cents - reference) / 100,
        )
        self._prices()
        page.gap()
        suppliers = self._ids(s.supplier for f in self.plans for s in f.suppliers if s.orders)
        if not suppliers:
            return
        page.heading(_("Achats par fournisseur (avec les frais)"))
        self._head(_("Fournisseur"))
        for s in suppliers:
            self._row(self.names.get(s, s), "euros", lambda f, s=s: _bought(f, s))  # type: ignore[misc]
        page.gap()

    def _fairness_price(self, figures: PlanFigures) -> str:
        """An interval as wide as the whole cost says nothing."""
        price = figures.price_of_fairness
        if price is not None and price.highest_cents >= figures.cost_cents > 0:
            return self.texts.gettext("on ne sait pas encore : calcul trop court")
        return words.fairness_price(price, self.texts)

    def _prices(self) -> None:
        """The price of fairness is an interval: in words."""
        page = self.page
        page.put(page.row, 0, self.texts.gettext("Prix de l'équité"), "wrapped")
        lines = 1
        for c, figures in enumerate(self.plans, start=1):
            text = self._fairness_price(figures)
            lines = max(lines, -(-len(text) // (self.each - 1)))
            page.put(page.row, c, text, "wrapped")
        page.sheet.set_row(page.row, 13.5 * lines + 2)
        page.row += 1

    def _orders(self) -> None:
        _ = self.texts.gettext
        orders = self._ids(o.order for f in self.plans for o in f.orders)
        if not orders:
            return
        self.page.heading(_("Par commande"))
        self._head(_("Commande et atelier"))
        for order in orders:
            name = self.names.get(order, order) or _("sans commande")
            self._row(
                _("{order} : livré en retard ou jamais", order=name),
                "units",
                lambda f, o=order: _late_of(f, o),  # type: ignore[misc]
                best="low",
                is_bold=True,
            )
            for w in self._ids(x.workshop for f in self.plans for x in f.workshops):
                self._row(
                    "    " + self.names.get(w, w),
                    "percent",
                    lambda f, o=order, w=w: _part_of(f, o, w),  # type: ignore[misc]
                )
        self.page.gap()

    def _levels(self) -> None:
        _ = self.texts.gettext
        self.page.heading(_("Ce qui a été cherché : atteint, et au mieux possible"))
        self._head(_("But"))
        for name in _LEVELS:
            if not any(f.level(name) for f in self.plans):
                continue
            kind, scale, unit = _SHOWN[name]
            label = f"{words.level_name(name, self.texts)} ({_(unit)})"
            self._row(label, kind, lambda f, n=name, s=scale: _level(f, n, s, "value"), best="low")  # type: ignore[misc]
            self._row("    " + _("au mieux possible"), kind, self._bound_of(name, scale))
        self.page.gap()
        self.page.paragraph(
            _(
                "« Au mieux possible » : aucun plan qui garde les buts d'avant ne peut faire moins. Une "
                "différence plus petite que l'écart entre les deux peut venir du calcul seul."
            ),
            self.columns,
            self._characters,
            font_color="#555555",
        )

    def _bound_of(self, name: LevelName, scale: Decimal) -> _Of:
        """What no plan can beat; a word where nothing was proven yet, which is not zero."""
        unknown = self.texts.gettext("inconnu")

        def bound(figures: PlanFigures) -> Value:
            found = figures.level(name)
            if found is not None and not found.proven and found.bound <= 0 < found.value:
                return unknown
            return _level(figures, name, scale, "bound")

        return bound

    def _ids(self, found: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(found))


def _shortened(name: str) -> str:
    return name if len(name) <= 60 else name[:59] + "…"


def _of(figures: PlanFigures, workshop: str, field: str) -> Value:
    found = figures.workshop(workshop)
    if found is None:
        return "–"
    return found.share if field == "share" else found.load


def _bought(figures: PlanFigures, supplier: str) -> Decimal:
    cents = sum(s.cents for s in figures.suppliers if s.supplier == supplier)
    return Decimal(cents) / 100


def _late_of(figures: PlanFigures, order: str) -> Value:
    found = next((o for o in figures.orders if o.order == order), None)
    return "–" if found is None else found.late + found.missing


def _part_of(figures: PlanFigures, order: str, workshop: str) -> Value:
    found = next((o for o in figures.orders if o.order == order), None)
    work = next((w for w in found.work if w.workshop == workshop), None) if found else None
    return "–" if work is None else work.share


def _level(figures: PlanFigures, name: LevelName, scale: Decimal, field: str) -> Value:
    found = figures.level(name)
    if found is None:
        return "–"
    figure = (found.value if field == "value" else found.bound) / scale
    # A bound of so many units is none of half a unit.
    return figure.quantize(Decimal(1), ROUND_CEILING) if name in _WHOLE else figure
