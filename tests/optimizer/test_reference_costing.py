"""The costing reckoned by hand in ``docs/costing.md``: every figure here stands there, step by step."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from optimizer import cost_parameters as money
from optimizer import plan as plans
from optimizer import problem as data
from optimizer.cost_parameters import MemberCosts, OrderTerms
from optimizer.costing import variable_cost
from optimizer.full_cost import FullCost, full_cost
from optimizer.plan import Plan
from optimizer.pricing import MemberPrice, prices, product_prices
from optimizer.problem import Problem
from optimizer.verification import check_plan

D = Decimal
W = ("2026-W02", "2026-W03", "2026-W04")
DOCUMENT = Path(__file__).parents[2] / "docs" / "costing.md"


def problem() -> Problem:
    """1 000 bags at 11 €: the EI cuts them all and sews 600, the ACI sews 400."""
    return Problem(
        id="reference",
        start=date(2026, 1, 5),
        late_tail_weeks=1,
        purchase_from=date(2025, 12, 29),
        products=(
            data.Product(
                id="sac",
                lot_size=100,
                operations=(
                    data.Operation(
                        id="coupe",
                        standard_milliminutes=2_000,
                        setup_cost_cents=500,
                        rate=D("1.40"),
                    ),
                    data.Operation(
                        id="couture",
                        standard_milliminutes=10_000,
                        setup_milliminutes=30_000,
                        rate=D("7.00"),
                    ),
                ),
                materials=(
                    data.BomLine(
                        material="tissu",
                        quantity=D("0.5"),
                        waste_rate=D("0.10"),
                        operation="coupe",
                    ),
                    data.BomLine(
                        material="sangle",
                        quantity=D("1.2"),
                        waste_rate=D("0.05"),
                        operation="couture",
                    ),
                ),
                selling_price=D("11.00"),
            ),
        ),
        delivery_points=(data.DeliveryPoint(id="client"),),
        demands=(
            data.Demand(
                id="sacs",
                product="sac",
                quantity=D(1_000),
                due=date(2026, 1, 23),
                delivery_point="client",
            ),
        ),
        workshops=(
            data.Workshop(
                id="aci",
                kind="ACI",
                headcount=D(5),
                weekly_hours=D(26),
                working_days=4,
                hourly_cost=D("19.50"),
            ),
            data.Workshop(
                id="ei", kind="EI", headcount=D(5), weekly_hours=D(35), hourly_cost=D("24.00")
            ),
        ),
        capabilities=(
            data.Capability(workshop="aci", operation="couture", pace=D("0.5")),
            data.Capability(workshop="ei", operation="coupe", pace=D("0.8")),
            data.Capability(workshop="ei", operation="couture", pace=D("0.8")),
        ),
        lanes=(
            data.Lane(workshop="aci", delivery_point="client", cost_per_lot_cents=300),
            data.Lane(workshop="ei", delivery_point="client", cost_per_lot_cents=300),
        ),
        hub=data.Hub(lead_time_weeks=1, cost_per_lot_cents=200),
        materials=(data.Material(id="tissu", unit="m"), data.Material(id="sangle", unit="m")),
        suppliers=(data.Supplier(id="toiles", fee_cents=3_000),),
        offers=(
            data.Offer(
                id="tissu-toiles",
                supplier="toiles",
                material="tissu",
                breaks=(
                    data.PriceBreak(unit_price=D("4.00")),
                    data.PriceBreak(from_thousandths=500_000, unit_price=D("3.60")),
                ),
                multiple_thousandths=50_000,
                lead_time_weeks=1,
            ),
            data.Offer(
                id="sangle-toiles",
                supplier="toiles",
                material="sangle",
                breaks=(data.PriceBreak(unit_price=D("0.45")),),
                multiple_thousandths=100_000,
                lead_time_weeks=1,
            ),
        ),
    )


def plan() -> Plan:
    """Three weeks; one order of 11 rolls of cloth and 13 reels of webbing."""

    def run(workshop: str, operation: str, week: int, units: int) -> plans.Run:
        return plans.Run(
            workshop=workshop, product="sac", operation=operation, week=W[week], units=D(units)
        )

    def shipment(workshop: str, week: int, units: int) -> plans.Shipment:
        return plans.Shipment(
            workshop=workshop, delivery_point="client", product="sac", week=W[week], units=D(units)
        )

    def receipt(week: int) -> plans.HubReceipt:
        return plans.HubReceipt(
            workshop="aci", product="sac", operation="coupe", week=W[week], units=D(200)
        )

    def order(offer: str, thousandths: int) -> plans.Purchase:
        return plans.Purchase(offer=offer, week="2026-W01", arrival=W[0], thousandths=thousandths)

    return Plan(
        problem_hash="",
        status="feasible",
        stopped_by="proof",
        runs=(
            run("ei", "coupe", 0, 1_000),
            run("ei", "couture", 0, 300),
            run("ei", "couture", 1, 300),
            run("aci", "couture", 1, 200),
            run("aci", "couture", 2, 200),
        ),
        hub_sendings=(
            plans.HubSending(
                workshop="ei", product="sac", operation="coupe", week=W[0], units=D(400)
            ),
        ),
        hub_receipts=(receipt(1), receipt(2)),
        shipments=(
            shipment("ei", 0, 300),
            shipment("ei", 1, 300),
            shipment("aci", 1, 200),
            shipment("aci", 2, 200),
        ),
        deliveries=(
            plans.Delivery(demand="sacs", week=W[0], units=D(300)),
            plans.Delivery(demand="sacs", week=W[1], units=D(500)),
            plans.Delivery(demand="sacs", week=W[2], units=D(200)),
        ),
        purchases=(order("tissu-toiles", 550_000), order("sangle-toiles", 1_300_000)),
    )


def _period(labour: int, supervision: int, overhead: int | None) -> tuple[money.PeriodCost, ...]:
    found = [
        money.PeriodCost(label="Salaires et charges", use="labour", cents=labour),
        money.PeriodCost(label="Encadrement", use="supervision", cents=supervision),
    ]
    if overhead is not None:
        found.append(money.PeriodCost(label="Structure", use="overhead", cents=overhead))
    return tuple(found)


def costs() -> dict[str, MemberCosts]:
    """The private figures of both, for the year 2025."""
    rate = money.DatedRate
    return {
        "aci": MemberCosts(
            workshop="aci",
            hours=money.HoursLadder(
                paid_hours=D(9_100),
                presence_hours=D(8_000),
                worked_hours=D(7_200),
                productive_hours=D(6_000),
            ),
            period_costs=_period(11_700_000, 3_600_000, 1_440_000),
            aids=(
                money.Aid(label="Aide au poste", cents_per_etp=2_392_100, hours_per_etp=D(1_820)),
            ),
            expenses=(
                money.OrderExpense(label="Camionnette", kind="transport", cents=6_000),
                money.OrderExpense(label="Sachets", kind="packaging", cents_per_unit=D(15)),
            ),
            in_kind=(money.InKind(label="Bénévoles, 20 h", cents=24_000),),
            non_quality=rate(value=D("0.03")),
            margin=rate(value=D("0.05")),
            margin_convention="on_cost",
            vat=money.VatStatus(is_liable=False),
            receipts_rule=rate(value=D("0.30")),
            annual_charges_cents=20_000_000,
        ),
        "ei": MemberCosts(
            workshop="ei",
            hours=money.HoursLadder(
                paid_hours=D(9_100),
                presence_hours=D(8_100),
                worked_hours=D(7_500),
                productive_hours=D(7_000),
            ),
            period_costs=_period(17_010_000, 3_150_000, None),
            aids=(
                money.Aid(
                    label="Aide au poste",
                    cents_per_etp=1_245_900,
                    hours_per_etp=D(1_505),
                    base="worked",
                    share_of_hours=D("0.6"),
                ),
            ),
            expenses=(
                money.OrderExpense(label="Laboratoire", kind="tests", cents=15_000),
                money.OrderExpense(label="Cartons", kind="packaging", cents_per_unit=D(15)),
                money.OrderExpense(label="Gabarits", kind="fixed", cents=8_000),
            ),
            overhead_rate=rate(value=D("0.08")),
            non_quality=rate(value=D("0.01")),
            margin=rate(value=D("0.05")),
            margin_convention="on_price",
            vat=money.VatStatus(is_liable=True),
        ),
    }


def terms() -> OrderTerms:
    """Everything at 20 %; the coordination cost 320 € in the end."""
    return OrderTerms(
        vat_rates=(money.VatRate(rate=D("0.20")),),
        suppliers=(money.SupplierTerms(supplier="toiles", vat_rate=D("0.20")),),
        common_expenses=(
            money.CommonExpense(label="Coordination", provisional_cents=30_000, final_cents=32_000),
        ),
    )


@pytest.fixture(scope="module")
def cost() -> FullCost:
    return full_cost(problem(), plan(), costs(), terms())


@pytest.fixture(scope="module")
def member_prices(cost: FullCost) -> tuple[MemberPrice, ...]:
    return prices(cost, problem(), plan(), costs(), terms())


def test_the_plan_of_the_reference_keeps_every_rule() -> None:
    assert check_plan(problem(), plan()) == ()


def test_hours_and_coute_minute(cost: FullCost) -> None:
    aci, ei = cost.members
    assert [(m.use, m.productive_minutes, m.cents_per_minute) for m in aci.coute_minute] == [
        ("labour", D(360_000), D("32.5")),
        ("supervision", D(360_000), D("10")),
        ("overhead", D(360_000), D("4")),
    ]
    assert [(m.use, m.productive_minutes, m.cents_per_minute) for m in ei.coute_minute] == [
        ("labour", D(420_000), D("40.5")),
        ("supervision", D(420_000), D("7.5")),
    ]
    assert (aci.minutes_used, ei.minutes_used) == (D(8_060), D(10_060))


def test_cost_of_the_aci_line_by_line(cost: FullCost) -> None:
    aci = cost.member("aci")
    assert aci.by_kind() == {
        "labour": 260_000,
        "setup": 1_950,
        "supervision": 80_600,
        "materials": 23_674,
        "vat": 4_735,
        "movement": 1_200,
        "transport": 6_000,
        "packaging": 6_000,
        "overhead": 32_240,
        "non_quality": 11_129,
        "common": 10_667,
    }
    assert (aci.gross_cents, aci.aid_cents, aci.net_cents) == (438_195, 267_782, 170_413)
    assert aci.in_kind_cents == 24_000


def test_cost_of_the_ei_line_by_line(cost: FullCost) -> None:
    ei = cost.member("ei")
    assert ei.by_kind() == {
        "labour": 405_000,
        "setup": 2_430,
        "setup_cost": 500,
        "supervision": 75_450,
        "materials": 235_826,
        "movement": 2_600,
        "tests": 15_000,
        "packaging": 9_000,
        "fixed": 8_000,
        "overhead": 38_630,
        "non_quality": 7_192,
        "common": 21_333,
    }
    assert (ei.gross_cents, ei.aid_cents, ei.net_cents) == (820_961, 89_229, 731_732)


def test_the_order_and_its_variable_part(cost: FullCost) -> None:
    assert (cost.gross_cents, cost.aid_cents, cost.net_cents) == (1_259_156, 357_011, 902_145)
    assert cost.variable_cents == 928_150
    assert variable_cost(problem(), plan()).total_cents == 928_150
    # The coût minute of the EI is 40.50, the plan counted 40.00.
    assert {x.kind: (x.variable_cents, x.difference_cents) for x in cost.reconciliation} == {
        "labour": (660_000, 5_000),
        "setup": (4_350, 30),
        "setup_cost": (500, 0),
        "materials": (259_500, 0),
        "movement": (3_800, 0),
    }
    assert [(d.code, d.subject) for d in (*cost.missing, *cost.signals)] == [
        ("cost.no_expense", "aci"),
        ("cost.hourly_cost_differs", "ei"),
        ("cost.no_expense", "ei"),
    ]


def test_prices(member_prices: tuple[MemberPrice, ...]) -> None:
    aci, ei = member_prices
    assert (aci.cost_cents, aci.margin_cents, aci.ht_cents) == (170_413, 8_521, 178_934)
    assert (aci.vat_cents, aci.ttc_cents, aci.floor_cents) == (0, 178_934, 170_413)
    assert (aci.order_cents, aci.distance_cents) == (304_145, 125_211)
    assert (ei.cost_cents, ei.margin_cents, ei.ht_cents) == (731_732, 38_512, 770_244)
    assert (ei.vat_cents, ei.ttc_cents, ei.floor_cents) == (154_049, 924_293, 731_732)
    assert (ei.order_cents, ei.distance_cents) == (795_855, 25_611)
    assert aci.signals == ei.signals == ()


def test_break_even(member_prices: tuple[MemberPrice, ...]) -> None:
    aci, ei = (price.break_even for price in member_prices)
    assert aci is not None
    assert ei is not None
    assert (aci.fixed_cents, aci.variable_cents, aci.margin_cents) == (129_507, 40_906, 138_028)
    assert (aci.receipts_cents, aci.share, aci.week) == (167_888, D("0.938268"), W[2])
    assert (ei.fixed_cents, ei.variable_cents, ei.margin_cents) == (158_413, 573_319, 196_925)
    assert (ei.receipts_cents, ei.share, ei.week) == (619_610, D("0.804434"), W[2])


def test_price_of_the_order(cost: FullCost, member_prices: tuple[MemberPrice, ...]) -> None:
    (sac,) = product_prices(cost, member_prices, problem())
    assert (sac.units, sac.floor_cents, sac.ht_cents) == (D(1_000), 902_145, 949_178)
    assert (sac.vat_cents, sac.ttc_cents) == (154_049, 1_103_227)
    assert (sac.unit_floor, sac.unit_ht) == (D("9.021450"), D("9.491780"))
    assert (sac.order_cents, sac.distance_cents, sac.remainder_cents) == (1_100_000, 150_822, 0)


def test_the_document_says_the_same_amounts(
    cost: FullCost, member_prices: tuple[MemberPrice, ...]
) -> None:
    text = DOCUMENT.read_text(encoding="utf-8").replace("\u202f", " ").replace("\u00a0", " ")
    reference = text[text.index("## Reference costing") :]
    amounts = [line.cents for line in cost.lines if line.cents]
    amounts += [item.cents for m in cost.members for item in (*m.aids, *m.in_kind)]
    for m in cost.members:
        amounts += [m.gross_cents or 0, m.aid_cents or 0, m.net_cents or 0]
    for price in member_prices:
        amounts += [price.margin_cents or 0, price.ht_cents or 0, price.ttc_cents or 0]
    unsaid = [
        x for x in amounts if f"{x // 100:,}".replace(",", " ") + f".{x % 100:02d}" not in reference
    ]
    assert amounts
    assert unsaid == []
