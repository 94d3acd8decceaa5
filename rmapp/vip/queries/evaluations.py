"""The last evaluation, its lists, one verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...clients.models import Client
from ...clients.queries import within_reach
from ...core.db import db
from ...core.errors import NotFound
from ...core.pagination import Order, Page, keyset
from ...policy.enforce import Actor
from ..models import VerdictKind, VerdictState, VipEvaluation, VipPolicyVersion, VipVerdict


def latest() -> VipEvaluation | None:
    """The last finished evaluation with its version."""
    return db.session.execute(
        sa.select(VipEvaluation)
        .options(
            joinedload(VipEvaluation.policy_version).selectinload(VipPolicyVersion.tiers),
        )
        .where(VipEvaluation.finished_at.is_not(None))
        .order_by(VipEvaluation.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def evaluation_of(public_id: str) -> VipEvaluation:
    """The evaluation ``public_id``; :class:`NotFound` when there is none."""
    found = db.session.execute(
        sa.select(VipEvaluation)
        .options(joinedload(VipEvaluation.policy_version).selectinload(VipPolicyVersion.tiers))
        .where(VipEvaluation.public_id == public_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such evaluation."))
    return found


def evaluations(*, cursor: str | None = None, limit: int = 50) -> Page[VipEvaluation]:
    """Evaluations, newest first."""
    statement = sa.select(VipEvaluation).options(joinedload(VipEvaluation.policy_version))
    return keyset(statement, [Order(VipEvaluation.id, descending=True)], cursor=cursor, limit=limit)


def _seen(actor: Actor, evaluation: VipEvaluation, permission: str = "vip:read") -> Any:
    return (
        sa.select(VipVerdict)
        .join(Client, Client.id == VipVerdict.client_id)
        .where(
            VipVerdict.evaluation_id == evaluation.id,
            Client.deleted_at.is_(None),
            within_reach(actor, permission),
        )
    )


def counts(actor: Actor, evaluation: VipEvaluation) -> dict[str, int]:
    """Kind → how many open verdicts of clients within reach."""
    statement = (
        _seen(actor, evaluation)
        .where(VipVerdict.state == VerdictState.OPEN)
        .with_only_columns(VipVerdict.kind, sa.func.count())
        .group_by(VipVerdict.kind)
    )
    found = {kind.value: many for kind, many in db.session.execute(statement)}
    return {kind.value: found.get(kind.value, 0) for kind in VerdictKind}


def verdicts(
    actor: Actor,
    evaluation: VipEvaluation,
    kind: VerdictKind | None,
    *,
    cursor: str | None = None,
    limit: int = 50,
    only_open: bool = True,
) -> Page[VipVerdict]:
    """A page of one list, the greatest profit first: page 500 costs what page 1 costs."""
    statement = _seen(actor, evaluation).options(joinedload(VipVerdict.client))
    if kind is not None:
        statement = statement.where(VipVerdict.kind == kind)
    if only_open:
        statement = statement.where(VipVerdict.state == VerdictState.OPEN)
    order = [Order(VipVerdict.worth, descending=True), Order(VipVerdict.id, descending=True)]
    return keyset(statement, order, cursor=cursor, limit=limit)


def verdict_of(public_id: str, *, actor: Actor, permission: str = "vip:read") -> VipVerdict:
    """The verdict ``public_id`` on a client within reach; :class:`NotFound` otherwise."""
    found = db.session.execute(
        sa.select(VipVerdict)
        .join(Client, Client.id == VipVerdict.client_id)
        .options(
            joinedload(VipVerdict.client),
            joinedload(VipVerdict.evaluation)
            .joinedload(VipEvaluation.policy_version)
            .selectinload(VipPolicyVersion.tiers),
        )
        .where(
            VipVerdict.public_id == public_id,
            Client.deleted_at.is_(None),
            within_reach(actor, permission),
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such client in the evaluation, or it is not yours to see."))
    return found


def decided_among(
    evaluation: VipEvaluation, public_ids: Sequence[str], *, actor: Actor
) -> VipVerdict | None:
    """The first of the verdicts named that somebody has decided, of clients ``actor`` may
    confirm."""
    found: VipVerdict | None = db.session.scalars(
        _seen(actor, evaluation, "vip:confirm")
        .where(VipVerdict.public_id.in_(public_ids), VipVerdict.state != VerdictState.OPEN)
        .order_by(VipVerdict.id)
        .limit(1)
    ).first()
    return found


def chosen(
    evaluation: VipEvaluation, public_ids: Sequence[str], *, actor: Actor
) -> list[VipVerdict]:
    """The open verdicts named, of clients ``actor`` may confirm, locked."""
    return list(
        db.session.scalars(
            _seen(actor, evaluation, "vip:confirm")
            .where(VipVerdict.public_id.in_(public_ids), VipVerdict.state == VerdictState.OPEN)
            .options(joinedload(VipVerdict.client))
            .order_by(VipVerdict.client_id)
            .with_for_update(of=VipVerdict)
        )
    )
