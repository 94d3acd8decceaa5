"""The doors of rooms: who has them today, the week of one, keeping them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..core import clock
from ..core.formatting import day as written
from ..core.formatting import hour
from ..core.forms import DeedForm, attempt
from ..policy.enforce import can, current_actor, requires
from . import operations, queries
from .forms import ClosureForm, RoomForm
from .models import Room
from .week import day_of, days_of, monday_of

rooms = Blueprint("rooms", __name__, url_prefix="/rooms")
blueprints = [rooms]
PID = "<string(length=16):public_id>"


@rooms.get("")
@requires("rooms:read")
def listing() -> ResponseReturnValue:
    """Every room with who has it on one day."""
    actor = current_actor()
    today = clock.today(actor.zone)
    day = day_of(request.args.get("day", ""), today)
    found = queries.rooms(with_withdrawn=can(actor, operations.EDIT))
    starts = dt.datetime.combine(day, dt.time(), ZoneInfo(actor.zone))
    taken = queries.bookings_between(
        actor, starts, starts + dt.timedelta(days=1), room_ids=[room.id for room in found]
    )
    return render_template(
        "rooms/listing.html",
        rooms=found,
        taken={room.id: [one for one in taken if one.booking.room_id == room.id] for room in found},
        day=day,
        today=today,
        before=day - dt.timedelta(days=1),
        after=day + dt.timedelta(days=1),
    )


@rooms.get(f"/{PID}")
@requires("rooms:read")
def show(public_id: str) -> ResponseReturnValue:
    """The week of one room, on its own clocks."""
    actor, room = current_actor(), queries.room_of(public_id)
    today = clock.today(room.zone)
    monday = monday_of(request.args.get("week", ""), today)
    starts = dt.datetime.combine(monday, dt.time(), ZoneInfo(room.zone))
    taken = queries.bookings_between(
        actor, starts, starts + dt.timedelta(days=7), room_ids=[room.id]
    )
    days = days_of(monday, today, room, taken)
    return render_template(
        "rooms/show.html",
        room=room,
        days=days,
        events=[_event(one) for day in days for one in day.events],
        title=f"{written(monday, 'd MMMM')} – {written(monday + dt.timedelta(days=6), 'd MMMM')}",
        before=monday - dt.timedelta(days=7),
        after=monday + dt.timedelta(days=7),
        may_edit=can(actor, operations.EDIT),
        deed=DeedForm(version=room.version, formdata=None),
    )


def _event(one: Any) -> dict[str, Any]:
    booking, client = one.taken.booking, one.taken.client
    return {
        "day": one.column,
        "slot": one.place.slot,
        "length": one.place.length,
        "title": client.display_name if client else booking.reason or _("Taken"),
        "text": booking.employee.short_name if booking.employee else _("closed"),
        "tone": "" if booking.employee else "neutral",
        "url": url_for("card.show", public_id=client.public_id) if client else None,
        "label": f"{hour(booking.starts_at)}–{hour(booking.ends_at)}",
    }


@rooms.route("/new", methods=["GET", "POST"])
@requires("rooms:edit")
def create() -> ResponseReturnValue:
    """A new room."""
    form = RoomForm(opens=dt.time(9), closes=dt.time(18))
    if form.validate_on_submit():
        room = attempt(
            form, lambda: operations.keep_room(None, actor=current_actor(), **form.values)
        )
        if room:
            flash(_("The room is kept."), "ok")
            return redirect(url_for("rooms.show", public_id=room.public_id))
    return render_template("rooms/edit.html", form=form, room=None)


@rooms.route(f"/{PID}/edit", methods=["GET", "POST"])
@requires("rooms:edit")
def edit(public_id: str) -> ResponseReturnValue:
    """Change a room."""
    room = queries.room_of(public_id)
    form = RoomForm(obj=None if request.method == "POST" else room, **_given(room))
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.keep_room(
            room, actor=current_actor(), version=form.version_number, **form.values
        ),
    ):
        flash(_("The room is kept."), "ok")
        return redirect(url_for("rooms.show", public_id=room.public_id))
    return render_template("rooms/edit.html", form=form, room=room)


def _given(room: Room) -> dict[str, Any]:
    return {"version": room.version, "zone": room.zone}


@rooms.post(f"/{PID}/withdraw")
@requires("rooms:edit")
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take a room out of use, or back into it."""
    form, room = DeedForm(), queries.room_of(public_id)
    if form.validate_on_submit():
        operations.withdraw_room(
            room,
            actor=current_actor(),
            version=form.version_number,
            is_active=not room.is_active,
        )
        flash(_("Done."), "ok")
    return redirect(url_for("rooms.show", public_id=room.public_id))


@rooms.route(f"/{PID}/close", methods=["GET", "POST"])
@requires("rooms:edit")
def close(public_id: str) -> ResponseReturnValue:
    """Let nobody in for a while; the closures to come."""
    room, form = queries.room_of(public_id), ClosureForm()
    actor = current_actor()
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.close_room(
            room,
            actor=actor,
            starts=form.starts.data,
            ends=form.ends.data,
            reason=form.reason.data,
        ),
    ):
        flash(_("The room is closed then."), "ok")
        return redirect(url_for("rooms.close", public_id=room.public_id))
    now = clock.now()
    ahead = queries.bookings_between(actor, now, now + dt.timedelta(days=366), room_ids=[room.id])
    return render_template(
        "rooms/close.html",
        room=room,
        form=form,
        closures=[one.booking for one in ahead if one.booking.client_id is None],
        deed=DeedForm(formdata=None),
    )


@rooms.post(f"/closures/{PID}/end")
@requires("rooms:edit")
def open_again(public_id: str) -> ResponseReturnValue:
    """End a closure."""
    booking = queries.closure_of(public_id)
    if DeedForm().validate_on_submit():
        operations.open_again(booking, actor=current_actor())
        flash(_("The room is open again."), "ok")
    return redirect(url_for("rooms.close", public_id=booking.room.public_id))
