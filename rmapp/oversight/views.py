"""Emergencies, their review, unusual reading, and who opened a dossier."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..clients.queries import client_of
from ..core import clock
from ..core.forms import attempt
from ..core.i18n import reader_zone
from ..limits.queries import unusual
from ..policy.enforce import Actor, current_actor, requires
from ..settings import settings
from ..staff.models import EmergencyVerdict
from . import operations, queries, seeing, words
from .forms import EmergencyForm, LookForm, ReviewForm
from .rules import OVERDUE, sittings

oversight = Blueprint("oversight", __name__, url_prefix="/oversight")
emergency = Blueprint("emergency", __name__, url_prefix="/emergency")
blueprints = [oversight, emergency]
WEEK = dt.timedelta(days=7)
ONE = "/<string(length=16):public_id>"


@oversight.app_context_processor
def _words() -> dict[str, Any]:
    return {"oversight_words": words}


@emergency.record_once
def _banner_for_the_shell(setup: BlueprintSetupState) -> None:
    setup.app.extensions["rmapp.emergencies"] = _open_now


def _open_now(actor: Actor) -> list[dict[str, Any]]:
    return [
        {
            "public_id": access.public_id,
            "until": access.until,
            "client": client.public_id,
            "name": client.display_name,
        }
        for access, client in queries.opened_now(actor, clock.now())
    ]


@emergency.route("/", methods=["GET", "POST"])
@requires("clients:break-glass", step_up=True)
def ask() -> ResponseReturnValue:
    """Open one dossier outside one's reach, with a reason, for half an hour."""
    form = EmergencyForm()
    if request.method == "GET":
        form.client.data = request.args.get("client", "")[:64]
    if form.validate_on_submit():
        opened = attempt(
            form,
            lambda: operations.open_in_emergency(
                actor=current_actor(),
                said=form.client.data,
                reason=form.reason.data,
                ticket=form.ticket.data or "",
            ),
        )
        if opened:
            return redirect(url_for("card.show", public_id=opened[1].public_id))
    page = render_template(
        "oversight/ask.html",
        form=form,
        mine=queries.own_emergencies(current_actor()),
        now=clock.now(),
    )
    return page, 422 if form.errors else 200


@emergency.post(f"{ONE}/close")
@requires("clients:break-glass")
def close(public_id: str) -> ResponseReturnValue:
    """End it before its time."""
    actor = current_actor()
    operations.close(queries.own_emergency_of(public_id, actor=actor), actor=actor)
    flash(_("The emergency access has ended."), "ok")
    return redirect(url_for("emergency.ask"))


@oversight.get("/")
@requires("oversight:review")
def listing() -> ResponseReturnValue:
    """Emergencies that wait for review; ``?all=1`` every one."""
    return _listing(ReviewForm(), None), 200


def _listing(form: ReviewForm, wrong: str | None) -> str:
    every = request.args.get("all") == "1"
    if wrong:  # each row has inputs of its own: the summary leads to those that were sent
        form.verdict.id, form.remark.id = f"v-{wrong}-justified", f"r-{wrong}"
    return render_template(
        "oversight/listing.html",
        page=queries.emergencies(
            current_actor(), waiting=not every, cursor=request.args.get("cursor")
        ),
        every=every,
        form=form,
        wrong=wrong,
        late=clock.now() - OVERDUE,
        now=clock.now(),
    )


@oversight.post(f"{ONE}/review")
@requires("oversight:review")
def review(public_id: str) -> ResponseReturnValue:
    """The reviewer's word."""
    actor, form = current_actor(), ReviewForm()
    access, _client = queries.emergency_of(public_id, actor=actor)
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.review(
            access,
            actor=actor,
            verdict=EmergencyVerdict(form.verdict.data),
            remark=form.remark.data or "",
        ),
    ):
        flash(_("Reviewed."), "ok")
        return redirect(url_for("oversight.listing"))
    return _listing(form, public_id), 422


@oversight.get("/reading")
@requires("oversight:review")
def alarms() -> ResponseReturnValue:
    """Unusual reading; ``?all=1`` also what was looked at; ``?of=`` shows what one is about."""
    actor, every, of = current_actor(), request.args.get("all") == "1", request.args.get("of", "")
    return render_template(
        "oversight/alarms.html",
        page=queries.alarms(actor, waiting=not every, cursor=request.args.get("cursor")),
        every=every,
        form=LookForm(),
        of=of,
        unusual=unusual(actor, since=clock.today(settings().bank_zone) - WEEK),
        read=queries.read_in(queries.alarm_of(of, actor=actor), actor=actor) if of else (),
    )


@oversight.post(f"/reading{ONE}/look")
@requires("oversight:review")
def look(public_id: str) -> ResponseReturnValue:
    """The supervisor has looked."""
    actor, form = current_actor(), LookForm()
    alarm = queries.alarm_of(public_id, actor=actor)
    operations.dismiss(alarm, actor=actor, remark=form.remark.data or "")
    flash(_("Noted."), "ok")
    return redirect(url_for("oversight.alarms"))


@oversight.get(f"/clients{ONE}")
@requires("assignments:read")
def readers(public_id: str) -> ResponseReturnValue:
    """Who opened this dossier, and who may see it and why."""
    client = client_of(public_id, actor=current_actor(), permission="assignments:read")
    page = queries.readers_of(client.id, cursor=request.args.get("cursor"))
    return render_template(
        "oversight/readers.html",
        client=client,
        page=page,
        sittings=sittings(page.rows, reader_zone()),
        notable=queries.notable_of(client.id),
        seers=seeing.who_sees(client.id, now=clock.now()),
    )
