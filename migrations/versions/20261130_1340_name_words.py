"""The words of all names are known once with their typo keys, not again with each client"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611301340"
down_revision = "202611301330"
branch_labels = None
depends_on = None

# a name's word of 5 to 20 letters had itself and each of its typo keys as marked tokens
LEARN = r"""
INSERT INTO name_word (key, word)
SELECT DISTINCT '_' || key, word
FROM (
    SELECT DISTINCT substr(token, 2) AS word
    FROM client, unnest(tsvector_to_array(search)) token
    WHERE token LIKE '\_%' AND length(token) BETWEEN 6 AND 21
      AND search @@ CAST('''' || substr(token, 2) || '''' AS tsquery)
) words
CROSS JOIN LATERAL (
    SELECT word AS key
    UNION ALL
    SELECT overlay(word placing '' from at for 1) FROM generate_series(1, length(word)) at
) keys
"""
STRIP = r"""
UPDATE client SET search = array_to_tsvector(
    ARRAY(SELECT token FROM unnest(tsvector_to_array(search)) token WHERE token NOT LIKE '\_%'))
WHERE search IS NOT NULL
"""
GIVE_BACK = """
UPDATE client SET search = array_to_tsvector(ARRAY(
    SELECT token FROM unnest(tsvector_to_array(search)) token
    UNION
    SELECT name_word.key FROM unnest(tsvector_to_array(search)) token
    JOIN name_word ON name_word.word = token
))
WHERE search IS NOT NULL
"""


def upgrade() -> None:
    op.create_table(
        "name_word",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(21), nullable=False),
        sa.Column("word", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_name_word"),
    )
    op.execute(LEARN)
    op.create_index("ix_name_word_key", "name_word", ["key", "word"])
    _rewrite(STRIP)


def downgrade() -> None:
    _rewrite(GIVE_BACK)
    op.drop_table("name_word")


def _rewrite(statement: str) -> None:
    """Every client's tokens change: the index is made anew, not token by token."""
    op.drop_index("ix_client_search", table_name="client")
    op.execute(statement)
    op.create_index("ix_client_search", "client", ["search"], postgresql_using="gin")
