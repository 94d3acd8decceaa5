"""Tiers, rules and evaluation of the VIP policy"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611292120"
down_revision = "202611292105"
branch_labels = None
depends_on = None

_FROZEN = """
CREATE FUNCTION vip_policy_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' AND (
      TG_OP = 'DELETE'
      OR (NEW.number, NEW.title_en, NEW.title_ru, NEW.grace_days, NEW.made_by_id)
         IS DISTINCT FROM
         (OLD.number, OLD.title_en, OLD.title_ru, OLD.grace_days, OLD.made_by_id)
      OR NEW.state = 'draft') THEN
    RAISE EXCEPTION 'an approved version of the VIP policy is never edited';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER vip_policy_frozen BEFORE UPDATE OR DELETE ON vip_policy_version
  FOR EACH ROW EXECUTE FUNCTION vip_policy_frozen();
CREATE FUNCTION vip_tier_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM vip_policy_version v
              WHERE v.id = OLD.policy_version_id AND v.state <> 'draft') THEN
    RAISE EXCEPTION 'an approved version of the VIP policy is never edited';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER vip_tier_frozen BEFORE UPDATE OR DELETE ON vip_tier
  FOR EACH ROW EXECUTE FUNCTION vip_tier_frozen();
"""


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _key(
    table: str, column: str, target: str, ondelete: str = "RESTRICT"
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete
    )


def _own() -> list[sa.Column]:
    return [
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "vip_tier",
        sa.Column("policy_version_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_ru", sa.String(length=200), nullable=False),
        sa.Column("rule", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("contact_days", sa.Integer(), nullable=False),
        sa.Column("answer_hours", sa.Integer(), nullable=False),
        sa.Column("concession_bp", sa.Integer(), nullable=False),
        sa.Column("bonus_bp", sa.Integer(), nullable=False),
        sa.Column("service_cost", sa.BigInteger(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("channels", sa.ARRAY(sa.String(length=200)), nullable=False),
        sa.Column("has_room", sa.Boolean(), nullable=False),
        sa.Column("terms_en", sa.String(length=20000), nullable=False),
        sa.Column("terms_ru", sa.String(length=20000), nullable=False),
        *_own(),
        sa.CheckConstraint("contact_days BETWEEN 1 AND 366", name=op.f("ck_vip_tier_contact_days")),
        sa.CheckConstraint("answer_hours BETWEEN 1 AND 80", name=op.f("ck_vip_tier_answer_hours")),
        sa.CheckConstraint(
            "concession_bp BETWEEN 0 AND 10000", name=op.f("ck_vip_tier_concession_bp")
        ),
        sa.CheckConstraint("bonus_bp BETWEEN 0 AND 10000", name=op.f("ck_vip_tier_bonus_bp")),
        sa.CheckConstraint("service_cost >= 0 AND fee >= 0", name=op.f("ck_vip_tier_costs")),
        _key("vip_tier", "policy_version_id", "vip_policy_version", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vip_tier")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vip_tier_public_id")),
        sa.UniqueConstraint(
            "policy_version_id", "code", name=op.f("uq_vip_tier_policy_version_id_code")
        ),
        sa.UniqueConstraint(
            "policy_version_id", "rank", name=op.f("uq_vip_tier_policy_version_id_rank")
        ),
    )
    op.execute(
        """
        INSERT INTO vip_tier (policy_version_id, code, rank, name_en, name_ru, rule, contact_days,
                              answer_hours, concession_bp, bonus_bp, service_cost, fee, channels,
                              has_room, terms_en, terms_ru, public_id)
        SELECT v.id, v.tier, 1, upper(v.tier), upper(v.tier),
               jsonb_build_object('every', true, 'groups', jsonb_build_array(jsonb_build_object(
                 'needed', v.least_criteria,
                 'criteria', (SELECT jsonb_agg(jsonb_build_object(
                                'measure', c.measure, 'least', c.least, 'scope', 'client')
                                ORDER BY c.position)
                                FROM vip_criterion c WHERE c.policy_version_id = v.id)))),
               v.contact_days, v.answer_hours, 0, 0, 0, 0, '{phone,email}', true,
               v.terms_en, v.terms_ru, substr(md5(random()::text || v.public_id), 1, 16)
          FROM vip_policy_version v
         WHERE EXISTS (SELECT FROM vip_criterion c WHERE c.policy_version_id = v.id)
        """
    )
    op.drop_table("vip_criterion")
    for column in (
        "tier",
        "least_criteria",
        "contact_days",
        "answer_hours",
        "terms_en",
        "terms_ru",
    ):
        op.drop_column("vip_policy_version", column)
    op.add_column(
        "vip_policy_version",
        sa.Column("grace_days", sa.Integer(), server_default="90", nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_vip_policy_version_grace_days"),
        "vip_policy_version",
        "grace_days BETWEEN 0 AND 730",
    )
    op.drop_constraint("ck_vip_policy_version_policystate", "vip_policy_version")
    op.create_check_constraint(
        op.f("ck_vip_policy_version_policystate"),
        "vip_policy_version",
        "state IN ('draft', 'approved', 'in-force', 'replaced')",
    )
    op.add_column(
        "vip_status",
        sa.Column(
            "basis",
            _choice("basis", "criteria", "decision", "paid"),
            server_default="criteria",
            nullable=False,
        ),
    )
    op.add_column("vip_status", sa.Column("holds_until", sa.Date(), nullable=True))
    op.add_column("vip_status", sa.Column("short_since", sa.Date(), nullable=True))
    op.execute(
        """
        UPDATE vip_status
           SET basis = CASE WHEN decision_reason <> '' THEN 'decision' ELSE 'criteria' END,
               holds_until = CASE WHEN decision_reason <> '' AND state IN ('proposed', 'confirmed')
                                  THEN proposed_at::date + 365 END,
               decision_reason = CASE WHEN evidence = '[]'::jsonb AND decision_reason = ''
                                      THEN '—' ELSE decision_reason END
        """
    )
    op.create_check_constraint(
        op.f("ck_vip_status_has_evidence"),
        "vip_status",
        "evidence <> '[]'::jsonb OR decision_reason <> ''",
    )
    op.create_table(
        "vip_figure",
        sa.Column("client_id", sa.BigInteger(), autoincrement=False, nullable=False),
        *[
            sa.Column(name, kind, nullable=False)
            for group in ("", "group_")
            for name, kind in (
                (f"{group}profit", sa.BigInteger()),
                (f"{group}balance", sa.BigInteger()),
                (f"{group}turnover", sa.BigInteger()),
                (f"{group}expected_profit", sa.BigInteger()),
                (f"{group}expected_balance", sa.BigInteger()),
                (f"{group}years", sa.Integer()),
                (f"{group}products", sa.Integer()),
            )
        ],
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("by_months", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_vip_figure")),
    )
    op.create_table(
        "vip_evaluation",
        sa.Column("policy_version_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("clients", sa.Integer(), nullable=False),
        sa.Column("counts", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("quality", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("requested_by_id", sa.BigInteger(), nullable=True),
        *_own(),
        _key("vip_evaluation", "policy_version_id", "vip_policy_version"),
        _key("vip_evaluation", "requested_by_id", "employee"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vip_evaluation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vip_evaluation_public_id")),
    )
    for column in ("policy_version_id", "requested_by_id"):
        op.create_index(op.f(f"ix_vip_evaluation_{column}"), "vip_evaluation", [column])
    op.create_table(
        "vip_verdict",
        sa.Column("evaluation_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            _choice("verdictkind", "enter", "up", "down", "leave", "grace", "near"),
            nullable=False,
        ),
        sa.Column("tier_now", sa.String(length=64), nullable=False),
        sa.Column("tier_due", sa.String(length=64), nullable=False),
        sa.Column("worth", sa.BigInteger(), nullable=False),
        sa.Column("figures", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("grace_until", sa.Date(), nullable=True),
        sa.Column(
            "state", _choice("verdictstate", "open", "confirmed", "declined"), nullable=False
        ),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        *_own(),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _key("vip_verdict", "evaluation_id", "vip_evaluation", "CASCADE"),
        _key("vip_verdict", "client_id", "client"),
        _key("vip_verdict", "decided_by_id", "employee"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vip_verdict")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vip_verdict_public_id")),
        sa.UniqueConstraint(
            "evaluation_id", "client_id", name=op.f("uq_vip_verdict_evaluation_id_client_id")
        ),
    )
    op.create_index("ix_vip_verdict_list", "vip_verdict", ["evaluation_id", "kind", "worth", "id"])
    for column in ("client_id", "decided_by_id"):
        op.create_index(op.f(f"ix_vip_verdict_{column}"), "vip_verdict", [column])
    op.execute(_FROZEN)


def downgrade() -> None:
    op.execute("DROP TRIGGER vip_tier_frozen ON vip_tier")
    op.execute("DROP TRIGGER vip_policy_frozen ON vip_policy_version")
    op.execute("DROP FUNCTION vip_tier_frozen()")
    op.execute("DROP FUNCTION vip_policy_frozen()")
    op.drop_table("vip_verdict")
    op.drop_table("vip_evaluation")
    op.drop_table("vip_figure")
    op.drop_constraint("ck_vip_status_has_evidence", "vip_status")
    for column in ("short_since", "holds_until", "basis"):
        op.drop_column("vip_status", column)
    op.execute("UPDATE vip_policy_version SET state = 'draft' WHERE state = 'approved'")
    op.drop_constraint("ck_vip_policy_version_policystate", "vip_policy_version")
    op.create_check_constraint(
        op.f("ck_vip_policy_version_policystate"),
        "vip_policy_version",
        "state IN ('draft', 'in-force', 'replaced')",
    )
    op.drop_column("vip_policy_version", "grace_days")
    op.add_column(
        "vip_policy_version",
        sa.Column("tier", sa.String(length=64), server_default="vip", nullable=False),
    )
    for name, usual in (("least_criteria", "1"), ("contact_days", "30"), ("answer_hours", "4")):
        op.add_column(
            "vip_policy_version",
            sa.Column(name, sa.Integer(), server_default=usual, nullable=False),
        )
    for name in ("terms_en", "terms_ru"):
        op.add_column(
            "vip_policy_version",
            sa.Column(name, sa.String(length=20000), server_default="", nullable=False),
        )
    op.create_table(
        "vip_criterion",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("policy_version_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "measure", _choice("measure", "balance", "profit", "years", "products"), nullable=False
        ),
        sa.Column("least", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _key("vip_criterion", "policy_version_id", "vip_policy_version", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vip_criterion")),
        sa.UniqueConstraint(
            "policy_version_id", "measure", name=op.f("uq_vip_criterion_policy_version_id_measure")
        ),
    )
    # the lowest tier with criteria is what an older version of the house understands
    op.execute(
        """
        UPDATE vip_policy_version v
           SET tier = t.code, contact_days = t.contact_days, answer_hours = t.answer_hours,
               terms_en = t.terms_en, terms_ru = t.terms_ru,
               least_criteria = coalesce((t.rule #>> '{groups,0,needed}')::int, 1)
          FROM vip_tier t
         WHERE t.policy_version_id = v.id AND t.rule <> '{}'::jsonb
           AND t.rank = (SELECT max(rank) FROM vip_tier o
                          WHERE o.policy_version_id = v.id AND o.rule <> '{}'::jsonb)
        """
    )
    op.execute(
        """
        INSERT INTO vip_criterion (policy_version_id, measure, least, position)
        SELECT DISTINCT ON (t.policy_version_id, c ->> 'measure')
               t.policy_version_id, c ->> 'measure', (c ->> 'least')::bigint, at - 1
          FROM vip_tier t, jsonb_array_elements(t.rule #> '{groups,0,criteria}')
               WITH ORDINALITY AS x(c, at)
         WHERE c ->> 'scope' = 'client' AND c ->> 'measure' <> 'turnover'
           AND t.rank = (SELECT max(rank) FROM vip_tier o
                          WHERE o.policy_version_id = t.policy_version_id
                            AND o.rule <> '{}'::jsonb)
        """
    )
    op.drop_table("vip_tier")
