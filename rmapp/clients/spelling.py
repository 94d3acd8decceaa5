"""Words with a typo: the words of all names are known with their typo keys (D15).

A client costs its search tokens alone, however many letters may be wrong in them: half of what
writing a client cost the server was typo keys, and the words of a million names are few.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from ..core.db import db
from ..core.text import EXACT_MARK, query_variants, respelled, typo_keys
from .models import Client, NameWord

#: Words looked at for one query; of more the typo is in none.
MOST = 400
_AT_ONCE = 5_000
_TEXTS = sa.ARRAY(sa.Text)


def learn(words: Iterable[str]) -> None:
    """Know ``words`` of names (``core.text.Terms.words``) from now on. One statement where all
    are known."""
    wanted = sorted(set(words))
    for start in range(0, len(wanted), _AT_ONCE):
        _learn(wanted[start : start + _AT_ONCE])


def _learn(words: list[str]) -> None:
    own_key = sa.func.concat(EXACT_MARK, NameWord.word)
    known = set(
        db.session.scalars(
            sa.select(NameWord.word).where(
                _has_key(EXACT_MARK + word for word in words), NameWord.key == own_key
            )
        )
    )
    rows = [(key, word) for word in words if word not in known for key in sorted(typo_keys(word))]
    if rows:
        given = sa.func.unnest(*[sa.literal(list(one), _TEXTS) for one in zip(*rows, strict=True)])
        pairs = given.table_valued("key", "word").render_derived()
        table: Any = NameWord.__table__
        db.session.execute(
            sa.insert(table).from_select(["key", "word"], sa.select(pairs.c.key, pairs.c.word))
        )


def found_by(client_id: int) -> list[str]:
    """The search tokens of a client as they stand."""
    held = sa.select(sa.func.tsvector_to_array(Client.search)).where(Client.id == client_id)
    return list(db.session.scalar(held) or ())


def forget(tokens: Iterable[str]) -> None:
    """Forget the words among ``tokens`` that no client is found by any more (G5)."""
    words = set(tokens)
    held = Client.search.op("@@", is_comparison=True)(
        sa.cast(sa.func.concat("'", NameWord.word, "'"), TSQUERY)
    )
    db.session.execute(
        sa.delete(NameWord)
        .where(
            _has_key(key for word in words for key in typo_keys(word)),
            NameWord.word == sa.any_(sa.literal(sorted(words), _TEXTS)),
            ~sa.exists().where(held),
        )
        .execution_options(synchronize_session=False)
    )


def meant(query: str) -> list[list[str]]:
    """What a search for ``query`` asks for when each word may have one typo: the variants of
    ``core.text.query_variants``, and the words of names that are near it."""
    groups = query_variants(query, typos=True)
    asked = {key for group in groups for key in group if key.startswith(EXACT_MARK)}
    near: dict[str, list[str]] = {}
    if asked:
        rows = sa.select(NameWord.key, NameWord.word).where(_has_key(asked)).limit(MOST)
        for key, word in db.session.execute(rows):
            near.setdefault(key, []).append(word)
    return respelled(groups, near)


def _has_key(keys: Iterable[str]) -> sa.ColumnElement[bool]:
    return NameWord.key == sa.any_(sa.literal(sorted(keys), _TEXTS))
