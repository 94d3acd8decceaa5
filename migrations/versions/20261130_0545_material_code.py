"""Which materials were shipped, and in which contact the need of an opportunity was found"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611300545"
down_revision = "202611300315"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("material", sa.Column("code", sa.String(64), nullable=False, server_default=""))
    op.add_column("opportunity", sa.Column("found_in_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_opportunity_found_in_id"),
        "opportunity",
        "interaction",
        ["found_in_id"],
        ["id"],
        ondelete="RESTRICT",
    )
    op.create_index(
        "ix_opportunity_found_in",
        "opportunity",
        ["found_in_id"],
        postgresql_where=sa.text("found_in_id IS NOT NULL"),
    )
    _bring("CASCADE")  # a contact planned by a bulk deed goes with what was to be brought to it


def downgrade() -> None:
    _bring("RESTRICT")
    op.drop_column("opportunity", "found_in_id")
    op.drop_column("material", "code")


def _bring(ondelete: str) -> None:
    name = op.f("fk_handing_interaction_id")
    op.drop_constraint(name, "handing", type_="foreignkey")
    op.create_foreign_key(
        name, "handing", "interaction", ["interaction_id"], ["id"], ondelete=ondelete
    )
