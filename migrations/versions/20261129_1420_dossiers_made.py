"""Who made how many dossiers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611291420"
down_revision = "202611291412"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_client_event_created",
        "client_event",
        ["author_id", "at"],
        postgresql_where=sa.text("kind = 'created'"),
    )


def downgrade() -> None:
    op.drop_index("ix_client_event_created", table_name="client_event")
