"""Finding clients as one types (D15): by names along an index, by everything else by tokens.

Three ways are gone, each only where the one before found too little, and each within reach from
its first step: what begins with the words, in order of name; what has them anywhere (other words,
contact persons, phones, addresses, numbers); what would have them but for a typo a word or one
word of several. What is found is ranked here: see :mod:`.ranking`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import aliased

from ...core import seen
from ...core.db import any_of, db, escape_like
from ...core.text import query_variants, tsquery
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...staff.models import Employee, name_of
from ..models import Assignment, Client, ClientKind, Lifecycle
from ..spelling import meant
from . import answers, ranking
from .ranking import Candidate, Wanted
from .reach import by_name, visible_to, within_reach

MOST = 20
SHORTEST = 2  # letters or digits below which nothing is asked
FEW = 3  # with fewer hits the query is asked again, allowing for one typo a word
#: Rows looked at of each way. A word of two letters is had by half the base: its best hits come
#: in order of name, the rest of them are not told apart.
CANDIDATES = 200
#: Digits from which few numbers of any base begin or end with them.
RARE = 7
#: Letters and digits of a number of a contract from which it is looked for.
NUMBER = 4

#: Numbers that name a client and lie in tables of slices above: a select of (client's key, number
#: as it is written) for ``number`` without signs and in small letters, or None where the person
#: may not see them. Reach is added here.
Finder = Callable[[Actor, str], "sa.Select[int, str] | None"]
_finders: list[Finder] = []


@dataclass(frozen=True)
class Hit:
    """One client found. ``matched``: what answered if it was not the name: a phone (E.164), an
    address, a number, a contact person or a field of the bank's own; ``matched_kind`` says
    which."""

    id: int
    public_id: str
    name: str
    kind: ClientKind
    lifecycle: Lifecycle
    vip_tier: str
    inn: str
    manager: str | None
    matched: str
    matched_kind: str = ""


def finds_clients(finder: Finder) -> Finder:
    """Let ``finder`` take part in the search."""
    _finders.append(finder)
    return finder


def matching(text: str, *, typos: bool = False) -> sa.ColumnElement[bool] | None:
    """The condition that a client answers ``text``; None when there is nothing to ask for."""
    return _tokens(_asked(meant(text) if typos else query_variants(text)))


def search(actor: Actor, text: str, limit: int = MOST) -> list[Hit]:
    """Clients within reach of ``actor`` that answer ``text``, the best first, ``limit`` at most.

    At most nine statements, whatever is found; four for a name.
    """
    limit = max(1, min(limit, MOST))
    wanted = ranking.wanted(text)
    found: dict[int, Candidate] = {}
    _add(found, _beginning(actor, wanted, limit))
    numbers = _by_number(actor, text)
    if len(found) < limit:
        _add(found, _having(actor, matching(text), rare=_is_rare(text)))
        _add(found, _named(actor, set(numbers) - set(found)))
    if len(found) < min(FEW, limit):
        _add(found, _having(actor, _nearly(text)))
    best = ranking.best(found.values(), wanted, limit, set(numbers))
    seen.note(len(best))
    return _hits(best, text, wanted, numbers)


def _add(found: dict[int, Candidate], rows: list[Candidate]) -> None:
    for row in rows:
        found.setdefault(row.id, row)


_primary, _manager = aliased(Assignment), aliased(Employee)
_CANDIDATE = (Client.id, Client.name_key, Client.vip_tier, Client.last_contact_at)


def _beginning(actor: Actor, wanted: Wanted, limit: int) -> list[Candidate]:
    """Names that begin with the words; of one's own clients also other words of the name."""
    if not wanted.keys:
        return []
    reached, name_key = by_name(actor)
    own = reach(actor, "clients:read") is Reach.OWN
    parts = []
    for key in wanted.keys:
        begins = name_key.like(escape_like(key) + "%", escape="\\")
        if own:
            begins = sa.or_(begins, name_key.like(f"% {escape_like(key)}%", escape="\\"))
        part = reached.with_only_columns(*_CANDIDATE).where(begins)
        parts.append(part.order_by(name_key, Client.id).limit(limit).subquery())
    return _rows(sa.union_all(*[sa.select(*part.c) for part in parts]))


