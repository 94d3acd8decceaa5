"""What became of a handover, in words for whoever comes too late: who, when, and what is left."""

from __future__ import annotations

import datetime as dt
from typing import Any, NoReturn

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...clients.models import Client
from ...core.db import db
from ...core.errors import Conflict, Forbidden, NotFound, Text
from ...core.formatting import day, moment
from ...policy.enforce import Actor, demand
from ...staff.models import Employee
from .. import queries
from ..models import PERMANENT, Handover, HandoverItem, HandoverState, ItemState

LISTS = _l("To the handovers")
#: Where whoever comes too late goes on, as the page of a refusal takes it.
OPENS = _l("Open the handover")


def too_late(handover: Handover, *, version: int | None = None) -> NoReturn:
    """Refuse (:class:`Conflict`) what the state of the handover does not allow any more, or a
    ``version`` that is not the one that was looked at."""
    raise Conflict(
        what_happened(handover, changed=version is not None and version != handover.version),
        leads_to=leads_to(handover),
    )


def demand_ahead(handover: Handover) -> None:
    """Refuse (:class:`Conflict`) to look ahead at what has moved already or was given up."""
    ahead = (HandoverState.DRAFT, HandoverState.WAITING, HandoverState.SIGNED)
    if handover.state not in ahead:
        too_late(handover)


def demand_maker(handover: Handover, actor: Actor) -> None:
    """Refuse (:class:`Forbidden`) whoever may sign this handover at most: what becomes of it is its
    author's and the leaver's supervisors' business."""
    demand(actor, "handovers:make")
    if not queries.may_make(handover, actor):
        raise Forbidden(_("Only who made this handover or supervises the person does that."))


def asked_of(public_id: str, *, actor: Actor, lock: bool = False) -> Handover:
    """The handover ``public_id`` for whoever was asked to sign it.

    Refuses with :class:`NotFound` beyond reach; with :class:`Conflict`, who and when, what somebody
    else signed or what was given up before ``actor`` came to it.
    """
    try:
        return queries.handover_of(public_id, actor=actor, lock=lock)
    except NotFound:
        over = queries.once_signable(public_id, actor=actor)
        if over is None:
            raise
    elsewhere = {"label": LISTS, "endpoint": "handovers.listing", "values": {}}
    words = _("There is nothing left to sign.")
    raise Conflict(f"{what_happened(over)} {words}", leads_to=elsewhere)


def served_elsewhere(client_id: int) -> Text:
    """Who serves a client that was to change hands, and since when; or what became of it."""
    found, client = queries.serves_by_now(client_id), db.session.get_one(Client, client_id)
    if client.merged_into_id is not None:
        other = db.session.get_one(Client, client.merged_into_id).display_name
        return _("This client was merged into %(name)s.", name=other)
    if client.deleted_at is not None or client.erased_at is not None:
        return _("This client is in the base no more.")
    if found is None:
        return _("Nobody serves this client by now.")
    manager, assignment = found
    since = day(assignment.started_at)
    return _("%(name)s serves this client since %(day)s.", name=manager.name, day=since)


def why_it_stays(item: HandoverItem, leaver: Employee) -> Text | None:
    """Why one client of a handover does not go back to ``leaver``; None: it does."""
    if item.state in (ItemState.RETURNED, ItemState.LEFT_OUT):
        return _("This client is with its former manager already.")
    if not queries.is_with(item):
        return served_elsewhere(item.client_id)
    if not leaver.may_enter:
        return _("The former manager has left: give the client to somebody else.")
    return None


def leads_to(handover: Handover) -> dict[str, Any]:
    """The button of the refusal: back to the handover as it stands now."""
    values = {"public_id": handover.public_id}
    return {"label": OPENS, "endpoint": "handovers.show", "values": values}


def what_happened(handover: Handover, *, changed: bool = False) -> Text:
    """One or two sentences. ``changed``: whoever asks has read an older version."""
    state = handover.state
    if handover.permanence_asked_by_id is not None and state is HandoverState.DONE:
        return _stays(handover, changed)
    if state is HandoverState.DRAFT:
        return _of_draft(handover, changed)
    if state is HandoverState.WAITING:
        if changed:
            return _("This handover has changed since you opened it: look at it once more.")
        return _(
            "%(name)s has proposed this handover already; it waits for the second signature.",
            name=handover.created_by.name,
        )
    if state is HandoverState.DROPPED:
        return _given_up(handover)
    end = {
        HandoverState.SIGNED: _("It is carried out on %(day)s.", day=day(handover.effective_on)),
        HandoverState.DONE: _("It was carried out on %(when)s.", when=_at(handover.executed_at)),
        HandoverState.RETURNED: _("It is over: the clients went back on %(when)s.",
                                  when=_at(handover.returned_at)),
    }.get(state) or _undone(handover)  # fmt: skip
    return f"{_signed(handover)} {end}".strip()


def _of_draft(handover: Handover, changed: bool) -> Text:
    if handover.failure:
        return _(
            "This handover did not hold any more on its day and is a draft again: it has to be"
            " proposed anew."
        )
    if changed:
        return _("Somebody changed this draft meanwhile. Open it anew and compare.")
    return _("This handover is a draft: nobody has asked for a signature yet.")


def _stays(handover: Handover, changed: bool) -> Text:
    """Of a substitution that is to stay for good, or does."""
    if handover.returns_on is not None:
        if changed:
            return _("This handover has changed since you opened it: look at it once more.")
        return _(
            "%(name)s asked on %(when)s that the clients stay for good; it waits for the second"
            " signature.",
            name=_name(handover.permanence_asked_by_id), when=_at(handover.permanence_asked_at),
        )  # fmt: skip
    return _(
        "%(name)s signed on %(day)s that the clients stay for good.",
        name=_name(handover.permanence_signed_by_id),
        day=day(dt.date.fromisoformat(handover.counts[PERMANENT])),
    )


def _name(key: int | None) -> str:
    return db.session.get_one(Employee, key).name if key is not None else "—"


def _signed(handover: Handover) -> Text:
    if handover.signed_by_id is None:
        return ""
    name = db.session.get_one(Employee, handover.signed_by_id).name
    return _("%(name)s signed this handover on %(when)s.", name=name, when=_at(handover.signed_at))


def _given_up(handover: Handover) -> Text:
    if handover.dropped_by_id is None:
        return _("This handover was given up. Nothing has moved.")
    return _(
        "%(name)s gave this handover up on %(when)s. Nothing has moved.",
        name=db.session.get_one(Employee, handover.dropped_by_id).name,
        when=_at(handover.dropped_at),
    )


def _undone(handover: Handover) -> Text:
    author = queries.undone_by(handover)
    if author is None:
        return _("It was undone on %(when)s.", when=_at(handover.undone_at))
    return _("%(name)s undid it on %(when)s.", name=author.name, when=_at(handover.undone_at))


def _at(when: dt.datetime | None) -> str:
    return moment(when, "d MMM yyyy, HH:mm")
