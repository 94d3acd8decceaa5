"""What a person learns of look-alikes beyond their reach (ruling 17): that one exists and who
keeps it, on a strong match only, so many times an hour, and written down each time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ...audit import operations as audit
from ...audit.models import AuditEntry
from ...clients.models import Client
from ...clients.queries import within_reach
from ...core import clock
from ...core.db import db
from ...core.transaction import memo
from ...policy.enforce import Actor
from ..queries import Candidate
from ..rules import Verdict
from .asking import handle_of

TAG = "duplicate:disclosed"
MOST_AN_HOUR = 30
SAME_FOR = dt.timedelta(minutes=30)  # typing on about one client is one disclosure


@dataclass(frozen=True)
class Revealed:
    """A look-alike as one person may see it. ``candidate`` None: only that it is, and who keeps
    it; ``handle`` is then what a request for access names it by."""

    candidate: Candidate | None
    keeper: str | None
    is_strong: bool
    handle: str = ""

    @property
    def is_contact_only(self) -> bool:
        """Nobody one would propose: only a phone or e-mail is the same."""
        return self.candidate is not None and self.candidate.verdict is Verdict.NONE

    def plain(self) -> dict[str, Any]:
        """As JSON: nothing of a client beyond reach but its keeper and the handle."""
        known = self.candidate
        return {
            "client": {"id": known.public_id, "name": known.name} if known else None,
            "score": known.value if known else None,
            "reasons": list(known.reasons) if known else [],
            "keeper": self.keeper,
            "handle": self.handle,
        }


def revealed(found: Sequence[Candidate], *, actor: Actor) -> list[Revealed]:
    """``found`` as ``actor`` may see it: within reach all, beyond it the strong ones' keepers.

    Writes a trail entry for every client disclosed beyond reach; over ``MOST_AN_HOUR`` nothing
    more is told. One statement without strong matches beyond reach, two with.
    """
    if not found:
        return []
    near = near_of([hit.id for hit in found], actor=actor)
    far = [(hit.id, hit.name, hit.reasons) for hit in found if hit.is_strong and hit.id not in near]
    told = disclosed(far, actor=actor)
    shown: list[Revealed] = []
    for hit in found:
        if hit.id in near:
            shown.append(Revealed(hit, hit.manager, hit.is_strong))
        elif hit.id in told:
            shown.append(Revealed(None, hit.manager, True, handle_of(hit.public_id, actor=actor)))
    return shown


def near_of(ids: Sequence[int], *, actor: Actor) -> set[int]:
    """Those of ``ids`` that ``actor`` may see."""
    return set(
        db.session.execute(
            sa.select(Client.id).where(
                Client.id.in_(ids), within_reach(actor, "clients:read", Client.id)
            )
        ).scalars()
    )


def disclosed(far: Sequence[tuple[int, str, Sequence[str]]], *, actor: Actor) -> set[int]:
    """Tell ``actor`` of clients beyond reach: those of whom existence and keeper may be told.

    ``far``: key, name (for the trail), reasons. Each is written down; once more within half an
    hour is the same disclosure; over ``MOST_AN_HOUR`` nothing is told.
    """
    told: dict[int, dt.datetime] = memo().setdefault(TAG, {})  # type: ignore[assignment]
    if not told and far:
        told.update(_told(actor))
    since = clock.now() - SAME_FOR
    may: set[int] = set()
    for client_id, name, reasons in far:
        if client_id not in told and len(told) >= MOST_AN_HOUR:
            continue
        if told.get(client_id, dt.datetime.min.replace(tzinfo=dt.UTC)) < since:
            audit.record(
                TAG,
                actor=actor,
                name=name,
                client_id=client_id,
                detail={"reasons": list(reasons)},
            )
        told[client_id] = clock.now()
        may.add(client_id)
    return may


def _told(actor: Actor) -> dict[int, dt.datetime]:
    """Clients beyond reach told to ``actor`` in the last hour, and when."""
    rows = db.session.execute(
        sa.select(AuditEntry.client_id, sa.func.max(AuditEntry.at))
        .where(
            AuditEntry.actor_id == actor.employee_id,
            AuditEntry.tag == TAG,
            AuditEntry.at > clock.now() - dt.timedelta(hours=1),
        )
        .group_by(AuditEntry.client_id)
    )
    return {client_id: at for client_id, at in rows if client_id is not None}
