"""The rows of norms, edited by an administrator."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.models import ClientKind, Sharing
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...policy.enforce import Actor, demand
from ...segments.models import Segment
from .. import queries
from ..models import ContactNorm
from ..rules.silence import LEAST, MOST


def keep_norm(
    *,
    actor: Actor,
    days: int,
    kind: ClientKind | None = None,
    vip: str = "",
    segment: Segment | None = None,
    norm: ContactNorm | None = None,
    version: int = 0,
) -> ContactNorm:
    """Set how many ``days`` both sides may be silent: for everybody, a ``kind`` of client, a VIP
    tier ("*": every VIP client), or a list by hand shared with the bank. ``norm``: the row to
    change, with the version that was seen; whom it is for stays.

    Refuses with Forbidden, :class:`Conflict` (stale), :class:`Invalid` at ``days``, ``segment``,
    and at ``whom`` several at once, or those for whom there is a norm already.
    """
    demand(actor, "settings:edit")
    if not LEAST <= days <= MOST:
        words = _("From 1 day to ten years.")
        raise Invalid(words, fields={"days": [words]})
    if norm is not None:
        if norm.version != version:
            raise Conflict(_("Somebody changed this norm meanwhile. Open it anew and compare."))
    else:
        if (kind is not None) + bool(vip) + (segment is not None) > 1:
            words = _("Name one of them: a kind of client, a VIP tier or a list.")
            raise Invalid(words, fields={"whom": [words]})
        _check_segment(segment)
        _check_tier(vip)
        if _is_there(kind, vip, segment):
            words = _("There is a norm for them already: change that one.")
            raise Invalid(words, fields={"whom": [words]})
        norm = ContactNorm(kind=kind, vip=vip, segment_id=segment.id if segment else None)
        db.session.add(norm)
    norm.days, norm.set_at, norm.set_by_id = days, clock.now(), actor.employee_id
    db.session.flush()
    record("norm:set", actor=actor, obj=norm, detail=_told(norm))
    return norm


def remove_norm(norm: ContactNorm, *, actor: Actor) -> None:
    """Take a norm away: the next less particular one holds. Refuses with Forbidden,
    :class:`Conflict` for the default, which is only changed."""
    demand(actor, "settings:edit")
    if norm.kind is None and not norm.vip and norm.segment_id is None:
        raise Conflict(_("The default norm can be changed, not taken away."))
    record("norm:removed", actor=actor, obj=norm, detail=_told(norm))
    db.session.delete(norm)
    db.session.flush()


def _check_segment(segment: Segment | None) -> None:
    if segment is not None and not (segment.is_static and segment.sharing is Sharing.BANK):
        words = _("Choose a list by hand that is shared with the whole bank.")
        raise Invalid(words, fields={"segment": [words]})


def _check_tier(vip: str) -> None:
    if vip not in ("", "*", *(tier.code for tier in queries.norms()[1])):
        words = _("The policy in force has no such tier.")
        raise Invalid(words, fields={"whom": [words]})


def _is_there(kind: ClientKind | None, vip: str, segment: Segment | None) -> bool:
    statement = sa.select(ContactNorm.id).where(
        ContactNorm.kind.is_(None) if kind is None else ContactNorm.kind == kind,
        ContactNorm.vip == vip,
        ContactNorm.segment_id.is_(None)
        if segment is None
        else ContactNorm.segment_id == segment.id,
    )
    return db.session.scalar(statement) is not None


def _told(norm: ContactNorm) -> dict[str, object]:
    return {
        "days": norm.days,
        "kind": norm.kind.value if norm.kind else None,
        "vip": norm.vip,
        "list": norm.segment_id,
    }
