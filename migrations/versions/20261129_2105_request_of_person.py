"""A request about personal data by one contact person"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611292105"
down_revision = "202611292053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subject_request", sa.Column("contact_person_id", sa.BigInteger()))
    op.create_foreign_key(
        op.f("fk_subject_request_contact_person_id"),
        "subject_request",
        "contact_person",
        ["contact_person_id"],
        ["id"],
        ondelete="RESTRICT",
    )
    op.create_index(
        op.f("ix_subject_request_contact_person_id"), "subject_request", ["contact_person_id"]
    )


def downgrade() -> None:
    op.drop_column("subject_request", "contact_person_id")
