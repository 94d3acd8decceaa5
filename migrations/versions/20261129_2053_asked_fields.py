"""Own fields that are asked and count for completeness"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611292053"
down_revision = "202611292052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "custom_field",
        sa.Column("is_asked", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.alter_column("custom_field", "is_asked", server_default=None)


def downgrade() -> None:
    op.drop_column("custom_field", "is_asked")
