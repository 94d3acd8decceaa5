"""Managers with their load; what the wizard of a handover shows and takes."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import Field

from ...handovers.models import HandoverReason
from ...staff.licences import Licence
from ...work.models import WorkState
from .base import At, Day, Given, Line, Named, PublicId, Shown, Version, text_of
from .house import HandoverShown

Short: Any = text_of(200)
Why: Any = text_of(500, least=1)
Text: Any = text_of(10_000)


class ManagerShown(Shown):
    """Somebody who serves clients: profile and load in points."""

    id: PublicId
    version: int
    name: str
    role: str
    team: str
    branch: str
    specialisation: str
    languages: list[str]
    licences: list[str]
    is_vip_certified: bool
    is_exclusive: bool
    leaves_on: dt.date | None
    clients: int
    vips: int
    prospects: int
    promises: int
    points: int
    capacity: int
    away_from: dt.date | None
    away_until: dt.date | None


class ManagersShown(Shown):
    """The managers within reach, by name."""

    items: list[ManagerShown]


class ProfileChange(Given):
    """What a supervisor keeps of a manager; what is left out stays."""

    version: Version
    capacity_points: Annotated[int, Field(ge=0, le=10_000)] = 100
    specialisation: Short = ""
    branch: Short = ""
    languages: Annotated[list[text_of(8)], Field(max_length=20)] = []  # type: ignore[valid-type]
    licences: Annotated[list[Licence], Field(max_length=10)] = []
    is_vip_certified: bool = False
    is_exclusive: bool = False


class NoticeGiven(Given):
    """The last working day of somebody who leaves; null: they stay."""

    leaves_on: Day | None = None


class LetterGiven(Given):
    """A letter of introduction in both languages, with names in braces to be filled in."""

    is_on: bool = True
    subject_ru: Line = ""
    text_ru: Text = ""
    subject_en: Line = ""
    text_en: Text = ""


class ArrangementGiven(Given):
    """How it is done."""

    version: Version
    keeps_dates: bool = True
    vip: LetterGiven
    others: LetterGiven


class HandoverChangeGiven(Given):
    """Why and when, of a draft."""

    version: Version
    reason: HandoverReason
    effective_on: Day
    returns_on: Day | None = None
    closes_access: bool = False
    note: Line = ""


class RecallGiven(Given):
    """What is not to be carried out as it is."""

    version: Version
    reason: Line = ""


class ClientsGiven(Given):
    """Chosen clients of a draft."""

    clients: Annotated[list[PublicId], Field(min_length=1, max_length=500)]


class LocksGiven(ClientsGiven):
    """Whether they stay where they are when the rest is shared out anew."""

    is_locked: bool = True


class ExclusionGiven(ClientsGiven):
    """Why they stay with the leaver; empty: they come along after all."""

    reason: Line = ""


class ChangedShown(Shown):
    """How many clients were changed."""

    changed: int


class RelievedShown(Shown):
    """How many clients go along; the others stay with the manager."""

    goes: int


class FlowShown(Shown):
    """One kind of what hangs on the leaver, in and out."""

    key: str
    into: int
    out: int
    others: int
    stays: int


class PreviewShown(Shown):
    """What would happen, before anything does. ``unfit``: VIPs by now whose receivers may not serve
    VIPs; ``against``: to whose receivers something speaks against, a licence, the language, an
    absence; ``untold``: who hears nothing, being a former client or keeping the first manager."""

    clients_in: int
    clients_out: int
    vips: int
    unplaced: int
    left_out: int
    appeared: list[str]
    gone: list[str]
    unfit: list[str]
    against: int
    needs_second_signature: bool
    letters_vip: int
    letters_others: int
    calls: int
    untold: int
    silent_now: int
    silent_soon: int
    flows: list[FlowShown]


class ReasonGiven(Given):
    """Why one client goes back."""

    reason: Why


class ClientUndoneShown(Shown):
    """What came of giving one client back."""

    rows: int
    rows_kept: int


class AcceptedShown(Shown):
    """How many clients were taken, and how many await the receiver still: VIPs, one by one."""

    accepted: int
    awaiting: int


class ProlongGiven(Given):
    """The day on which a substitution ends."""

    version: Version
    returns_on: Day


class ExecutionShown(Shown):
    """How far the execution of a large handover is: all of it moves at its end, or nothing."""

    state: WorkState | None
    done: int
    total: int | None
    error: str | None


class SubstitutionShown(Shown):
    """A substitution that goes on or is over."""

    handover: PublicId
    employee: Named
    effective_on: dt.date
    returns_on: dt.date
    returned_at: At | None


class ReturnedShown(Shown):
    """What an end of a substitution came to."""

    handover: HandoverShown
    returned: int
    rows: int
