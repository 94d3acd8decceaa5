"""Personal data: requests, legal holds, retention; words of the trail that can be forgotten"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611291602"
down_revision = "202611291601"
branch_labels = None
depends_on = None

APPEND_ONLY = """
CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  {but}
  RAISE EXCEPTION 'the trail is append-only' USING ERRCODE = 'insufficient_privilege';
END $$
"""
#: Only the words may change, and only inside the function below.
BUT = """
  IF TG_OP = 'UPDATE' AND current_setting('rmapp.forgets', true) = 'yes' THEN
    IF (to_jsonb(NEW) - ARRAY['object_name', 'reason', 'detail', 'forgotten_at'])
     = (to_jsonb(OLD) - ARRAY['object_name', 'reason', 'detail', 'forgotten_at']) THEN
      RETURN NEW;
    END IF;
  END IF;
"""
FORGET = """
CREATE FUNCTION audit_forget(subject bigint, entries bigint[], pseudonym text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone bigint;
BEGIN
  PERFORM set_config('rmapp.forgets', 'yes', true);
  UPDATE audit_entry
     SET object_name = pseudonym, reason = '', detail = '{}'::jsonb, forgotten_at = now()
   WHERE (client_id = subject OR id = ANY(entries))
     AND words_digest IS NOT NULL AND tag <> 'client:erased';
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('rmapp.forgets', '', true);
  RETURN gone;
END $$
"""


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT"
    )


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _keyed(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )


def upgrade() -> None:
    op.add_column("client", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("audit_entry", sa.Column("words_digest", sa.String(length=64), nullable=True))
    op.add_column(
        "audit_entry", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(APPEND_ONLY.format(but=BUT))
    op.execute(FORGET)
    op.create_table(
        "subject_request",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            _choice("requestkind", "access", "rectification", "erasure"),
            nullable=False,
        ),
        sa.Column(
            "state",
            _choice("requeststate", "open", "working", "ready", "waiting", "answered", "refused"),
            nullable=False,
        ),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("box", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("outcome", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retention_run_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> created_by_id",
            name=op.f("ck_subject_request_two"),
        ),
        _key("subject_request", "client_id", "client"),
        _key("subject_request", "created_by_id", "employee"),
        _key("subject_request", "approved_by_id", "employee"),
        *_keyed("subject_request"),
    )
    op.create_index("ix_subject_request_open", "subject_request", ["state", "due_on"])
    for column in ("client_id", "created_by_id", "approved_by_id", "retention_run_id"):
        op.create_index(op.f(f"ix_subject_request_{column}"), "subject_request", [column])
    op.create_table(
        "legal_hold",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("reason_en", sa.String(length=500), nullable=False),
        sa.Column("reason_ru", sa.String(length=500), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("closed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _key("legal_hold", "client_id", "client"),
        *_keyed("legal_hold"),
    )
    for column in ("client_id", "until"):
        op.create_index(op.f(f"ix_legal_hold_{column}"), "legal_hold", [column])
    op.create_table(
        "retention_rule",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("client_kind", sa.String(length=32), nullable=False),
        sa.Column("relation", sa.String(length=32), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("reason_en", sa.String(length=500), nullable=False),
        sa.Column("reason_ru", sa.String(length=500), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("months BETWEEN 1 AND 1200", name=op.f("ck_retention_rule_months")),
        *_keyed("retention_rule"),
        sa.UniqueConstraint("code", name=op.f("uq_retention_rule_code")),
    )
    op.create_table(
        "retention_run",
        sa.Column("state", _choice("runstate", "dry", "signed", "done", "dropped"), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("counts", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("client_ids", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "signed_by_id IS NULL OR signed_by_id <> asked_by_id",
            name=op.f("ck_retention_run_two"),
        ),
        _key("retention_run", "asked_by_id", "employee"),
        _key("retention_run", "signed_by_id", "employee"),
        *_keyed("retention_run"),
    )
    for column in ("asked_by_id", "signed_by_id"):
        op.create_index(op.f(f"ix_retention_run_{column}"), "retention_run", [column])


def downgrade() -> None:
    for table in ("retention_run", "retention_rule", "legal_hold", "subject_request"):
        op.drop_table(table)
    op.execute("DROP FUNCTION audit_forget(bigint, bigint[], text)")
    op.execute(APPEND_ONLY.format(but=""))
    op.drop_column("audit_entry", "forgotten_at")
    op.drop_column("audit_entry", "words_digest")
    op.drop_column("client", "erased_at")
