"""Planning a contact."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.models import Client, Lifecycle
from ...clients.queries import client_of
from ...core import clock
from ...core.fields import read_moment
from ...core.forms import attempt
from ...core.i18n import reader_language
from ...core.redirects import local_path
from ...policy.enforce import Actor, current_actor, requires
from ...rooms import queries as bank_rooms
from ...staff.calendar import calendar_for
from .. import operations, queries, words
from ..models import Interaction
from ..moving_forms import rooms_as_choices
from ..planning_forms import PlanForm
from ..queries.contacts import EXCLUSIVE
from ..rules.next_step import USUAL_MINUTES, usual_purpose
from ..rules.times import nearest_moment
from ..strategies import MOTIVES, STRATEGIES
from ..words import KIND_NAMES, Kind, Purpose
from .contacts import find_client, interactions
from .preparing import fitting, matter_of, may_hand_in, offer, offer_for, situation_of, tell_renamed
from .words import cautions_of, pursued_too_long
from .writing import BODY, choice_of, put_words, whom


@interactions.route("/plan", methods=["GET", "POST"])
@requires("interactions:plan", body=BODY)
def plan() -> ResponseReturnValue:
    """Plan a contact with a client; without one named, find it first."""
    actor = current_actor()
    named = request.values.get("client", "")
    if not named:
        return find_client(actor, _("Plan a contact"), goes_to="interactions.plan")
    client = client_of(named, actor=actor, permission="interactions:plan")
    kind = choice_of(Kind, request.values.get("kind", ""), Kind.CALL)
    usual = usual_purpose(
        is_prospect=client.lifecycle is Lifecycle.PROSPECT,
        was_heard=client.last_contact_at is not None,
    )
    purpose = choice_of(Purpose, request.values.get("purpose", ""), usual)
    found = offer_for(client, kind, purpose, actor=actor)
    form = PlanForm(
        kind=kind.value,
        at=_proposed_time(actor, kind),
        minutes=USUAL_MINUTES[kind],
        purpose=purpose.value,
        **whom(found.people),
    )
    rooms = bank_rooms.rooms() if kind in EXCLUSIVE else []
    form.offer_rooms(rooms)
    offer(form, found, actor=actor)
    if "fill" in request.form:
        put_words(form, found, client, actor=actor)
    elif form.validate_on_submit():
        taken = next((one for one in rooms if one.public_id == form.room.data), None)

        def keep() -> Interaction:
            matter = matter_of(form, found, client, actor=actor)
            made = operations.plan(
                actor=actor,
                client=client,
                kind=kind,
                at=form.at.data,
                minutes=form.minutes.data,
                room=taken,
                matter=matter,
            )
            tell_renamed(form, matter)
            return made

        interaction = attempt(form, keep)
        if interaction:
            flash(_("The contact is planned."), "ok")
            fresh = queries.interaction_of(interaction.public_id, actor=actor)
            for caution in cautions_of(fresh):
                flash(caution, "warn")
            there = url_for("interactions.show", public_id=interaction.public_id)
            return redirect(local_path(request.values.get("back"), there))
    _keep_free(form, client)
    return render_template(
        "interactions/plan.html",
        form=form,
        client=client,
        kind=kind,
        kinds=_tabs(named, kind, purpose),
        library=found.for_purpose(form.purpose.data),
        speech=reader_language(),
        strategies=STRATEGIES,
        motives=MOTIVES,
        may_hand_in=may_hand_in(actor),
        too_long=pursued_too_long(client),
        is_writing=kind is Kind.EMAIL and request.args.get("at") == "now",
        planned=queries.planned_of(client.id, limit=4),
        history=queries.history_of(client.id, limit=3),
        back=local_path(request.values.get("back"), ""),
        words=words,
    )


@interactions.get("/free-rooms")
@requires("interactions:plan")
def free_rooms() -> ResponseReturnValue:
    """The rooms that are free at ``?at=`` for ``?minutes=``: a field of the form that plans."""
    actor = current_actor()
    client = client_of(request.args.get("client", ""), actor=actor, permission="interactions:plan")
    form = PlanForm(formdata=request.args)
    form.room.choices = rooms_as_choices(bank_rooms.rooms())
    _keep_free(form, client)
    return render_template("interactions/_free_rooms.html", form=form)


def _keep_free(form: PlanForm, client: Client) -> None:
    """Leave in the form the rooms that are free at its time, and the one that is chosen."""
    if form.at.data is None or len(form.room.choices or ()) < 2:
        return
    ends = form.at.data + dt.timedelta(minutes=min(max(form.minutes.data or 60, 5), 720))
    free = bank_rooms.free_rooms(form.at.data, ends, is_vip=bool(client.vip_tier))
    offered = {"", form.room.data or "", *(one.public_id for one in free)}
    form.room.choices = [one for one in form.room.choices if one.value in offered]


@interactions.get("/scenarios-for")
@requires("interactions:plan")
def scenarios_for() -> ResponseReturnValue:
    """The scenarios for a kind and purpose, to be read while planning."""
    actor = current_actor()
    client = client_of(request.args.get("client", ""), actor=actor, permission="interactions:plan")
    kind = choice_of(Kind, request.args.get("kind", ""), Kind.CALL)
    purpose = choice_of(Purpose, request.args.get("purpose", ""), Purpose.OTHER)
    return render_template(
        "interactions/_scenarios.html",
        library=fitting(
            queries.scenarios_for(kind, purpose), situation_of(client, kind, purpose), purpose
        ),
        speech=reader_language(),
    )


def _tabs(client: str, current: Kind, purpose: Purpose) -> list[dict[str, Any]]:
    """The kinds of contact, each with the address of its form."""
    return [
        {
            "label": name,
            "url": url_for(
                "interactions.plan", client=client, kind=one.value, purpose=purpose.value
            ),
            "current": one is current,
        }
        for one, name in KIND_NAMES.items()
    ]


def _proposed_time(actor: Actor, kind: Kind) -> dt.datetime:
    """The time of ``?at=`` (``now``: the next quarter of an hour), else the first free one from
    10:00 of the next working day."""
    place = ZoneInfo(actor.zone)
    given = request.args.get("at", "")
    if given == "now":
        now = clock.now().replace(second=0, microsecond=0)
        return now + dt.timedelta(minutes=15 - now.minute % 15)
    try:
        return read_moment(given, place)
    except ValueError:
        calendar = calendar_for(actor.employee_id)
        day = calendar.add_working_days(clock.today(actor.zone), 1)
        morning = nearest_moment(day, dt.time(10), actor.zone)
        if kind not in EXCLUSIVE:
            return morning
        return queries.free_from(actor.employee_id, morning, USUAL_MINUTES[kind])
