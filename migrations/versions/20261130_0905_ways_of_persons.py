"""Look-alikes are found by the telephone and the address of a contact person too"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611300905"
down_revision = "202611300720"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_contact_person_phone", "contact_person", ["phone"], postgresql_where="phone <> ''"
    )
    op.create_index(
        "ix_contact_person_email",
        "contact_person",
        [sa.text("lower(email)")],
        postgresql_where="email <> ''",
    )


def downgrade() -> None:
    op.drop_index("ix_contact_person_email", table_name="contact_person")
    op.drop_index("ix_contact_person_phone", table_name="contact_person")
