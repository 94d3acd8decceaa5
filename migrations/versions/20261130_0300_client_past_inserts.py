"""What stood around a client before: rows that come in are told apart at little cost"""

from __future__ import annotations

from alembic import op

revision = "202611300300"
down_revision = "202611300255"
branch_labels = None
depends_on = None

#: Rows with one end; a tie has two and keeps ``client_past_keep`` for all deeds.
TABLES = ("client_phone", "client_email", "client_messenger", "client_address", "contact_person")


def upgrade() -> None:
    # As client_past_keep of 202611292140 at INSERT, but the rows are not written out as JSON to
    # find their one end.
    op.execute(
        """
        CREATE FUNCTION client_past_begins() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
          moment timestamptz;
          began timestamptz;
        BEGIN
          IF current_setting('rmapp.past', true) = 'off' THEN RETURN NULL; END IF;
          moment := rmapp_now();
          began := moment - (clock_timestamp() - transaction_timestamp());
          INSERT INTO client_past (client_id, of, row_id, until, was)
          SELECT client.id, TG_TABLE_NAME, n.id, moment, NULL
            FROM new_rows n JOIN client ON client.id = n.client_id
           WHERE client.created_at < began;
          RETURN NULL;
        END $$
        """
    )
    _look(by="client_past_begins")


def downgrade() -> None:
    _look(by="client_past_keep")
    op.execute("DROP FUNCTION client_past_begins()")


def _look(*, by: str) -> None:
    for table in TABLES:
        op.execute(f"DROP TRIGGER {table}_past_insert ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_past_insert AFTER INSERT ON {table}"
            f" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION {by}()"
        )
