"""A VIP weighs what its tier asks for; the supervisor hears of a visit that was not made"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611292342"
down_revision = "202611292341"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tier_weight",
        sa.Column("tier", sa.String(64), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tier", name=op.f("pk_tier_weight")),
    )
    op.execute(
        "INSERT INTO tier_weight (tier, points)"
        " SELECT t.code, greatest(1, round(180.0 / t.contact_days)) FROM vip_tier t"
        " JOIN vip_policy_version v ON v.id = t.policy_version_id WHERE v.state = 'in-force'"
    )
    op.add_column("handover_item", sa.Column("told_unvisited_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("handover_item", "told_unvisited_at")
    op.drop_table("tier_weight")
