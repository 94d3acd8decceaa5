"""The VIP policy, its evaluation, statuses."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import Field

from ...vip.models import Basis, PolicyState, StatusState, VerdictKind, VerdictState
from .base import At, Given, Line, Named, PageQuery, PublicId, Shown, Version, text_of

Why: Any = text_of(500, least=1)


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
    """What an evaluation says of a client, with the figures it was said on."""

    id: PublicId
    client: Named
    kind: VerdictKind
    tier_now: str
    tier_due: str
    worth: int
    figures: dict[str, Any]
    grace_until: dt.date | None
    state: VerdictState


class ConfirmGiven(Given):
    """Verdicts to confirm; ``manager`` serves those who enter and have no VIP manager yet."""

    verdicts: Annotated[list[PublicId], Field(min_length=1, max_length=500)]
    manager: PublicId | None = None


class ConfirmedShown(Shown):
    """What was confirmed; ``operation``: its entry in the journal, which can be undone."""

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
