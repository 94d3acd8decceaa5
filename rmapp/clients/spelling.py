"""Words with a typo: the words of all names are known with their typo keys (D15).

A client costs its search tokens alone, however many letters may be wrong in them: half of what
writing a client cost the server was typo keys, and the words of a million names are few.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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
    known = set(db.session.scalars(sa.select(NameWord.word).where(_is_one_of(words))))
    new = [word for word in words if word not in known]
    if new:
        rows = [{"word": word, "keys": sorted(typo_keys(word))} for word in new]
        db.session.execute(sa.insert(NameWord), rows)


def found_by(client_id: int) -> list[str]:
    """The search tokens of a client as they stand."""
    held = sa.select(sa.func.tsvector_to_array(Client.search)).where(Client.id == client_id)
    return list(db.session.scalar(held) or ())


def forget(tokens: Iterable[str]) -> None:
    """Forget the words among ``tokens`` that no client is found by any more (G5)."""
    held = Client.search.op("@@", is_comparison=True)(
        sa.cast(sa.func.concat("'", NameWord.word, "'"), TSQUERY)
    )
    db.session.execute(
        sa.delete(NameWord)
        .where(_is_one_of(sorted(set(tokens))), ~sa.exists().where(held))
        .execution_options(synchronize_session=False)
    )


def meant(query: str) -> list[list[str]]:
    """What a search for ``query`` asks for when each word may have one typo: the variants of
    ``core.text.query_variants``, and the words of names that are near it."""
    groups = query_variants(query, typos=True)
    asked = sorted({key for group in groups for key in group if key.startswith(EXACT_MARK)})
    return respelled(groups, _near(asked) if asked else {})


def _near(keys: Sequence[str]) -> dict[str, set[str]]:
    """Typo key → the words of names that have it."""
    of_asked: Any = sa.literal(list(keys), _TEXTS)
    rows = db.session.execute(
        sa.select(NameWord.word, NameWord.keys).where(NameWord.keys.op("&&")(of_asked)).limit(MOST)
    )
    found: dict[str, set[str]] = {}
    for word, its in rows:
        for key in its:
            found.setdefault(key, set()).add(word)
    return found


def _is_one_of(words: Collection[str]) -> sa.ColumnElement[bool]:
    return NameWord.word == sa.any_(sa.literal(list(words), _TEXTS))
