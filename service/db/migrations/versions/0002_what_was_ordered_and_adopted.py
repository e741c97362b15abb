"""What was really ordered, refused and settled, and when a plan came into force."""

from __future__ import annotations

from datetime import UTC, datetime, time

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
UNITS = sa.Numeric(precision=18, scale=6)
_ONE_A_WEEK, _SEVERAL = (
    "uq_purchase_orders_order_id_offer_week",
    "uq_purchase_orders_order_id_offer_week_part",
)
# How a step below writes what it has no column for: « elastic-1 » bought a second time that week.
_SIGN = " #"

_AUDIT = sa.table(
    "audit",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("order_id", sa.String),
    sa.column("action", sa.String),
    sa.column("subject", sa.String),
)
_PLANS = sa.table(
    "plans",
    sa.column("id", sa.String),
    sa.column("order_id", sa.String),
    sa.column("number", sa.Integer),
    sa.column("adopted_at", sa.DateTime(timezone=True)),
)
_LOTS = sa.table(
    "lots",
    sa.column("id", sa.String),
    sa.column("delivered_on", sa.Date),
    sa.column("said_at", sa.DateTime(timezone=True)),
    sa.column("refused_units", UNITS),
)
_PURCHASES = sa.table(
    "purchase_orders",
    sa.column("id", sa.String),
    sa.column("offer", sa.String),
    sa.column("part", sa.Integer),
)
_STATEMENTS = sa.table("statements", sa.column("settlement_cents", sa.BigInteger))


def upgrade() -> None:
    """One step up."""
    with op.batch_alter_table("plans") as batch:
        batch.add_column(sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("settlement", DOCUMENT, nullable=True))
    with op.batch_alter_table("lots") as batch:
        batch.add_column(sa.Column("refused_units", UNITS, nullable=True))
        batch.add_column(sa.Column("said_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("purchase_orders") as batch:
        batch.add_column(sa.Column("part", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("promised", sa.String(length=8), nullable=True))
    with op.batch_alter_table("statements") as batch:
        batch.add_column(sa.Column("settlement_cents", sa.BigInteger(), nullable=True))
    _fill()
    with op.batch_alter_table("lots") as batch:
        batch.alter_column("refused_units", existing_type=UNITS, nullable=False)
        batch.alter_column("said_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    with op.batch_alter_table("purchase_orders") as batch:
        batch.alter_column("part", existing_type=sa.Integer(), nullable=False)
        batch.drop_constraint(_ONE_A_WEEK, type_="unique")
        batch.create_unique_constraint(_SEVERAL, ["order_id", "offer", "week", "part"])
    with op.batch_alter_table("statements") as batch:
        batch.alter_column("settlement_cents", existing_type=sa.BigInteger(), nullable=False)
    _name_parts()


def _fill() -> None:
    """What the new columns say of the rows that are there."""
    connection = op.get_bind()
    # The audit knows when a plan came into force.
    for row in connection.execute(sa.select(_PLANS.c.id, _PLANS.c.order_id, _PLANS.c.number)).all():
        asked = (
            sa.select(_AUDIT.c.at)
            .where(
                _AUDIT.c.order_id == row.order_id,
                _AUDIT.c.action == "plan.adopt",
                _AUDIT.c.subject == f"plan:{row.number}",
            )
            .order_by(_AUDIT.c.id.desc())
            .limit(1)
        )
        at = connection.execute(asked).scalar()
        if at is not None:
            connection.execute(sa.update(_PLANS).where(_PLANS.c.id == row.id).values(adopted_at=at))
    for lot in connection.execute(sa.select(_LOTS.c.id, _LOTS.c.delivered_on)).all():
        said = datetime.combine(lot.delivered_on, time(), UTC)
        connection.execute(
            sa.update(_LOTS).where(_LOTS.c.id == lot.id).values(said_at=said, refused_units=0)
        )
    connection.execute(sa.update(_STATEMENTS).values(settlement_cents=0))
    connection.execute(sa.update(_PURCHASES).values(part=0))


def _name_parts() -> None:
    """Read back what a step down wrote."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(_PURCHASES.c.id, _PURCHASES.c.offer)).all():
        offer, sign, part = row.offer.rpartition(_SIGN)
        if sign and part.isdecimal():
            connection.execute(
                sa.update(_PURCHASES)
                .where(_PURCHASES.c.id == row.id)
                .values(offer=offer, part=int(part))
            )


def downgrade() -> None:
    """One step down: what was bought a second time in a week keeps its row, under another name."""
    connection = op.get_bind()
    asked = sa.select(_PURCHASES.c.id, _PURCHASES.c.offer, _PURCHASES.c.part)
    for row in connection.execute(asked.where(_PURCHASES.c.part > 0)).all():
        connection.execute(
            sa.update(_PURCHASES)
            .where(_PURCHASES.c.id == row.id)
            .values(offer=f"{row.offer}{_SIGN}{row.part}")
        )
    with op.batch_alter_table("statements") as batch:
        batch.drop_column("settlement_cents")
    with op.batch_alter_table("purchase_orders") as batch:
        batch.drop_constraint(_SEVERAL, type_="unique")
        batch.create_unique_constraint(_ONE_A_WEEK, ["order_id", "offer", "week"])
        batch.drop_column("promised")
        batch.drop_column("part")
    with op.batch_alter_table("lots") as batch:
        batch.drop_column("said_at")
        batch.drop_column("refused_units")
    with op.batch_alter_table("plans") as batch:
        batch.drop_column("settlement")
        batch.drop_column("adopted_at")
