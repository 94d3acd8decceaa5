"""The board reads what it counts of somebody's opportunities from an index alone"""

from __future__ import annotations

from alembic import op

revision = "202611291755"
down_revision = "202611291715"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_opportunity_standing",
        "opportunity",
        ["client_id"],
        postgresql_include=["stage_id", "amount", "probability", "closed_at", "id"],
    )


def downgrade() -> None:
    op.drop_index("ix_opportunity_standing", table_name="opportunity")
