"""Somebody's list may open with everything although their team has a first view"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611301270"
down_revision = "202611301261"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("default_view", "view_id", existing_type=sa.BigInteger(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM default_view WHERE view_id IS NULL")
    op.alter_column("default_view", "view_id", existing_type=sa.BigInteger(), nullable=False)
