"""When the second signature was asked for; who gave a handover up, and when"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611301275"
down_revision = "202611301270"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handover", sa.Column("asked_at", sa.DateTime(timezone=True)))
    op.add_column("handover", sa.Column("dropped_at", sa.DateTime(timezone=True)))
    op.add_column("handover", sa.Column("dropped_by_id", sa.BigInteger))
    op.create_foreign_key(
        "fk_handover_dropped_by_id",
        "handover",
        "employee",
        ["dropped_by_id"],
        ["id"],
        ondelete="RESTRICT",
    )
    op.create_index("ix_handover_dropped_by_id", "handover", ["dropped_by_id"])


def downgrade() -> None:
    op.drop_index("ix_handover_dropped_by_id", table_name="handover")
    op.drop_column("handover", "dropped_by_id")
    op.drop_column("handover", "dropped_at")
    op.drop_column("handover", "asked_at")
