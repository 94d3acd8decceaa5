"""An invited colleague is known as a person, not by an address that may change"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611300308"
down_revision = "202611300303"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invitation", sa.Column("colleague_id", sa.BigInteger()))
    op.create_foreign_key(
        op.f("fk_invitation_colleague_id_employee"),
        "invitation",
        "employee",
        ["colleague_id"],
        ["id"],
        ondelete="RESTRICT",
    )
    op.create_index(op.f("ix_invitation_colleague_id"), "invitation", ["colleague_id"])
    op.execute(
        "UPDATE invitation i SET colleague_id = e.id FROM recipient_address r, employee e"
        " WHERE i.is_colleague AND r.id = i.recipient_address_id AND lower(e.email) = r.address"
    )


def downgrade() -> None:
    op.drop_column("invitation", "colleague_id")
