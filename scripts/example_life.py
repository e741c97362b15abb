"""The life of the example's order in production: offered, won, planned with all, made, delivered, invoiced.

It is told as people would do it, by the same use cases, on days of spring 2020; who reads the journal
sees when the example was made. It stops on the Monday of the seventh week.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from examples.mask_order.costs import mask_costs
from optimizer.ledger import Ledger
from optimizer.plan import Plan, Shipment
from optimizer.problem import Problem
from optimizer.weeks import Horizon
from service.db import conversion, life_rows, repositories, tables
from service.db.engine import Session
from service.i18n import Texts
from service.jobs import file_tasks
from service.usecases import (
    costings,
    declarations,
    invoicing,
    lots,
    proposals,
    quotations,
    reviewing,
    settling,
    supplier_orders,
)
from service.usecases.costings import Remark
from service.usecases.rights import Actor
from service.web import review_view

COORDINATION, REVIEW, BUYER = "coordination", "accompagnement", "departement"
NOW_WEEK: Final = 6
"""Position of the week in which the order is looked at: what comes before it is done."""
OFFERED, WON = date(2020, 3, 18), date(2020, 3, 20)
# The first statement: the month that is over.
FIRST_DAY, LAST_DAY = date(2020, 4, 1), date(2020, 4, 30)
# Friday 1 May is a holiday: what is ready that week is fetched on the Tuesday after.
BRIDGE_WEEK, AFTER_BRIDGE = "2020-W18", date(2020, 5, 5)
# The stopgap from the express supplier was used up in the fourth week.
BATCHES: Final = (("2020-W16", "EXP-0331"), ("9999-W01", "LYS-0412"))
# The numbers that whoever received the fabric wrote down.
ROLLS: Final = {"express": "Rouleaux EXP-0331", "lys": "Rouleaux LYS-0412"}
PATTERN = "AFNOR v1.10"
SETTLED_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Life:
    """An order, and who does something with it.

    ``actor``: somebody of the example by the first part of the address.
    """

    session: Session
    order: tables.Order
    actor: Callable[[str], Actor]

    def submit_costs(self) -> None:
        """Every workshop hands in its costs: without them there is no price."""
        for costs in mask_costs():
            costings.take_step(
                self.session, self.actor(costs.workshop), self.order, costs.workshop, "submit"
            )

    def win(self, plan: tables.Plan) -> None:
        """An offer is drawn up from the plan, sent, accepted."""
        who = self.actor(COORDINATION)
        offer = quotations.draw_up(self.session, who, self.order, plan, day=OFFERED)
        for step, day in (("send", OFFERED), ("mark_won", WON)):
            quotations.take_step(self.session, who, self.order, offer.number, step, day=day)

    def agree(self, plan: tables.Plan) -> None:
        """The plan is put to the workshops, all accept it, work begins."""
        who = self.actor(COORDINATION)
        proposals.propose(self.session, who, self.order, plan)
        for consent in repositories.consents(self.session, plan.id):
            own = self.actor(consent.workshop)
            proposals.say(self.session, own, self.order, plan, consent.workshop, "accept")
        proposals.adopt(self.session, who, self.order, plan)

    def produce(self, row: tables.Plan) -> None:
        """What came to pass until the Monday that is now, and what the facilitator says of the costs."""
        problem, plan = conversion.plan_of(row)
        horizon = Ledger(problem, plan).horizon
        self._buy(horizon)
        self._settle(row)
        self._declare(plan, horizon)
        self._deliver(problem, plan, horizon)
        self._invoice()
        self._review()

    def _buy(self, horizon: Horizon) -> None:
        """Orders of the weeks before now were placed on their Monday, what came was received on a Thursday."""
        who = self.actor(COORDINATION)
        for purchase in life_rows.purchases(self.session, self.order.id):
            week, arrival = purchase.week, purchase.arrival
            if horizon.index(week) < NOW_WEEK:
                supplier_orders.take_step(
                    self.session, who, self.order, purchase.id, "place", day=_monday(week)
                )
            if horizon.index(arrival) < NOW_WEEK:
                supplier_orders.take_step(
                    self.session,
                    who,
                    self.order,
                    purchase.id,
                    "receive",
                    day=_thursday(arrival),
                    note=ROLLS.get(purchase.supplier),
                )

    def _settle(self, row: tables.Plan) -> None:
        """Who owes whom for what is bought together, as its job finds it."""
        found = file_tasks.settle(
            {
                "problem": row.problem,
                "plan": row.plan,
                "past": row.past,
                "key": None,
                "seconds": SETTLED_SECONDS,
            },
            lambda _news: None,
        )
        settling.keep(self.session, row.id, found["settlement"])

    def _declare(self, plan: Plan, horizon: Horizon) -> None:
        """As planned, but Couture du Canal cut half of its last week: what it finished left as planned."""
        for run in plan.runs:
            week = horizon.index(run.week)
            if week >= NOW_WEEK:
                continue
            made = Decimal(run.units)
            is_cut = (run.workshop, run.operation) == ("canal", "coupe")
            if is_cut and week == NOW_WEEK - 1:
                made = (made / 2).to_integral_value()
            given = declarations.Given(
                workshop=run.workshop,
                week=run.week,
                product=run.product,
                operation=run.operation,
                made=made,
                conforming=made,
                batch=_batch(run.week),
                pattern=PATTERN,
            )
            declarations.declare(self.session, self.actor(run.workshop), self.order, given)

    def _deliver(self, problem: Problem, plan: Plan, horizon: Horizon) -> None:
        """What left the workshops, as lots for the milestones of the plan; those of April are accepted."""
        buyer = self.actor(BUYER)
        for number, (shipment, demand, units) in enumerate(_gone(problem, plan, horizon), start=1):
            day = AFTER_BRIDGE if shipment.week == BRIDGE_WEEK else _thursday(shipment.week)
            given = lots.Given(
                workshop=shipment.workshop,
                number=f"L{number:02d}",
                demand=demand,
                units=units,
                delivered_on=day,
                batch=_batch(shipment.week),
                pattern=PATTERN,
                delivery_note=f"BL {number:03d}",
            )
            lot = lots.deliver(self.session, self.actor(shipment.workshop), self.order, given)
            if day <= LAST_DAY:
                lots.decide(self.session, buyer, self.order, lot.id, "accept_lot")

    def _invoice(self) -> None:
        """The statements of the first month: all handed in, the smallest paid already."""
        who = self.actor(COORDINATION)
        made = invoicing.draw_up(self.session, who, self.order, FIRST_DAY, LAST_DAY)
        for statement in made:
            own = self.actor(statement.workshop)
            invoicing.take_step(self.session, own, self.order, statement.id, "submit_statement")
        if made:
            paid = min(made, key=lambda s: (s.payable_cents, s.workshop))
            invoicing.take_step(self.session, who, self.order, paid.id, "pay")

    def _review(self) -> None:
        """One costing is validated, one returned with a remark on a line, one asked about; two wait."""
        who = self.actor(REVIEW)
        costings.take_step(self.session, who, self.order, "terrils", "validate")
        remark = Remark(
            line=self._line(who, "bobine", "encadrement technique"),
            text="0,75 ETP pour six personnes : est-ce bien le temps passé sur cette commande ?",
        )
        costings.take_step(
            self.session,
            who,
            self.order,
            "bobine",
            "return",
            reason="Le temps d'encadrement est à justifier : voyez la remarque, puis remettez vos coûts.",
            remarks=(remark,),
        )
        asked = self._line(who, "clochers", "Subvention du Département")
        for person, text in (
            (who, "La convention est-elle signée pour toute l'année 2020 ?"),
            (self.actor("clochers"), "Oui, le 27 février ; je vous en envoie une copie."),
        ):
            costings.comment(
                self.session, person, self.order, "clochers", Remark(line=asked, text=text)
            )

    def _line(self, who: Actor, workshop: str, about: str) -> str:
        """How the pages call the line of a costing that is about something, "" when there is none."""
        found = reviewing.review(self.session, who, self.order)
        lines = [] if found is None else review_view.lines(found, workshop, Texts("fr"))
        return next((x["line"] for x in lines if about in x["line"]), "")


def _gone(
    problem: Problem, plan: Plan, horizon: Horizon
) -> Iterator[tuple[Shipment, str, Decimal]]:
    """What left before now in time order: from whom, for which milestone, how many units."""
    products = {d.id: d.product for d in problem.demands}
    wanted: dict[tuple[str, str], deque[tuple[str, Decimal]]] = defaultdict(deque)
    for delivery in sorted(plan.deliveries, key=lambda d: d.demand):
        key = (delivery.week, products[delivery.demand])
        wanted[key].append((delivery.demand, Decimal(delivery.units)))
    gone = [s for s in plan.shipments if horizon.index(s.week) < NOW_WEEK]
    for shipment in sorted(gone, key=lambda s: (s.week, s.workshop, s.product)):
        left, open_ = Decimal(shipment.units), wanted[shipment.week, shipment.product]
        while left and open_:
            demand, units = open_.popleft()
            taken = min(left, units)
            if units > taken:
                open_.appendleft((demand, units - taken))
            left -= taken
            yield shipment, demand, taken


def _batch(week: str) -> str:
    """The batch of fabric that a week's work is made of."""
    return next(batch for last, batch in BATCHES if week <= last)


def _monday(week: str) -> date:
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def _thursday(week: str) -> date:
    return _monday(week) + timedelta(days=3)
