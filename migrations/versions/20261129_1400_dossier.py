"""What a dossier consists of: flags of addresses, messengers, facts, identity documents, pins"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611291400"
down_revision = "202611291358"
branch_labels = None
depends_on = None

KINDS = ("household", "employer", "owner", "group", "partner", "referred_by")
CHECKS = (
    ("contact_person", "not_under_itself", "reports_to_id <> id"),
    ("relation", "dates", "until IS NULL OR since IS NULL OR until >= since"),
    ("relation", "share", "share IS NULL OR share > 0 AND share <= 100"),
)


def upgrade() -> None:
    op.create_table(
        "client_fact",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("told", sa.String(length=500), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "contact",
                "client",
                "register",
                "press",
                "colleague",
                "document",
                "observed",
                "unsaid",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("object_kind", sa.String(length=64), nullable=False),
        sa.Column("object_public_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["employee.id"], name=op.f("fk_client_fact_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_fact_client_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_fact")),
    )
    op.create_index(op.f("ix_client_fact_by_id"), "client_fact", ["by_id"], unique=False)
    op.create_index(
        "ix_client_fact_newest", "client_fact", ["client_id", "field", "at", "id"], unique=False
    )
    op.create_table(
        "client_messenger",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("handle", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=200), server_default="", nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("is_preferred", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_invalid", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_opted_out", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("purpose", sa.String(length=64), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.id"],
            name=op.f("fk_client_messenger_client_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_messenger")),
        sa.UniqueConstraint(
            "client_id", "kind", "handle", name=op.f("uq_client_messenger_client_id_kind_handle")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_client_messenger_public_id")),
    )
    op.create_index(
        op.f("ix_client_messenger_client_id"), "client_messenger", ["client_id"], unique=False
    )
    op.create_table(
        "identity_document",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "passport",
                "foreign_passport",
                "id_card",
                "residence_permit",
                "driving_licence",
                "other",
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("closed", sa.LargeBinary(), nullable=False),
        sa.Column("tail", sa.String(length=4), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.id"],
            name=op.f("fk_identity_document_client_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["employee.id"],
            name=op.f("fk_identity_document_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_document")),
        sa.UniqueConstraint("public_id", name=op.f("uq_identity_document_public_id")),
    )
    op.create_index(
        op.f("ix_identity_document_client_id"), "identity_document", ["client_id"], unique=False
    )
    op.create_index(
        op.f("ix_identity_document_created_by_id"),
        "identity_document",
        ["created_by_id"],
        unique=False,
    )
    op.create_table(
        "timeline_pin",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pinned_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.id"],
            name=op.f("fk_timeline_pin_client_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["pinned_by_id"],
            ["employee.id"],
            name=op.f("fk_timeline_pin_pinned_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_pin")),
        sa.UniqueConstraint(
            "client_id",
            "source",
            "entry_id",
            name=op.f("uq_timeline_pin_client_id_source_entry_id"),
        ),
    )
    op.create_index(
        op.f("ix_timeline_pin_pinned_by_id"), "timeline_pin", ["pinned_by_id"], unique=False
    )
    op.add_column(
        "client",
        sa.Column("social_networks", sa.String(length=500), server_default="", nullable=False),
    )
    op.add_column("client", sa.Column("channel_id", sa.BigInteger(), nullable=True))
    op.add_column("client", sa.Column("campaign_id", sa.BigInteger(), nullable=True))
    for name in ("channel_id", "campaign_id"):
        op.create_index(
            f"ix_client_{name}", "client", [name], postgresql_where=sa.text(f"{name} IS NOT NULL")
        )
    op.create_foreign_key(
        op.f("fk_client_campaign_id"),
        "client",
        "source",
        ["campaign_id"],
        ["id"],
        ondelete="RESTRICT",
    )
    op.create_foreign_key(
        op.f("fk_client_channel_id"),
        "client",
        "source",
        ["channel_id"],
        ["id"],
        ondelete="RESTRICT",
    )
    op.add_column(
        "client_address",
        sa.Column("postcode", sa.String(length=10), server_default="", nullable=False),
    )
    op.add_column(
        "client_address",
        sa.Column("region", sa.String(length=200), server_default="", nullable=False),
    )
    op.add_column(
        "client_address",
        sa.Column("city", sa.String(length=200), server_default="", nullable=False),
    )
    op.add_column(
        "client_address",
        sa.Column("street", sa.String(length=500), server_default="", nullable=False),
    )
    op.add_column(
        "client_address", sa.Column("zone", sa.String(length=64), server_default="", nullable=False)
    )
    op.add_column(
        "client_address",
        sa.Column("is_preferred", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(
        "client_address",
        sa.Column("is_invalid", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(
        "client_address",
        sa.Column("is_opted_out", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(
        "client_address",
        sa.Column("purpose", sa.String(length=64), server_default="", nullable=False),
    )
    op.add_column(
        "client_email", sa.Column("note", sa.String(length=200), server_default="", nullable=False)
    )
    op.add_column(
        "client_email",
        sa.Column("is_opted_out", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(
        "client_email",
        sa.Column("purpose", sa.String(length=64), server_default="", nullable=False),
    )
    op.add_column(
        "client_phone",
        sa.Column("is_opted_out", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(
        "client_phone",
        sa.Column("purpose", sa.String(length=64), server_default="", nullable=False),
    )
    op.add_column(
        "contact_person",
        sa.Column(
            "level",
            sa.Enum(
                "top",
                "financial",
                "technical",
                "user",
                "unknown",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="unknown",
            nullable=False,
        ),
    )
    op.add_column("contact_person", sa.Column("reports_to_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_contact_person_reports_to_id",
        "contact_person",
        ["reports_to_id"],
        postgresql_where=sa.text("reports_to_id IS NOT NULL"),
    )
    op.create_foreign_key(
        op.f("fk_contact_person_reports_to_id"),
        "contact_person",
        "contact_person",
        ["reports_to_id"],
        ["id"],
        ondelete="RESTRICT",
    )
    op.add_column("relation", sa.Column("share", sa.Numeric(precision=5, scale=2), nullable=True))
    op.add_column("relation", sa.Column("consented_on", sa.Date(), nullable=True))
    op.add_column(
        "relation", sa.Column("note", sa.String(length=500), server_default="", nullable=False)
    )
    op.add_column(
        "relation", sa.Column("version", sa.Integer(), server_default="1", nullable=False)
    )
    op.add_column(
        "source",
        sa.Column(
            "kind",
            sa.Enum(
                "source",
                "channel",
                "campaign",
                name="sourcekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="source",
            nullable=False,
        ),
    )
    op.add_column("source", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    for table, name, condition in CHECKS:
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)
    _relation_kinds((*KINDS, "reference"))


def _relation_kinds(kinds: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_relation_relationkind"), "relation", type_="check")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(op.f("ck_relation_relationkind"), "relation", f"kind IN ({listed})")


def downgrade() -> None:
    op.execute("DELETE FROM relation WHERE kind = 'reference'")
    _relation_kinds(KINDS)
    for table, name, _condition in CHECKS:
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    op.drop_column("source", "version")
    op.drop_column("source", "kind")
    op.drop_column("relation", "version")
    op.drop_column("relation", "note")
    op.drop_column("relation", "consented_on")
    op.drop_column("relation", "share")
    op.drop_constraint(
        op.f("fk_contact_person_reports_to_id"), "contact_person", type_="foreignkey"
    )
    op.drop_index(op.f("ix_contact_person_reports_to_id"), table_name="contact_person")
    op.drop_column("contact_person", "reports_to_id")
    op.drop_column("contact_person", "level")
    op.drop_column("client_phone", "purpose")
    op.drop_column("client_phone", "is_opted_out")
    op.drop_column("client_email", "purpose")
    op.drop_column("client_email", "is_opted_out")
    op.drop_column("client_email", "note")
    op.drop_column("client_address", "purpose")
    op.drop_column("client_address", "is_opted_out")
    op.drop_column("client_address", "is_invalid")
    op.drop_column("client_address", "is_preferred")
    op.drop_column("client_address", "zone")
    op.drop_column("client_address", "street")
    op.drop_column("client_address", "city")
    op.drop_column("client_address", "region")
    op.drop_column("client_address", "postcode")
    op.drop_constraint(op.f("fk_client_channel_id"), "client", type_="foreignkey")
    op.drop_constraint(op.f("fk_client_campaign_id"), "client", type_="foreignkey")
    op.drop_index(op.f("ix_client_channel_id"), table_name="client")
    op.drop_index(op.f("ix_client_campaign_id"), table_name="client")
    op.drop_column("client", "campaign_id")
    op.drop_column("client", "channel_id")
    op.drop_column("client", "social_networks")
    op.drop_index(op.f("ix_timeline_pin_pinned_by_id"), table_name="timeline_pin")
    op.drop_table("timeline_pin")
    op.drop_index(op.f("ix_identity_document_created_by_id"), table_name="identity_document")
    op.drop_index(op.f("ix_identity_document_client_id"), table_name="identity_document")
    op.drop_table("identity_document")
    op.drop_index(op.f("ix_client_messenger_client_id"), table_name="client_messenger")
    op.drop_table("client_messenger")
    op.drop_index("ix_client_fact_newest", table_name="client_fact")
    op.drop_index(op.f("ix_client_fact_by_id"), table_name="client_fact")
    op.drop_table("client_fact")
