"""Published versions of schedule templates and their steps never change: held by the base itself"""

from __future__ import annotations

from alembic import op

revision = "202611292123"
down_revision = "202611292122"
branch_labels = None
depends_on = None

VERSION, STEP = "schedule_template_version", "schedule_template_step"


def upgrade() -> None:
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION {VERSION}_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF OLD.published_at IS NOT NULL THEN
            RAISE EXCEPTION 'a published version never changes'
              USING ERRCODE = 'insufficient_privilege';
          END IF;
          IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
          RETURN NEW;
        END $$
        """
    )
    op.execute(
        f"CREATE TRIGGER {VERSION}_for_good BEFORE UPDATE OR DELETE ON {VERSION}"
        f" FOR EACH ROW EXECUTE FUNCTION {VERSION}_for_good()"
    )
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION {STEP}_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
          mine bigint[] := CASE TG_OP
            WHEN 'INSERT' THEN ARRAY[NEW.version_id]
            WHEN 'DELETE' THEN ARRAY[OLD.version_id]
            ELSE ARRAY[OLD.version_id, NEW.version_id] END;
        BEGIN
          PERFORM 1 FROM {VERSION} WHERE id = ANY (mine) AND published_at IS NOT NULL;
          IF FOUND THEN
            RAISE EXCEPTION 'a step of a published version never changes'
              USING ERRCODE = 'insufficient_privilege';
          END IF;
          IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
          RETURN NEW;
        END $$
        """
    )
    op.execute(
        f"CREATE TRIGGER {STEP}_for_good BEFORE INSERT OR UPDATE OR DELETE ON {STEP}"
        f" FOR EACH ROW EXECUTE FUNCTION {STEP}_for_good()"
    )


def downgrade() -> None:
    for table in (STEP, VERSION):
        op.execute(f"DROP TRIGGER IF EXISTS {table}_for_good ON {table}")
        op.execute(f"DROP FUNCTION IF EXISTS {table}_for_good()")
