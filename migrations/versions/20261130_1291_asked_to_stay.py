"""A substitution that is to stay for good waits for a second person: who asked, when, who signed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611301291"
down_revision = "202611301285"
branch_labels = None
depends_on = None

PEOPLE = ("permanence_asked_by_id", "permanence_signed_by_id")


def upgrade() -> None:
    op.add_column("handover", sa.Column("permanence_asked_at", sa.DateTime(timezone=True)))
    for column in PEOPLE:
        op.add_column("handover", sa.Column(column, sa.BigInteger))
        op.create_foreign_key(
            f"fk_handover_{column}", "handover", "employee", [column], ["id"], ondelete="RESTRICT"
        )
        op.create_index(f"ix_handover_{column}", "handover", [column])
    op.create_check_constraint(
        op.f("ck_handover_two_for_good"),
        "handover",
        "permanence_signed_by_id IS NULL OR permanence_signed_by_id <> permanence_asked_by_id",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_handover_two_for_good"), "handover")
    for column in PEOPLE:
        op.drop_index(f"ix_handover_{column}", table_name="handover")
        op.drop_column("handover", column)
    op.drop_column("handover", "permanence_asked_at")
