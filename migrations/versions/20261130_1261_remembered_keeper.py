"""Whose the clients of an import were: remembered with its columns"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611301261"
down_revision = "202611301260"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import_mapping", sa.Column("keeper", sa.String(40)))


def downgrade() -> None:
    op.drop_column("import_mapping", "keeper")
