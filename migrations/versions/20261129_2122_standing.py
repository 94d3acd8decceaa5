"""Standing: norms of silence as rows, the temperature computed with its reason and overridden"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611292122"
down_revision = "202611292121"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "contact_norm",
        sa.Column(
            "kind", _choice("clientkind", "person", "sole_trader", "organisation"), nullable=True
        ),
        sa.Column("vip", sa.String(length=64), nullable=False),
        sa.Column("segment_id", sa.BigInteger(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("set_at", moment, nullable=False),
        sa.Column("set_by_id", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("days BETWEEN 1 AND 3650", name=op.f("ck_contact_norm_days")),
        sa.CheckConstraint(
            "(kind IS NOT NULL)::int + (vip <> '')::int + (segment_id IS NOT NULL)::int <= 1",
            name=op.f("ck_contact_norm_one"),
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"],
            ["segment.id"],
            name=op.f("fk_contact_norm_segment_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"],
            ["employee.id"],
            name=op.f("fk_contact_norm_set_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_norm")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contact_norm_public_id")),
    )
    op.create_index(
        "uq_contact_norm_whom",
        "contact_norm",
        [sa.text("coalesce(kind, '')"), "vip", sa.text("coalesce(segment_id, 0)")],
        unique=True,
    )
    op.create_index(op.f("ix_contact_norm_segment_id"), "contact_norm", ["segment_id"])
    op.create_table(
        "client_heat",
        sa.Column("client_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("computed", _choice("temperature", "cold", "warm", "hot"), nullable=False),
        sa.Column("because", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("computed_at", moment, nullable=False),
        sa.Column("word", sa.String(length=8), nullable=True),
        sa.Column("word_at", moment, nullable=True),
        sa.Column("override", sa.String(length=8), nullable=True),
        sa.Column("override_until", sa.Date(), nullable=True),
        sa.Column("override_reason", sa.String(length=500), nullable=False),
        sa.Column("override_at", moment, nullable=True),
        sa.Column("override_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(override IS NULL) = (override_until IS NULL)", name=op.f("ck_client_heat_override")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_heat_client_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["override_by_id"],
            ["employee.id"],
            name=op.f("fk_client_heat_override_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_client_heat")),
    )
    op.create_index(
        "ix_client_heat_override",
        "client_heat",
        ["override_until"],
        postgresql_where=sa.text("override IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("client_heat")
    op.drop_table("contact_norm")
