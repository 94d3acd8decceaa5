"""Contacts that repeat: series and their contacts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611292050"
down_revision = "202611292040"
branch_labels = None
depends_on = None


def _key(table: str, column: str, target: str, ondelete: str = "RESTRICT") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete
    )


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("manager_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_person_id", sa.BigInteger(), nullable=True),
        sa.Column("room_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            _choice("kind", "call", "visit", "meeting", "letter", "email", "message"),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            _choice(
                "purpose",
                "first_contact",
                "find_need",
                "presentation",
                "offer",
                "negotiation",
                "documents",
                "service_review",
                "renewal",
                "cross_sale",
                "congratulation",
                "complaint",
                "acquaintance",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("purpose_text", sa.String(length=500), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("every", _choice("every", "week", "month", "quarter", "year"), nullable=False),
        sa.Column("interval", sa.SmallInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=True),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("on_day_off", _choice("dayoff", "after", "before", "skip"), nullable=False),
        sa.Column("state", _choice("seriesstate", "running", "ended"), nullable=False),
        sa.Column("laid_to", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=500), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("interval BETWEEN 1 AND 12", name=op.f("ck_series_interval")),
        sa.CheckConstraint("times BETWEEN 1 AND 520", name=op.f("ck_series_times")),
        sa.CheckConstraint("minutes BETWEEN 5 AND 720", name=op.f("ck_series_minutes")),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at IS NOT NULL)", name=op.f("ck_series_ended")
        ),
        _key("series", "client_id", "client"),
        _key("series", "manager_id", "employee"),
        _key("series", "contact_person_id", "contact_person"),
        _key("series", "room_id", "room"),
        _key("series", "created_by_id", "employee"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("public_id", name=op.f("uq_series_public_id")),
    )
    for column in ("client_id", "manager_id", "contact_person_id", "room_id"):
        op.create_index(op.f(f"ix_series_{column}"), "series", [column])
    op.create_index(
        "ix_series_laid_to", "series", ["laid_to"], postgresql_where=sa.text("state = 'running'")
    )
    op.create_table(
        "series_contact",
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("interaction_id", sa.BigInteger(), nullable=True),
        sa.Column("falls_on", sa.Date(), nullable=False),
        sa.Column(
            "why",
            _choice("why", "as_ruled", "day_off", "absence", "taken", "clocks", "room"),
            nullable=False,
        ),
        sa.Column("id", sa.BigInteger(), nullable=False),
        _key("series_contact", "series_id", "series", "CASCADE"),
        _key("series_contact", "interaction_id", "interaction"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_contact")),
        sa.UniqueConstraint(
            "series_id", "falls_on", name=op.f("uq_series_contact_series_id_falls_on")
        ),
    )
    op.create_index(
        "uq_series_contact_interaction_id",
        "series_contact",
        ["interaction_id"],
        unique=True,
        postgresql_where=sa.text("interaction_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("series_contact")
    op.drop_table("series")
