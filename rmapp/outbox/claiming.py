"""From keys to claimed messages, and from claimed messages to letters. A door, like delivery."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import DBAPIError

from ..core.transaction import transaction
from . import preparation, transitions
from .preparation import Ready, Unwanted
from .renderers import NoLetter
from .rules import Verdict
from .transitions import Claim

log = structlog.get_logger("rmapp.outbox")


@dataclass(frozen=True)
class Unmade:
    """A claimed message of which no letter came. ``verdict`` None: nobody may be written to."""

    claim: Claim
    verdict: Verdict | None
    words: str


def take(ids: Collection[int], *, owner: str, lease: dt.timedelta) -> list[Claim]:
    """T1, less those whose reader may not be written to at this hour."""
    mine = []
    with transaction():
        for claim in transitions.claim(ids, owner=owner, lease=lease):
            until = preparation.quiet_until(claim)
            if until is None:
                mine.append(claim)
            else:
                transitions.postpone(claim, until=until)
    return mine


def make(claims: Sequence[Claim], *, sender: str) -> tuple[list[Ready], list[Unmade]]:
    """The messages with their letters, and those of which none came."""
    made: list[Ready] = []
    unmade: list[Unmade] = []
    if not claims:
        return made, unmade
    try:
        with transaction():
            table = preparation.lay(claims)
            for claim in claims:
                try:
                    made.append(preparation.prepare(claim, table, sender))
                except DBAPIError:
                    raise
                except Exception as error:
                    unmade.append(_unmade(claim, error))
    except DBAPIError as error:  # one letter's statement spoiled it for all: each by itself
        if len(claims) == 1:
            if error.connection_invalidated:
                raise
            return [], [_unmade(claims[0], error)]
        made, unmade = [], []
        for claim in claims:
            one, none = make([claim], sender=sender)
            made += one
            unmade += none
    return made, unmade


def _unmade(claim: Claim, error: Exception) -> Unmade:
    if isinstance(error, Unwanted):  # asked again, under the lock, before the handoff
        return Unmade(claim, None, str(error))
    if isinstance(error, NoLetter):
        return Unmade(claim, Verdict.REFUSED, str(error))
    log.error("letter_not_made", message=claim.id, exc_info=error)
    return Unmade(claim, Verdict.LATER, f"{type(error).__name__} while the letter was made")
