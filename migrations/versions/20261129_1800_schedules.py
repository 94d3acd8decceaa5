"""Contact schedules: templates with versions and steps, running schedules"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611291800"
down_revision = "202611291755"
branch_labels = None
depends_on = None

LIVE = sa.text("state IN ('running', 'paused')")


def _key(table: str, column: str, target: str, ondelete: str = "RESTRICT") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete
    )


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _id(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _keyed(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        *_id(table),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )


def _line(name: str, length: int = 500) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer(), server_default="1", nullable=False)


def _lines(name: str) -> sa.Column[list[str]]:
    return sa.Column(name, sa.ARRAY(sa.String(length=200)), server_default="{}", nullable=False)


def upgrade() -> None:
    op.create_table(
        "schedule_template",
        _line("code", 64),
        sa.Column("fits", _choice("fits", "any", "person", "organisation"), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _version(),
        *_keyed("schedule_template"),
    )
    op.create_index(op.f("ix_schedule_template_code"), "schedule_template", ["code"])
    table = "schedule_template_version"
    op.create_table(
        table,
        sa.Column("template_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _line("title_en", 200),
        _line("title_ru", 200),
        _line("note_en"),
        _line("note_ru"),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(number = 0) = (published_at IS NULL)", name=op.f(f"ck_{table}_draft")),
        _key(table, "template_id", "schedule_template"),
        _key(table, "published_by_id", "employee"),
        *_id(table),
        sa.UniqueConstraint("template_id", "number", name=op.f(f"uq_{table}_template_id_number")),
    )
    _steps()
    _running()


def _steps() -> None:
    table = "schedule_template_step"
    op.create_table(
        table,
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column(
            "kind",
            _choice("kind", "call", "visit", "meeting", "letter", "email", "message"),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            _choice(
                "purpose", "first_contact", "find_need", "presentation", "offer", "negotiation",
                "documents", "service_review", "renewal", "cross_sale", "congratulation",
                "complaint", "acquaintance", "other",
            ),
            nullable=False,
        ),
        _line("goal_en"),
        _line("goal_ru"),
        sa.Column("offset_days", sa.SmallInteger(), nullable=False),
        sa.Column("anchor", _choice("anchor", "start", "previous", "outcome"), nullable=False),
        sa.Column("at_time", sa.Time(), nullable=True),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column(
            "whom",
            _choice("whom", "client", "head", "decides", "financial", "technical"),
            nullable=False,
        ),
        sa.Column("rank", _choice("rank", "board", "head", "expert", "manager"), nullable=True),
        sa.Column("scenario_id", sa.BigInteger(), nullable=True),
        _lines("materials_en"),
        _lines("materials_ru"),
        _line("subject_en"),
        _line("subject_ru"),
        _line("message_en", 20_000),
        _line("message_ru", 20_000),
        sa.CheckConstraint("offset_days BETWEEN 0 AND 250", name=op.f(f"ck_{table}_offset")),
        sa.CheckConstraint("minutes BETWEEN 5 AND 720", name=op.f(f"ck_{table}_minutes")),
        _key(table, "version_id", "schedule_template_version", "CASCADE"),
        _key(table, "scenario_id", "scenario"),
        *_keyed(table),
    )  # fmt: skip
    for column in ("version_id", "scenario_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _running() -> None:
    op.create_table(
        "schedule",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("template_version_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            _choice("schedulestate", "running", "paused", "stopped", "finished"),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        _line("reason"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _version(),
        sa.CheckConstraint(
            "(state IN ('stopped', 'finished')) = (ended_at IS NOT NULL)",
            name=op.f("ck_schedule_ended"),
        ),
        sa.CheckConstraint(
            "paused_until IS NULL OR state = 'paused'", name=op.f("ck_schedule_paused")
        ),
        _key("schedule", "client_id", "client"),
        _key("schedule", "template_version_id", "schedule_template_version"),
        _key("schedule", "owner_id", "employee"),
        _key("schedule", "started_by_id", "employee"),
        *_keyed("schedule"),
    )
    for column in ("client_id", "template_version_id"):
        op.create_index(op.f(f"ix_schedule_{column}"), "schedule", [column])
    op.create_index("ix_schedule_live", "schedule", ["owner_id"], postgresql_where=LIVE)
    op.create_table(
        "schedule_step",
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("template_step_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column(
            "state",
            _choice("stepstate", "waiting", "planned", "done", "dropped"),
            nullable=False,
        ),
        sa.Column("interaction_id", sa.BigInteger(), nullable=True),
        sa.Column("delay_days", sa.SmallInteger(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        _line("drop_reason"),
        sa.Column("why", postgresql.JSONB(none_as_null=True), server_default="[]", nullable=False),
        sa.CheckConstraint(
            "(state IN ('planned', 'done')) <= (interaction_id IS NOT NULL)",
            name=op.f("ck_schedule_step_contact"),
        ),
        _key("schedule_step", "schedule_id", "schedule", "CASCADE"),
        _key("schedule_step", "template_step_id", "schedule_template_step"),
        _key("schedule_step", "interaction_id", "interaction"),
        *_keyed("schedule_step"),
        sa.UniqueConstraint(
            "schedule_id", "position", name=op.f("uq_schedule_step_schedule_id_position")
        ),
    )
    op.create_index(
        op.f("ix_schedule_step_template_step_id"), "schedule_step", ["template_step_id"]
    )
    op.create_index(
        "uq_schedule_step_interaction_id",
        "schedule_step",
        ["interaction_id"],
        unique=True,
        postgresql_where=sa.text("interaction_id IS NOT NULL"),
    )


def downgrade() -> None:
    for table in (
        "schedule_step", "schedule", "schedule_template_step", "schedule_template_version",
        "schedule_template",
    ):  # fmt: skip
        op.drop_table(table)
