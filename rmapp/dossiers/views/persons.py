"""Contact persons of a client (D5)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.queries import client_of
from ...core.forms import attempt
from ...policy.enforce import current_actor, requires
from .. import operations, queries
from ..forms import ContactPersonForm
from .blueprint import ONE, dossiers


@dossiers.route(f"{ONE}/persons/new", methods=["GET", "POST"])
@requires("clients:edit")
def add_person(public_id: str) -> ResponseReturnValue:
    """A new contact person."""
    actor, form = current_actor(), ContactPersonForm()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    form.offer_chiefs(_chiefs(client.id))
    if form.validate_on_submit():
        person = attempt(
            form,
            lambda: operations.add_contact_person(client, actor=actor, fields=_person(form)),
        )
        if person:
            flash(_("Contact person saved: %(name)s", name=person.name), "ok")
            return redirect(url_for("card.show", public_id=public_id))
    return render_template("dossiers/person.html", form=form, client=client, person=None)


@dossiers.route(f"{ONE}/persons/<string(length=16):person_id>", methods=["GET", "POST"])
@requires("clients:edit")
def edit_person(public_id: str, person_id: str) -> ResponseReturnValue:
    """A contact person in fields."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    person = queries.contact_person_of(person_id, client=client)
    form = ContactPersonForm(obj=person if request.method == "GET" else None)
    form.offer_chiefs(_chiefs(client.id, but=person.id))
    if request.method == "GET":
        form.version.data = person.version
        form.phone.data = person.written_phone
        form.reports_to.data = next(
            (one.public_id for one in _all(client.id) if one.id == person.reports_to_id), ""
        )
    elif form.validate():
        saved = attempt(
            form,
            lambda: operations.edit_contact_person(
                person,
                client=client,
                actor=actor,
                version=form.version_number,
                fields=_person(form),
            ),
        )
        if saved:
            flash(_("Contact person saved: %(name)s", name=saved.name), "ok")
            return redirect(url_for("card.show", public_id=public_id))
    return render_template("dossiers/person.html", form=form, client=client, person=person)


@dossiers.post(f"{ONE}/persons/<string(length=16):person_id>/remove")
@requires("clients:edit")
def remove_person(public_id: str, person_id: str) -> ResponseReturnValue:
    """A contact person off the dossier."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    person = queries.contact_person_of(person_id, client=client)
    operations.remove_contact_person(person, client=client, actor=actor)
    flash(_("Contact person removed: %(name)s", name=person.name), "ok")
    return redirect(url_for("card.show", public_id=public_id))


def _all(client_id: int) -> list[queries.Chief]:
    return list(queries.chiefs_of(client_id).values())


def _chiefs(client_id: int, *, but: int = 0) -> list[tuple[str, str]]:
    return [
        (one.public_id, f"{one.name}, {one.position}" if one.position else one.name)
        for one in _all(client_id)
        if one.id != but
    ]


def _person(form: ContactPersonForm) -> dict[str, Any]:
    names = (
        "name", "position", "phone", "email", "decision_role", "level", "attitude", "reports_to",
        "is_head", "note",
    )  # fmt: skip
    return {name: form[name].data for name in names}
