"""Work that shows that its process lives: it is taken up at once when the process is gone"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611300255"
down_revision = "202611300245"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "work_item", sa.Column("is_watched", sa.Boolean(), server_default="false", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("work_item", "is_watched")
