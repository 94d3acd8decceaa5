"""The tray of background work: everybody sees, stops and resumes what they began themselves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from ..core import clock
from ..core.redirects import local_path
from ..policy.enforce import Actor, current_actor, signed_in
from ..settings import settings
from . import operations, queries
from .models import RESUMABLE, WorkItem
from .shown import result_label, result_url, shown, undo_url

work = Blueprint("work", __name__, url_prefix="/work")
blueprints = [work]
RECENT = dt.timedelta(hours=12)
JUST_NOW = dt.timedelta(minutes=2)  # so long the end of a work is news
TOLD = "work-told"
_ID = "/<string(length=16):public_id>"


def _standing(actor: Actor) -> queries.Standing:
    return queries.standing_of(actor.employee_id, since=_told_until())


def _told_until() -> dt.datetime:
    """Up to which end of a work this browser has been told: a cookie, for two minutes at most."""
    latest = clock.now() - JUST_NOW
    text = request.cookies.get(TOLD, "")
    if text.isascii() and text.isdigit() and len(text) <= 17:
        told = dt.datetime.fromtimestamp(int(text) / 1e6, dt.UTC)
        latest = max(latest, min(told, clock.now()))
    return latest


@work.record_once
def _count_for_the_shell(setup: BlueprintSetupState) -> None:
    setup.app.extensions["rmapp.work"] = _standing


@work.get("/tray")
@signed_in
def tray() -> ResponseReturnValue:
    """What the person has running, and what ended lately; the end of a work as a toast, once."""
    actor = current_actor()
    items = queries.recent_of(actor.employee_id, since=clock.now() - RECENT)
    ended = queries.ended_of(actor.employee_id, since=_told_until())
    response = make_response(
        render_template(
            "work/_tray.html",
            items=[_drawn(item) for item in items],
            ended=[_drawn(item) for item in ended],
            running=_standing(actor).running,
        )
    )
    if ended and ended[-1].finished_at is not None:
        moment = str(int(ended[-1].finished_at.timestamp() * 1e6) + 1)
        secure = settings().is_secure
        response.set_cookie(TOLD, moment, max_age=600, secure=secure, samesite="Lax", httponly=True)
    return response


@work.get(_ID + "/progress")
@signed_in
def progress(public_id: str) -> ResponseReturnValue:
    """One bar."""
    return render_template("work/_progress.html", one=_drawn(_mine(public_id)))


@work.post(_ID + "/stop")
@signed_in
def stop(public_id: str) -> ResponseReturnValue:
    """Stop after the present step; what is done stays done."""
    operations.stop(_mine(public_id).public_id, actor=current_actor())
    return _back(public_id)


@work.post(_ID + "/resume")
@signed_in
def resume(public_id: str) -> ResponseReturnValue:
    """Go on where it stands."""
    operations.resume(_mine(public_id).public_id, actor=current_actor())
    return _back(public_id)


def _mine(public_id: str) -> WorkItem:
    return queries.item(public_id, created_by_id=current_actor().employee_id)


def _drawn(item: WorkItem) -> dict[str, Any]:
    return {
        "bar": shown(item),
        "public_id": item.public_id,
        "result_url": result_url(item),
        "result_label": result_label(item),
        "undo_url": undo_url(item),
        "may_resume": item.state in RESUMABLE,
    }


def _back(public_id: str) -> ResponseReturnValue:
    if request.headers.get("X-Fragment"):
        return progress(public_id)
    item = _mine(public_id)
    return redirect(
        result_url(item) or local_path(request.form.get("next")) or url_for("work.tray")
    )
