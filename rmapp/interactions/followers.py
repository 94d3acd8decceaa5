"""Who follows contacts: a slice above that hangs something on a contact enters itself once.

As with kinds of work and renderers of letters, the low slice calls what the high one has entered,
in the same transaction: ``@follows_contacts("schedules")``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..clients.models import Temperature
from ..policy.enforce import Actor
from .models import Interaction
from .rules.persistence import Limit
from .words import NoNextReason, Result

Follower = Callable[[Interaction, Actor], None]
_entered: dict[str, Follower] = {}


def follows_contacts(name: str) -> Callable[[Follower], Follower]:
    """Enter a follower: told of each contact that has got an outcome, was moved or cancelled.

    RuntimeError for a name that is there already.
    """

    def enter(follower: Follower) -> Follower:
        if name in _entered:
            raise RuntimeError(f"{name} follows contacts already")
        _entered[name] = follower
        return follower

    return enter


def tell_followers(interaction: Interaction, *, actor: Actor) -> None:
    """Tell every follower of a contact a person has changed."""
    for follower in _entered.values():
        follower(interaction, actor)


#: Client → what the bank's own figures say of prospects like it.
Teller = Callable[[int], Limit | None]
_tellers: list[Teller] = []


def tells_limits(teller: Teller) -> Teller:
    """Enter who knows from which contact on prospects like a client are pursued too long."""
    _tellers.append(teller)
    return teller


def limit_for(client_id: int) -> Limit | None:
    """From which contact on a prospect like the client is pursued too long; None where nobody
    knows."""
    return next((found for one in _tellers if (found := one(client_id)) is not None), None)


@dataclass(frozen=True)
class Was:
    """What an outcome said before it was corrected or undone. ``at``: when it was given."""

    result: Result
    at: dt.datetime
    number: int
    temperature: Temperature | None
    no_next_reason: NoNextReason | None


Reverter = Callable[[Interaction, Was, Actor], None]
_reverters: list[Reverter] = []


def reverts_outcomes(reverter: Reverter) -> Reverter:
    """Enter who takes back by itself what an outcome has brought about; the contact has lost it
    by then, or has another one."""
    _reverters.append(reverter)
    return reverter


def tell_reverters(interaction: Interaction, was: Was, *, actor: Actor) -> None:
    """Let every slice take back what hung on the outcome ``was``."""
    for reverter in _reverters:
        reverter(interaction, was, actor)


@dataclass(frozen=True)
class Hanging:
    """One thing an outcome brought about. ``key``: names it in forms; ``label``: of which kind it
    is; ``stays``: why it cannot be taken back, empty where it can."""

    key: str
    label: Any
    text: str
    stays: str = ""


@dataclass(frozen=True)
class Consequence:
    """A kind of thing outcomes bring about: how it is found, and how some of it (their keys) is
    taken back for a reason."""

    find: Callable[[Interaction, Actor], Sequence[Hanging]]
    take_back: Callable[[Interaction, Sequence[str], Actor, str], None]


_consequences: list[Consequence] = []


def brought_by_outcomes(consequence: Consequence) -> Consequence:
    """Enter a kind of thing that is shown, and taken back at wish, when an outcome is corrected."""
    _consequences.append(consequence)
    return consequence


def hanging_on(interaction: Interaction, *, actor: Actor) -> list[Hanging]:
    """Everything the outcome of a contact brought about."""
    return [one for kind in _consequences for one in kind.find(interaction, actor)]


def take_back(interaction: Interaction, keys: Sequence[str], *, actor: Actor, reason: str) -> None:
    """Take back what ``keys`` name of it; whoever entered it may refuse."""
    for kind in _consequences:
        own = [
            one.key for one in kind.find(interaction, actor) if one.key in keys and not one.stays
        ]
        if own:
            kind.take_back(interaction, own, actor, reason)
