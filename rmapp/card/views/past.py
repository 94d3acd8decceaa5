"""The dossier as it was on a day, and everything that stands around a client."""

from __future__ import annotations

import datetime as dt

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ...clients.queries import client_of, reaches_client
from ...core import clock
from ...core.errors import Invalid, NotFound
from ...core.forms import DeedForm
from ...core.i18n import reader_zone
from ...dossiers import operations
from ...policy.enforce import current_actor, requires
from .. import queries
from ..levels import people_map
from ..lists_then import GROUPS
from ..records_then import record_then, records_then, row_then
from ..rules import local_hour
from ..turning_back import replaced
from .card import ONE, card
from .timeline import ENTRY, _day, named


def _asked() -> tuple[dt.date, dt.date, dt.datetime]:
    """The day that is asked for (yesterday, when none is), today, and the end of that day."""
    zone = reader_zone()
    today = clock.now().astimezone(zone).date()
    day = min(_day(request.values.get("on", "")) or today - dt.timedelta(days=1), today)
    return day, today, dt.datetime.combine(day, dt.time.max, zone)


@card.get(f"{ONE}/as-of")
@requires("clients:read")
def as_of(public_id: str) -> ResponseReturnValue:
    """What the bank knew at the end of the day ``?on=``; yesterday, when none is named."""
    actor = current_actor()
    day, today, night = _asked()
    dossier = queries.dossier_of(public_id, actor=actor)
    client = dossier.client
    records, is_cut = records_then(dossier, night, actor=actor)
    return render_template(
        "card/as_of.html",
        client=client,
        day=day,
        today=today,
        records=records,
        is_cut=is_cut,
        was_there=client.created_at <= night,
        services=[
            one
            for one in dossier.services
            if one.started_at <= night and (one.ended_at is None or one.ended_at > night)
        ],
        may_edit=reaches_client(actor, "clients:edit", client.id),
        form=DeedForm(),
    )


@card.post(f"{ENTRY}/back")
@requires("clients:edit")
def put_back(public_id: str, entry: str) -> ResponseReturnValue:
    """Let the field ``what`` be again what the change ``entry`` found in it."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    dossier = queries.dossier_of(public_id, actor=actor)
    found, _is_pinned = queries.entry_of(actor, client.id, *named(entry))
    name = request.form.get("what", "")
    if not name:
        raise Invalid(_("This form is broken. Open it anew."))
    sensitive = reaches_client(actor, "clients:read-sensitive", client.id)
    was = replaced(found, dossier, name, sensitive=sensitive)
    operations.bring_back_field(client, name, was, actor=actor, version=_number("version"))
    flash(_("It is again as it was."), "ok")
    return redirect(url_for("card.entry", public_id=public_id, entry=entry))


@card.post(f"{ONE}/as-of")
@requires("clients:edit")
def bring_back(public_id: str) -> ResponseReturnValue:
    """Let one field, or one row of a list, be again what it was on the day ``on``."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    day, _today, night = _asked()
    of, _colon, name = request.form.get("what", "").partition(":")
    version = _number("version")
    if of == "field":
        dossier = queries.dossier_of(public_id, actor=actor)
        was = record_then(dossier, night, actor=actor).get(name)
        if was is None or was.changed_at is None:
            raise NotFound(_("There is no such field."))
        operations.bring_back_field(client, name, was.value, actor=actor, version=version)
    elif of in GROUPS:
        known = row_then(client.id, of, name, night)
        if known is None:
            raise NotFound(_("There is no such entry in this timeline."))
        operations.bring_back(client, known, actor=actor, version=version, seen=_number("seen"))
    else:
        raise Invalid(_("This form is broken. Open it anew."))
    flash(_("It is again as it was."), "ok")
    return _back(public_id, day)


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _back(public_id: str, day: dt.date) -> Response:
    return redirect(url_for("card.as_of", public_id=public_id, on=day.isoformat()))


@card.get(f"{ONE}/around")
@requires("clients:read")
def around(public_id: str) -> ResponseReturnValue:
    """All people, ties and ways to the client: what the card shows the first of."""
    dossier = queries.dossier_of(public_id, actor=current_actor())
    client = dossier.client
    return render_template(
        "card/around.html",
        client=client,
        dossier=dossier,
        people=people_map(dossier, 200) if dossier.persons else None,
        hour=local_hour(clock.now(), client.zone, client.hours_from, client.hours_to),
    )
