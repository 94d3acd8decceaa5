"""A schedule paused, and going on: by hand or on its day."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
import structlog
from flask_babel import gettext as _

from ...clients.models import Client
from ...core import clock
from ...core.db import db
from ...core.errors import Invalid, Refusal
from ...interactions.queries import client_held
from ...policy.enforce import Actor
from ...staff.sessions import actor_of_employee
from ..models import Schedule
from ..queries import paused_until, schedule_held
from ..words import ScheduleState
from .laying import laid_anew, put
from .running import FARTHEST, check_state, clear, held, tell

log = structlog.get_logger("rmapp.schedules")


def pause(
    schedule: Schedule,
    *,
    actor: Actor,
    version: int,
    reason: str = "",
    until: dt.date | None = None,
) -> Schedule:
    """Pause: the contacts to come leave the diary; on ``until`` it goes on by itself.

    Refuses as :func:`held`, :class:`Conflict` unless it runs, :class:`Invalid` at ``until`` for a
    day that has come.
    """
    schedule, client = held(schedule, actor=actor, version=version)
    check_state(schedule, ScheduleState.RUNNING)
    if until is not None and not dt.timedelta() < until - clock.today(actor.zone) <= FARTHEST:
        words = _("Choose a day from tomorrow on, within a year.")
        raise Invalid(words, fields={"until": [words]})
    clear(schedule, client, actor=actor, reason=reason or _("The schedule is paused."))
    schedule.state, schedule.paused_until = ScheduleState.PAUSED, until
    schedule.reason = reason
    db.session.flush()
    detail = {"until": until.isoformat() if until else None}
    tell(schedule, client, "paused", actor, detail, reason=reason)
    return schedule


def resume(schedule: Schedule, *, actor: Actor, version: int) -> Schedule:
    """Go on: what is left is laid out anew from today. Refuses as :func:`pause`."""
    schedule, client = held(schedule, actor=actor, version=version)
    check_state(schedule, ScheduleState.PAUSED)
    _go_on(schedule, client, actor=actor)
    return schedule


def _go_on(schedule: Schedule, client: Client, *, actor: Actor) -> None:
    schedule.state, schedule.paused_until, schedule.reason = ScheduleState.RUNNING, None, ""
    db.session.flush()
    put(schedule, client, laid_anew(schedule, client=client), actor=actor)
    tell(schedule, client, "resumed", actor, {})


def resume_due() -> int:
    """Let go on what was paused until today, in the name of its owner; how many. One that cannot
    (its owner is gone) stays paused and is tried again tomorrow."""
    count = 0
    for schedule_id, owner_id in paused_until(clock.today(None)):
        actor = actor_of_employee(owner_id)
        if actor is None:
            continue
        try:
            with db.session.begin_nested():
                schedule = schedule_held(schedule_id)
                client = client_held(schedule.client_id, actor=actor, permission="schedules:run")
                _go_on(schedule, client, actor=actor)
                count += 1
        except Refusal as refusal:
            # what does not go on is no next step, until somebody deals with it
            db.session.execute(
                sa.update(Client)
                .where(Client.resumes_on.is_not(None))
                .where(Client.id.in_(sa.select(Schedule.client_id).filter_by(id=schedule_id)))
                .values(resumes_on=None)
            )
            log.warning("schedule_stays_paused", schedule=schedule_id, why=refusal.code)
    return count
