"""Recording a contact that nobody planned: the client called, was met in the street (C5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.models import Client
from ...clients.queries import client_of
from ...core import clock
from ...core.forms import attempt
from ...core.redirects import local_path, page_before
from ...dossiers import questions
from ...materials.queries import in_use
from ...policy.enforce import Actor, current_actor, requires
from .. import operations, queries
from ..forms import OutcomeForm, RecordForm, key_of
from ..rules.times import day_bounds
from ..words import KIND_NAMES, Kind, Purpose
from .contacts import PID, find_client, interactions, page
from .correcting import say_recorded
from .materials import given_by, named
from .proposing import (
    Ended,
    around,
    asking,
    dialling,
    next_fields,
    propose,
    propose_dispatch,
    result_asked,
)
from .writing import choice_of, whom

WHICH = ("client", "kind", "back")


@interactions.get(f"/of/{PID}")
@requires("interactions:record")
def outcome_of(public_id: str) -> ResponseReturnValue:
    """What came of the contact with a client of a list: to the outcome of what is due by tonight,
    the oldest first, else to a contact that nobody planned; from there back to the list."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="interactions:record")
    tonight = day_bounds(clock.today(actor.zone), actor.zone)[1]
    due = queries.due_with(client.id, before=tonight)
    back = page_before(request, url_for("card.show", public_id=public_id))
    if due is None:
        return redirect(url_for("interactions.record", client=public_id, back=back))
    return redirect(url_for("interactions.outcome", public_id=due, back=back))


@interactions.route("/record", methods=["GET", "POST"])
@requires("interactions:record")
def record() -> ResponseReturnValue:
    """What came of a contact with ``?client=`` that is over; without one named, find it first."""
    actor = current_actor()
    if not request.args.get("client"):
        return find_client(actor, _("Record a contact"), goes_to="interactions.record")
    client, kind = _asked(actor)
    ended = _ended(client, kind, actor)
    people = queries.contact_persons_of(client.id)
    form = asking(RecordForm, client, actor=actor)(
        ended_at=clock.now(),
        purpose=Purpose.OTHER.value,
        contact_person=whom(people)["contact_person"],
    )
    others = in_use(client.language) if request.method == "POST" and form.also.raw_data else []
    form.offer(kind, (), named(others))
    form.offer_people(people)
    if form.validate_on_submit():
        made = attempt(
            form,
            lambda: operations.record_contact(
                client,
                form.outcome(answers=questions.answers_of(form), handed=given_by(form, others)),
                actor=actor,
                kind=kind,
                purpose=Purpose(form.purpose.data),
                ended_at=form.ended_at.data,
                contact_person_id=key_of(form.contact_person.data),
            ),
        )
        if made:
            say_recorded(made, _("The contact is recorded."), actor=actor)
            there = url_for("interactions.show", public_id=made.public_id)
            return redirect(local_path(request.values.get("back"), there))
    if request.method == "GET":
        result = result_asked(kind)
        form.result.data = result.value if result else None
        propose(form, ended, result)
        propose_dispatch(form, ended)
    given: dict[str, Any] = {name: request.args[name] for name in WHICH if request.args.get(name)}
    return page(
        "record",
        form=form,
        client=client,
        kind=kind,
        kinds=[
            {
                "label": name,
                "url": url_for("interactions.record", **{**given, "kind": one.value}),
                "current": one is kind,
            }
            for one, name in KIND_NAMES.items()
        ],
        given=given,
        back=local_path(request.args.get("back"), ""),
        **dialling(ended, people),
        **around(ended),
    )


@interactions.get("/record/next")
@requires("interactions:record")
def next_after_record() -> ResponseReturnValue:
    """The next step proposed after ``?result=`` of a contact that nobody planned."""
    actor = current_actor()
    client, kind = _asked(actor)
    return next_fields(_ended(client, kind, actor))


@interactions.get("/record/to-give")
@requires("interactions:record")
def to_give_unplanned() -> ResponseReturnValue:
    """What the bank has to give: a field of the form of a contact that nobody planned."""
    client, kind = _asked(current_actor())
    form = OutcomeForm(formdata=None)
    form.offer(kind, (), named(in_use(client.language)))
    return render_template("interactions/_to_give.html", form=form)


def _asked(actor: Actor) -> tuple[Client, Kind]:
    named = request.args.get("client", "")
    client = client_of(named, actor=actor, permission="interactions:record")
    return client, choice_of(Kind, request.args.get("kind", ""), Kind.CALL)


def _ended(client: Client, kind: Kind, actor: Actor) -> Ended:
    now = clock.now()
    quarter = now - dt.timedelta(
        minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond
    )
    return Ended(client, kind, Purpose.OTHER, quarter, actor.employee_id, actor.zone)
