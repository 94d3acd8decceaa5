"""Whom to call first"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611291810"
down_revision = "202611291800"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("client", sa.Column("call_chance", sa.SmallInteger(), nullable=True))
    op.add_column(
        "client", sa.Column("call_order", sa.Integer(), server_default="10000", nullable=False)
    )
    op.add_column(
        "client", sa.Column("call_why", sa.String(length=120), server_default="", nullable=False)
    )
    op.create_index(
        "ix_client_call",
        "client",
        ["call_order", "id"],
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "call_model",
        sa.Column(
            "verdict",
            sa.Enum(
                "learned", "rules", "little",
                name="verdict", native_enum=False, create_constraint=True, length=32,
            ),
            nullable=False,
        ),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("learned_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("successes", sa.Integer(), nullable=False),
        sa.Column("area", sa.Float(), nullable=True),
        sa.Column("rules_area", sa.Float(), nullable=True),
        sa.Column("weights", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("usual_from", sa.Integer(), nullable=True),
        sa.Column("usual_to", sa.Integer(), nullable=True),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.Column("ranked", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_model")),
        sa.UniqueConstraint("public_id", name=op.f("uq_call_model_public_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_call_model_learned_at"), "call_model", ["learned_at"])
    op.create_table(
        "call_switch",
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["employee.id"],
            name=op.f("fk_call_switch_made_by_id_employee"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_switch")),
    )
    op.create_index(op.f("ix_call_switch_made_by_id"), "call_switch", ["made_by_id"])


def downgrade() -> None:
    op.drop_table("call_switch")
    op.drop_table("call_model")
    op.drop_index("ix_client_call", "client")
    for column in ("call_why", "call_order", "call_chance"):
        op.drop_column("client", column)
