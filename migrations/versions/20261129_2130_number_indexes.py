"""Indexes of the numbers by which an import recognises firms"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611292130"
down_revision = "202611292124"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("edrpou", "vat", "lei"):
        op.create_index(
            f"ix_client_{name}",
            "client",
            [name],
            postgresql_where=sa.text(f"{name} <> '' AND deleted_at IS NULL"),
        )


def downgrade() -> None:
    for name in ("edrpou", "vat", "lei"):
        op.drop_index(f"ix_client_{name}", "client")
