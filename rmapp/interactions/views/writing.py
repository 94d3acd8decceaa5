"""Writing a letter: words from the library, a look at it before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from ...clients.models import Client, ContactPerson
from ...clients.queries import client_of
from ...core import clock
from ...core.db import db
from ...policy.enforce import Actor, current_actor, requires
from ...staff.models import Employee
from ..planning_forms import PlanForm
from ..words import Kind, Purpose
from .contacts import interactions
from .preparing import Offer, fill_in, offer, offer_for

Chosen = TypeVar("Chosen", bound=StrEnum)
#: Several files go with a letter.
BODY = 32 * 1024 * 1024


def choice_of(kind: type[Chosen], text: str, default: Chosen) -> Chosen:
    """The member of ``kind`` that ``text`` names, else ``default``."""
    return next((one for one in kind if one.value == text), default)


def whom(people: Sequence[ContactPerson]) -> dict[str, str]:
    """Whom a contact is planned with if nobody says otherwise: the first contact person."""
    if not people:
        return {"contact_person": "", "addressee": ""}
    first = people[0]
    addressee = f"{first.name}, {first.position}" if first.position else first.name
    return {"contact_person": str(first.id), "addressee": addressee}


def put_words(form: PlanForm, found: Offer, client: Client, *, actor: Actor) -> None:
    """Put the chosen text of the library into ``form``; nothing where none is chosen."""
    text = found.texts.get(form.letter_text.data or "")
    if text is not None:
        by = db.session.get_one(Employee, actor.employee_id)
        fill_in(form, text, client, people=found.people, by=by)


def _written(actor: Actor) -> tuple[PlanForm, Client, Offer]:
    """The form as it stands on the page of who writes, whatever it lacks."""
    client = client_of(request.form.get("client", ""), actor=actor, permission="interactions:plan")
    kind = choice_of(Kind, request.form.get("kind", ""), Kind.LETTER)
    purpose = choice_of(Purpose, request.form.get("purpose", ""), Purpose.OTHER)
    found = offer_for(client, kind, purpose, actor=actor)
    form = PlanForm()
    form.offer_rooms([])
    offer(form, found, actor=actor)
    return form, client, found


@interactions.post("/letter-fields")
@requires("interactions:plan", body=BODY)
def letter_fields() -> ResponseReturnValue:
    """Subject and text anew, from the chosen text of the library: a part of the form."""
    actor = current_actor()
    form, client, found = _written(actor)
    put_words(form, found, client, actor=actor)
    kind = choice_of(Kind, request.form.get("kind", ""), Kind.LETTER)
    return render_template("interactions/_letter.html", form=form, client=client, kind=kind)


@interactions.post("/letter-preview")
@requires("interactions:plan", body=BODY)
def letter_preview() -> ResponseReturnValue:
    """The letter as it would leave, before it is kept. Changes nothing."""
    actor = current_actor()
    form, client, found = _written(actor)
    person = next((one for one in found.people if str(one.id) == form.contact_person.data), None)
    from ..document import draft_pdf, material_names  # loads what draws, see core.papers

    taken = [found.materials[key] for key in form.materials.data or [] if key in found.materials]
    enclosed = [found.documents[key].file_name for key in form.enclosed.data or []]
    enclosed += material_names(client, taken)
    content = draft_pdf(
        client,
        db.session.get_one(Employee, actor.employee_id),
        person=person,
        addressee=(form.addressee.data or "")[:500],
        subject=(form.subject.data or "")[:500],
        body=form.body.data or "",
        enclosed=enclosed,
        on=(form.at.data or clock.now()).astimezone(ZoneInfo(actor.zone)).date(),
        at=clock.now().replace(microsecond=0),
    )
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="letter.pdf"'
    return response
