"""A version of a proposal keeps the last day with which it was sent"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611300912"
down_revision = "202611300907"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("proposal_version", sa.Column("valid_until", sa.Date(), nullable=True))
    op.execute(
        "UPDATE proposal_version SET valid_until = coalesce("
        " (proposal_version.snapshot -> proposal.language ->> 'valid_until')::date,"
        " proposal.valid_until)"
        " FROM proposal WHERE proposal.id = proposal_version.proposal_id"
        " AND proposal_version.frozen_at IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_column("proposal_version", "valid_until")
