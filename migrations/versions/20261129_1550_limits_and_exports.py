"""Limits of seeing and taking out; exports with a file, a second person and an end; scopes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from rmapp.core.db import UTCDateTime

revision = "202611291550"
down_revision = "202611291545"
branch_labels = None
depends_on = None

MOMENT = UTCDateTime(timezone=True)
STATES = "'asked', 'refused', 'making', 'ready', 'expired'"


def upgrade() -> None:
    op.create_table(
        "limit_change",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("role_id", sa.BigInteger(), nullable=True),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "granted", "refused",
                name="accessstate", native_enum=False, create_constraint=True, length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> asked_by_id",
            name=op.f("ck_limit_change_two"),
        ),
        sa.CheckConstraint("value >= 0", name=op.f("ck_limit_change_value")),
        *_employee("limit_change", "asked_by_id", "decided_by_id"),
        _role("limit_change"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit_change")),
        sa.UniqueConstraint("public_id", name=op.f("uq_limit_change_public_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_limit_change_role_id"), "limit_change", ["role_id"])
    op.create_table(
        "limit_setting",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("role_id", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_limit_setting_value")),
        *_employee("limit_setting", "changed_by_id"),
        _role("limit_setting"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit_setting")),
        sa.UniqueConstraint(
            "code",
            "role_id",
            name=op.f("uq_limit_setting_code_role_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_limit_setting_role_id"), "limit_setting", ["role_id"])
    op.create_table(
        "reading",
        sa.Column("employee_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("refused_at", MOMENT, nullable=True),
        *_employee("reading", "employee_id"),
        sa.PrimaryKeyConstraint("employee_id", "day", name=op.f("pk_reading")),
    )
    op.create_index(op.f("ix_reading_day"), "reading", ["day"])
    texts = sa.ARRAY(sa.String(length=200))
    op.add_column(
        "api_token", sa.Column("scopes", texts, server_default="{}", nullable=False)
    )  # fmt: skip
    # what was taken out before left no file behind: it counts as expired
    for column, default in (
        (sa.Column("columns", texts, nullable=False), "{}"),
        (sa.Column("language", sa.String(length=2), nullable=False), "ru"),
        (sa.Column("zone", sa.String(length=64), nullable=False), "Europe/Moscow"),
        (sa.Column("state", sa.String(length=32), nullable=False), "expired"),
        (sa.Column("needs", texts, nullable=False), "{}"),
        (sa.Column("decision_note", sa.String(length=500), nullable=False), ""),
        (sa.Column("canary", postgresql.JSONB(none_as_null=True), nullable=False), "{}"),
    ):
        column.server_default = sa.DefaultClause(default)
        op.add_column("export", column)
        op.alter_column("export", column.name, server_default=None)
    op.add_column("export", sa.Column("decided_by_id", sa.BigInteger(), nullable=True))
    op.add_column("export", sa.Column("decided_at", MOMENT, nullable=True))
    op.add_column("export", sa.Column("work_item_id", sa.BigInteger(), nullable=True))
    op.add_column("export", sa.Column("sha256", sa.String(length=64), nullable=True))
    op.add_column("export", sa.Column("size", sa.BigInteger(), nullable=True))
    op.add_column("export", sa.Column("made_at", MOMENT, nullable=True))
    op.add_column("export", sa.Column("expires_at", MOMENT, nullable=True))
    op.create_check_constraint(op.f("ck_export_exportstate"), "export", f"state IN ({STATES})")
    op.create_check_constraint(
        op.f("ck_export_two"), "export", "decided_by_id IS NULL OR decided_by_id <> created_by_id"
    )
    op.create_index(op.f("ix_export_expires_at"), "export", ["expires_at"])
    op.create_index(op.f("ix_export_work_item_id"), "export", ["work_item_id"])
    op.create_foreign_key(
        op.f("fk_export_decided_by_id"), "export", "employee", ["decided_by_id"], ["id"],
        ondelete="RESTRICT",
    )  # fmt: skip
    op.create_foreign_key(
        op.f("fk_export_work_item_id"), "export", "work_item", ["work_item_id"], ["id"],
        ondelete="SET NULL",
    )  # fmt: skip


def downgrade() -> None:
    op.drop_constraint(op.f("fk_export_work_item_id"), "export", type_="foreignkey")
    op.drop_constraint(op.f("fk_export_decided_by_id"), "export", type_="foreignkey")
    op.drop_constraint(op.f("ck_export_two"), "export", type_="check")
    op.drop_constraint(op.f("ck_export_exportstate"), "export", type_="check")
    op.drop_index(op.f("ix_export_work_item_id"), table_name="export")
    op.drop_index(op.f("ix_export_expires_at"), table_name="export")
    for name in (
        "expires_at", "made_at", "size", "sha256", "work_item_id", "decided_at", "decided_by_id",
        "canary", "decision_note", "needs", "state", "zone", "language", "columns",
    ):  # fmt: skip
        op.drop_column("export", name)
    op.drop_column("api_token", "scopes")
    op.drop_table("reading")
    op.drop_table("limit_setting")
    op.drop_table("limit_change")


def _employee(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], ["employee.id"], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT"
        )
        for column in columns
    ]


def _role(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["role_id"], ["role.id"], name=op.f(f"fk_{table}_role_id"), ondelete="CASCADE"
    )
