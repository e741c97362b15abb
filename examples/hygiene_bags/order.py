"""A small order: 5 400 hygiene bags sewn by four ACI at 26 hours, the fabric given by a laundry.

In the Nord in 2022 four ACI did make 5 400 such bags from given fabric; the workshops, the supplier
and the figures here are invented, with plausible sizes.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from optimizer.cost_parameters import CommonExpense, OrderTerms, SupplierTerms, VatRate
from optimizer.opening import MaterialStock, OpeningState
from optimizer.problem import (
    BomLine,
    Capability,
    DeliveryPoint,
    Demand,
    Hub,
    Lane,
    Material,
    Offer,
    Operation,
    Order,
    PriceBreak,
    Problem,
    Product,
    Supplier,
    Workshop,
)

BAG = "trousse"
CUTTING, SEWING, FINISHING = "coupe", "couture", "finition"
POINT, ORDER = "association", "trousses-2022"

DELIVERIES = (
    (date(2022, 4, 1), 1_400),
    (date(2022, 4, 29), 2_000),
    (date(2022, 5, 20), 2_000),
)

# (id, name, headcount, absence, hourly cost, operations it does, pace)
WORKSHOPS = (
    ("hirondelle", "L'Hirondelle Couture", 4, "0.12", "16.20", (CUTTING, SEWING, FINISHING), "0.6"),
    ("helpe", "Fil de l'Helpe", 3, "0.10", "16.80", (SEWING, FINISHING), "0.65"),
    ("avesnes", "Les Ateliers d'Avesnes", 3, "0.15", "17.10", (SEWING, FINISHING), "0.5"),
    ("bocage", "Couture du Bocage", 2, "0.12", "16.50", (SEWING, FINISHING), "0.55"),
)


def hygiene_bags() -> Problem:
    """The whole order as a problem: 1 product, 4 workshops, 1 supplier, 3 deliveries, 11 weeks."""
    return Problem(
        id="trousses-2022",
        title="5 400 trousses d'hygiène, printemps 2022",
        start=date(2022, 3, 7),
        late_tail_weeks=6,
        public_holidays=(date(2022, 4, 18), date(2022, 5, 26), date(2022, 6, 6)),
        products=(_bag(),),
        orders=(Order(id=ORDER, name="5 400 trousses", customer="Association (exemple)"),),
        delivery_points=(DeliveryPoint(id=POINT, name="Local de l'association"),),
        demands=tuple(
            Demand(
                id=f"L{number}",
                product=BAG,
                quantity=Decimal(quantity),
                due=due,
                delivery_point=POINT,
                order=ORDER,
            )
            for number, (due, quantity) in enumerate(DELIVERIES, start=1)
        ),
        workshops=tuple(
            Workshop(
                id=workshop,
                name=name,
                kind="ACI",
                headcount=Decimal(headcount),
                working_days=4,
                weekly_hours=Decimal(26),
                absence_rate=Decimal(absence),
                non_production_rate=Decimal("0.12"),
                hourly_cost=Decimal(cost),
            )
            for workshop, name, headcount, absence, cost, _, _ in WORKSHOPS
        ),
        capabilities=tuple(
            Capability(workshop=workshop, operation=operation, pace=Decimal(pace))
            for workshop, _, _, _, _, operations, pace in WORKSHOPS
            for operation in operations
        ),
        lanes=tuple(
            Lane(workshop=workshop, delivery_point=POINT, cost_per_lot_cents=150)
            for workshop, *_ in WORKSHOPS
        ),
        hub=Hub(lead_time_weeks=1, cost_per_lot_cents=200),
        materials=(
            Material(id="drap", name="Drap réformé de blanchisserie", unit="m"),
            Material(id="cordon", name="Cordon de serrage", unit="m"),
        ),
        suppliers=(Supplier(id="mercerie", name="Mercerie des Fagnes", fee_cents=1200),),
        offers=(
            Offer(
                id="mercerie-cordon",
                supplier="mercerie",
                material="cordon",
                breaks=(
                    PriceBreak(unit_price=Decimal("0.28")),
                    PriceBreak(from_thousandths=2_000_000, unit_price=Decimal("0.24")),
                ),
                multiple_thousandths=200_000,
                lead_time_weeks=1,
            ),
        ),
        # Given by the laundry before the start: a stock that costs nothing.
        opening=OpeningState(materials=(MaterialStock(material="drap", thousandths=2_600_000),)),
        payments=_terms(),
    )


def _terms() -> OrderTerms:
    """Each invoices the association, which pays at thirty days; nobody is liable to VAT here."""
    return OrderTerms(
        vat_rates=(VatRate(rate=Decimal("0.2"), source="taux normal"),),
        suppliers=(
            SupplierTerms(
                supplier="mercerie",
                vat_rate=Decimal("0.2"),
                payment_days=30,
                source="devis de février 2022",
            ),
        ),
        common_expenses=(
            CommonExpense(
                label="Coordination et navettes",
                provisional_cents=30_000,
                paid_by="hirondelle",
                day=date(2022, 5, 20),
                source="estimation pour l'exemple",
            ),
        ),
        wage_days=15,
        exclusions=("contenu des trousses",),
    )


def _bag() -> Product:
    return Product(
        id=BAG,
        name="Trousse d'hygiène",
        lot_size=50,
        operations=(
            Operation(
                id=CUTTING,
                name="Coupe",
                standard_milliminutes=1500,
                setup_milliminutes=20_000,
            ),
            Operation(id=SEWING, name="Couture", standard_milliminutes=7500),
            Operation(id=FINISHING, name="Finition", standard_milliminutes=1500),
        ),
        materials=(
            BomLine(
                material="drap",
                quantity=Decimal("0.45"),
                waste_rate=Decimal("0.05"),
                operation=CUTTING,
            ),
            BomLine(material="cordon", quantity=Decimal("1.1"), operation=SEWING),
        ),
    )
