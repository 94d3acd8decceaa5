"""What lists sort a new client by and what search finds it by: made while the server writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple

from ..clients.rules import NUMBERS, tokens_of
from ..core.text import sort_key
from .drafts import Draft


class Words(NamedTuple):
    """The columns ``name_key`` and ``search`` of a client, the latter as COPY takes it."""

    name_key: str
    search: str


def words_of(name: str, draft: Draft) -> Words:
    """The words of a client called ``name``: the search column as
    ``clients.operations.refresh_search_many`` writes it, so the row and its index are written
    once."""
    said = draft.values
    person = [said.get(part, "") for part in ("family_name", "given_name", "patronymic")]
    tokens = tokens_of(
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
    return Words(sort_key(name), f"'{joined}'" if tokens else "")


class Ahead:
    """The words of the rows of the next step, made in a thread while this step is written."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._coming: Future[dict[int, Words]] | None = None

    def begin(self, rows: Iterable[tuple[int, str, dict[str, Any]]]) -> None:
        """Make the words of ``rows`` (key, name, draft as the base keeps it)."""
        self._coming = self._pool.submit(_made, list(rows))

    def take(self) -> dict[int, Words]:
        """What was begun, by the key of the row."""
        coming, self._coming = self._coming, None
        return coming.result() if coming is not None else {}


def _made(rows: list[tuple[int, str, dict[str, Any]]]) -> dict[int, Words]:
    return {key: words_of(name, Draft.of(draft)) for key, name, draft in rows}


@contextmanager
def working_ahead() -> Iterator[Ahead]:
    """A thread for the words of the next step; it ends with the block."""
    with ThreadPoolExecutor(1, thread_name_prefix="words") as pool:
        yield Ahead(pool)
