"""The doors of series: begun with the dates shown first, changed from a contact on, ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..clients.queries import client_of
from ..core import clock
from ..core.forms import DeedForm, as_choices, attempt
from ..interactions import queries as contacts
from ..interactions import words as contact_words
from ..interactions.models import InteractionState
from ..interactions.words import Kind, Purpose
from ..policy.enforce import can, current_actor, requires
from ..rooms import queries as bank_rooms
from ..staff.calendar import calendar_for
from . import operations, queries, words
from .forms import ChangeForm, EndForm, StartForm
from .models import Series, SeriesContact, SeriesState
from .rules import DayOff, Every

series = Blueprint("series", __name__, url_prefix="/series")
blueprints = [series]
PID = "<string(length=16):public_id>"
ALL, FOLLOWING = "all", "following"


@series.app_template_global()
def rule_of_series(found: Series) -> str:
    """The rule of a series in words, for the page of a contact."""
    return words.said(found)


@series.route("/start", methods=["GET", "POST"])
@requires("interactions:plan")
def start() -> ResponseReturnValue:
    """Begin a series with a client; the dates are shown before anything is planned."""
    actor = current_actor()
    client = client_of(
        request.values.get("client", ""), actor=actor, permission="interactions:plan"
    )
    rooms = bank_rooms.rooms()
    day = calendar_for(actor.employee_id).add_working_days(clock.today(actor.zone), 1)
    form = StartForm(
        interval=1,
        every=Every.MONTH.value,
        starts_on=day,
        at=dt.time(10),
        minutes=30,
        kind=Kind.CALL.value,
        purpose=Purpose.SERVICE_REVIEW.value,
        on_day_off=DayOff.AFTER.value,
    )
    form.offer(contacts.contact_persons_of(client.id), rooms)
    found: Any = None
    if form.validate_on_submit():
        facts = form.facts(actor.zone)
        if request.form.get("deed") == "begin":
            room = next((one for one in rooms if one.public_id == form.room.data), None)
            made = attempt(
                form,
                lambda: operations.begin(
                    client, actor=actor, facts=facts, room=room, **form.values
                ),
            )
            if made:
                flash(_("The contacts are planned."), "ok")
                return redirect(url_for("series.show", public_id=made.public_id))
        else:
            kind = Kind(form.kind.data)
            found = attempt(form, lambda: operations.preview(actor=actor, facts=facts, kind=kind))
    return render_template(
        "series/start.html", form=form, client=client, found=found or None, words=words
    )


@series.get(f"/{PID}")
@requires("interactions:read")
def show(public_id: str) -> ResponseReturnValue:
    """One series: its rule in words, its contacts with the reasons, what can be done."""
    actor = current_actor()
    found = queries.series_of(public_id, actor=actor)
    return render_template(
        "series/show.html",
        series=found,
        said=words.said(found),
        room=queries.room_name(found),
        words=words,
        contact_words=contact_words,
        is_running=found.state is SeriesState.RUNNING and can(actor, "interactions:plan"),
        moved=operations.moved_keys(found),
    )


@series.route(f"/{PID}/change", methods=["GET", "POST"])
@requires("interactions:plan")
def change(public_id: str) -> ResponseReturnValue:
    """Another rule from one contact on (``?contact=``), or for all that are ahead."""
    actor = current_actor()
    found = queries.series_of(public_id, actor=actor, permission="interactions:plan", lock=False)
    first = _contact(found, request.values.get("contact", ""))
    begins = first.falls_on if first else _next_day(found)
    form = ChangeForm(
        version=found.version,
        interval=found.interval,
        every=found.every.value,
        starts_on=begins,
        at=found.at,
        minutes=found.minutes,
        on_day_off=found.on_day_off.value,
        until=found.until,
        times=_left(found, begins),
        purpose_text=found.purpose_text,
        scope=FOLLOWING if first else ALL,
        keeps_moved=True,
    )
    following = {FOLLOWING: _("This contact and the following ones")} if first else {}
    form.scope.choices = as_choices(following, {ALL: _("All contacts ahead")})
    shown: Any = None
    if form.validate_on_submit():
        follows = first is not None and form.scope.data == FOLLOWING
        since, keeps = begins if follows else None, bool(form.keeps_moved.data)
        facts = form.facts(found.zone) if follows or not first else _for_all(form, found, begins)
        if request.form.get("deed") == "show":
            shown = attempt(
                form,
                lambda: operations.preview_change(
                    found, actor=actor, facts=facts, since=since, keeps_moved=keeps
                ),
            )
        elif made := attempt(
            form,
            lambda: operations.change(
                found,
                actor=actor,
                version=form.version_number,
                facts=facts,
                since=since,
                purpose_text=form.purpose_text.data or "",
                keeps_moved=keeps,
            ),
        ):
            flash(_("The contacts are moved."), "ok")
            return redirect(url_for("series.show", public_id=made.public_id))
    return render_template(
        "series/change.html",
        form=form,
        series=found,
        first=first,
        found=shown or None,
        moved=operations.moved_by_hand(found, operations.contacts_ahead(found)),
        words=words,
    )


@series.route(f"/{PID}/end", methods=["GET", "POST"])
@requires("interactions:plan")
def end(public_id: str) -> ResponseReturnValue:
    """End a series and cancel what is ahead."""
    actor = current_actor()
    found = queries.series_of(public_id, actor=actor, permission="interactions:plan")
    form = EndForm(version=found.version)
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.end(
            found, actor=actor, version=form.version_number, reason=form.reason.data
        ),
    ):
        flash(_("The series has ended; its contacts ahead are cancelled."), "ok")
        return redirect(url_for("series.show", public_id=found.public_id))
    return render_template("series/end.html", form=form, series=found, deed=DeedForm())


def _contact(found: Series, public_id: str) -> SeriesContact | None:
    return next(
        (
            one
            for one in found.contacts
            if one.interaction is not None
            and one.interaction.public_id == public_id
            and one.interaction.state is InteractionState.PLANNED
        ),
        None,
    )


def _left(found: Series, begins: dt.date) -> int | None:
    """How many of its times are left from ``begins`` on; None where it is not counted."""
    if found.times is None:
        return None
    return max(1, found.times - sum(one.falls_on < begins for one in found.contacts))


def _for_all(form: ChangeForm, found: Series, begins: dt.date) -> operations.Facts:
    """The facts for all ahead, where the form was drawn for those from ``begins`` on: what of it
    nobody touched means the first one ahead."""
    facts, first = form.facts(found.zone), _next_day(found)
    if facts.starts_on == begins:
        facts = replace(facts, starts_on=first)
    if facts.times == _left(found, begins):
        facts = replace(facts, times=_left(found, first))
    return facts


def _next_day(found: Series) -> dt.date:
    today = clock.today(found.zone)
    return next((one.falls_on for one in found.contacts if one.falls_on >= today), today)
