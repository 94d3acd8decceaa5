"""What lists sort a new client by, what search finds it by, its addresses in parts: made in a
process of its own while the server writes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

from ..clients.rules import NUMBERS, PERSON, order_key, terms_of
from .ahead import ahead
from .drafts import Draft
from .postal import address_values


class Words(NamedTuple):
    """The columns ``name_key`` and ``search`` of a client, the latter as COPY takes it."""

    name_key: str
    search: str


def words_of(name: str, draft: Draft) -> tuple[Words, list[str]]:
    """The columns of a client called ``name``, and the words of its names: the search column as
    ``clients.operations.refresh_search_many`` writes it, so the row and its index are written
    once."""
    said = draft.values
    person = [said.get(part, "") for part in PERSON]
    tokens, names = terms_of(
        names=[
            name,
            said.get("short_name", ""),
            said.get("full_name", ""),
            " ".join(person).strip(),
            draft.person.get("name", ""),
        ],
        phones=[number for number, _extension, _kind in draft.phones],
        emails=draft.emails,
        numbers=[said.get(number, "") for number in NUMBERS],
    )
    joined = "' '".join(tokens)
    if "\\" in joined or joined.count("'") != 2 * len(tokens) - 2:
        joined = "' '".join(one.replace("\\", "\\\\").replace("'", "''") for one in tokens)
    return Words(order_key(draft.kind, name, said), f"'{joined}'" if tokens else ""), names


class Ready(NamedTuple):
    """What takes time of a new client. ``names``: the words of its names; ``places``: its
    addresses, see ``address_values``."""

    words: Words
    names: list[str]
    places: list[dict[str, Any]]


def ready(name: str, draft: Draft) -> Ready:
    """Make what takes time of a client called ``name``."""
    return Ready(
        *words_of(name, draft), [address_values(kind, text) for kind, text in draft.addresses]
    )


class Ahead:
    """What takes time of the rows of the next step, made on another core while this is written."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._coming: Iterator[dict[int, Ready]] = iter(())

    def begin(self, rows: Sequence[tuple[int, str, str]]) -> None:
        """Make it of ``rows`` (key, name, draft as JSON)."""
        if rows:
            self._coming = self._stack.enter_context(ahead(lambda: (_made(rows),)))

    def take(self) -> dict[int, Ready]:
        """What was begun, by the key of the row."""
        made = next(self._coming, {})
        self._stack.close()
        self._coming = iter(())
        return made


def _made(rows: Sequence[tuple[int, str, str]]) -> dict[int, Ready]:
    return {key: ready(name, Draft.of(json.loads(draft))) for key, name, draft in rows}


@contextmanager
def working_ahead() -> Iterator[Ahead]:
    """What makes the next step ready; nothing of it goes on after the block."""
    with ExitStack() as stack:
        yield Ahead(stack)
