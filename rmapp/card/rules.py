"""Pure answers of the card: levels of a firm, the past of a dossier, folding, the client's hour."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from ..clients.models import DecisionRole, Level

#: The levels on which one sells, from the top: strategy "multi-level links" (C4, D5).
LEVELS = (Level.TOP, Level.FINANCIAL, Level.TECHNICAL, Level.USER)
_BY_ROLE = {
    DecisionRole.DECIDES: Level.TOP,
    DecisionRole.FINANCIAL: Level.FINANCIAL,
    DecisionRole.TECHNICAL: Level.TECHNICAL,
}
Item = TypeVar("Item")


#: Words of a position that tell the level, the first that fits; both languages.
_BY_POSITION = (
    (Level.FINANCIAL, r"бухгалт|финанс|казнач|экономист|account|financ|treasur|\bcfo\b"),
    (Level.TECHNICAL, r"техн|инженер|айти|\bит\b|информ|technic|engineer|\bit\b|\bcto\b|\bcio\b"),
    (
        Level.TOP,
        r"директор|президент|председат|владел|учредит|director|president|owner|chair|\bceo\b",
    ),
    (Level.USER, r"менеджер|секретар|специалист|оператор|manager|secretar|assistant|officer|clerk"),
)


def level_of(level: Level, role: DecisionRole, *, is_head: bool, position: str = "") -> Level:
    """On which level somebody stands: as it is said, else by the role in the decision, else by
    the words of the position."""
    if level is not Level.UNKNOWN:
        return level
    if is_head or role in _BY_ROLE:
        return Level.TOP if is_head else _BY_ROLE[role]
    words = position.casefold()
    return next((found for found, told in _BY_POSITION if re.search(told, words)), Level.UNKNOWN)


def unmet(met: Iterable[Level]) -> tuple[Level, ...]:
    """The levels on which nobody was met, from the top."""
    known = set(met)
    return tuple(level for level in LEVELS if level not in known)


@dataclass(frozen=True)
class Was:
    """A field as it was on a day: its value then, and when and by whom it was changed first
    after it (None: it is so still)."""

    value: Any
    changed_at: dt.datetime | None = None
    author: str | None = None


def as_it_was(now: dict[str, Any], changes: Sequence[Any]) -> dict[str, Was]:
    """The fields ``now`` walked back over ``changes`` (the newest first; each with ``field``,
    ``before``, ``at``, ``author``). A field that is not in ``now`` is left out."""
    past = {name: Was(value) for name, value in now.items()}
    for change in changes:
        if change.field in past:
            past[change.field] = Was(change.before, change.at, change.author)
    return past


@dataclass(frozen=True)
class Folded(Generic[Item]):
    """Several small entries of one kind and one hand, shown as one line."""

    items: tuple[Item, ...]


def fold_runs(items: Sequence[Item], key: Any, *, least: int = 3) -> list[Item | Folded[Item]]:
    """``items`` with every run of at least ``least`` neighbours of the same ``key(item)`` folded;
    a key of None never folds. Nothing is lost and the order stays."""
    found: list[Item | Folded[Item]] = []
    run: list[Item] = []

    def close() -> None:
        if len(run) >= least:
            found.append(Folded(tuple(run)))
        else:
            found.extend(run)
        run.clear()

    for item in items:
        mine = key(item)
        if run and (mine is None or mine != key(run[0])):
            close()
        run.append(item)
        if mine is None:
            close()
    close()
    return found


@dataclass(frozen=True)
class LocalHour:
    """The time at the client now, and whether one may call: within the hours that were asked
    for, else from 9 to 18; never on a weekend unless hours were asked for."""

    at: dt.datetime
    may_call: bool


def local_hour(
    now: dt.datetime, zone: str, hours_from: dt.time | None, hours_to: dt.time | None
) -> LocalHour:
    """What the clock of a client in ``zone`` (IANA) says at ``now``."""
    there = now.astimezone(ZoneInfo(zone))
    asked = hours_from is not None or hours_to is not None
    begin, end = hours_from or dt.time(9), hours_to or dt.time(18)
    within = begin <= there.time() < end if begin <= end else not end <= there.time() < begin
    return LocalHour(there, within and (asked or there.weekday() < 5))
