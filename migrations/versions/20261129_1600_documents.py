"""Documents of a client"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611291600"
down_revision = "202611291520"
branch_labels = None
depends_on = None

KINDS = (
    "charter", "registration", "licence", "appointment", "power_of_attorney", "signature_card",
    "statements", "passport", "income_proof", "consent", "questionnaire", "other",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "client_document",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="paperkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.id"],
            name=op.f("fk_client_document_client_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["employee.id"],
            name=op.f("fk_client_document_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["deleted_by_id"],
            ["employee.id"],
            name=op.f("fk_client_document_deleted_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_document")),
        sa.UniqueConstraint("public_id", name=op.f("uq_client_document_public_id")),
    )
    op.create_index("ix_client_document_list", "client_document", ["client_id", "deleted_at", "id"])
    for column in ("expires_on", "created_by_id", "deleted_by_id"):
        op.create_index(op.f(f"ix_client_document_{column}"), "client_document", [column])
    op.create_table(
        "client_document_version",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("box", sa.String(length=64), nullable=False),
        sa.Column("media", sa.String(length=8), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=500), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column(
            "preview",
            sa.Enum(
                "waiting",
                "ready",
                "none",
                "failed",
                name="previewstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("preview_box", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["client_document.id"],
            name=op.f("fk_client_document_version_document_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["employee.id"],
            name=op.f("fk_client_document_version_uploaded_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_document_version")),
        sa.UniqueConstraint(
            "document_id", "no", name=op.f("uq_client_document_version_document_id_no")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_client_document_version_public_id")),
    )
    for column in ("sha256", "uploaded_by_id"):
        op.create_index(
            op.f(f"ix_client_document_version_{column}"), "client_document_version", [column]
        )


def downgrade() -> None:
    op.drop_table("client_document_version")
    op.drop_table("client_document")
