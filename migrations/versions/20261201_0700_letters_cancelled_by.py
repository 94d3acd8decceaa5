"""What befell a letter says that it was cancelled, and by whom"""

from __future__ import annotations

from alembic import op

revision = "202612010700"
down_revision = "202612010300"
branch_labels = None
depends_on = None

KINDS = (
    "uncertain", "resent", "held", "released", "resolved", "bounced", "failed", "expired",
)  # fmt: skip


def upgrade() -> None:
    _allow(*KINDS, "cancelled")


def downgrade() -> None:
    op.execute("DELETE FROM outbox_event WHERE what = 'cancelled'")
    _allow(*KINDS)


def _allow(*kinds: str) -> None:
    op.drop_constraint(op.f("ck_outbox_event_happening"), "outbox_event")
    among = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(
        op.f("ck_outbox_event_happening"), "outbox_event", f"what IN ({among})"
    )
