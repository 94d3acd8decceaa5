"""The extension of a contact person's telephone"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611301260"
down_revision = "202611301215"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "contact_person",
        sa.Column("phone_extension", sa.String(10), nullable=False, server_default=""),
    )
    op.alter_column("contact_person", "phone_extension", server_default=None)


def downgrade() -> None:
    op.drop_column("contact_person", "phone_extension")
