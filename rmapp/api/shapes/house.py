"""Assignments, handovers, staff, the trail."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import Field

from ...clients.models import AssignmentRole
from ...handovers.models import HandoverReason, HandoverState, ItemState
from ...staff.licences import Licence
from .base import (
    At,
    Day,
    Given,
    Line,
    Moment,
    Named,
    PageQuery,
    PublicId,
    Shown,
    Version,
    text_of,
)

Short: Any = text_of(200)
Needed: Any = text_of(200, least=1)
Why: Any = text_of(500, least=1)


class AssignmentQuery(PageQuery):
    """Which assignments."""

    client: PublicId | None = None
    employee: PublicId | None = None
    is_open: bool | None = None
    on: Annotated[Day | None, Field(description="Who served whom at the end of this day")] = None


class AssignmentGiven(Given):
    """Who is to serve a client, in which role, and why."""

    client: PublicId
    employee: PublicId
    role: AssignmentRole
    reason: Why


class EndGiven(Given):
    """Why an assignment ends."""

    reason: Why


class AssignmentShown(Shown):
    """Who serves which client in which role, from when to when."""

    id: PublicId
    client: Named
    employee: Named
    role: AssignmentRole
    is_primary: bool
    started_at: At
    ended_at: At | None
    reason: str


class HandoverGiven(Given):
    """A handover of everything that hangs on an employee."""

    employee: PublicId
    reason: HandoverReason
    effective_on: Day
    returns_on: Day | None = None
    closes_access: bool = False
    gives_notice: bool = False
    note: Line = ""


class ShareOutGiven(Given):
    """Among whom the clients are shared out."""

    receivers: Annotated[list[PublicId], Field(min_length=1, max_length=100)]
    keep_families: bool = True


class PlacementGiven(Given):
    """Clients that go to one receiver because a person says so."""

    clients: Annotated[list[PublicId], Field(min_length=1, max_length=500)]
    receiver: PublicId


class ReceiverShown(Shown):
    """Who gets clients, with the load in points before and after."""

    employee: Named
    clients: int
    vips: int
    points_before: int
    points_after: int
    capacity: int


class HandoverShown(Shown):
    """A handover. ``receivers`` is empty in lists."""

    id: PublicId
    version: int
    employee: Named
    reason: HandoverReason
    note: str
    effective_on: dt.date
    returns_on: dt.date | None
    closes_access: bool
    state: HandoverState
    created_by: Named
    created_at: At
    signed_by: Named | None
    signed_at: At | None
    executed_at: At | None
    undone_at: At | None
    returned_at: At | None
    permanence_asked_at: At | None
    keeps_dates: bool
    failure: str
    receivers: list[ReceiverShown]


class HandoverItemShown(Shown):
    """One client of a handover."""

    client: Named
    receiver: Named | None
    is_vip: bool
    points: int
    why: list[str]
    state: ItemState
    decline_reason: str
    meet_by: dt.date | None
    visit_by: dt.date | None


class DeclineGiven(Given):
    """Why a client cannot be taken."""

    reason: Why


class AnewGiven(Given):
    """Who serves a declined client from now on, and why."""

    employee: PublicId
    reason: Why


class StaysShown(Shown):
    """A client that did not go back: who serves it by now, or into which record it was merged;
    neither: it is in the bin."""

    client: Named
    manager: str
    merged_into: Named | None


class UndoneShown(Shown):
    """What an undo came to. ``stays``: the conflicts by name, fifty of a kind at most."""

    handover: HandoverShown
    returned: int
    kept: int
    rows: int
    rows_kept: int
    begun_ended: int  # introductions that began with the acceptance
    stays: list[StaysShown]


class StaffQuery(PageQuery):
    """Whom the list shows."""

    q: Annotated[str, Field(max_length=100)] = ""
    team: PublicId | None = None
    with_left: bool = False


class EmployeeChange(Given):
    """Changed facts of an employee; what is left out stays."""

    version: Version
    family_name: Needed = ""
    given_name: Needed = ""
    patronymic: Short = ""
    position: Short = ""
    email: Short = ""
    phone: text_of(32) = ""  # type: ignore[valid-type]
    branch: Short = ""
    specialisation: Short = ""
    licences: Annotated[list[Licence], Field(max_length=10)] = []
    is_exclusive: bool = False
    languages: Annotated[list[text_of(8)], Field(max_length=20)] = []  # type: ignore[valid-type]
    is_vip_certified: bool = False
    capacity_points: Annotated[int, Field(ge=0, le=10_000)] = 100
    team: PublicId | None = None


class EmployeeShown(Shown):
    """A colleague."""

    id: PublicId
    version: int
    login: str
    name: str
    family_name: str
    given_name: str
    patronymic: str
    position: str
    email: str
    phone: str
    role: str
    team: Named | None
    branch: str
    specialisation: str
    licences: list[str]
    is_exclusive: bool
    languages: list[str]
    is_vip_certified: bool
    capacity_points: int
    is_active: bool


class AuditQuery(PageQuery):
    """What of the trail."""

    tag: Annotated[str, Field(max_length=64)] = ""
    q: Annotated[str, Field(max_length=100)] = ""
    since: Moment | None = None
    until: Moment | None = None


class AuditEntryShown(Shown):
    """One entry of the trail, chained to the one before."""

    number: int
    at: At
    actor: str
    tag: str
    object_kind: str
    object_name: str
    reason: str
    detail: dict[str, Any]
    request: str
    prev_hash: str
    hash: str
