"""From which contact on the bank's own figures speak against going on"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611292124"
down_revision = "202611292123"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "persistence_limit",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("segment_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "person",
                "sole_trader",
                "organisation",
                name="clientkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("chance", sa.Float(), nullable=False),
        sa.Column("usual", sa.Float(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["segment_id"],
            ["segment.id"],
            name=op.f("fk_persistence_limit_segment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persistence_limit")),
    )
    op.create_index(op.f("ix_persistence_limit_segment_id"), "persistence_limit", ["segment_id"])


def downgrade() -> None:
    op.drop_table("persistence_limit")
