"""The figures of managers that the desk of a whole bank adds up"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611300303"
down_revision = "202611300300"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "manager_figures",
        sa.Column("employee_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("clients", "vips", "points", "no_step", "silent", "planned", "overdue")
        ),
        sa.Column("calls", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("visits", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.ForeignKeyConstraint(
            ["employee_id"],
            ["employee.id"],
            name="fk_manager_figures_employee_id",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("employee_id", name="pk_manager_figures"),
    )


def downgrade() -> None:
    op.drop_table("manager_figures")
