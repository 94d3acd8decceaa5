"""When a client agreed to be a reference"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611291545"
down_revision = "202611291510"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("client", sa.Column("reference_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("client", "reference_on")
