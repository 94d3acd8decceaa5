"""What a person changes in a draft: places, locks, exclusions, and how it is to be done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...audit.operations import record
from ...clients import custom
from ...clients.models import Client
from ...core.db import any_of, db
from ...core.errors import Conflict, Forbidden, Invalid
from ...core.placeholder_words import problems_in
from ...policy.enforce import Actor, demand
from ...portfolios.rules import ENDS
from ...staff.administration import shut_out
from ...staff.models import Employee
from .. import queries, rules
from ..models import Handover, HandoverItem, ItemState
from ..texts import FIELDS, PLACEHOLDERS, TIERS
from .drafting import demand_draft, draft, moved_on
from .happened import demand_maker, too_late

MOST = 50_000  # clients chosen at once


def place(
    handover: Handover, client_public_ids: Collection[str], receiver_id: int, *, actor: Actor
) -> int:
    """Give chosen clients to a receiver by hand; return how many.

    Where the receiver is the client's first manager already, the leaver's role is to end. Refuses
    with :class:`Invalid` a VIP for somebody who may not serve VIPs.
    """
    demand(actor, "handovers:make")
    demand_draft(handover)
    receiver = next((one for one in handover.receivers if one.employee_id == receiver_id), None)
    if receiver is None:
        raise Invalid(fields={"receiver": [_("Choose one of the receivers of this handover.")]})
    wanted = _those(handover, client_public_ids)
    if not receiver.employee.is_vip_certified and db.session.scalar(
        sa.select(HandoverItem.id).where(*wanted, HandoverItem.is_vip.is_(True)).limit(1)
    ):
        raise Invalid(
            fields={"receiver": [_("A VIP client needs a manager who may serve VIP clients.")]}
        )
    values: dict[str, Any] = {
        "receiver_id": receiver_id, "is_pinned": True, "why": ["chosen"],
        "state": ItemState.PLANNED, "skip_reason": "",
    }  # fmt: skip
    count = _set(handover, wanted, values)
    _set(handover, [*wanted, queries.serves_first(receiver_id)], {"why": [ENDS]})
    return count


def lock(handover: Handover, client_public_ids: Collection[str], *, on: bool, actor: Actor) -> int:
    """Keep chosen clients where they are when the rest is shared out anew (``on`` False: let them
    be moved again); return how many."""
    demand(actor, "handovers:make")
    demand_draft(handover)
    chosen = [*_those(handover, client_public_ids), HandoverItem.receiver_id.is_not(None)]
    return _set(handover, chosen, {"is_pinned": on})


def leave_out(
    handover: Handover, client_public_ids: Collection[str], *, reason: str, actor: Actor
) -> int:
    """Let chosen clients stay with the leaver; return how many. Refuses (Invalid) without a
    reason: a client that is skipped is skipped by somebody, for something."""
    demand(actor, "handovers:make")
    demand_draft(handover)
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Say why these clients stay.")]})
    values: dict[str, Any] = {
        "state": ItemState.LEFT_OUT, "skip_reason": reason.strip()[:500], "receiver_id": None,
        "is_pinned": False, "why": [],
    }  # fmt: skip
    return _set(handover, _those(handover, client_public_ids), values)


def take_in(handover: Handover, client_public_ids: Collection[str], *, actor: Actor) -> int:
    """Take clients that were left out in again; return how many."""
    demand(actor, "handovers:make")
    demand_draft(handover)
    chosen = [*_those(handover, client_public_ids), HandoverItem.state == ItemState.LEFT_OUT]
    return _set(handover, chosen, {"state": ItemState.PLANNED, "skip_reason": ""})


def relieve(handover: Handover, *, actor: Actor) -> int:
    """Let as few clients go along as bring the leaver's load within capacity (V3) and leave the
    others out; return how many go. Refuses (Conflict) where nothing is too much."""
    demand(actor, "handovers:make")
    demand_draft(handover)
    over = queries.own_load(handover).over
    if not over:
        raise Conflict(_("This person carries no more than their capacity."))
    draft(handover)
    pieces = queries.pieces_of(handover.leaver_id)
    families = rules.families_of(pieces, keep=handover.keeps_families)
    promised = queries.promised_by(handover.leaver_id)
    goes = [
        piece.client_id
        for family in rules.relief(families, over=over, promised=promised)
        for piece in family.pieces
    ]
    along = HandoverItem.client_id == any_of(goes)
    mine = HandoverItem.handover_id == handover.id
    left_out: dict[str, Any] = {
        "state": ItemState.LEFT_OUT, "skip_reason": "within-capacity",
        "receiver_id": None, "is_pinned": False, "why": [],
    }  # fmt: skip
    _set(handover, [mine, sa.not_(along)], left_out)
    _set(handover, [mine, along], {"state": ItemState.PLANNED, "skip_reason": ""})
    record("handover:relieved", actor=actor, obj=handover, detail={"clients": len(goes)})
    return len(goes)


def arrange(
    handover: Handover,
    *,
    keeps_dates: bool,
    letters: Mapping[str, Mapping[str, Any]],
    version: int,
    actor: Actor,
) -> Handover:
    """Say how it is done: whether planned contacts keep their moment, and which letter introduces
    the new manager to whom (tier → ``is_on`` and texts).

    Refuses (Conflict) a stale ``version``, (Invalid) a text that names what is not in the list or
    an empty text of a letter that is to go.
    """
    demand(actor, "handovers:make")
    demand_draft(handover)
    if handover.version != version:
        too_late(handover, version=version)
    known = (*PLACEHOLDERS, *custom.placeholders())
    wrong: dict[str, list[str]] = {}
    kept: dict[str, dict[str, Any]] = {}
    for tier in TIERS:
        given = letters.get(tier, {})
        kept[tier] = {"is_on": bool(given.get("is_on"))}
        for name in FIELDS:
            text = str(given.get(name, ""))
            problems = problems_in(text, known)
            if kept[tier]["is_on"] and not text.strip():
                problems = [_("Please fill this in.")]
            if problems:
                wrong[f"{tier}_{name}"] = problems
            kept[tier][name] = text
    if wrong:
        raise Invalid(fields=wrong)
    handover.keeps_dates, handover.letters = keeps_dates, kept
    db.session.flush()
    record("handover:arranged", actor=actor, obj=handover, detail={"keeps_dates": keeps_dates})
    return handover


def close_access(handover: Handover, *, actor: Actor) -> int:
    """End the leaver's access at once, whatever becomes of the handover; return ended sessions.

    Refuses (Forbidden) one's own, (Conflict) when it has ended already.
    """
    demand_maker(handover, actor)
    leaver = db.session.get_one(Employee, handover.leaver_id)
    if leaver.id == actor.employee_id:
        raise Forbidden(_("Nobody closes their own access."))
    if not leaver.may_enter:
        raise Conflict(_("This access has ended already."))
    ended = shut_out(leaver, reason="access-closed")
    record(
        "employee:access-closed",
        actor=actor,
        obj=leaver,
        name=leaver.name,
        reason=handover.note,
        detail={"ended": ended, "handover": handover.public_id},
    )
    return ended


def _those(handover: Handover, client_public_ids: Collection[str]) -> list[Any]:
    chosen = sa.literal(list(client_public_ids)[:MOST], sa.ARRAY(sa.Text))
    clients = sa.select(Client.id).where(Client.public_id == sa.any_(chosen))
    return [HandoverItem.handover_id == handover.id, HandoverItem.client_id.in_(clients)]


def _set(handover: Handover, wanted: list[Any], values: dict[str, Any]) -> int:
    done: Any = db.session.execute(
        sa.update(HandoverItem)
        .where(*wanted)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    moved_on(handover)
    return int(done.rowcount)
