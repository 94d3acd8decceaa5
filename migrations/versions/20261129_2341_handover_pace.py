"""A handover writes less: no index on who did it then, the name of a client is copied along"""

from __future__ import annotations

from alembic import op

revision = "202611292341"
down_revision = "202611292340"
branch_labels = None
depends_on = None

#: Nobody looks a row up by these: they name who did it then, or what is found by its clients.
UNREAD = (
    ("assignment", "assigned_by_id"),
    ("assignment", "handover_id"),
    ("client_event", "author_id"),
    ("opportunity", "created_by_id"),
    ("proposal", "created_by_id"),
)
#: Whoever opens an assignment from another one of the same client gives the name along.
GIVEN = """
CREATE TRIGGER assignment_takes_name_in BEFORE INSERT ON assignment FOR EACH ROW
WHEN (NEW.name_key = '') EXECUTE FUNCTION assignment_takes_name()"""
MOVED = """
CREATE TRIGGER assignment_takes_name_up BEFORE UPDATE OF client_id ON assignment FOR EACH ROW
EXECUTE FUNCTION assignment_takes_name()"""
BOTH = """
CREATE TRIGGER assignment_takes_name BEFORE INSERT OR UPDATE OF client_id ON assignment
FOR EACH ROW EXECUTE FUNCTION assignment_takes_name()"""


def upgrade() -> None:
    for table, column in UNREAD:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    op.execute("DROP TRIGGER assignment_takes_name ON assignment")
    op.execute(GIVEN)
    op.execute(MOVED)


def downgrade() -> None:
    op.execute("DROP TRIGGER assignment_takes_name_in ON assignment")
    op.execute("DROP TRIGGER assignment_takes_name_up ON assignment")
    op.execute(BOTH)
    for table, column in UNREAD:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
