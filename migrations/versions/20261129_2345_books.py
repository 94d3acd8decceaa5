"""What a manager's day asks of the clients, beside the assignment"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611292345"
down_revision = "202611292342"
branch_labels = None
depends_on = None

#: The columns, and what each is of the client ``c``.
TAKEN = {
    "lifecycle": "CASE WHEN c.deleted_at IS NULL THEN c.lifecycle END",
    "vip_tier": "c.vip_tier",
    "at_rest": "NOT c.is_active",
    "quiet_since": """CASE
        WHEN c.deleted_at IS NOT NULL OR NOT c.is_active THEN NULL
        WHEN c.next_contact_at IS NULL AND (c.lifecycle = 'prospect' OR c.vip_tier <> '')
            THEN TIMESTAMPTZ '1970-01-01 00:00:00+00'
        WHEN c.lifecycle <> 'client' THEN NULL
        WHEN c.vip_tier <> '' THEN TIMESTAMPTZ '1970-01-01 00:00:00+00'
        ELSE coalesce(c.last_contact_at, c.created_at) END""",
    "birthday": """CASE WHEN c.deleted_at IS NULL AND c.is_active
        THEN date_part('month', c.birth_date) * 100 + date_part('day', c.birth_date) END""",
}
NAMES = ", ".join(TAKEN)
VALUES = ", ".join(TAKEN.values())
TRIGGER = (
    "CREATE TRIGGER assignment_takes_name BEFORE INSERT OR UPDATE OF {columns} ON assignment"
    " FOR EACH ROW {when} EXECUTE FUNCTION assignment_takes_name()"
)
#: The triggers that were there before.
FORMER = {
    "assignment_takes_name_in": "INSERT ON assignment FOR EACH ROW WHEN (NEW.name_key = '')",
    "assignment_takes_name_up": "UPDATE OF client_id ON assignment FOR EACH ROW",
}
#: Of the client: what the columns are made of.
MADE_OF = (
    "lifecycle", "vip_tier", "is_active", "deleted_at", "birth_date", "last_contact_at",
    "created_at", "next_contact_at IS NULL",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("assignment", sa.Column("lifecycle", sa.String(length=32)))
    op.add_column(
        "assignment",
        sa.Column("vip_tier", sa.String(length=64), server_default="", nullable=False),
    )
    resting = sa.Column("at_rest", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("assignment", resting)
    op.add_column("assignment", sa.Column("quiet_since", sa.DateTime(timezone=True)))
    op.add_column("assignment", sa.Column("birthday", sa.SmallInteger()))
    served = "ended_at IS NULL AND is_primary"
    # before the update: an index built on rows changed in the same transaction waits for old ones
    op.create_index(
        "ix_assignment_book",
        "assignment",
        ["employee_id", "lifecycle", "vip_tier", "at_rest"],
        postgresql_where=sa.text(f"{served} AND lifecycle IS NOT NULL"),
    )
    for name in ("quiet_since", "birthday"):
        op.create_index(
            f"ix_assignment_{name}",
            "assignment",
            ["employee_id", name],
            postgresql_where=sa.text(f"{served} AND {name} IS NOT NULL"),
        )
    op.create_index(
        "ix_client_bin",
        "client",
        [sa.literal_column("deleted_at DESC"), sa.literal_column("id DESC")],
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.execute(
        f"UPDATE assignment SET ({NAMES}) = ROW({VALUES}) FROM client c"
        " WHERE c.id = assignment.client_id AND assignment.ended_at IS NULL"
    )
    op.execute(
        "CREATE OR REPLACE FUNCTION assignment_takes_name() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN SELECT c.name_key, {VALUES}"
        f" INTO NEW.name_key, {', '.join(f'NEW.{name}' for name in TAKEN)}"
        " FROM client c WHERE c.id = NEW.client_id;"
        " NEW.name_key := coalesce(NEW.name_key, '');"
        " NEW.vip_tier := coalesce(NEW.vip_tier, '');"
        " NEW.at_rest := coalesce(NEW.at_rest, false);"
        " RETURN NEW; END $$"
    )
    for name in FORMER:
        op.execute(f"DROP TRIGGER {name} ON assignment")
    op.execute(TRIGGER.format(columns="client_id, ended_at", when="WHEN (NEW.ended_at IS NULL)"))
    op.execute(
        "CREATE FUNCTION client_gives_standing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" UPDATE assignment SET ({NAMES}) = ROW({VALUES})"
        " FROM (SELECT NEW.*) c"
        " WHERE client_id = NEW.id AND ended_at IS NULL"
        f" AND ROW({', '.join(f'assignment.{name}' for name in TAKEN)})"
        f" IS DISTINCT FROM ROW({VALUES});"
        " RETURN NULL; END $$"
    )
    old, new = ([f"{row}.{part}" for part in MADE_OF] for row in ("OLD", "NEW"))
    op.execute(
        "CREATE TRIGGER client_gives_standing AFTER UPDATE ON client FOR EACH ROW"
        f" WHEN (ROW({', '.join(old)}) IS DISTINCT FROM ROW({', '.join(new)}))"
        " EXECUTE FUNCTION client_gives_standing()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER client_gives_standing ON client")
    op.execute("DROP FUNCTION client_gives_standing()")
    op.execute("DROP TRIGGER assignment_takes_name ON assignment")
    op.execute(
        "CREATE OR REPLACE FUNCTION assignment_takes_name() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN SELECT name_key INTO NEW.name_key FROM client WHERE id = NEW.client_id;"
        " NEW.name_key := coalesce(NEW.name_key, ''); RETURN NEW; END $$"
    )
    for name, when in FORMER.items():
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} EXECUTE FUNCTION assignment_takes_name()")
    op.drop_index("ix_client_bin", table_name="client")
    for name in ("book", "quiet_since", "birthday"):
        op.drop_index(f"ix_assignment_{name}", table_name="assignment")
    for name in ("birthday", "quiet_since", "at_rest", "vip_tier", "lifecycle"):
        op.drop_column("assignment", name)
