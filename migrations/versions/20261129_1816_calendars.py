"""Calendars: the secret address of a diary, invitations to contacts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611291816"
down_revision = "202611291810"
branch_labels = None
depends_on = None


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT"
    )


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("employee_id", sa.BigInteger(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("with_names", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        _key("calendar_feed", "employee_id", "employee"),
        sa.PrimaryKeyConstraint("employee_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_calendar_feed_secret_hash")),
    )
    op.create_table(
        "invitation",
        sa.Column("interaction_id", sa.BigInteger(), nullable=False),
        sa.Column("recipient_address_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_colleague", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=64), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("told_starts", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_ends", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_place", sa.String(length=500), nullable=False),
        sa.Column("told_manager_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "accepted",
                "tentative",
                "declined",
                "other_time",
                "call",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wish", sa.String(length=500), nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_letter_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_invitation_answered")
        ),
        _key("invitation", "interaction_id", "interaction"),
        _key("invitation", "recipient_address_id", "recipient_address"),
        _key("invitation", "told_manager_id", "employee"),
        _key("invitation", "heard_letter_id", "incoming_letter"),
        _key("invitation", "created_by_id", "employee"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitation_public_id")),
        sa.UniqueConstraint(
            "interaction_id",
            "recipient_address_id",
            name=op.f("uq_invitation_interaction_id_recipient_address_id"),
        ),
    )
    op.create_index(
        "ix_invitation_open",
        "invitation",
        ["interaction_id"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    for column in ("recipient_address_id", "told_manager_id", "heard_letter_id", "created_by_id"):
        op.create_index(op.f(f"ix_invitation_{column}"), "invitation", [column])


def downgrade() -> None:
    op.drop_table("invitation")
    op.drop_table("calendar_feed")
