"""Proposals that are brought to a visit or a meeting"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202612010400"
down_revision = "202612010700"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposal_brought",
        sa.Column("interaction_id", sa.BigInteger(), nullable=False),
        sa.Column("proposal_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interaction.id"],
            name=op.f("fk_proposal_brought_interaction_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_proposal_brought_proposal_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("interaction_id", "proposal_id", name=op.f("pk_proposal_brought")),
    )
    op.create_index(op.f("ix_proposal_brought_proposal_id"), "proposal_brought", ["proposal_id"])


def downgrade() -> None:
    op.drop_table("proposal_brought")
