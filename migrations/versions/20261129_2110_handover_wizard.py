"""Handovers: profiles of managers, exclusions, letters, return, bundles; who is inactive receives
nothing, and nobody with anything open becomes inactive"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "202611292110"
down_revision = "202611292050"
branch_labels = None
depends_on = None

STATES = {
    "handover": (
        "ck_handover_handoverstate",
        ("draft", "waiting", "signed", "done", "undone", "dropped"),
        ("returned",),
    ),
    "handover_item": (
        "ck_handover_item_itemstate",
        ("planned", "moved", "accepted", "declined", "returned"),
        ("left-out",),
    ),
}
#: table → (column of the employee, when the row is open)
RECEIVING = {
    "assignment": ("employee_id", "n.ended_at IS NULL"),
    "interaction": ("manager_id", "n.state = 'planned'"),
    "opportunity": ("manager_id", "n.closed_at IS NULL"),
    "promise": ("owner_id", "n.state = 'open'"),
    "proposal": ("manager_id", "n.state IN ('draft', 'sent')"),
}


def _function(table: str) -> str:
    """After each statement: whoever got an open row is active, and stays so until the commit."""
    column, is_open = RECEIVING[table]
    return f"""
CREATE FUNCTION {table}_receiver_is_active() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE left_ids bigint[];
BEGIN
  SELECT array_agg(id) INTO left_ids FROM (
    SELECT e.id, e.is_active FROM employee e
    WHERE e.id IN (SELECT DISTINCT n.{column} FROM fresh n WHERE {is_open})
    ORDER BY e.id FOR SHARE OF e
  ) AS those WHERE NOT is_active;
  IF left_ids IS NOT NULL THEN
    RAISE EXCEPTION 'employee % has left and receives nothing', left_ids
      USING ERRCODE = 'check_violation', CONSTRAINT = 'receiver_is_active';
  END IF;
  RETURN NULL;
END $$"""


LEAVING = """
CREATE FUNCTION employee_has_nothing_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {conditions} THEN
    RAISE EXCEPTION 'employee % still has open work', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'employee_has_nothing_open';
  END IF;
  RETURN NEW;
END $$"""


def upgrade() -> None:
    op.add_column(
        "employee",
        sa.Column("licences", sa.ARRAY(sa.String(200)), server_default="{}", nullable=False),
    )
    op.add_column(
        "employee", sa.Column("is_exclusive", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column("employee", sa.Column("access_closed_at", sa.DateTime(timezone=True)))
    op.add_column(
        "handover", sa.Column("keeps_dates", sa.Boolean(), server_default="true", nullable=False)
    )
    op.add_column("handover", sa.Column("letters", JSONB(), server_default="{}", nullable=False))
    op.add_column("handover", sa.Column("returned_at", sa.DateTime(timezone=True)))
    op.add_column(
        "handover_item",
        sa.Column("skip_reason", sa.String(500), server_default="", nullable=False),
    )
    op.add_column("handover_item", sa.Column("visit_by", sa.Date()))
    op.add_column("handover_item", sa.Column("told_late_at", sa.DateTime(timezone=True)))
    for table, (name, before, more) in STATES.items():
        _states(table, name, (*before, *more))
    op.create_table(
        "handover_bundle",
        sa.Column("handover_id", sa.BigInteger(), nullable=False),
        sa.Column("employee_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("clients", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("work_item_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handover.id"], name=op.f("fk_handover_bundle_handover_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employee.id"], name=op.f("fk_handover_bundle_employee_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["work_item_id"], ["work_item.id"], name=op.f("fk_handover_bundle_work_item_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_bundle")),
        sa.UniqueConstraint("public_id", name=op.f("uq_handover_bundle_public_id")),
        sa.UniqueConstraint(
            "handover_id", "employee_id", "language",
            name=op.f("uq_handover_bundle_handover_id_employee_id_language"),
        ),
    )  # fmt: skip
    for column in ("employee_id", "work_item_id"):
        op.create_index(op.f(f"ix_handover_bundle_{column}"), "handover_bundle", [column])
    for table in RECEIVING:
        op.execute(_function(table))
        for event, name in (("INSERT", "in"), ("UPDATE", "up")):
            op.execute(
                f"CREATE TRIGGER {table}_receives_{name} AFTER {event} ON {table}"
                " REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT"
                f" EXECUTE FUNCTION {table}_receiver_is_active()"
            )
    conditions = " OR ".join(
        f"EXISTS (SELECT FROM {table} n WHERE n.{column} = NEW.id AND {is_open})"
        for table, (column, is_open) in RECEIVING.items()
    )
    op.execute(
        "UPDATE employee SET is_active = true, access_closed_at = coalesce(left_at, now())"
        f" WHERE NOT is_active AND ({conditions.replace('NEW.id', 'employee.id')})"
    )
    op.execute(LEAVING.format(conditions=conditions))
    op.execute(
        "CREATE TRIGGER employee_has_nothing_open BEFORE UPDATE OF is_active ON employee"
        " FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active)"
        " EXECUTE FUNCTION employee_has_nothing_open()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER employee_has_nothing_open ON employee")
    op.execute("DROP FUNCTION employee_has_nothing_open()")
    for table in RECEIVING:
        for name in ("in", "up"):
            op.execute(f"DROP TRIGGER {table}_receives_{name} ON {table}")
        op.execute(f"DROP FUNCTION {table}_receiver_is_active()")
    op.drop_table("handover_bundle")
    op.execute("UPDATE handover SET state = 'undone' WHERE state = 'returned'")
    op.execute("DELETE FROM handover_item WHERE state = 'left-out'")
    for table, (name, before, _more) in STATES.items():
        _states(table, name, before)
    for name in ("told_late_at", "visit_by", "skip_reason"):
        op.drop_column("handover_item", name)
    for name in ("returned_at", "letters", "keeps_dates"):
        op.drop_column("handover", name)
    for name in ("access_closed_at", "is_exclusive", "licences"):
        op.drop_column("employee", name)


def _states(table: str, name: str, states: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(name), table, type_="check")
    listed = ", ".join(f"'{state}'" for state in states)
    op.create_check_constraint(op.f(name), table, f"state IN ({listed})")
