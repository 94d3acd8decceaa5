"""Who follows contacts: a slice above that hangs something on a contact enters itself once.

As with kinds of work and renderers of letters, the low slice calls what the high one has entered,
in the same transaction: ``@follows_contacts("schedules")``.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import with_expression

from ..clients.models import Temperature
from ..core.db import db
from ..policy.enforce import Actor
from .models import Interaction
from .rules.persistence import Limit
from .words import NoNextReason, Result

Follower = Callable[[Interaction, Actor], None]
#: (key of a contact, key of its client), both in SQL → whether it concerns a follower.
Concern = Callable[[Any, Any], sa.ColumnElement[bool]]
_entered: dict[str, tuple[Follower, Concern | None]] = {}


def follows_contacts(
    name: str, *, concerns: Concern | None = None
) -> Callable[[Follower], Follower]:
    """Enter a follower: told of each contact that has got an outcome, was moved or cancelled.

    ``concerns``: says in SQL which of them concern it; all of them without. What all followers say
    is asked in one statement. RuntimeError for a name that is there already.
    """

    def enter(follower: Follower) -> Follower:
        if name in _entered:
            raise RuntimeError(f"{name} follows contacts already")
        _entered[name] = follower, concerns
        return follower

    return enter


def concerned() -> sa.ColumnElement[list[str]]:
    """The names of those whom contact ``:contact`` of client ``:client`` concerns, in SQL; of those
    who say."""
    contact, client = (sa.bindparam(key, type_=sa.BigInteger) for key in ("contact", "client"))
    told = [
        sa.case((concerns(contact, client), name))
        for name, (_follower, concerns) in _entered.items()
        if concerns is not None
    ]
    names: Any = array(told, type_=sa.Text)
    return sa.func.array_remove(names, None, type_=sa.ARRAY(sa.Text))


@functools.cache
def _concerned() -> Any:
    return sa.select(concerned())


def tell_followers(
    interaction: Interaction, *, actor: Actor, whom: Collection[str] | None = None
) -> None:
    """Tell every follower of a contact a person has changed. ``whom``: what :func:`concerned` said
    of it before the change, where the caller has asked."""
    if whom is None:
        asked = {"contact": interaction.id, "client": interaction.client_id}
        whom = db.session.execute(_concerned(), asked).scalar_one()
    for name, (follower, concerns) in _entered.items():
        if concerns is None or name in whom:
            follower(interaction, actor)


#: Key of a client, in SQL → what the bank's own figures say of prospects like it: the fields of a
#: limit as JSON, NULL where they say nothing.
Teller = Callable[[Any], sa.ScalarSelect[Any]]
_tellers: list[Teller] = []


def tells_limits(teller: Teller) -> Teller:
    """Enter who knows from which contact on prospects like a client are pursued too long; one
    knows. RuntimeError for a second."""
    if _tellers:
        raise RuntimeError("somebody tells limits already")
    _tellers.append(teller)
    return teller


def limit_for(client_id: int) -> Limit | None:
    """From which contact on a prospect like the client is pursued too long; None where nobody
    knows."""
    return _limit(db.session.scalar(sa.select(_tellers[0](sa.literal(client_id, sa.BigInteger)))))


def with_limit() -> Any:
    """The option with which a contact is read together with the limit of its client."""
    return with_expression(Interaction.limit_said, _tellers[0](Interaction.client_id))


def limit_of(interaction: Interaction) -> Limit | None:
    """What :func:`limit_for` says of its client; read :func:`with_limit`."""
    return _limit(interaction.limit_said)


def _limit(said: Any) -> Limit | None:
    return Limit(**said) if said else None


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
