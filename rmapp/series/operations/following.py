"""What a series does by itself: it goes on every night, and ends with a client given up."""

from __future__ import annotations

import datetime as dt

import structlog
from flask_babel import gettext as _

from ...clients.models import Client
from ...core import clock
from ...core.db import db
from ...core.errors import Refusal
from ...interactions.followers import follows_contacts
from ...interactions.models import Interaction
from ...interactions.queries import client_held
from ...interactions.words import GIVES_UP
from ...policy.enforce import Actor
from ...staff.sessions import actor_of_employee
from .. import queries
from ..laying import laid
from ..models import SeriesState
from .placing import close, finish_if_over, horizon_of, put

log = structlog.get_logger("rmapp.series")
#: Whose contacts end sooner are carried on by the night.
CARRIED_ON = dt.timedelta(days=45)


def carry_on() -> int:
    """Plan the next contacts of series whose contacts run out, in the name of their managers; how
    many series. A periodic job; one whose manager has gone waits for the handover."""
    done = 0
    for key in queries.to_extend(clock.today(None) + CARRIED_ON):
        series = queries.whole(key)
        actor = actor_of_employee(series.manager_id)
        if actor is None:
            continue
        try:
            with db.session.begin_nested():
                client = client_held(series.client_id, actor=actor, permission="interactions:plan")
                since = series.laid_to + dt.timedelta(days=1)
                series.laid_to = horizon_of(series)
                found = laid(series, since=since)
                put(series, client, found, [], actor=actor, is_more=True)
                finish_if_over(series)
                done += 1
        except Refusal as refusal:
            log.warning("series_not_carried_on", series=key, why=refusal.code)
    return done


@follows_contacts("series")
def follow(interaction: Interaction, actor: Actor) -> None:
    """End the series of a contact after which the client is given up."""
    if interaction.no_next_reason not in GIVES_UP:
        return
    known = queries.series_with(interaction.id)
    if known is not None and known.state is SeriesState.RUNNING:
        series = queries.whole(known.id)
        client = db.session.get_one(Client, series.client_id)
        close(series, client, actor=actor, reason=_("The client was given up"))
