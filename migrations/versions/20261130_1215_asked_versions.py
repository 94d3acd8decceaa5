"""Versions of proposals that wait for approval are found without reading all versions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611301215"
down_revision = "202611300952"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_proposal_version_asked",
        "proposal_version",
        ["proposal_id"],
        postgresql_where=sa.text("approval = 'asked'"),
    )


def downgrade() -> None:
    op.drop_index("ix_proposal_version_asked", "proposal_version")
