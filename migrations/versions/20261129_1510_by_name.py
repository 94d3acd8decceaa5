"""A manager's list in its order, and the queue of clients nobody serves"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611291510"
down_revision = "202611291500"
branch_labels = None
depends_on = None

NUMBER_KEY = "lower(regexp_replace(number, '[^[:alnum:]]', '', 'g'))"
#: Each a function of one trigger, and the trigger.
TRIGGERS = {
    "assignment_takes_name": """
        BEFORE INSERT OR UPDATE OF client_id ON assignment FOR EACH ROW
        BEGIN
            SELECT name_key INTO NEW.name_key FROM client WHERE id = NEW.client_id;
            NEW.name_key := coalesce(NEW.name_key, '');
            RETURN NEW;
        END""",
    "client_gives_name": """
        AFTER UPDATE OF name_key ON client FOR EACH ROW
        WHEN (OLD.name_key IS DISTINCT FROM NEW.name_key)
        BEGIN
            UPDATE assignment SET name_key = NEW.name_key
            WHERE client_id = NEW.id AND ended_at IS NULL;
            UPDATE unserved_client SET name_key = NEW.name_key WHERE client_id = NEW.id;
            RETURN NULL;
        END""",
    "client_begins_unserved": """
        AFTER INSERT ON client REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT
        BEGIN
            INSERT INTO unserved_client (client_id, name_key) SELECT id, name_key FROM fresh
            ON CONFLICT DO NOTHING;
            RETURN NULL;
        END""",
    "assignment_serves": """
        AFTER INSERT ON assignment REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT
        BEGIN
            DELETE FROM unserved_client
            WHERE client_id IN (
                SELECT client_id FROM fresh WHERE is_primary AND ended_at IS NULL
            );
            RETURN NULL;
        END""",
    "assignment_changes": """
        AFTER UPDATE ON assignment REFERENCING OLD TABLE AS former NEW TABLE AS fresh
        FOR EACH STATEMENT
        BEGIN
            DELETE FROM unserved_client
            WHERE client_id IN (
                SELECT client_id FROM fresh WHERE is_primary AND ended_at IS NULL
            );
            INSERT INTO unserved_client (client_id, name_key)
            SELECT id, name_key FROM client
            WHERE id IN (SELECT client_id FROM former WHERE is_primary AND ended_at IS NULL)
              AND NOT EXISTS (
                SELECT FROM assignment WHERE client_id = client.id AND ended_at IS NULL
                AND is_primary
              )
            ON CONFLICT DO NOTHING;
            RETURN NULL;
        END""",
    "assignment_vanishes": """
        AFTER DELETE ON assignment REFERENCING OLD TABLE AS former FOR EACH STATEMENT
        BEGIN
            INSERT INTO unserved_client (client_id, name_key)
            SELECT id, name_key FROM client
            WHERE id IN (SELECT client_id FROM former WHERE is_primary AND ended_at IS NULL)
              AND NOT EXISTS (
                SELECT FROM assignment WHERE client_id = client.id AND ended_at IS NULL
                AND is_primary
              )
            ON CONFLICT DO NOTHING;
            RETURN NULL;
        END""",
}


def upgrade() -> None:
    op.add_column(
        "assignment",
        sa.Column("name_key", sa.String(length=500), server_default="", nullable=False),
    )
    # before the update: an index built on rows changed in the same transaction waits for old ones
    op.create_index(
        "ix_assignment_by_name",
        "assignment",
        ["employee_id", "name_key", "client_id"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.execute(
        "UPDATE assignment SET name_key = client.name_key FROM client"
        " WHERE client.id = assignment.client_id AND assignment.ended_at IS NULL"
    )
    op.create_table(
        "unserved_client",
        sa.Column("client_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name_key", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.id"],
            name=op.f("fk_unserved_client_client_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_unserved_client")),
    )
    op.execute(
        "INSERT INTO unserved_client (client_id, name_key) SELECT id, name_key FROM client"
        " WHERE NOT EXISTS (SELECT FROM assignment WHERE client_id = client.id"
        " AND ended_at IS NULL AND is_primary)"
    )
    op.create_index("ix_unserved_client_by_name", "unserved_client", ["name_key", "client_id"])
    op.create_index("ix_holding_number_key", "holding", [sa.literal_column(NUMBER_KEY)])
    op.create_index(
        "ix_holding_number_end", "holding", [sa.literal_column(f"reverse({NUMBER_KEY})")]
    )
    op.drop_index("ix_interaction_done", table_name="interaction")
    op.create_index(
        "ix_interaction_done",
        "interaction",
        ["manager_id", "outcome_at"],
        postgresql_include=["kind"],
        postgresql_where=sa.text("state = 'done'"),
    )
    for name, text in TRIGGERS.items():
        head, _begin, body = text.partition("BEGIN")
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} $$"
        )
        op.execute(f"CREATE TRIGGER {name} {head} EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    op.drop_index("ix_holding_number_end", table_name="holding")
    op.drop_index("ix_holding_number_key", table_name="holding")
    for name, text in TRIGGERS.items():
        table = text.split(" ON ")[1].split()[0]
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")
    op.drop_index("ix_interaction_done", table_name="interaction")
    op.create_index(
        "ix_interaction_done",
        "interaction",
        ["manager_id", "outcome_at"],
        postgresql_where=sa.text("state = 'done'"),
    )
    op.drop_table("unserved_client")
    op.drop_index("ix_assignment_by_name", table_name="assignment")
    op.drop_column("assignment", "name_key")
