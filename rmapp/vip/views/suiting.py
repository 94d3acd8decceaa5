"""Whom a client suits that is to be a VIP: the best first, with reasons, the load before and after
(V3)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...clients.models import Client
from ...clients.queries import primary_manager
from ...core.formatting import number
from ...policy.enforce import Actor
from ...portfolios.queries import ManagerLoad, managers, piece_of, receiver_from
from ...portfolios.rules import Ranked, ranked, tier_points
from .. import queries


@dataclass(frozen=True)
class Suiting:
    """A manager who may serve VIPs. ``after``: the load with this client as a VIP, points;
    ``serves``: serves it first now."""

    manager: ManagerLoad
    rank: Ranked
    after: int
    serves: bool

    @property
    def label(self) -> str:
        """The name with the load before and after, to choose from."""
        load = self.manager.load
        loads = f"{number(load.points)} → {number(self.after)} / {number(load.capacity)}"
        return f"{self.manager.employee.name}: {loads}"


def suiting(client: Client, tier: str, actor: Actor) -> list[Suiting]:
    """The managers within reach who may serve the client in ``tier``: who serves it now first, then
    by the objective of the share-out; whoever cannot take it last."""
    terms = queries.terms_in_force().get(tier)
    piece = piece_of(client)
    weight = tier_points(terms.contact_days) if terms is not None else piece.points
    people = {one.employee.id: one for one in managers(actor) if one.employee.is_vip_certified}
    now = primary_manager(client.id)
    serves = now.id if now is not None else None
    freed = {key: one.load.points - (piece.points if key == serves else 0)
             for key, one in people.items()}  # fmt: skip
    receivers = [replace(receiver_from(one), points=freed[key]) for key, one in people.items()]
    found = [
        Suiting(people[one.employee_id], one, freed[one.employee_id] + weight,
                one.employee_id == serves)
        for one in ranked(replace(piece, points=weight, is_vip=True), receivers)
    ]  # fmt: skip
    return sorted(found, key=lambda one: not one.serves)


def choices(found: list[Suiting]) -> list[tuple[str, str]]:
    """To choose from, whoever cannot take the client left out."""
    return [
        (one.manager.employee.public_id, one.label)
        for one in found
        if one.serves or one.rank.cost is not None
    ]
