"""Lists"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611291412"
down_revision = "202611291407"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "sharing",
            sa.Enum(
                "mine",
                "team",
                "bank",
                name="sharing",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("is_team_default", sa.Boolean(), nullable=False),
        sa.Column(
            "condition", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("columns", sa.ARRAY(sa.String(length=200)), nullable=False),
        sa.Column("sort", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["employee.id"], name=op.f("fk_saved_view_owner_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_saved_view_team_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_saved_view_owner_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_view_public_id")),
    )
    op.create_index(op.f("ix_saved_view_team_id"), "saved_view", ["team_id"], unique=False)
    op.create_index(
        "uq_saved_view_team_default",
        "saved_view",
        ["team_id"],
        unique=True,
        postgresql_where=sa.text("is_team_default"),
    )
    op.create_table(
        "segment",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "sharing",
            sa.Enum(
                "mine",
                "team",
                "bank",
                name="sharing",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "condition", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["employee.id"], name=op.f("fk_segment_owner_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_segment_team_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_segment_owner_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_segment_public_id")),
    )
    op.create_index(op.f("ix_segment_team_id"), "segment", ["team_id"], unique=False)
    op.create_table(
        "bulk_deed",
        sa.Column(
            "deed",
            sa.Enum(
                "assign",
                "set",
                "plan",
                "bin",
                "list-add",
                "list-remove",
                name="deed",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "params", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False
        ),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("operation_id", sa.BigInteger(), nullable=True),
        sa.Column("work_item_id", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["employee.id"], name=op.f("fk_bulk_deed_author_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["operation_id"],
            ["operation.id"],
            name=op.f("fk_bulk_deed_operation_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["work_item_id"],
            ["work_item.id"],
            name=op.f("fk_bulk_deed_work_item_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_deed")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bulk_deed_public_id")),
    )
    op.create_index(op.f("ix_bulk_deed_operation_id"), "bulk_deed", ["operation_id"], unique=False)
    op.create_index(op.f("ix_bulk_deed_work_item_id"), "bulk_deed", ["work_item_id"], unique=False)
    op.create_table(
        "default_view",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("employee_id", sa.BigInteger(), nullable=False),
        sa.Column("view_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employee_id"],
            ["employee.id"],
            name=op.f("fk_default_view_employee_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["view_id"], ["saved_view.id"], name=op.f("fk_default_view_view_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_default_view")),
        sa.UniqueConstraint("employee_id", name=op.f("uq_default_view_employee_id")),
    )
    op.create_index(op.f("ix_default_view_view_id"), "default_view", ["view_id"], unique=False)
    op.create_table(
        "segment_member",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("segment_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["employee.id"],
            name=op.f("fk_segment_member_added_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.id"],
            name=op.f("fk_segment_member_client_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"],
            ["segment.id"],
            name=op.f("fk_segment_member_segment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment_member")),
        sa.UniqueConstraint(
            "segment_id", "client_id", name=op.f("uq_segment_member_segment_id_client_id")
        ),
    )
    op.create_index(
        op.f("ix_segment_member_client_id"), "segment_member", ["client_id"], unique=False
    )
    op.create_table(
        "bulk_item",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("bulk_deed_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "fate",
            sa.Enum(
                "due",
                "done",
                "same",
                "forbidden",
                "unfit",
                name="fate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="due",
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["bulk_deed_id"],
            ["bulk_deed.id"],
            name=op.f("fk_bulk_item_bulk_deed_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_bulk_item_client_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_item")),
        sa.UniqueConstraint(
            "bulk_deed_id", "client_id", name=op.f("uq_bulk_item_bulk_deed_id_client_id")
        ),
    )
    op.create_index(op.f("ix_bulk_item_client_id"), "bulk_item", ["client_id"], unique=False)
    op.create_index(
        "ix_bulk_item_fate", "bulk_item", ["bulk_deed_id", "fate", "client_id"], unique=False
    )
    op.add_column(
        "custom_field", sa.Column("indexed_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("custom_field", "indexed_at")
    op.drop_index("ix_bulk_item_fate", table_name="bulk_item")
    op.drop_index(op.f("ix_bulk_item_client_id"), table_name="bulk_item")
    op.drop_table("bulk_item")
    op.drop_index(op.f("ix_segment_member_client_id"), table_name="segment_member")
    op.drop_table("segment_member")
    op.drop_index(op.f("ix_default_view_view_id"), table_name="default_view")
    op.drop_table("default_view")
    op.drop_index(op.f("ix_bulk_deed_work_item_id"), table_name="bulk_deed")
    op.drop_index(op.f("ix_bulk_deed_operation_id"), table_name="bulk_deed")
    op.drop_table("bulk_deed")
    op.drop_index(op.f("ix_segment_team_id"), table_name="segment")
    op.drop_table("segment")
    op.drop_index("uq_saved_view_team_default", table_name="saved_view")
    op.drop_index(op.f("ix_saved_view_team_id"), table_name="saved_view")
    op.drop_table("saved_view")
