"""Clients are found by a number with a fraction, in names and fields of the bank's own"""

from __future__ import annotations

from alembic import op

revision = "202612010300"
down_revision = "202611301340"
branch_labels = None
depends_on = None

PATTERN = r"'(?<![0-9.,])([0-9]{1,15}[.,][0-9]{1,6})(?![0-9.,])'"

# the values that are there; new ones are written so by whoever writes the search column
FOUND = r"""
UPDATE client SET search = client.search || array_to_tsvector(own.tokens)
FROM (
    SELECT client_id, array_agg(DISTINCT replace(token, ',', '.')) AS tokens
    FROM (
        SELECT value.client_id, trim_scale(abs(value.number))::text AS token
        FROM custom_value value JOIN custom_field field ON field.id = value.field_id
        WHERE field.is_searchable AND NOT field.is_sensitive AND value.number <> trunc(value.number)
        UNION ALL
        SELECT value.client_id, found[1]
        FROM custom_value value JOIN custom_field field ON field.id = value.field_id,
            regexp_matches(value.text, {pattern}, 'g') found
        WHERE field.is_searchable AND NOT field.is_sensitive
        UNION ALL
        SELECT named.id, found[1]
        FROM client named,
            concat_ws(' ', display_name, short_name, full_name) name,
            regexp_matches(name, {pattern}, 'g') found
        WHERE concat_ws(' ', display_name, short_name, full_name) ~ '[0-9][.,][0-9]'
    ) numbers
    GROUP BY client_id
) own
WHERE own.client_id = client.id
"""


def upgrade() -> None:
    op.execute(FOUND.format(pattern=PATTERN))


def downgrade() -> None:
    """The words more do no harm to whoever does not ask for them."""
