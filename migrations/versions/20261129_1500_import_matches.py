"""What an import recognises known clients by, and how its file is read"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611291500"
down_revision = "202611291420"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, name, empty in (
        ("import", "match_by", "[]"),
        ("import", "reading", "{}"),
        ("import_mapping", "match_by", "[]"),
    ):
        op.add_column(
            table,
            sa.Column(
                name, postgresql.JSONB(none_as_null=True), nullable=False, server_default=empty
            ),
        )
        op.alter_column(table, name, server_default=None)
    op.create_index(
        "ix_client_external_id",
        "client",
        ["external_id"],
        postgresql_where=sa.text("external_id <> '' AND deleted_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_client_external_id", table_name="client")
    op.drop_column("import_mapping", "match_by")
    op.drop_column("import", "reading")
    op.drop_column("import", "match_by")
