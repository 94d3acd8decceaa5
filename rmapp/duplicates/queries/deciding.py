"""What people have said of pairs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from ...clients.models import Client
from ...clients.queries import within_reach
from ...core.db import any_of, db
from ...policy.enforce import Actor
from ..models import DuplicateRule, NotSame
from ..rules import CASES


def apart_from(client_id: int) -> sa.Select[int]:
    """The keys of the clients somebody said are not ``client_id``, as a select."""
    stands = NotSame.withdrawn_at.is_(None)
    left = sa.select(NotSame.right_id).where(NotSame.left_id == client_id, stands)
    right = sa.select(NotSame.left_id).where(NotSame.right_id == client_id, stands)
    return sa.select(sa.union_all(left, right).subquery("apart").c[0])


def said_apart(one: int, two: int) -> NotSame | None:
    """Who said that these two clients are not the same; None when nobody did or it was taken
    back."""
    return db.session.execute(
        sa.select(NotSame)
        .where(
            NotSame.withdrawn_at.is_(None),
            sa.or_(
                sa.and_(NotSame.left_id == one, NotSame.right_id == two),
                sa.and_(NotSame.left_id == two, NotSame.right_id == one),
            ),
        )
        .order_by(NotSame.id)
        .limit(1)
    ).scalar_one_or_none()


def others_apart(client_id: int, *, actor: Actor) -> list[tuple[NotSame, Client]]:
    """(what was said, the other client) of all that somebody said are not ``client_id``, within
    reach, the latest first."""
    other = sa.case((NotSame.left_id == client_id, NotSame.right_id), else_=NotSame.left_id)
    rows = db.session.execute(
        sa.select(NotSame, Client)
        .join(Client, Client.id == other)
        .where(
            NotSame.withdrawn_at.is_(None),
            sa.or_(NotSame.left_id == client_id, NotSame.right_id == client_id),
            Client.deleted_at.is_(None),
            within_reach(actor, "duplicates:decide", Client.id),
        )
        .options(joinedload(NotSame.said_by))
        .order_by(NotSame.id.desc())
    )
    found: dict[int, tuple[NotSame, Client]] = {}
    for said, client in rows:
        found.setdefault(client.id, (said, client))
    return list(found.values())


def pairs_apart(client_ids: Collection[int]) -> set[tuple[int, int]]:
    """All pairs said apart in which any of ``client_ids`` is: (smaller key, greater key)."""
    wanted = any_of(sorted(client_ids))
    rows = db.session.execute(
        sa.select(NotSame.left_id, NotSame.right_id).where(
            NotSame.withdrawn_at.is_(None),
            sa.or_(NotSame.left_id == wanted, NotSame.right_id == wanted),
        )
    )
    return {(min(left, right), max(left, right)) for left, right in rows}


def rules() -> dict[str, DuplicateRule]:
    """Every certain case as it stands now; one the bank never changed is not in the base."""
    known: dict[str, Any] = {
        rule.code: rule for rule in db.session.execute(sa.select(DuplicateRule)).scalars()
    }
    return {
        code: known.get(code) or DuplicateRule(code=code, is_on=True, merges_alone=False, version=0)
        for code in CASES
    }
