"""Texts of letters, files of a contact, reminders, whom a scenario fits, materials of a step"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611292340"
down_revision = "202611292140"
branch_labels = None
depends_on = None

_KINDS = ("call", "visit", "meeting", "letter", "email", "message")
_PURPOSES = (
    "first_contact", "find_need", "presentation", "offer", "negotiation", "documents",
    "service_review", "renewal", "cross_sale", "congratulation", "complaint", "acquaintance",
    "other",
)  # fmt: skip
_FITS = ("any", "person", "organisation")
_STAGES = ("any", "prospect", "client", "vip")


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "letter_text",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("kind", _choice("kind", *_KINDS), nullable=True),
        sa.Column("purpose", _choice("purpose", *_PURPOSES), nullable=False),
        sa.Column("fits", _choice("fits", *_FITS), nullable=False),
        sa.Column("stage", _choice("stage", *_STAGES), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("title_ru", sa.String(length=200), nullable=False),
        sa.Column("subject_en", sa.String(length=500), nullable=False),
        sa.Column("subject_ru", sa.String(length=500), nullable=False),
        sa.Column("body_en", sa.String(length=20000), nullable=False),
        sa.Column("body_ru", sa.String(length=20000), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "kind IS NULL OR kind IN ('letter', 'email', 'message')",
            name=op.f("ck_letter_text_written"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_text")),
        sa.UniqueConstraint("public_id", name=op.f("uq_letter_text_public_id")),
    )
    op.create_index(op.f("ix_letter_text_code"), "letter_text", ["code"])
    op.create_table(
        "enclosure",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("interaction_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interaction.id"],
            name=op.f("fk_enclosure_interaction_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["client_document_version.id"],
            name=op.f("fk_enclosure_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enclosure")),
        sa.UniqueConstraint(
            "interaction_id", "version_id", name=op.f("uq_enclosure_interaction_id_version_id")
        ),
    )
    op.create_index(op.f("ix_enclosure_version_id"), "enclosure", ["version_id"])
    op.create_index(
        "ix_interaction_remind",
        "interaction",
        ["planned_at"],
        postgresql_where=sa.text("state = 'planned' AND remind_minutes IS NOT NULL"),
    )
    op.add_column(
        "scenario",
        sa.Column("fits", _choice("fits", *_FITS), server_default="any", nullable=False),
    )
    op.add_column(
        "scenario",
        sa.Column("stage", _choice("stage", *_STAGES), server_default="any", nullable=False),
    )
    op.add_column(
        "schedule_template_step",
        sa.Column("material_ids", sa.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
    )


def downgrade() -> None:
    op.drop_index("ix_interaction_remind", table_name="interaction")
    op.drop_column("schedule_template_step", "material_ids")
    op.drop_column("scenario", "stage")
    op.drop_column("scenario", "fits")
    op.drop_table("enclosure")
    op.drop_table("letter_text")
