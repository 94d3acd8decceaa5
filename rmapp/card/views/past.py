"""The dossier as it was on a day, and everything that stands around a client."""

from __future__ import annotations

import datetime as dt

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone

from ...clients.queries import reaches_client
from ...core import clock
from ...policy.enforce import current_actor, requires
from .. import queries
from ..levels import people_map
from ..rules import as_it_was, local_hour
from ..values import now_of, told
from .card import ONE, card
from .timeline import _day


@card.get(f"{ONE}/as-of")
@requires("clients:read")
def as_of(public_id: str) -> ResponseReturnValue:
    """What the bank knew at the end of the day ``?on=``; yesterday, when none is named."""
    actor = current_actor()
    dossier = queries.dossier_of(public_id, actor=actor)
    client = dossier.client
    zone = get_timezone()
    today = clock.now().astimezone(zone).date()
    day = min(_day(request.args.get("on", "")) or today - dt.timedelta(days=1), today)
    night = dt.datetime.combine(day, dt.time.max, zone)
    changes, is_cut = queries.changes_after(client.id, night)
    sensitive = reaches_client(actor, "clients:read-sensitive", client.id)
    now = now_of(client, dossier, sensitive=sensitive)
    past = as_it_was(now, changes)
    rows = [
        {
            "name": name,
            "was": told(name, was.value, client.currency),
            "now": told(name, now[name], client.currency),
            "changed_at": was.changed_at,
            "author": was.author,
        }
        for name, was in past.items()
        if was.value not in (None, "") or was.changed_at is not None
    ]
    return render_template(
        "card/as_of.html",
        client=client,
        day=day,
        today=today,
        rows=rows,
        is_cut=is_cut,
        was_there=client.created_at <= night,
        services=[
            one
            for one in dossier.services
            if one.started_at <= night and (one.ended_at is None or one.ended_at > night)
        ],
        relations=[
            one
            for one in dossier.relations
            if (one["since"] is None or one["since"] <= day)
            and (one["until"] is None or one["until"] >= day)
        ],
    )


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
