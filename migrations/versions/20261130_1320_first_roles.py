"""The first role of somebody just hired: nobody enters before a second person has signed it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611301320"
down_revision = "202611301310"
branch_labels = None
depends_on = None

#: How the reason of a first role was written until now.
WRITTEN = "('First role', 'Первая роль')"


def upgrade() -> None:
    op.add_column(
        "access_change", sa.Column("is_first", sa.Boolean, nullable=False, server_default="false")
    )
    op.execute(
        "UPDATE access_change SET is_first = true"
        f" WHERE employee_id IS NOT NULL AND reason IN {WRITTEN}"
    )
    op.execute(
        "UPDATE employee SET access_closed_at = now()"
        " WHERE access_closed_at IS NULL AND id IN"
        " (SELECT employee_id FROM access_change WHERE is_first AND state = 'waiting')"
    )


def downgrade() -> None:
    op.drop_column("access_change", "is_first")
