"""An import says whose its new clients will be: one manager's, a team's, nobody's"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611300930"
down_revision = "202611300912"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "import",
        sa.Column("keeper_rule", sa.String(32), server_default="one", nullable=False),
    )
    op.alter_column("import", "keeper_rule", server_default=None)
    op.create_check_constraint(
        op.f("ck_import_keeperrule"), "import", "keeper_rule IN ('one', 'team', 'nobody')"
    )
    op.add_column("import", sa.Column("assign_team_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_import_assign_team_id"),
        "import",
        "team",
        ["assign_team_id"],
        ["id"],
        ondelete="SET NULL",
    )
    op.create_index(op.f("ix_import_assign_team_id"), "import", ["assign_team_id"])


def downgrade() -> None:
    op.drop_column("import", "assign_team_id")
    op.drop_column("import", "keeper_rule")
