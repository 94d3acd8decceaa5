"""Since when a client waits for a manager"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611300310"
down_revision = "202611300309"
branch_labels = None
depends_on = None

SERVED = "client_id = client.id AND is_primary"
LEFT = f"(SELECT max(ended_at) FROM assignment WHERE {SERVED})"
QUEUED = f"""
            INSERT INTO unserved_client (client_id, name_key{{column}})
            SELECT id, name_key{{value}} FROM client
            WHERE id IN (SELECT client_id FROM former WHERE is_primary AND ended_at IS NULL)
              AND NOT EXISTS (SELECT FROM assignment WHERE {SERVED} AND ended_at IS NULL)
            ON CONFLICT DO NOTHING;"""
#: The functions of the triggers that fill the queue, see 202611291510.
FUNCTIONS = {
    "client_begins_unserved": """
            INSERT INTO unserved_client (client_id, name_key{column})
            SELECT id, name_key{created} FROM fresh ON CONFLICT DO NOTHING;""",
    "assignment_changes": """
            DELETE FROM unserved_client
            WHERE client_id IN (
                SELECT client_id FROM fresh WHERE is_primary AND ended_at IS NULL
            );"""
    + QUEUED,
    "assignment_vanishes": QUEUED,
}


def _write(column: str, created: str, value: str) -> None:
    for name, text in FUNCTIONS.items():
        body = text.format(column=column, created=created, value=value)
        op.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN {body} RETURN NULL; END $$"
        )


def upgrade() -> None:
    op.add_column("unserved_client", sa.Column("since", sa.DateTime(timezone=True)))
    op.execute(
        f"UPDATE unserved_client SET since = coalesce({LEFT}, client.created_at)"
        " FROM client WHERE client.id = unserved_client.client_id"
    )
    op.alter_column("unserved_client", "since", nullable=False)
    op.create_index("ix_unserved_client_since", "unserved_client", ["since", "client_id"])
    _write(", since", ", created_at", f", coalesce({LEFT}, created_at)")


def downgrade() -> None:
    _write("", "", "")
    op.drop_index("ix_unserved_client_since", table_name="unserved_client")
    op.drop_column("unserved_client", "since")
