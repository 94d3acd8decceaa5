"""People whose family name is in Latin letters are shown with the given name first"""

from __future__ import annotations

from alembic import op

revision = "202611300907"
down_revision = "202611300905"
branch_labels = None
depends_on = None

LATIN = "kind = 'person' AND family_name <> '' AND ascii(family_name) < 592 AND erased_at IS NULL"
WRITTEN = "left(concat_ws(' ', nullif(given_name, ''), nullif(patronymic, ''), family_name), 500)"
LISTED = "left(concat_ws(' ', family_name, nullif(given_name, ''), nullif(patronymic, '')), 500)"


def upgrade() -> None:
    op.execute(
        f"UPDATE client SET display_name = {WRITTEN} WHERE {LATIN} AND display_name = {LISTED}"
    )


def downgrade() -> None:
    op.execute(
        f"UPDATE client SET display_name = {LISTED} WHERE {LATIN} AND display_name = {WRITTEN}"
    )
