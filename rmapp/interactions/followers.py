"""Who follows contacts: a slice above that hangs something on a contact enters itself once.

As with kinds of work and renderers of letters, the low slice calls what the high one has entered,
in the same transaction: ``@follows_contacts("schedules")``.
"""

from __future__ import annotations

from collections.abc import Callable

from ..policy.enforce import Actor
from .models import Interaction

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
