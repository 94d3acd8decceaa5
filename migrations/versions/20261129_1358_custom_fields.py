"""Custom fields"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611291358"
down_revision = "202611221214"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "custom_field",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_ru", sa.String(length=200), nullable=False),
        sa.Column("hint_en", sa.String(length=500), nullable=False),
        sa.Column("hint_ru", sa.String(length=500), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "text",
                "number",
                "money",
                "date",
                "choice",
                "choices",
                "flag",
                "link",
                name="customtype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("kinds", sa.ARRAY(sa.String(length=200)), nullable=False),
        sa.Column(
            "options", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_filterable", sa.Boolean(), nullable=False),
        sa.Column("is_searchable", sa.Boolean(), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["employee.id"],
            name=op.f("fk_custom_field_created_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("code", name=op.f("uq_custom_field_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_custom_field_public_id")),
    )
    op.create_table(
        "custom_value",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("field_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=True),
        sa.Column("number", sa.Numeric(precision=20, scale=4), nullable=True),
        sa.Column("minor", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("codes", sa.ARRAY(sa.String(length=64)), nullable=True),
        sa.Column("flag", sa.Boolean(), nullable=True),
        sa.Column("is_indexed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(text, number, minor, day, codes, flag) = 1",
            name=op.f("ck_custom_value_one"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.id"],
            name=op.f("fk_custom_value_client_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["field_id"],
            ["custom_field.id"],
            name=op.f("fk_custom_value_field_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_value")),
        sa.UniqueConstraint(
            "client_id", "field_id", name=op.f("uq_custom_value_client_id_field_id")
        ),
    )
    op.create_index(
        "ix_custom_value_codes",
        "custom_value",
        ["codes"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text("is_indexed AND codes IS NOT NULL"),
    )
    op.create_index(
        "ix_custom_value_day",
        "custom_value",
        ["field_id", "day", "client_id"],
        unique=False,
        postgresql_where=sa.text("is_indexed AND day IS NOT NULL"),
    )
    op.create_index(op.f("ix_custom_value_field_id"), "custom_value", ["field_id"], unique=False)
    op.create_index(
        "ix_custom_value_flag",
        "custom_value",
        ["field_id", "flag", "client_id"],
        unique=False,
        postgresql_where=sa.text("is_indexed AND flag IS NOT NULL"),
    )
    op.create_index(
        "ix_custom_value_minor",
        "custom_value",
        ["field_id", "minor", "client_id"],
        unique=False,
        postgresql_where=sa.text("is_indexed AND minor IS NOT NULL"),
    )
    op.create_index(
        "ix_custom_value_number",
        "custom_value",
        ["field_id", "number", "client_id"],
        unique=False,
        postgresql_where=sa.text("is_indexed AND number IS NOT NULL"),
    )
    op.create_index(
        "ix_custom_value_text",
        "custom_value",
        ["field_id", sa.literal_column("lower(left(text, 100))"), "client_id"],
        unique=False,
        postgresql_where=sa.text("is_indexed AND text IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_custom_value_text", table_name="custom_value")
    op.drop_index("ix_custom_value_number", table_name="custom_value")
    op.drop_index("ix_custom_value_minor", table_name="custom_value")
    op.drop_index("ix_custom_value_flag", table_name="custom_value")
    op.drop_index(op.f("ix_custom_value_field_id"), table_name="custom_value")
    op.drop_index("ix_custom_value_day", table_name="custom_value")
    op.drop_index("ix_custom_value_codes", table_name="custom_value")
    op.drop_table("custom_value")
    op.drop_table("custom_field")
