"""What became of a handover, as its page shows it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import request

from ...core import clock
from ...policy.enforce import current_actor
from ...settings import settings
from ...work.models import OPEN as AT_WORK
from ...work.shown import shown
from .. import operations, queries
from ..forms import ProlongForm
from ..models import PERMANENT, Handover, HandoverState
from ..words import ONLY


def afterwards(handover: Handover) -> dict[str, Any]:
    """What the page of a handover that is no draft any more is drawn from."""
    actor = current_actor()
    was_done = handover.executed_at is not None
    is_over = handover.state is HandoverState.RETURNED
    is_done = handover.state is HandoverState.DONE
    was_undone = handover.undone_at is not None
    part = queries.part_of(handover, actor)
    waits = handover.state is HandoverState.WAITING
    is_mine = actor.employee_id in {one.employee_id for one in handover.receivers}
    sieve = queries.sieve_of(request.args)
    may_stay = is_done and handover.returns_on and operations.has_left(handover, handover.leaver)
    staying = queries.staying(handover) if may_stay else None
    page = queries.items(handover, receiver_id=part, sieve=sieve, cursor=request.args.get("cursor"))
    return {
        **bar_of(handover),
        "shares": queries.shares(handover),
        "page": page,
        "sieve": sieve,
        "onlys": {code: ONLY[code] for code in (queries.OF_DONE if was_done else queries.OF_DRAFT)},
        "moved_on": queries.moved_on(page.rows) if is_done else frozenset(),
        "is_part": part is not None,
        "is_mine": is_mine,
        "to_accept": queries.count_to_accept(handover, actor.employee_id) if is_mine else (0, 0),
        "vips_to_accept": queries.vips_to_accept(handover, actor.employee_id) if is_mine else [],
        "accepted": queries.acceptance(handover, receiver_id=part) if was_done else None,
        "letters": queries.letters(handover, limit=0) if waits else None,
        "today": clock.today(settings().bank_zone),
        "meanwhile": queries.meanwhile(handover) if is_over or was_undone else None,
        "dropped_by": queries.dropped_by(handover),
        "undone_by": queries.undone_by(handover) if was_undone else None,
        "elsewhere": queries.elsewhere(handover) if was_undone or is_over else [],
        "would_stay": queries.count_elsewhere(handover) if is_done and part is None else 0,
        "going_on": queries.going_on(handover) if was_undone else [],
        "left_open": queries.left_open(handover) if was_undone else [],
        "staying": staying,
        "second": staying is not None
        and staying.needs_second(settings().handover_second_signature_over),
        "for_good_by": queries.asked_and_signed(handover),
        "has_left": is_done and operations.has_left(handover, handover.leaver),
        "still_served": queries.count_served(handover.leaver_id)
        if is_done and part is None and not handover.leaver.may_enter
        else 0,
        "permanent_since": _day(handover.counts.get(PERMANENT)),
        "prolong_form": ProlongForm(
            formdata=None,
            data={"returns_on": handover.returns_on, "version": str(handover.version)},
        ),
    }


def _day(text: Any) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def bar_of(handover: Handover) -> dict[str, Any]:
    """How far a large handover is carried out: ``bar`` for the macro; ``has_ended``: nothing goes
    on by itself, and nothing has moved."""
    item = queries.execution(handover) if handover.state is HandoverState.SIGNED else None
    return {
        "bar": shown(item) if item is not None else None,
        "has_ended": item is not None and item.state not in AT_WORK,
    }
