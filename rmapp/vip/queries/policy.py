"""Versions of the policy, and the terms of those in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from ...clients.models import Client
from ...core.db import db
from ...core.errors import Conflict, NotFound
from ...staff.models import Employee
from ..models import PolicyState, VipPolicyVersion, VipTier

#: Where the bank has no policy in force.
USUAL_NORM = 30


def policy_in_force() -> VipPolicyVersion:
    """The version in force with its tiers; :class:`Conflict` when the bank has none yet."""
    version = _in_force()
    if version is None:
        raise Conflict(_("The bank has no VIP policy in force yet."))
    return version


def _in_force() -> VipPolicyVersion | None:
    return db.session.execute(
        sa.select(VipPolicyVersion)
        .options(selectinload(VipPolicyVersion.tiers))
        .where(VipPolicyVersion.state == PolicyState.IN_FORCE)
    ).scalar_one_or_none()


def versions() -> list[VipPolicyVersion]:
    """All versions with their tiers, newest first; a hundred at most."""
    return list(
        db.session.scalars(
            sa.select(VipPolicyVersion)
            .options(selectinload(VipPolicyVersion.tiers))
            .order_by(VipPolicyVersion.number.desc())
            .limit(100)
        )
    )


def version_of(public_id: str) -> VipPolicyVersion:
    """The version ``public_id`` with its tiers; :class:`NotFound` when there is none."""
    version = db.session.execute(
        sa.select(VipPolicyVersion)
        .options(selectinload(VipPolicyVersion.tiers))
        .where(VipPolicyVersion.public_id == public_id)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if version is None:
        raise NotFound(_("There is no such version of the policy."))
    return version


def tier_of(version: VipPolicyVersion, code: str) -> VipTier:
    """The tier ``code`` of ``version``; :class:`NotFound` when it has none of that name."""
    found = next((tier for tier in version.tiers if tier.code == code), None)
    if found is None:
        raise NotFound(_("This version of the policy has no such tier."))
    return found


@dataclass(frozen=True)
class ServiceTerms:
    """How clients of a tier are served: contact at least every so many days, an answer within so
    many working hours, ways to ask, whether a room for confidential talks is theirs."""

    tier: str
    name_en: str
    name_ru: str
    contact_days: int
    answer_hours: int
    channels: tuple[str, ...]
    has_room: bool


def terms_in_force() -> dict[str, ServiceTerms]:
    """Tier code → the terms of the policy in force, the highest tier first; one statement; empty
    where the bank has no policy."""
    rows = db.session.scalars(
        sa.select(VipTier)
        .join(VipPolicyVersion, VipPolicyVersion.id == VipTier.policy_version_id)
        .where(VipPolicyVersion.state == PolicyState.IN_FORCE)
        .order_by(VipTier.rank)
    )
    return {
        one.code: ServiceTerms(
            one.code,
            one.name_en,
            one.name_ru,
            one.contact_days,
            one.answer_hours,
            tuple(one.channels),
            one.has_room,
        )
        for one in rows
    }


def terms_of(vip_tier: str) -> ServiceTerms | None:
    """The terms of a client whose ``client.vip_tier`` is this; None for somebody who is no VIP.

    A tier that the policy in force knows no more is served as its lowest one.
    """
    found = terms_in_force()
    if not vip_tier or not found:
        return None
    return found.get(vip_tier) or list(found.values())[-1]


def contact_norms() -> dict[str, int]:
    """Tier code → days within which its clients are contacted at least once (V6, C9): what the
    schedule counts breaches by. One statement."""
    return {code: one.contact_days for code, one in terms_in_force().items()}


def contact_norm(tier: Any = Client.vip_tier) -> sa.ColumnElement[int]:
    """The same as an expression over the column ``tier``, for lists over many clients: the days of
    the tier by the policy in force, of its lowest tier for a code it knows no more (30 days where
    there is no policy); NULL for somebody who is no VIP. Reads the terms: one statement."""
    norms = contact_norms()
    lowest = list(norms.values())[-1] if norms else USUAL_NORM
    return sa.case(
        (tier == "", sa.null()),
        *[(tier == code, days) for code, days in norms.items()],
        else_=lowest,
    )


def people_of(found: Sequence[VipPolicyVersion]) -> dict[int, str]:
    """The names of those who wrote and approved these versions."""
    keys = {key for one in found for key in (one.made_by_id, one.approved_by_id) if key}
    rows = db.session.scalars(sa.select(Employee).where(Employee.id.in_(keys)))
    return {one.id: one.name for one in rows}
