"""Work shows that its process lives by a short lease alone, not by a lock of its session"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611300315"
down_revision = "202611300310"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("work_item", "is_watched")


def downgrade() -> None:
    op.add_column(
        "work_item", sa.Column("is_watched", sa.Boolean(), server_default="false", nullable=False)
    )
