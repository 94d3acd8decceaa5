"""Answers to invitations that ask for something are found along an index of their own"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611301325"
down_revision = "202611301320"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_invitation_asking",
        "invitation",
        ["interaction_id"],
        postgresql_where=sa.text(
            "ended_at IS NULL AND answer IN ('declined', 'other_time', 'call')"
        ),
    )


def downgrade() -> None:
    op.drop_index("ix_invitation_asking", table_name="invitation")
