"""Clients to whom even service letters wait for a consent: a slice above says which.

Asked at the point of no return, so that the answer is of the moment the letter would leave.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

Guard = Callable[[Collection[int]], set[int]]
_guards: list[Guard] = []
_asking: set[str] = set()


def waits_for_consent(guard: Guard) -> Guard:
    """Enter the function below: of these clients (keys) those that may not be written to at all
    before they consent."""
    _guards.append(guard)
    return guard


def asks_for_consent(kind: str) -> str:
    """Enter ``kind`` as a letter that asks for the consent itself: no guard holds it back. Whoever
    enters it sees to it that an address gets one for a purpose and never another."""
    _asking.add(kind)
    return kind


def is_asking(kind: str) -> bool:
    """Whether letters of ``kind`` ask for the consent that others wait for."""
    return kind in _asking


def waiting(client_ids: Collection[int | None]) -> set[int]:
    """Those of ``client_ids`` that some guard names; one statement a guard, none for nobody."""
    known = {one for one in client_ids if one is not None}
    return {one for guard in _guards for one in guard(known)} if known else set()
