"""The tray of background work: everybody sees, stops and resumes what they began themselves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from ..core import clock
from ..core.redirects import local_path
from ..policy.enforce import Actor, current_actor, signed_in
from . import operations, queries
from .models import RESUMABLE, WorkItem
from .shown import result_url, shown

work = Blueprint("work", __name__, url_prefix="/work")
blueprints = [work]
RECENT = dt.timedelta(hours=12)
_ID = "/<string(length=16):public_id>"


def _running(actor: Actor) -> int:
    return queries.running_of(actor.employee_id)


@work.record_once
def _count_for_the_shell(setup: BlueprintSetupState) -> None:
    setup.app.extensions["rmapp.running"] = _running


@work.get("/tray")
@signed_in
def tray() -> ResponseReturnValue:
    """What the person has running, and what ended lately."""
    actor = current_actor()
    items = queries.recent_of(actor.employee_id, since=clock.now() - RECENT)
    return render_template(
        "work/_tray.html",
        items=[_drawn(item) for item in items],
        running=queries.running_of(actor.employee_id),
    )


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
        "may_resume": item.state in RESUMABLE,
    }


def _back(public_id: str) -> ResponseReturnValue:
    if request.headers.get("X-Fragment"):
        return progress(public_id)
    item = _mine(public_id)
    return redirect(
        result_url(item) or local_path(request.form.get("next")) or url_for("work.tray")
    )
