"""Who serves whom: clients made up one after another and dealt out to managers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from ..clients.models import Lifecycle, RelationKind
from ..policy.table import ACQUISITION, PERSONAL
from .people import Manager
from .subjects import Registry, Subject

#: How the base is made up.
PROSPECTS, CLIENTS = 0.46, 0.49  # the rest are former clients
ENGLISH, UNSERVED, GIVEN_UP, VIPS = 0.12, 0.012, 0.05, 0.06
FIRMS, TRADERS = 0.52, 0.12  # the rest are persons


@dataclass
class Deal:
    """A client with those who serve it. ``manager`` None: it stands in the queue."""

    subject: Subject
    lifecycle: Lifecycle
    is_active: bool
    is_vip: bool
    manager: Manager | None
    winner: Manager | None  # who won the client, if somebody else serves it now
    deputy: Manager | None
    tie: tuple[Deal, RelationKind] | None = None  # to a client dealt before
    key: int = 0  # the client's, once it is written


class Dealer:
    """Makes clients up and gives them to managers, evenly by role and language."""

    def __init__(
        self, rng: Random, registry: Registry, managers: list[Manager], today: dt.date
    ) -> None:
        self._rng = rng
        self._registry = registry
        self._today = today
        self._hands = {
            role: [manager for manager in managers if manager.role == role]
            for role in (ACQUISITION, PERSONAL)
        }
        self._held = {manager.id: 0.0 for manager in managers}
        self._last: Deal | None = None

    def deals(self, first: int, last: int) -> Iterator[Deal]:
        """The clients numbered ``first`` to ``last`` (without it)."""
        for ordinal in range(first, last):
            deal = self._deal(ordinal)
            self._last = deal
            yield deal

    def _deal(self, ordinal: int) -> Deal:
        rng, before = self._rng, self._last
        tie = self._tie(before)
        if tie is not None and before is not None:
            language, lifecycle = before.subject.language, before.lifecycle
            like = before.subject
        else:
            language, lifecycle = "en" if rng.random() < ENGLISH else "ru", self._lifecycle()
            like = None
        subject = self._subject(ordinal, language, tie, like)
        deal = Deal(subject, lifecycle, True, False, None, None, None)
        if tie is not None and before is not None:
            deal.tie = (before, tie)
        if lifecycle is Lifecycle.FORMER or (
            lifecycle is Lifecycle.PROSPECT and rng.random() < GIVEN_UP
        ):
            deal.is_active = False
        deal.is_vip = lifecycle is Lifecycle.CLIENT and rng.random() < VIPS
        if rng.random() < UNSERVED:
            return deal
        role = ACQUISITION if lifecycle is Lifecycle.PROSPECT else PERSONAL
        together = before.manager if before is not None and tie is not None else None
        if together is not None and (together.is_vip_certified or not deal.is_vip):
            deal.manager = together
        else:
            deal.manager = self._least(role, language, vip=deal.is_vip)
        assert deal.manager is not None
        self._held[deal.manager.id] += 1
        if lifecycle is not Lifecycle.PROSPECT and rng.random() < 0.6:
            deal.winner = rng.choice(self._hands[ACQUISITION])
        if rng.random() < (0.5 if deal.is_vip else 0.07):
            others = [
                one
                for one in self._hands[role]
                if one.team == deal.manager.team and one.id != deal.manager.id
            ]
            deal.deputy = rng.choice(others) if others else None
        return deal

    def _lifecycle(self) -> Lifecycle:
        roll = self._rng.random()
        if roll < PROSPECTS:
            return Lifecycle.PROSPECT
        return Lifecycle.CLIENT if roll < PROSPECTS + CLIENTS else Lifecycle.FORMER

    def _tie(self, before: Deal | None) -> RelationKind | None:
        """Whether the next client belongs to the one before, and how."""
        if before is None or before.tie is not None:
            return None
        roll = self._rng.random()
        if before.subject.is_firm:
            if before.subject.kpp and roll < 0.05:
                return RelationKind.GROUP
            if roll < 0.09 and before.subject.members:
                return RelationKind.OWNER
            return None
        return RelationKind.HOUSEHOLD if roll < 0.13 else None

    def _subject(
        self, ordinal: int, language: str, tie: RelationKind | None, like: Subject | None
    ) -> Subject:
        registry = self._registry
        if tie is RelationKind.GROUP:
            return registry.firm(ordinal, language, like)
        if tie is RelationKind.HOUSEHOLD:
            return registry.person(ordinal, language, like)
        if tie is RelationKind.OWNER:
            return registry.person(ordinal, language)
        roll = self._rng.random()
        if roll < FIRMS:
            return registry.firm(ordinal, language)
        if roll < FIRMS + TRADERS and language == "ru":
            return registry.trader(ordinal)
        return registry.person(ordinal, language)

    def _least(self, role: str, language: str, *, vip: bool) -> Manager:
        """The fitting manager with the fewest clients; among equals the first."""
        hands = self._hands[role]
        if vip:
            hands = [one for one in hands if one.is_vip_certified] or hands
        if language == "en":
            hands = [one for one in hands if "en" in one.speaks] or hands
        return min(hands, key=lambda one: (self._held[one.id], one.id))
