"""Who follows contacts: a slice above that hangs something on a contact enters itself once.

As with kinds of work and renderers of letters, the low slice calls what the high one has entered,
in the same transaction: ``@follows_contacts("schedules")``.
"""

from __future__ import annotations

from collections.abc import Callable

from ..policy.enforce import Actor
from .models import Interaction
from .rules.persistence import Limit

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
