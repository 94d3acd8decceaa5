"""A handover knows whether it began the leaver mode of its person, so that it can take it back"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611300716"
down_revision = "202611300650"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "handover", sa.Column("gave_notice", sa.Boolean(), server_default="false", nullable=False)
    )
    # Until now beginning the draft gave the notice: whoever gives it up takes it back.
    op.execute(
        "UPDATE handover SET gave_notice = true FROM employee"
        " WHERE employee.id = handover.leaver_id AND handover.reason = 'leaving'"
        " AND handover.state IN ('draft', 'waiting', 'signed', 'done')"
        " AND employee.leaves_on = handover.effective_on"
    )


def downgrade() -> None:
    op.drop_column("handover", "gave_notice")
