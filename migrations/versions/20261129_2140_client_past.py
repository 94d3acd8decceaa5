"""What stood around a client before: phones, addresses, contact persons and ties as of any day"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611292140"
down_revision = "202611292131"
branch_labels = None
depends_on = None

TABLES = (
    "client_phone",
    "client_email",
    "client_messenger",
    "client_address",
    "contact_person",
    "relation",
)
#: A tie has two ends, every other row one.
ENDS = "unnest(ARRAY[{0}.client_id, (to_jsonb({0}) ->> 'other_id')::bigint]) AS one(client_id)"


def upgrade() -> None:
    op.create_table(
        "client_past",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("of", sa.String(length=64), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("was", postgresql.JSONB(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_client_past_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_past")),
    )
    op.create_index("ix_client_past_until", "client_past", ["client_id", "until", "id"])
    # Of a row that came in together with its client nothing is written: what began within this
    # transaction has no past. What moved to another client was not there before.
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION client_past_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
          moment timestamptz;
          began timestamptz;
        BEGIN
          IF current_setting('rmapp.past', true) = 'off' THEN RETURN NULL; END IF;
          moment := rmapp_now();
          IF TG_OP = 'INSERT' THEN
            began := moment - (clock_timestamp() - transaction_timestamp());
            INSERT INTO client_past (client_id, of, row_id, until, was)
            SELECT client.id, TG_TABLE_NAME, n.id, moment, NULL
              FROM new_rows n, {ENDS.format("n")}
              JOIN client ON client.id = one.client_id
             WHERE client.created_at < began;
          ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO client_past (client_id, of, row_id, until, was)
            SELECT client.id, TG_TABLE_NAME, o.id, moment, to_jsonb(o)
              FROM old_rows o, {ENDS.format("o")}
              JOIN client ON client.id = one.client_id;
          ELSE
            INSERT INTO client_past (client_id, of, row_id, until, was)
            SELECT one.client_id, TG_TABLE_NAME, o.id, moment, to_jsonb(o)
              FROM old_rows o JOIN new_rows n ON n.id = o.id, {ENDS.format("o")}
             WHERE one.client_id IS NOT NULL
               AND to_jsonb(o) - 'version' <> to_jsonb(n) - 'version';
            INSERT INTO client_past (client_id, of, row_id, until, was)
            SELECT one.client_id, TG_TABLE_NAME, n.id, moment, NULL
              FROM old_rows o JOIN new_rows n ON n.id = o.id, {ENDS.format("n")}
             WHERE one.client_id IS NOT NULL
               AND one.client_id <> o.client_id
               AND one.client_id IS DISTINCT FROM (to_jsonb(o) ->> 'other_id')::bigint;
          END IF;
          RETURN NULL;
        END $$
        """
    )
    for table in TABLES:
        for deed, rows in (
            ("INSERT", "NEW TABLE AS new_rows"),
            ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
            ("DELETE", "OLD TABLE AS old_rows"),
        ):
            op.execute(
                f"CREATE TRIGGER {table}_past_{deed.lower()} AFTER {deed} ON {table}"
                f" REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION client_past_keep()"
            )


def downgrade() -> None:
    for table in TABLES:
        for deed in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_past_{deed} ON {table}")
    op.execute("DROP FUNCTION IF EXISTS client_past_keep()")
    op.drop_index("ix_client_past_until", table_name="client_past")
    op.drop_table("client_past")
