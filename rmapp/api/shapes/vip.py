"""The VIP policy, its evaluation, statuses."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from ...core.amounts import LARGEST
from ...vip.models import Basis, PolicyState, StatusState, VerdictKind, VerdictState
from .base import (
    At,
    Day,
    Given,
    Line,
    Minor,
    Named,
    Note,
    PageQuery,
    PublicId,
    Shown,
    Version,
    text_of,
)

Why: Any = text_of(500, least=1)
Title: Any = text_of(200, least=1)


class TierShown(Shown):
    """A tier: its rule in groups of criteria, and its terms; money in minor units a month."""

    code: str
    name_en: str
    name_ru: str
    rule: dict[str, Any]
    contact_days: int
    answer_hours: int
    concession_bp: int
    bonus_bp: int
    service_cost: int
    fee: int
    channels: list[str]
    has_room: bool
    terms_en: str
    terms_ru: str


class PolicyShown(Shown):
    """A version of the policy, its highest tier first."""

    id: PublicId
    version: int
    number: int
    title_en: str
    title_ru: str
    grace_days: int
    state: PolicyState
    valid_from: dt.date | None
    valid_until: dt.date | None
    approved_at: At | None
    tiers: list[TierShown]


class PoliciesShown(Shown):
    """Versions, newest first."""

    items: list[PolicyShown]


class ApprovalGiven(Given):
    """The draft that is approved, as it was read."""

    version: Version


class EvaluationShown(Shown):
    """An evaluation of the base. ``counts``: verdicts by kind over the whole base."""

    id: PublicId
    policy: PublicId
    started_at: At
    finished_at: At | None
    as_of: dt.date
    clients: int
    counts: dict[str, int]
    quality: dict[str, Any]


class AskedShown(Shown):
    """The work that was asked for."""

    work: PublicId


class VerdictQuery(PageQuery):
    """Which verdicts."""

    kind: VerdictKind | None = None
    all: bool = False


class VerdictShown(Shown):
    """What an evaluation says of a client, with the figures it was said on. ``tier_near``: of who
    is near, the tier that is nearest."""

    id: PublicId
    client: Named
    kind: VerdictKind
    tier_now: str
    tier_due: str
    tier_near: str
    worth: int
    figures: dict[str, Any]
    grace_until: dt.date | None
    state: VerdictState


class ConfirmGiven(Given):
    """Verdicts to confirm; ``manager`` serves those who enter and have no VIP manager yet."""

    verdicts: Annotated[list[PublicId], Field(min_length=1, max_length=500)]
    manager: PublicId | None = None


class ConfirmedShown(Shown):
    """What was confirmed; ``operation``: its entry in the journal (``/operations/{id}/undo``)."""

    operation: PublicId
    counts: dict[str, int]


class StatusQuery(PageQuery):
    """Which statuses."""

    state: StatusState | None = None


class StatusShown(Shown):
    """A client's VIP status with its version and evidence."""

    id: PublicId
    version: int
    client: Named
    tier: str
    policy: PublicId
    policy_number: int
    basis: Basis
    decision_reason: str
    evidence: list[dict[str, Any]]
    state: StatusState
    holds_until: dt.date | None
    short_since: dt.date | None
    proposed_at: At
    decided_at: At | None
    ended_at: At | None
    end_reason: str


class ProposalGiven(Given):
    """Who is proposed: by the criteria, or in a tier by a decision with its reason."""

    client: PublicId
    tier: Annotated[str, Field(max_length=16)] = ""
    decision_reason: Line = ""


class StatusConfirmGiven(Given):
    """The personal manager who will serve the client."""

    version: Version
    manager: PublicId


class StatusEndGiven(Given):
    """Why a proposal is refused or a status ends."""

    version: Version
    reason: Why


class RefusalGiven(Given):
    """Verdicts to let be, and why."""

    verdicts: Annotated[list[PublicId], Field(min_length=1, max_length=100)]
    reason: Why


class RefusedShown(Shown):
    """How many verdicts were let be."""

    refused: int


class PolicyChange(Given):
    """What is to be changed in a draft; ``valid_from`` null: from the day of the approval."""

    version: Version
    title_en: Title | None = None
    title_ru: Title | None = None
    grace_days: Annotated[int, Field(ge=0, le=730)] | None = None
    valid_from: Day | None = None


class CriterionGiven(Given):
    """A figure of the client or of its group, and the least it must be (money in minor units)."""

    measure: Literal[
        "profit", "balance", "turnover", "expected_profit", "expected_balance", "years", "products"
    ]
    scope: Literal["client", "group"] = "client"
    least: Annotated[int, Field(ge=1, le=LARGEST)]


class GroupGiven(Given):
    """Criteria of which ``needed`` must be met."""

    needed: Annotated[int, Field(ge=1, le=4)]
    criteria: Annotated[list[CriterionGiven], Field(min_length=1, max_length=4)]


class RuleGiven(Given):
    """Groups of criteria: every one must be met, or any. No group: a tier one only pays for."""

    every: bool = True
    groups: Annotated[list[GroupGiven], Field(max_length=3)] = []


class TierGiven(Given):
    """A tier of a draft: its rule and its terms; money in minor units a month."""

    version: Version
    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,15}$")]
    name_en: Title
    name_ru: Title
    rule: RuleGiven
    contact_days: Annotated[int, Field(ge=1, le=366)]
    answer_hours: Annotated[int, Field(ge=1, le=80)]
    concession_bp: Annotated[int, Field(ge=0, le=10_000)] = 0
    bonus_bp: Annotated[int, Field(ge=0, le=10_000)] = 0
    service_cost: Minor = 0
    fee: Minor = 0
    channels: Annotated[
        list[Literal["phone", "mobile", "email", "messenger", "visit"]], Field(max_length=5)
    ] = []
    has_room: bool = False
    terms_en: Note = ""
    terms_ru: Note = ""


class TierDropped(Given):
    """The tier to take out of a draft."""

    version: Version
    code: Annotated[str, Field(min_length=1, max_length=16)]


class TrialShown(Shown):
    """What a version would do to the base. ``counts``: clients by kind of verdict; money of twelve
    months in minor units."""

    clients: int
    counts: dict[str, int]
    vips: int
    profit: int
    cost: int
