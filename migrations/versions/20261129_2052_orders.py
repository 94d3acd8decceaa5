"""Indexes for the orders of the list of clients"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611292052"
down_revision = "202611292110"
branch_labels = None
depends_on = None

_ORDERS = {
    "ix_client_created": "created_at",
    "ix_client_order_client_since": "coalesce(client_since, DATE '1000-01-01')",
    "ix_client_order_birth_date": "coalesce(birth_date, DATE '1000-01-01')",
    "ix_client_order_possible_profit": "coalesce(possible_profit, -1)",
    "ix_client_order_revenue": "coalesce(revenue, -1)",
}


def upgrade() -> None:
    for name, order in _ORDERS.items():
        op.create_index(
            name,
            "client",
            [sa.text(order), "id"],
            postgresql_where=sa.text("deleted_at IS NULL"),
        )


def downgrade() -> None:
    for name in _ORDERS:
        op.drop_index(name, "client")
