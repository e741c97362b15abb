"""What Alembic runs: every step in one transaction, on the connection it was given."""

from __future__ import annotations

from alembic import context

from service.db.tables import Base

with_connection = context.config.attributes["connection"]
context.configure(
    connection=with_connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
