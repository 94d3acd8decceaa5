"""Columns that nothing writes and nothing reads go"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611301310"
down_revision = "202611301295"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("employee", "is_compact")
    op.drop_column("employee", "has_shortcuts")
    op.drop_index("ix_subject_request_retention_run_id", table_name="subject_request")
    op.drop_column("subject_request", "retention_run_id")


def downgrade() -> None:
    op.add_column("subject_request", sa.Column("retention_run_id", sa.BigInteger))
    op.create_index("ix_subject_request_retention_run_id", "subject_request", ["retention_run_id"])
    for name, value in (("is_compact", "false"), ("has_shortcuts", "true")):
        op.add_column(
            "employee", sa.Column(name, sa.Boolean, nullable=False, server_default=sa.text(value))
        )
        op.alter_column("employee", name, server_default=None)
