"""How much of the search index waits is said by each session; an import settles what it left"""

from __future__ import annotations

from alembic import op

revision = "202611291715"
down_revision = "202611291602"
branch_labels = None
depends_on = None

SETTLE = """
CREATE FUNCTION client_search_settle() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT gin_clean_pending_list('ix_client_search'::regclass)
$$
"""


def upgrade() -> None:
    op.execute("ALTER INDEX ix_client_search RESET (gin_pending_list_limit)")
    op.execute(SETTLE)


def downgrade() -> None:
    op.execute("DROP FUNCTION client_search_settle()")
    op.execute("ALTER INDEX ix_client_search SET (gin_pending_list_limit = 64)")
