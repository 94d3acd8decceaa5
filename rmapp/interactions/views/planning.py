"""Planning a contact."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.models import Client
from ...clients.queries import client_of, search
from ...core import clock
from ...core.fields import read_moment
from ...core.forms import attempt
from ...core.redirects import local_path
from ...materials.queries import in_use
from ...policy.enforce import Actor, current_actor, requires
from ...rooms import queries as bank_rooms
from ...staff.calendar import calendar_for
from .. import operations, queries, words
from ..forms import PlanForm
from ..models import Scenario, ScenarioVersion
from ..moving_forms import rooms_as_choices
from ..queries.contacts import EXCLUSIVE
from ..rules.next_step import USUAL_MINUTES
from ..rules.times import nearest_moment
from ..strategies import STRATEGIES
from ..words import KIND_NAMES, Kind, Purpose
from .contacts import interactions, speech
from .materials import BRINGS, material_name
from .words import cautions_of

Chosen = TypeVar("Chosen", bound=StrEnum)


@interactions.route("/plan", methods=["GET", "POST"])
@requires("interactions:plan")
def plan() -> ResponseReturnValue:
    """Plan a contact with a client; without one named, find it first."""
    actor = current_actor()
    named = request.values.get("client", "")
    if not named:
        text = request.args.get("text", "")[:100].strip()
        hits = search(actor, text, 12) if text else []
        return render_template("interactions/plan_whom.html", text=text, hits=hits)
    client = client_of(named, actor=actor, permission="interactions:plan")
    kind = _choice(Kind, request.values.get("kind", ""), Kind.CALL)
    purpose = _choice(Purpose, request.args.get("purpose", ""), Purpose.FIRST_CONTACT)
    library = queries.scenarios_for(kind, None)
    people = queries.contact_persons_of(client.id)
    form = PlanForm(
        kind=kind.value,
        at=_proposed_time(actor, kind),
        minutes=USUAL_MINUTES[kind],
        purpose=purpose.value,
        contact_person=str(people[0].id) if people else "",
        addressee=_addressee(people[0].name, people[0].position) if people else "",
    )
    rooms = bank_rooms.rooms() if kind in EXCLUSIVE else []
    bringable = {one.public_id: one for one in in_use(client.language)} if kind in BRINGS else {}
    form.offer(
        rooms=rooms,
        materials=[(key, material_name(one)) for key, one in bringable.items()],
        people=people,
        colleagues=queries.bank_seniors(but=actor.employee_id),
        scenarios=[(scenario.public_id, text) for scenario, text in library],
        speech=speech(),
    )
    if form.validate_on_submit():
        chosen = {scenario.public_id: scenario for scenario, _text in library}
        taken = next((one for one in rooms if one.public_id == form.room.data), None)
        interaction = attempt(
            form,
            lambda: operations.plan(
                actor=actor,
                client=client,
                scenario=chosen.get(form.scenario.data or ""),
                room=taken,
                materials=[bringable[key] for key in form.materials.data or []],
                **form.values,
            ),
        )
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
        library=_fitting(library, form.purpose.data),
        speech=speech(),
        strategies=STRATEGIES,
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
    form.room.choices = [pair for pair in form.room.choices if pair[0] in offered]


@interactions.get("/scenarios-for")
@requires("interactions:plan")
def scenarios_for() -> ResponseReturnValue:
    """The scenarios for a kind and purpose, to be read while planning."""
    kind = _choice(Kind, request.args.get("kind", ""), Kind.CALL)
    purpose = _choice(Purpose, request.args.get("purpose", ""), Purpose.OTHER)
    return render_template(
        "interactions/_scenarios.html",
        library=queries.scenarios_for(kind, purpose),
        speech=speech(),
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


def _fitting(
    library: list[tuple[Scenario, ScenarioVersion]], purpose: str | None
) -> list[tuple[Scenario, ScenarioVersion]]:
    return [(scenario, text) for scenario, text in library if scenario.purpose == purpose]


def _choice(kind: type[Chosen], text: str, default: Chosen) -> Chosen:
    return next((one for one in kind if one.value == text), default)


def _addressee(name: str, position: str) -> str:
    return f"{name}, {position}" if position else name


def _proposed_time(actor: Actor, kind: Kind) -> dt.datetime:
    """The time of ``?at=``, else the first free one from 10:00 of the next working day."""
    place = ZoneInfo(actor.zone)
    given = request.args.get("at", "")
    try:
        return read_moment(given, place)
    except ValueError:
        calendar = calendar_for(actor.employee_id)
        day = calendar.add_working_days(clock.today(actor.zone), 1)
        morning = nearest_moment(day, dt.time(10), actor.zone)
        if kind not in EXCLUSIVE:
            return morning
        return queries.free_from(actor.employee_id, morning, USUAL_MINUTES[kind])
