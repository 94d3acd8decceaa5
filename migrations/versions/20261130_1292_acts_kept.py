"""The act of a large handover is made by work and kept as a file"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611301292"
down_revision = "202611301291"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover_act",
        sa.Column("handover_id", sa.BigInteger(), nullable=False),
        sa.Column("receiver_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("of_version", sa.Integer(), nullable=False),
        sa.Column("clients", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("work_item_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handover.id"], name=op.f("fk_handover_act_handover_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["employee.id"], name=op.f("fk_handover_act_receiver_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["work_item_id"], ["work_item.id"], name=op.f("fk_handover_act_work_item_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_act")),
        sa.UniqueConstraint("public_id", name=op.f("uq_handover_act_public_id")),
        sa.UniqueConstraint(
            "handover_id", "receiver_id", "language",
            name=op.f("uq_handover_act_handover_id_receiver_id_language"),
            postgresql_nulls_not_distinct=True,
        ),
    )  # fmt: skip
    for column in ("receiver_id", "work_item_id"):
        op.create_index(op.f(f"ix_handover_act_{column}"), "handover_act", [column])


def downgrade() -> None:
    op.drop_table("handover_act")
