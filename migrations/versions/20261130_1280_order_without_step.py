"""In which order the clients without a next step come to their manager, beside the assignment"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611301280"
down_revision = "202611301275"
branch_labels = None
depends_on = None

#: What is taken of the client ``c`` since the books began.
FORMER_TAKEN = {
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
#: Sixty-two bits: whether no VIP, the order of calls, the temperature, the profit from the top.
WORTH = """(CASE WHEN c.vip_tier <> '' THEN 0 ELSE 1 END)::bigint * 2305843009213693952
        + least(greatest(c.call_order, 0), 16383)::bigint * 140737488355328
        + (CASE c.temperature WHEN 'hot' THEN 0 WHEN 'warm' THEN 1 ELSE 2 END)::bigint
            * 35184372088832
        + 35184372088831 - least(greatest(coalesce(c.possible_profit, 0), 0), 35184372088831)"""
WITHOUT_STEP = """c.deleted_at IS NULL AND c.is_active AND c.next_contact_at IS NULL
        AND c.resumes_on IS NULL AND (c.lifecycle = 'prospect' OR c.vip_tier <> '')"""
STEP_ORDER = f"CASE WHEN {WITHOUT_STEP} THEN {WORTH} END"
FORMER_MADE_OF = (
    "c.lifecycle", "c.vip_tier", "c.is_active", "c.deleted_at", "c.birth_date",
    "c.last_contact_at", "c.created_at", "c.next_contact_at IS NULL",
)  # fmt: skip
TRIGGERS = {
    "client_before_giving": ("client_waits_for_assignments", ("c.name_key",)),
    "client_gives_standing": ("client_gives_standing", ()),
}


def _functions(taken: dict[str, str]) -> None:
    names, values = ", ".join(taken), ", ".join(taken.values())
    op.execute(
        "CREATE OR REPLACE FUNCTION assignment_takes_name() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN SELECT c.name_key, {values}"
        f" INTO NEW.name_key, {', '.join(f'NEW.{name}' for name in taken)}"
        " FROM client c WHERE c.id = NEW.client_id;"
        " NEW.name_key := coalesce(NEW.name_key, '');"
        " NEW.vip_tier := coalesce(NEW.vip_tier, '');"
        " NEW.at_rest := coalesce(NEW.at_rest, false);"
        " RETURN NEW; END $$"
    )
    op.execute(
        "CREATE OR REPLACE FUNCTION client_gives_standing() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN UPDATE assignment SET ({names}) = ROW({values})"
        " FROM (SELECT NEW.*) c"
        " WHERE client_id = NEW.id AND ended_at IS NULL"
        f" AND ROW({', '.join(f'assignment.{name}' for name in taken)})"
        f" IS DISTINCT FROM ROW({values});"
        " RETURN NULL; END $$"
    )


def _triggers(made_of: tuple[str, ...]) -> None:
    for name, (function, more) in TRIGGERS.items():
        parts = ", ".join((*more, *made_of))
        old, new = (parts.replace("c.", f"{row}.") for row in ("OLD", "NEW"))
        op.execute(f"DROP TRIGGER {name} ON client")
        op.execute(
            f"CREATE TRIGGER {name} AFTER UPDATE ON client FOR EACH ROW"
            f" WHEN (ROW({old}) IS DISTINCT FROM ROW({new})) EXECUTE FUNCTION {function}()"
        )


def upgrade() -> None:
    op.add_column("assignment", sa.Column("step_order", sa.BigInteger()))
    op.create_index(
        "ix_assignment_step_order",
        "assignment",
        ["employee_id", "step_order", "client_id"],
        postgresql_where=sa.text("ended_at IS NULL AND is_primary AND step_order IS NOT NULL"),
    )
    op.execute(
        f"UPDATE assignment SET step_order = {STEP_ORDER} FROM client c"
        f" WHERE c.id = assignment.client_id AND assignment.ended_at IS NULL AND {WITHOUT_STEP}"
    )
    _functions({**FORMER_TAKEN, "step_order": STEP_ORDER})
    _triggers((*FORMER_MADE_OF, STEP_ORDER))


def downgrade() -> None:
    _triggers(FORMER_MADE_OF)
    _functions(FORMER_TAKEN)
    op.drop_index("ix_assignment_step_order", table_name="assignment")
    op.drop_column("assignment", "step_order")
