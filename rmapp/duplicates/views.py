"""The queue of look-alikes, requests for access, the certain cases."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..core.forms import DeedForm
from ..policy.enforce import Actor, current_actor, requires
from ..work import operations as work
from ..work.shown import shown as work_shown
from . import operations
from .forms import AnswerForm, AskForm, ReasonForm, RuleForm
from .models import REQUEST_STATES
from .operations import night
from .queries import queue as waiting
from .queries import requests as asked_for
from .queries import rules
from .queries.queue import Queued, Tab
from .words import CASES, TABS, spoken

duplicates = Blueprint("duplicates", __name__, url_prefix="/duplicates")
blueprints = [duplicates]
PID = "<string(length=16):public_id>"


@duplicates.get("/")
@requires("duplicates:decide")
def queue() -> ResponseReturnValue:
    """Pairs that wait for a decision, the surest first."""
    actor = current_actor()
    asked = request.args.get("tab", "")
    tab = Tab(asked) if asked in set(Tab) else Tab.OPEN
    page = waiting.queue(actor, tab, cursor=request.args.get("cursor"))
    return render_template(
        "duplicates/queue.html",
        page=page,
        rows=_shown(page.rows, actor),
        tab=tab,
        tabs=TABS,
        spoken=spoken,
        cases=CASES,
        last=night.last_search(),
        requests=len(asked_for.requests(actor)),
        deed=DeedForm(),
    )


def _shown(rows: list[Queued], actor: Actor) -> list[dict[str, Any]]:
    """The pairs with what ``actor`` may learn of the side beyond reach (ruling 17)."""
    far = [
        (client.id, client.display_name, one.pair.reasons)
        for one in rows
        for client, near in ((one.left, one.left_near), (one.right, one.right_near))
        if not near
    ]
    told = operations.disclosed(far, actor=actor)
    drawn = []
    for one in rows:
        sides = []
        for client, near, keeper in (
            (one.left, one.left_near, one.left_keeper),
            (one.right, one.right_near, one.right_keeper),
        ):
            if not near and client.id not in told:
                break
            handle = "" if near else operations.handle_of(client.public_id, actor=actor)
            sides.append({"client": client if near else None, "keeper": keeper, "handle": handle})
        if len(sides) == 2:
            drawn.append({"pair": one.pair, "sides": sides, "is_whole": one.is_whole})
    return drawn


@duplicates.post(f"/{PID}/apart")
@requires("duplicates:decide")
def apart(public_id: str) -> ResponseReturnValue:
    """Not the same, for everybody."""
    actor, form = current_actor(), ReasonForm()
    found = waiting.pair_of(public_id, actor=actor)
    operations.demand_whole(found)
    following = waiting.following(found, actor=actor)
    operations.say_apart(found.left, found.right, actor=actor, reason=form.reason.data or "")
    flash(_("Remembered: these two are not the same."), "ok")
    return _onwards(following)


@duplicates.post(f"/{PID}/later")
@requires("duplicates:decide")
def later(public_id: str) -> ResponseReturnValue:
    """Out of the queue for two weeks."""
    actor = current_actor()
    found = waiting.pair_of(public_id, actor=actor)
    following = waiting.following(found, actor=actor)
    operations.put_off(found.pair, actor=actor)
    flash(_("Put off for two weeks."), "ok")
    return _onwards(following)


def _onwards(following: str | None) -> ResponseReturnValue:
    """From a page that works through the queue to the next pair, else back to the queue."""
    if request.form.get("then") == "next" and following is not None:
        return redirect(url_for("duplicates.pair", public_id=following))
    return redirect(url_for("duplicates.queue"))


@duplicates.get(f"/{PID}")
@requires("duplicates:decide")
def pair(public_id: str) -> ResponseReturnValue:
    """One pair side by side: the page of the merge, which leads back into the queue."""
    actor = current_actor()
    found = waiting.pair_of(public_id, actor=actor)
    operations.demand_whole(found)
    return redirect(
        url_for(
            "merges.compare",
            one=found.left.public_id,
            two=found.right.public_id,
            pair=public_id,
        )
    )


@duplicates.get("/requests")
@requires("clients:let-in")
def requests() -> ResponseReturnValue:
    """Requests of colleagues, and one's own."""
    actor = current_actor()
    return render_template(
        "duplicates/requests.html",
        waiting=asked_for.requests(actor),
        mine=asked_for.my_requests(actor),
        states=REQUEST_STATES,
        form=AnswerForm(),
    )


@duplicates.post("/access")
@requires("clients:create")
def ask() -> ResponseReturnValue:
    """Ask the keeper of a client to be let in."""
    form = AskForm()
    operations.ask(form.handle.data or "", actor=current_actor(), reason=form.reason.data or "")
    flash(_("Asked. The colleague who keeps the client will answer."), "ok")
    return redirect(url_for("duplicates.requests"))


@duplicates.post(f"/requests/{PID}/grant")
@requires("clients:let-in")
def grant(public_id: str) -> ResponseReturnValue:
    """Let the colleague in."""
    return _answered(public_id, grants=True)


@duplicates.post(f"/requests/{PID}/decline")
@requires("clients:let-in")
def decline(public_id: str) -> ResponseReturnValue:
    """Do not let the colleague in."""
    return _answered(public_id, grants=False)


def _answered(public_id: str, *, grants: bool) -> ResponseReturnValue:
    actor, form = current_actor(), AnswerForm()
    found = asked_for.request_of(public_id, actor=actor)
    operations.answer(
        found,
        grants=grants,
        actor=actor,
        version=form.version_number,
        words=form.answer.data or "",
    )
    flash(_("The colleague was let in.") if grants else _("The colleague was told."), "ok")
    return redirect(url_for("duplicates.requests"))


@duplicates.get("/rules")
@requires("settings:edit")
def cases() -> ResponseReturnValue:
    """The certain cases and the nightly search."""
    item = night.last_search()
    return render_template(
        "duplicates/rules.html",
        rules=list(rules().values()),
        cases=CASES,
        item=item,
        bar=work_shown(item) if item is not None else None,
        deed=DeedForm(),
    )


@duplicates.post("/rules/<string(maxlength=64):code>")
@requires("settings:edit", step_up=True)
def switch(code: str) -> ResponseReturnValue:
    """Switch one case."""
    form = RuleForm()
    operations.switch_rule(
        code,
        is_on=bool(form.is_on.data),
        merges_alone=bool(form.merges_alone.data),
        version=form.version_number,
        actor=current_actor(),
    )
    flash(_("Saved."), "ok")
    return redirect(url_for("duplicates.cases"))


@duplicates.post("/search")
@requires("settings:edit")
def search() -> ResponseReturnValue:
    """Search the whole base now."""
    night.search_now(actor=current_actor())
    flash(_("The search has begun. It goes on in the background."), "ok")
    return redirect(url_for("duplicates.cases"))


@duplicates.post("/search/stop")
@requires("settings:edit")
def stop() -> ResponseReturnValue:
    """Stop the search after its present step."""
    actor = current_actor()
    item = night.running_search()
    if item is not None:
        work.stop(item.public_id, actor=actor)
        flash(_("The search stops after its present step; what it found stays."), "ok")
    return redirect(url_for("duplicates.cases"))


@duplicates.post("/search/resume")
@requires("settings:edit")
def resume() -> ResponseReturnValue:
    """Go on with a search that stands still."""
    actor = current_actor()
    item = night.last_search()
    if item is not None:
        work.resume(item.public_id, actor=actor)
        flash(_("The search goes on where it was."), "ok")
    return redirect(url_for("duplicates.cases"))