def _having(
    actor: Actor, condition: sa.ColumnElement[bool] | None, *, rare: bool = False
) -> list[Candidate]:
    """``rare``: few of the base answer, so it is asked for them first and then who may see them.
    PostgreSQL takes any beginning for one row in a hundred and would look at each client of a
    portfolio instead."""
    if condition is None:
        return []
    if rare:
        few = sa.select(Client.id).where(condition).correlate(None).scalar_subquery()
        condition = Client.id == sa.any_(sa.func.array(few, type_=sa.ARRAY(sa.BigInteger)))
    reached = visible_to(actor).with_only_columns(*_CANDIDATE)
    return _rows(reached.where(condition).limit(CANDIDATES))


def _is_rare(text: str) -> bool:
    """Whether ``text`` is digits, and enough of them."""
    groups = query_variants(text)
    digits = [token.removeprefix("r_") for group in groups for token in group]
    return len(groups) == 1 and all(one.isdigit() and len(one) >= RARE for one in digits)


def _named(actor: Actor, ids: set[int]) -> list[Candidate]:
    if not ids:
        return []
    return _having(actor, Client.id == any_of(ids))


def _by_number(actor: Actor, text: str) -> dict[int, str]:
    """Clients within reach of whom a number in another slice is ``text``: key → the number."""
    number = ranking.joined(text)
    if len(number) < NUMBER or not any(char.isdigit() for char in number):
        return {}
    found: dict[int, str] = {}
    for finder in _finders:
        statement = finder(actor, number)
        if statement is not None:
            named = statement.subquery()
            key, shown = named.c
            reached = sa.select(key, shown).where(within_reach(actor, "clients:read", key))
            for client_id, words in db.session.execute(reached.limit(CANDIDATES)):
                found.setdefault(client_id, words)
    return found


def _rows(statement: Any) -> list[Candidate]:
    return [Candidate(*row) for row in db.session.execute(statement)]


def _nearly(text: str) -> sa.ColumnElement[bool] | None:
    """One typo a word, or all words of three and more but one; None where that asks for no more
    than was asked: digits have no typos."""
    groups = query_variants(text)
    asked = [_asked(meant(text))]
    if 3 <= len(groups) <= 5:
        asked += [_asked([*groups[:at], *groups[at + 1 :]]) for at in range(len(groups))]
    new = set(asked) - {"", _asked(groups)}
    return _tokens(" | ".join(f"({one})" for one in dict.fromkeys(asked) if one in new))


def _asked(groups: list[list[str]]) -> str:
    """The text of the query. A beginning of one letter answers half the base: it is left out."""
    return tsquery([token for token in group if len(token) >= SHORTEST] for group in groups)


def _tokens(asked: str) -> sa.ColumnElement[bool] | None:
    if not asked:
        return None
    return Client.search.op("@@", is_comparison=True)(sa.cast(sa.literal(asked, sa.Text), TSQUERY))


_OF_MANAGER = sa.and_(
    _primary.client_id == Client.id, _primary.ended_at.is_(None), _primary.is_primary
)
_SHOWN = (
    sa.select(
        Client.id,
        Client.public_id,
        Client.display_name,
        Client.kind,
        Client.lifecycle,
        Client.vip_tier,
        *[getattr(Client, name) for name in answers.NUMBERS],
        name_of(_manager).label("manager"),
    )
    .outerjoin(_primary, _OF_MANAGER)
    .outerjoin(_manager, _manager.id == _primary.employee_id)
)


def _hits(best: list[Candidate], text: str, wanted: Wanted, numbers: dict[int, str]) -> list[Hit]:
    """The hits as they are shown, in the order of ``best``, all of them within reach."""
    if not best:
        return []
    keys = sa.literal([one.id for one in best], sa.ARRAY(sa.BigInteger))
    rows = {row.id: row for row in db.session.execute(_SHOWN.where(Client.id == sa.any_(keys)))}
    unnamed = [one.id for one in best if not ranking.is_named(one, wanted)]
    matched = answers.matched(text, wanted, [rows[key] for key in unnamed if key in rows])
    hits = []
    for one in best:
        row = rows.get(one.id)
        if row is None:  # deleted meanwhile
            continue
        words, kind = matched.get(one.id, ("", ""))
        if not words and one.id in numbers:
            words, kind = numbers[one.id], "contract"
        hits.append(
            Hit(
                id=row.id,
                public_id=row.public_id,
                name=row.display_name,
                kind=row.kind,
                lifecycle=row.lifecycle,
                vip_tier=row.vip_tier,
                inn=row.inn,
                manager=row.manager,
                matched=words,
                matched_kind=kind,
            )
        )
    return hits
