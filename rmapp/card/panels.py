"""The panels of the card: what each slice shows of a client.

A new panel is one function::

    @panel("vip:read", order=40, place="rail")
    def _vip(actor: Actor, card: Card) -> Panel | None: ...

It runs at every view of a card: one statement at most, a cap on the rows, None for nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..core import clock
from ..interactions import queries as interactions
from ..interactions.models import Interaction
from ..policy.enforce import Actor
from . import queries
from .queries import Business, Dossier


@dataclass
class Card:
    """What the card has read before its panels are asked."""

    dossier: Dossier
    business: Business = field(default_factory=Business)
    planned: list[Interaction] = field(default_factory=list)

    @property
    def client_id(self) -> int:
        """The key of the client."""
        return self.dossier.client.id


@dataclass(frozen=True)
class Panel:
    """A template with its values, drawn as one part of the card."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)


Maker = Callable[[Actor, Card], Panel | None]


@dataclass(frozen=True)
class _Entered:
    permission: str
    order: int
    place: str
    maker: Maker


_entered: list[_Entered] = []


def panel(permission: str, *, order: int, place: str = "main") -> Callable[[Maker], Maker]:
    """Enter a panel at ``place`` ("main" or "rail") for those who have ``permission`` on the
    client; ``order`` sorts within the place."""
    if place not in ("main", "rail"):
        raise RuntimeError(f"no such place on the card: {place!r}")

    def enter(maker: Maker) -> Maker:
        _entered.append(_Entered(permission, order, place, maker))
        return maker

    return enter


def panels_of(actor: Actor, card: Card) -> dict[str, list[Panel]]:
    """The panels ``actor`` may see, by place, in order."""
    found: dict[str, list[Panel]] = {"main": [], "rail": []}
    for one in sorted(_entered, key=lambda one: one.order):
        if not queries.reaches(actor, one.permission, card.dossier):
            continue
        made = one.maker(actor, card)
        if made is not None:
            found[one.place].append(made)
    return found


def read(actor: Actor, dossier: Dossier) -> Card:
    """What several parts of the card need, read once: two statements."""
    card = Card(dossier)
    if queries.reaches(actor, "interactions:read", dossier):
        card.planned = interactions.planned_of(dossier.client.id, 5)
    card.business = queries.business_of(actor, dossier)
    return card


@panel("opportunities:read", order=30)
def _opportunities(actor: Actor, card: Card) -> Panel | None:
    rows = card.business.opportunities
    return Panel("card/_opportunities.html", {"opportunities": rows}) if rows else None


@panel("proposals:read", order=40)
def _proposals(actor: Actor, card: Card) -> Panel | None:
    rows = card.business.proposals
    return Panel("card/_proposals.html", {"proposals": rows}) if rows else None


@panel("clients:read", order=50)
def _holdings(actor: Actor, card: Card) -> Panel | None:
    rows = card.business.holdings
    return Panel("card/_holdings.html", {"holdings": rows}) if rows else None


@panel("interactions:read", order=20, place="rail")
def _promises(actor: Actor, card: Card) -> Panel | None:
    rows = card.business.promises
    return Panel("card/_promises.html", {"promises": rows}) if rows else None


@panel("clients:read", order=60, place="rail")
def _documents(actor: Actor, card: Card) -> Panel | None:
    client = card.dossier.client
    rows = card.business.documents
    if not rows:
        return None
    values = {"client": client, "documents": rows, "today": clock.today(actor.zone)}
    return Panel("card/_documents.html", values)
