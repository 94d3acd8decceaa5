"""Whom the shipped scenarios fit, in a base that had them before it was asked"""

from __future__ import annotations

from alembic import op

revision = "202611300309"
down_revision = "202611300308"
branch_labels = None
depends_on = None

#: Code → whom it fits, and at which stage.
SHIPPED = {
    "letter-to-head": ("organisation", "prospect"),
    "call-after-letter": ("any", "prospect"),
    "first-visit": ("any", "prospect"),
    "vip-review": ("any", "vip"),
    "new-manager": ("any", "client"),
}
#: Those that nobody has written or withdrawn since.
UNTOUCHED = "version = 1 AND number = 1 AND fits = 'any' AND stage = 'any'"


def upgrade() -> None:
    for code, (fits, stage) in SHIPPED.items():
        op.execute(
            f"UPDATE scenario SET fits = '{fits}', stage = '{stage}'"
            f" WHERE code = '{code}' AND {UNTOUCHED}"
        )


def downgrade() -> None:
    """They fit as before: what is known of them stays true."""
