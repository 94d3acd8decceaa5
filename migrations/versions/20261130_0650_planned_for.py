"""When a contact that took place before its hour had been planned for"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611300650"
down_revision = "202611300645"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "interaction", sa.Column("planned_for", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("interaction", "planned_for")
