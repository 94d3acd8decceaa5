"""Looking for many records in the base at once: two statements for a thousand of them.

A name is met by its key or by its words in any order; slips of the pen in a name are not asked
for here (``queries.candidates`` does, one by one): a phone, an address or a number still finds
such a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from ...clients.models import Client, ClientEmail, ClientPhone
from ...core.db import db
from ...core.text import fold, legal_form, sort_key, words
from ..rules import DuplicateSubject, Score, Verdict, score
from .looking import NUMBERS, details_of, subject_of

MOST_BY_ONE = 20  # clients looked at for one phone, name, number


@dataclass(frozen=True)
class Pair:
    """A record asked for and a client that may be it. ``row``: the client's details."""

    client_id: int
    row: Any
    score: Score


def pairs(
    asked: Mapping[int, DuplicateSubject], *, newer_than: int = 0, by_words: bool = True
) -> dict[int, list[Pair]]:
    """Clients worth proposing for each record of ``asked``, the surest first.

    ``newer_than``: only clients with a greater key. ``by_words``: also by the words of the name,
    not only the whole name, phones, e-mail addresses and numbers.
    """
    found: dict[int, set[int]] = {}
    _by_index(True)
    for number, client_id in db.session.execute(_statement(asked, newer_than, by_words)):
        found.setdefault(number, set()).add(client_id)
    _by_index(False)
    ids = sorted({client_id for clients in found.values() for client_id in clients})
    if not ids:
        return {}
    wanted = sa.select(
        sa.func.unnest(sa.literal(ids, sa.ARRAY(sa.BigInteger))).label("id")
    ).subquery("wanted")
    rows = {row.id: (row, subject_of(row)) for row in db.session.execute(details_of(wanted))}
    answer: dict[int, list[Pair]] = {}
    for number, clients in found.items():
        scored = [
            Pair(client_id, rows[client_id][0], score(asked[number], rows[client_id][1]))
            for client_id in clients
            if client_id in rows
        ]
        scored = [pair for pair in scored if pair.score.verdict is not Verdict.NONE]
        scored.sort(key=lambda pair: (-pair.score.value, pair.client_id))
        if scored:
            answer[number] = scored
    return answer


def _by_index(only: bool) -> None:
    """A thousand look-ups go by the index of what is looked up, never by another or the table.

    A planner that knows nothing yet of rows just imported would read them all a thousand times.
    """
    setting = "off" if only else "on"
    for name in ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan"):
        db.session.execute(sa.select(sa.func.set_config(name, setting, True)))


def _statement(asked: Mapping[int, DuplicateSubject], newer_than: int, by_words: bool) -> Any:
    """(number, client id) of all that share something worth comparing."""
    parts: list[Any] = []
    newer = Client.id > newer_than if newer_than else sa.true()
    alive = Client.deleted_at.is_(None)
    for column, owner, values in (
        (ClientPhone.number, ClientPhone.client_id, _each(asked, lambda one: one.phones)),
        (
            ClientEmail.address,
            ClientEmail.client_id,
            _each(asked, lambda one: [email.lower() for email in one.emails]),
        ),
    ):
        given = _given(values)
        newer_owner = owner > newer_than if newer_than else sa.true()
        parts.append(_lateral(given, sa.select(owner).where(column == given.c.value, newer_owner)))
    for number in NUMBERS:
        name = number.key
        values = _each(asked, lambda one, name=name: filter(None, [getattr(one, name)]))
        if not values:
            continue
        given = _given(values)
        parts.append(
            _lateral(
                given,
                sa.select(Client.id).where(number == given.c.value, number != "", alive, newer),
            )
        )
    given = _given(_each(asked, lambda one: filter(None, [sort_key(_whole_name(one))])))
    parts.append(
        _lateral(given, sa.select(Client.id).where(Client.name_key == given.c.value, alive, newer))
    )
    if by_words:
        given = _given(_each(asked, _query))
        query = sa.cast(given.c.value, TSQUERY)
        parts.append(
            _lateral(
                given,
                # without ``alive``, or a planner without statistics walks a partial index instead
                sa.select(Client.id).where(
                    Client.search.op("@@", is_comparison=True)(query), newer
                ),
            )
        )
    return sa.union(*parts)


def _whole_name(one: DuplicateSubject) -> str:
    person = f"{one.family_name} {one.given_name} {one.patronymic}".strip()
    return " ".join(person.split()) or one.name


def _query(one: DuplicateSubject) -> list[str]:
    """A tsquery of whole words: a firm's words without its form, a person's family and given."""
    name = f"{one.family_name} {one.given_name}".strip() or legal_form(one.name)[1]
    found = [word for word in words(fold(name)) if len(word) >= 2][:4]
    if sum(map(len, found)) < 4 or (len(found) == 1 and len(found[0]) < 5):
        return []
    return [" & ".join("'" + word.replace("'", "''") + "'" for word in found)]


def _each(asked: Mapping[int, DuplicateSubject], values: Any) -> list[tuple[int, str]]:
    return [(number, value) for number, one in asked.items() for value in _text(values(one))]


def _text(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _given(values: Sequence[tuple[int, str]]) -> Any:
    return (
        sa.func.unnest(
            sa.literal([number for number, _ in values], sa.ARRAY(sa.Integer)),
            sa.literal([value for _, value in values], sa.ARRAY(sa.Text)),
        )
        .table_valued(sa.column("number", sa.Integer), sa.column("value", sa.Text))
        .render_derived()
    )


def _lateral(given: Any, found: Any) -> Any:
    chosen = found.limit(MOST_BY_ONE).lateral()
    return sa.select(given.c.number, next(iter(chosen.c))).select_from(
        given.join(chosen, sa.true())
    )
