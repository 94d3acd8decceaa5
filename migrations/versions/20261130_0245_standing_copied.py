"""A handover copies along what an assignment knows of its client; no edit of that moment is lost"""

from __future__ import annotations

from alembic import op

revision = "202611300245"
down_revision = "202611292345"
branch_labels = None
depends_on = None

FORMER = """
CREATE TRIGGER assignment_takes_name BEFORE INSERT OR UPDATE OF client_id, ended_at ON assignment
FOR EACH ROW WHEN (NEW.ended_at IS NULL) EXECUTE FUNCTION assignment_takes_name()"""
#: Whoever opens an assignment from another open one of the same client gives everything along.
GIVEN = """
CREATE TRIGGER assignment_takes_name_in BEFORE INSERT ON assignment
FOR EACH ROW WHEN (NEW.ended_at IS NULL AND NEW.name_key = '')
EXECUTE FUNCTION assignment_takes_name()"""
MOVED = """
CREATE TRIGGER assignment_takes_name_up BEFORE UPDATE OF client_id, ended_at ON assignment
FOR EACH ROW WHEN (NEW.ended_at IS NULL) EXECUTE FUNCTION assignment_takes_name()"""
#: First wait for whoever is moving the client: the statement after it sees the new assignment.
WAITS = """
CREATE FUNCTION client_waits_for_assignments() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM FROM assignment WHERE client_id = NEW.id AND ended_at IS NULL FOR NO KEY UPDATE;
  RETURN NULL;
END $$"""
MADE_OF = (
    "name_key", "lifecycle", "vip_tier", "is_active", "deleted_at", "birth_date",
    "last_contact_at", "created_at", "next_contact_at IS NULL",
)  # fmt: skip


def upgrade() -> None:
    op.execute("DROP TRIGGER assignment_takes_name ON assignment")
    op.execute(GIVEN)
    op.execute(MOVED)
    op.execute(WAITS)
    old, new = ([f"{row}.{part}" for part in MADE_OF] for row in ("OLD", "NEW"))
    # triggers of one event go in the order of their names: this one before client_gives_…
    op.execute(
        "CREATE TRIGGER client_before_giving AFTER UPDATE ON client FOR EACH ROW"
        f" WHEN (ROW({', '.join(old)}) IS DISTINCT FROM ROW({', '.join(new)}))"
        " EXECUTE FUNCTION client_waits_for_assignments()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER client_before_giving ON client")
    op.execute("DROP FUNCTION client_waits_for_assignments()")
    op.execute("DROP TRIGGER assignment_takes_name_up ON assignment")
    op.execute("DROP TRIGGER assignment_takes_name_in ON assignment")
    op.execute(FORMER)
