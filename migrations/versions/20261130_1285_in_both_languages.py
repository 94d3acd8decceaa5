"""What the bank keeps of a contact in both languages: its purpose, note and points"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611301285"
down_revision = "202611301280"
branch_labels = None
depends_on = None

#: Of what runs now; what is over stays in the words it was written in.
PURPOSES = """
UPDATE interaction SET spoken = jsonb_build_object(
    'purpose_text', jsonb_build_object('en', t.goal_en, 'ru', t.goal_ru))
FROM schedule_step s JOIN schedule_template_step t ON t.id = s.template_step_id
WHERE s.interaction_id = interaction.id AND interaction.state = 'planned'
    AND t.goal_en <> '' AND t.goal_ru <> ''
    AND interaction.purpose_text IN (t.goal_en, t.goal_ru)"""
POINTS = """
UPDATE interaction SET spoken = interaction.spoken || jsonb_build_object('structure', (
    SELECT jsonb_agg(jsonb_build_object('en', p.en, 'ru', p.ru) ORDER BY p.place)
    FROM unnest(v.structure_en, v.structure_ru) WITH ORDINALITY AS p (en, ru, place)))
FROM scenario_version v
WHERE v.scenario_id = interaction.scenario_id AND v.number = interaction.scenario_number
    AND interaction.state = 'planned' AND cardinality(interaction.structure) > 0
    AND cardinality(v.structure_en) = cardinality(v.structure_ru)
    AND '' <> ALL (v.structure_en || v.structure_ru)
    AND (interaction.structure = v.structure_en OR interaction.structure = v.structure_ru)"""


def upgrade() -> None:
    op.add_column(
        "interaction",
        sa.Column("spoken", postgresql.JSONB(), server_default="{}", nullable=False),
    )
    op.execute(PURPOSES)
    op.execute(POINTS)


def downgrade() -> None:
    op.drop_column("interaction", "spoken")
