"""The norm of a client and how far it is from a breach, as expressions of SQL.

The rows of norms are few: each is read once a statement, whatever the number of clients, and what
holds for lists costs nothing while no list has a norm.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import Client, ClientKind, Lifecycle
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import NotFound
from ...segments.models import Segment, SegmentMember
from ...vip.models import PolicyState, VipPolicyVersion, VipTier
from ..models import ContactNorm
from ..rules.silence import DEFAULT_DAYS

_plain = sa.and_(ContactNorm.vip == "", ContactNorm.segment_id.is_(None))


def _days(*where: Any) -> Any:
    return sa.select(sa.func.min(ContactNorm.days)).where(*where).scalar_subquery()


@functools.cache
def norm_days() -> Any:
    """How many days the client of the row may be silent (see ``rules.silence.norm_for``)."""
    lists = (
        sa.select(sa.func.min(ContactNorm.days))
        .join(SegmentMember, SegmentMember.segment_id == ContactNorm.segment_id)
        .where(SegmentMember.client_id == Client.id)
        .correlate(Client)
        .scalar_subquery()
    )
    any_list = (
        sa.select(sa.func.count()).where(ContactNorm.segment_id.is_not(None)).scalar_subquery()
    )
    tier = (
        sa.select(sa.func.min(ContactNorm.days))
        .where(ContactNorm.vip.in_(("*", Client.vip_tier)), ContactNorm.vip != "")
        .correlate(Client)
        .scalar_subquery()
    )
    in_force = sa.select(VipPolicyVersion.id).where(VipPolicyVersion.state == PolicyState.IN_FORCE)
    terms = sa.select(sa.func.min(VipTier.contact_days)).where(
        VipTier.policy_version_id.in_(in_force)
    )
    own_terms = terms.where(VipTier.code == Client.vip_tier).correlate(Client).scalar_subquery()
    policy = sa.func.coalesce(own_terms, terms.scalar_subquery())
    by_kind = sa.case(
        *[(Client.kind == kind, _days(_plain, ContactNorm.kind == kind)) for kind in ClientKind]
    )
    return sa.func.coalesce(
        sa.case((any_list > 0, lists)),
        sa.case((Client.vip_tier != "", sa.func.coalesce(tier, policy))),
        by_kind,
        _days(_plain, ContactNorm.kind.is_(None)),
        sa.literal(DEFAULT_DAYS),
    )


@functools.cache
def shortest_norm() -> Any:
    """No client that is not a VIP is silent who was heard within so many days."""
    shortest = sa.select(sa.func.min(ContactNorm.days)).where(ContactNorm.vip == "")
    return sa.func.least(shortest.scalar_subquery(), sa.literal(DEFAULT_DAYS))


def is_watched() -> sa.ColumnElement[bool]:
    """Whose silence counts: active clients; prospects have their next step, the others rest."""
    return sa.and_(Client.lifecycle == Lifecycle.CLIENT, Client.is_active.is_(True))


def to_breach(now: dt.datetime) -> Any:
    """Whole days until the norm of the row's client is broken, negative when it is; NULL for whom
    no clock runs."""
    heard = sa.func.coalesce(Client.last_contact_at, Client.created_at)
    left = heard + sa.func.make_interval(0, 0, 0, norm_days()) - sa.literal(now)
    days = sa.func.floor(sa.extract("epoch", left) / 86_400)
    return sa.case((is_watched(), sa.cast(days, sa.Integer)), else_=None)


@dataclass(frozen=True)
class NormRow:
    """A norm with the name and the public id of its list."""

    norm: ContactNorm
    list_name: str
    list_id: str = ""


def norms() -> tuple[list[NormRow], list[VipTier]]:
    """Every norm, the most particular first, and the tiers of the VIP policy in force, whose days
    hold for VIP clients where no norm says otherwise."""
    rows = db.session.execute(
        sa.select(ContactNorm, Segment.name, Segment.public_id)
        .outerjoin(Segment, Segment.id == ContactNorm.segment_id)
        .order_by(
            ContactNorm.segment_id.is_(None),
            ContactNorm.vip == "",
            ContactNorm.kind.is_(None),
            ContactNorm.days,
            ContactNorm.id,
        )
        .limit(200)
    ).all()
    tiers = db.session.scalars(
        sa.select(VipTier)
        .join(VipPolicyVersion, VipPolicyVersion.id == VipTier.policy_version_id)
        .where(VipPolicyVersion.state == PolicyState.IN_FORCE)
        .order_by(VipTier.rank)
    )
    return [NormRow(row[0], row[1] or "", row[2] or "") for row in rows], list(tiers)


def norm_of(public_id: str) -> ContactNorm:
    """The norm ``public_id``, held; NotFound."""
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        found = db.session.scalars(
            sa.select(ContactNorm).where(ContactNorm.public_id == public_id).with_for_update()
        ).one_or_none()
    if found is None:
        raise NotFound(_("There is no such norm."))
    return found
