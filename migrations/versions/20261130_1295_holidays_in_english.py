"""What a holiday from the library is called in English; filled in at the next start"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611301295"
down_revision = "202611301292"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "calendar_day",
        sa.Column("title_en", sa.String(length=200), server_default="", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("calendar_day", "title_en")
