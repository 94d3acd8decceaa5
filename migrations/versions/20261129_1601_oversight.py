"""Emergencies and unusual reading"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611291601"
down_revision = "202611291600"
branch_labels = None
depends_on = None


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT"
    )


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "emergency_access",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("employee_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("ticket", sa.String(length=200), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "verdict", _choice("emergencyverdict", "justified", "unjustified"), nullable=True
        ),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "reviewed_by_id IS NULL OR reviewed_by_id <> employee_id",
            name=op.f("ck_emergency_access_two"),
        ),
        _key("emergency_access", "client_id", "client"),
        _key("emergency_access", "employee_id", "employee"),
        _key("emergency_access", "reviewed_by_id", "employee"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_access")),
        sa.UniqueConstraint("public_id", name=op.f("uq_emergency_access_public_id")),
    )
    op.create_index("ix_emergency_access_open", "emergency_access", ["employee_id", "until"])
    for column in ("client_id", "opened_at", "reviewed_by_id"):
        op.create_index(op.f(f"ix_emergency_access_{column}"), "emergency_access", [column])
    op.create_table(
        "reading_alarm",
        sa.Column("employee_id", sa.BigInteger(), nullable=False),
        sa.Column("sign", _choice("sign", "many", "night", "leaver"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("dossiers", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detail", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by_id", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        _key("reading_alarm", "employee_id", "employee"),
        _key("reading_alarm", "seen_by_id", "employee"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_alarm")),
        sa.UniqueConstraint(
            "employee_id", "sign", "day", name=op.f("uq_reading_alarm_employee_id_sign_day")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_reading_alarm_public_id")),
    )
    for column in ("last_at", "seen_by_id"):
        op.create_index(op.f(f"ix_reading_alarm_{column}"), "reading_alarm", [column])

    op.create_table(
        "opening",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("employee_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _key("opening", "employee_id", "employee"),
        _key("opening", "client_id", "client"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
    )
    op.create_index("ix_opening_client", "opening", ["client_id", "id"])
    op.create_index(op.f("ix_opening_at"), "opening", ["at"])


def downgrade() -> None:
    op.drop_table("opening")
    op.drop_table("reading_alarm")
    op.drop_table("emergency_access")
