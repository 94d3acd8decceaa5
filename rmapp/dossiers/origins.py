"""What a new dossier was begun from: a slice above whose page leads here enters itself once.

As with those who follow contacts, the low slice calls what the high one has entered, in the same
transaction: ``@begins_dossiers("letter")``. The form carries ``letter-<public id>``.
"""

from __future__ import annotations

from collections.abc import Callable

from ..clients.models import Client
from ..policy.enforce import Actor

#: (public id of the origin, the new client, who made it) → what to tell the person, "" for nothing.
Made = Callable[[str, Client, Actor], str]
_entered: dict[str, Made] = {}


def begins_dossiers(name: str) -> Callable[[Made], Made]:
    """Enter who is told of a client made from something called ``name``. RuntimeError for a name
    that is there already."""

    def enter(made: Made) -> Made:
        if name in _entered:
            raise RuntimeError(f"{name} begins dossiers already")
        _entered[name] = made
        return made

    return enter


def tell_origin(origin: str, client: Client, *, actor: Actor) -> str:
    """Tell whoever ``origin`` names that its client is there; what nobody knows is passed over."""
    name, _dash, public_id = origin.partition("-")
    made = _entered.get(name)
    return made(public_id, client, actor) if made else ""
