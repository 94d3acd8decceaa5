"""Merging without a person: only certain cases that an administrator has switched so, only where
nothing has to be chosen. As shipped no case is."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
import structlog
from flask_babel import gettext as _

from ...clients.models import Assignment, Client
from ...core.db import db
from ...core.errors import Refusal
from ...duplicates.models import DuplicatePair
from ...duplicates.queries import rules
from ...duplicates.rules import Verdict
from .. import queries
from ..rules import Choices, disagree, fullness, suggested
from .merging import merge

log = structlog.get_logger("rmapp.merges")


def merge_certain(search_id: int) -> Iterator[int]:
    """Merge the certain pairs this search found, one a step; yields how many were.

    Left to people: a VIP, two first managers, telling fields that say something else.
    """
    codes = [code for code, rule in rules().items() if rule.is_on and rule.merges_alone]
    if not codes:
        return
    done, after = 0, 0
    while (pair := _next(search_id, codes, after)) is not None:
        after = pair.id
        done += _merge(pair)
        yield done


def _next(search_id: int, codes: list[str], after: int) -> DuplicatePair | None:
    return db.session.execute(
        sa.select(DuplicatePair)
        .where(
            DuplicatePair.search_id == search_id,
            DuplicatePair.id > after,
            DuplicatePair.rule.in_(codes),
            DuplicatePair.verdict == Verdict.MERGE,
        )
        .order_by(DuplicatePair.id)
        .limit(1)
    ).scalar_one_or_none()


def _merge(pair: DuplicatePair) -> bool:
    clients = [db.session.get_one(Client, key) for key in (pair.left_id, pair.right_id)]
    values = [queries.values_of(client) for client in clients]
    if any(client.deleted_at or client.vip_tier for client in clients) or disagree(*values):
        return False
    if len(_served(pair)) > 1:
        return False
    is_fuller = fullness(values[1]) > fullness(values[0])
    survivor, loser = reversed(clients) if is_fuller else clients
    mine, other = queries.values_of(survivor), queries.values_of(loser)
    try:
        with db.session.begin_nested():
            merge(
                survivor,
                loser,
                choices=Choices(fields=suggested(mine, other)),
                actor=None,
                rule=pair.rule,
                reason=_("A certain case"),
            )
    except Refusal as refusal:
        log.info("not_merged_alone", pair=pair.id, why=str(refusal.message))
        return False
    return True


def _served(pair: DuplicatePair) -> list[int]:
    """The first managers of the two."""
    return list(
        db.session.scalars(
            sa.select(Assignment.employee_id)
            .where(
                Assignment.client_id.in_([pair.left_id, pair.right_id]),
                Assignment.ended_at.is_(None),
                Assignment.is_primary,
            )
            .distinct()
        )
    )
