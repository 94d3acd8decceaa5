"""Days from the library are named anew at the next start, and so are the reasons kept of dates"""

from __future__ import annotations

from alembic import op

revision = "202611301330"
down_revision = "202611301325"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE calendar_day SET title_en = '' WHERE is_seeded AND title <> ''")


def downgrade() -> None:
    """The names come back at the next start in either direction."""
