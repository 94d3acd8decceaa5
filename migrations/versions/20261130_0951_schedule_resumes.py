"""On which day a paused schedule of a client goes on by itself"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611300951"
down_revision = "202611300930"
branch_labels = None
depends_on = None

DAY = "(SELECT min(paused_until) FROM schedule WHERE client_id = client.id AND state = 'paused')"


def upgrade() -> None:
    op.add_column("client", sa.Column("resumes_on", sa.Date()))
    op.execute(
        f"UPDATE client SET resumes_on = {DAY}"
        " WHERE id IN (SELECT client_id FROM schedule WHERE paused_until IS NOT NULL)"
    )
    op.execute(
        "CREATE FUNCTION schedule_rests() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" UPDATE client SET resumes_on = {DAY}"
        f" WHERE id IN (OLD.client_id, NEW.client_id) AND resumes_on IS DISTINCT FROM {DAY};"
        " RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER schedule_rests AFTER UPDATE OF state, paused_until, client_id ON schedule"
        " FOR EACH ROW WHEN (OLD.state = 'paused' OR NEW.state = 'paused')"
        " EXECUTE FUNCTION schedule_rests()"
    )
    op.execute(
        "CREATE TRIGGER schedule_comes AFTER INSERT ON schedule"
        " FOR EACH ROW WHEN (NEW.state = 'paused') EXECUTE FUNCTION schedule_rests()"
    )
    op.execute(
        "CREATE TRIGGER schedule_gone AFTER DELETE ON schedule"
        " FOR EACH ROW WHEN (OLD.state = 'paused') EXECUTE FUNCTION schedule_rests()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER schedule_gone ON schedule")
    op.execute("DROP TRIGGER schedule_comes ON schedule")
    op.execute("DROP TRIGGER schedule_rests ON schedule")
    op.execute("DROP FUNCTION schedule_rests()")
    op.drop_column("client", "resumes_on")
