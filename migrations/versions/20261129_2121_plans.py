"""Plans: target segments with volume and deadline, shares of managers, prospects; taken in bulk"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611292121"
down_revision = "202611292120"
branch_labels = None
depends_on = None

OLD = ("assign", "set", "plan", "bin", "list-add", "list-remove")
NEW = (*OLD, "plan-take", "schedule-start")


def _key(table: str, column: str, target: str, ondelete: str = "RESTRICT") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete
    )


def _keyed(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )


def _deeds(values: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_bulk_deed_deed"), "bulk_deed", type_="check")
    listed = ", ".join(f"'{one}'" for one in values)
    op.create_check_constraint(op.f("ck_bulk_deed_deed"), "bulk_deed", f"deed IN ({listed})")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "plan",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("segment_id", sa.BigInteger(), nullable=False),
        sa.Column("volume", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("takes_newcomers", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", moment, nullable=True),
        sa.Column("close_reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("volume BETWEEN 1 AND 1000000", name=op.f("ck_plan_volume")),
        sa.CheckConstraint("deadline > starts_on", name=op.f("ck_plan_days")),
        _key("plan", "segment_id", "segment"),
        _key("plan", "team_id", "team"),
        _key("plan", "created_by_id", "employee"),
        *_keyed("plan"),
    )
    op.create_index(op.f("ix_plan_segment_id"), "plan", ["segment_id"])
    op.create_index(
        "ix_plan_open", "plan", ["team_id"], postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_table(
        "plan_share",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("employee_id", sa.BigInteger(), nullable=False),
        sa.Column("volume", sa.Integer(), nullable=False),
        sa.Column("shared_at", moment, nullable=False),
        sa.Column("shared_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("volume BETWEEN 0 AND 1000000", name=op.f("ck_plan_share_volume")),
        _key("plan_share", "plan_id", "plan", "CASCADE"),
        _key("plan_share", "employee_id", "employee"),
        _key("plan_share", "shared_by_id", "employee"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_share")),
    )
    for column in ("plan_id", "employee_id"):
        op.create_index(op.f(f"ix_plan_share_{column}"), "plan_share", [column])
    op.create_table(
        "plan_prospect",
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("manager_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "list", "more", "newcomer",
                name="way", native_enum=False, create_constraint=True, length=32,
            ),
            nullable=False,
        ),
        sa.Column("taken_at", moment, nullable=False),
        sa.Column("taken_by_id", sa.BigInteger(), nullable=True),
        sa.Column("dropped_at", moment, nullable=True),
        sa.Column("dropped_by_id", sa.BigInteger(), nullable=True),
        sa.Column("drop_contact", sa.SmallInteger(), nullable=True),
        sa.Column("drop_reason", sa.String(length=64), nullable=False),
        sa.Column("drop_note", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(dropped_at IS NULL) = (drop_reason = '' AND drop_contact IS NULL)",
            name=op.f("ck_plan_prospect_dropped"),
        ),
        _key("plan_prospect", "plan_id", "plan", "CASCADE"),
        _key("plan_prospect", "client_id", "client"),
        _key("plan_prospect", "manager_id", "employee"),
        _key("plan_prospect", "taken_by_id", "employee"),
        _key("plan_prospect", "dropped_by_id", "employee"),
        *_keyed("plan_prospect"),
        sa.UniqueConstraint(
            "plan_id", "client_id", name=op.f("uq_plan_prospect_plan_id_client_id")
        ),
    )  # fmt: skip
    for column in ("client_id", "manager_id"):
        op.create_index(op.f(f"ix_plan_prospect_{column}"), "plan_prospect", [column])
    op.create_index("ix_plan_prospect_manager", "plan_prospect", ["plan_id", "manager_id"])
    _deeds(NEW)
    op.add_column(
        "bulk_item", sa.Column("why", sa.String(length=500), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("bulk_item", "why")
    op.execute(
        "DELETE FROM bulk_item USING bulk_deed WHERE bulk_deed.id = bulk_item.bulk_deed_id"
        " AND deed IN ('plan-take', 'schedule-start')"
    )
    op.execute("DELETE FROM bulk_deed WHERE deed IN ('plan-take', 'schedule-start')")
    _deeds(OLD)
    for table in ("plan_prospect", "plan_share", "plan"):
        op.drop_table(table)
