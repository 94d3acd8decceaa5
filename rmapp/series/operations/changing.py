"""A series is begun, changed from a contact on, ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from flask_babel import gettext as _

from ...clients.models import Client
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...interactions.queries import client_held
from ...interactions.words import Kind, Purpose
from ...policy.enforce import Actor
from ...rooms.models import Room
from ..laying import laid
from ..models import Series, SeriesState
from ..rules import Occurrence, Why
from .placing import (
    Facts,
    close,
    contacts_ahead,
    cut,
    moved_by_hand,
    put,
    set_facts,
    tell,
)

FARTHEST = dt.timedelta(days=5 * 366)


def begin(
    client: Client,
    *,
    actor: Actor,
    facts: Facts,
    kind: Kind,
    purpose: Purpose,
    purpose_text: str = "",
    contact_person_id: int | None = None,
    room: Room | None = None,
) -> Series:
    """Begin a series with ``client`` and plan its first contacts.

    Refuses with Forbidden, NotFound (reach), :class:`Invalid` at ``starts_on``, ``until``, and
    where no contact at all would come of it.
    """
    client_held(client.id, actor=actor, permission="interactions:plan")
    check(facts, actor)
    series = Series(
        client_id=client.id,
        manager_id=actor.employee_id,
        contact_person_id=contact_person_id,
        room_id=room.id if room else None,
        kind=kind,
        purpose=purpose,
        purpose_text=purpose_text,
        created_at=clock.now(),
        created_by_id=actor.employee_id,
        contacts=[],
    )
    set_facts(series, facts)
    db.session.add(series)
    db.session.flush()
    put(series, client, laid(series), [], actor=actor)
    if not any(one.interaction_id for one in series.contacts):
        words = _("No contact would come of this: choose other days.")
        raise Invalid(words, fields={"starts_on": [words]})
    tell("series:begun", "series-begun", series, client, actor)
    return series


def preview(*, actor: Actor, facts: Facts, kind: Kind) -> list[Occurrence]:
    """The contacts that a series of these facts would begin with. Refuses as :func:`check`."""
    check(facts, actor)
    series = Series(manager_id=actor.employee_id, kind=kind)
    set_facts(series, facts)
    return laid(series)


def preview_change(
    series: Series,
    *,
    actor: Actor,
    facts: Facts,
    since: dt.date | None = None,
    keeps_moved: bool = True,
) -> list[Occurrence]:
    """The contacts that ``series`` would have from ``since`` on under ``facts``, as :func:`change`
    would place them; changes nothing. Refuses as :func:`check`."""
    check(facts, actor)
    ahead = contacts_ahead(series, since)
    fixed = {one.id for one in moved_by_hand(series, ahead)} if keeps_moved else set()
    made = Series(manager_id=series.manager_id, kind=series.kind)
    set_facts(made, facts)
    found = laid(made, but=[one.id for one in ahead if one.id not in fixed])
    waiting = iter(ahead)
    for index, one in enumerate(found):
        contact = next(waiting, None) if one.at is not None else None
        if contact is not None and contact.id in fixed:
            found[index] = replace(one, at=contact.planned_at, why=Why.AS_RULED)
    return found


def change(
    series: Series,
    *,
    actor: Actor,
    version: int,
    facts: Facts,
    since: dt.date | None = None,
    purpose_text: str | None = None,
    keeps_moved: bool = True,
) -> Series:
    """Give the contacts ahead another rule; return the series they are of from now on.

    ``since``: the day on which the first changed contact falls; those before stay as they are, in
    a series that ends there. None: all that are ahead. Contacts are moved, not made anew, so that
    people who were asked are told the new time; what somebody moved by hand stays where it was
    agreed, unless ``keeps_moved`` is false. Refuses with NotFound (reach), :class:`Conflict`
    when it was changed meanwhile or has ended, :class:`Invalid` as :func:`begin`.
    """
    client = client_held(series.client_id, actor=actor, permission="interactions:plan")
    _running(series, version)
    check(facts, actor)
    ahead = contacts_ahead(series, since)
    fixed = {one.id for one in moved_by_hand(series, ahead)} if keeps_moved else set()
    if since is not None and any(one.falls_on < since for one in series.contacts):
        series = cut(series, since, actor)
    set_facts(series, facts)
    if purpose_text is not None:
        series.purpose_text = purpose_text
    db.session.flush()
    found = laid(series, but=[one.id for one in ahead if one.id not in fixed])
    put(series, client, found, ahead, actor=actor, fixed=fixed)
    for contact in ahead:
        contact.purpose_text = series.purpose_text
    tell("series:changed", "series-changed", series, client, actor)
    return series


def end(series: Series, *, actor: Actor, version: int, reason: str) -> Series:
    """End a series and cancel its contacts ahead. Refuses as :func:`change`, and :class:`Invalid`
    without a reason."""
    client = client_held(series.client_id, actor=actor, permission="interactions:plan")
    _running(series, version)
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Say why.")]})
    close(series, client, actor=actor, reason=reason)
    return series


def check(facts: Facts, actor: Actor) -> None:
    """Refuse days that have passed or lie too far ahead, and an end before the beginning."""
    today = clock.today(actor.zone)
    if not today <= facts.starts_on <= today + FARTHEST:
        words = _("It begins today or later, within five years.")
        raise Invalid(words, fields={"starts_on": [words]})
    if facts.until is not None and not facts.starts_on <= facts.until <= today + FARTHEST:
        words = _("The last day comes after the first one, within five years.")
        raise Invalid(words, fields={"until": [words]})
    if facts.until is not None and facts.times is not None:
        words = _("Give a last day or a number of times, not both.")
        raise Invalid(words, fields={"times": [words]})


def _running(series: Series, version: int) -> None:
    if series.state is not SeriesState.RUNNING:
        raise Conflict(_("This series has ended."))
    series.unchanged_since(version)
