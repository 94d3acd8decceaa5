"""A proposal knows which version the client holds while the next one is written"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611300720"
down_revision = "202611300716"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("proposal", sa.Column("sent_no", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE proposal SET sent_no = held.no FROM ("
        " SELECT proposal_id, max(no) AS no FROM proposal_version"
        " WHERE frozen_at IS NOT NULL GROUP BY proposal_id) AS held"
        " WHERE held.proposal_id = proposal.id"
    )


def downgrade() -> None:
    op.drop_column("proposal", "sent_no")
