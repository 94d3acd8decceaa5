"""One series with many clients: what it would do to the diaries, and its start."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from ...clients.models import Client
from ...core.db import db
from ...core.errors import Refusal
from ...policy.enforce import Actor
from ...staff.models import Employee
from ..models import Schedule, TemplateVersion
from ..queries import Desk, desk_of
from ..rules.layout import with_placed
from .laying import propose, step_as_rule
from .running import start


@dataclass(frozen=True)
class Diaries:
    """What a series with many clients does to one diary. ``first``, ``last``: days of contacts;
    ``fullest``: the most contacts of a day then, beside ``capacity``; ``unplaced``: steps that
    find no place within the patience of the layout."""

    name: str
    clients: int
    contacts: int
    unplaced: int
    first: dt.date | None
    last: dt.date | None
    fullest: int
    capacity: int


def preview_many(
    version: TemplateVersion, served: Sequence[tuple[Client, Employee]], *, starts_on: dt.date
) -> list[Diaries]:
    """Lay ``version`` out for each client in turn, every one seeing those before it; changes
    nothing. ``served``: the clients with the employee in whose diary each series goes."""
    found: list[Diaries] = []
    owners = {owner.id: owner for _client, owner in served}
    for owner in sorted(owners.values(), key=lambda one: (one.name_key, one.id)):
        mine = [client for client, of in served if of.id == owner.id]
        found.append(_one(version, owner, mine, starts_on))
    return found


def _one(
    version: TemplateVersion, owner: Employee, clients: Sequence[Client], starts_on: dt.date
) -> Diaries:
    desk: Desk = desk_of(owner)
    place, days, unplaced = ZoneInfo(owner.zone), Counter[dt.date](), 0
    for client in clients:
        laid = propose(version, client, owner=owner, starts_on=starts_on, desk=desk)
        pairs = [(step_as_rule(one.step, one.placed.position), one.placed) for one in laid]
        desk = replace(desk, diary=with_placed(desk.diary, pairs))
        for one in laid:
            if one.placed.at is None:
                unplaced += 1
            else:
                days[one.placed.at.astimezone(place).date()] += 1
    return Diaries(
        name=owner.name,
        clients=len(clients),
        contacts=days.total(),
        unplaced=unplaced,
        first=min(days, default=None),
        last=max(days, default=None),
        fullest=max((desk.diary.load.get(day, 0) for day in days), default=0),
        capacity=desk.diary.capacity,
    )


def start_many(
    version: TemplateVersion,
    served: Sequence[tuple[Client, Employee]],
    *,
    actor: Actor,
    starts_on: dt.date,
) -> tuple[list[Schedule], dict[int, str]]:
    """Start ``version`` with each client; those that cannot are left out: (schedules, client key →
    why). Refuses with nothing of its own."""
    made: list[Schedule] = []
    refused: dict[int, str] = {}
    for client, owner in served:
        try:
            with db.session.begin_nested():
                made.append(start(client, version, actor=actor, starts_on=starts_on, owner=owner))
        except Refusal as refusal:
            refused[client.id] = str(refusal.message)
    return made, refused
