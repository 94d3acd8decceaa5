"""A new dossier: quick entry, a pasted block, look-alikes while one types."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.models import Client, ClientKind
from ...core.forms import attempt
from ...policy.enforce import current_actor, requires
from .. import operations, queries, quick
from ..forms import NEW, own_values
from ..origins import tell_origin
from ..requisites import PREFIXES
from ..rules import AddressEntry
from .blueprint import class_of, dossiers, prepared


def _kind() -> ClientKind:
    known = {kind.value: kind for kind in ClientKind}
    return known.get(request.values.get("kind", ""), ClientKind.ORGANISATION)


def _new(kind: ClientKind) -> Any:
    """The form of a new dossier of ``kind`` with its choices."""
    actor = current_actor()
    form: Any = prepared(class_of(NEW, kind)())
    colleagues = [(e.public_id, e.name) for e in queries.assignable(actor)]
    if colleagues and actor.public_id not in dict(colleagues):
        colleagues.insert(0, (actor.public_id, actor.name))
    form.offer_colleagues(colleagues)
    if request.method == "GET":
        if colleagues:
            form.assign_to.data = actor.public_id
        quick.offer_again(form, request.args)
    return form


@dossiers.route("/new", methods=["GET", "POST"])
@requires("clients:create")
def create() -> ResponseReturnValue:
    """A new dossier, filled from a pasted block if there is one; "save and next" opens an empty
    one at once (D11).

    Whoever came to make one client saves it with Enter and sees it; in the records that follow
    a "save and next" (``?next=1``) Enter goes on to the next.
    """
    actor, kind = current_actor(), _kind()
    form = _new(kind)
    if not quick.is_reading(request.form) and form.validate_on_submit():
        client = attempt(form, lambda: _made(form, kind))
        if client:
            flash(_("Dossier saved: %(name)s", name=client.display_name), "ok")
            told = tell_origin(request.form.get("origin", ""), client, actor=actor)
            if told:
                flash(told, "ok")
            if request.form.get("then") == "next":
                kept: dict[str, Any] = quick.kept_for_next(form)
                return redirect(url_for("dossiers.create", kind=kind.value, next=1, **kept))
            return redirect(url_for("card.show", public_id=client.public_id))
    paste, found = None, []
    if form.is_submitted():
        form, kind, paste = quick.pasted(form, kind, request.form, _new)
        found = _look_alikes(form, kind)
    return render_template(
        "dossiers/create.html",
        form=form,
        kind=kind,
        found=found,
        paste=paste,
        in_a_row=request.args.get("next") == "1",
        made=queries.made_by_hand(actor),
    )


def _made(form: Any, kind: ClientKind) -> Client:
    actor = current_actor()
    persons = form.contact_persons() if kind is ClientKind.ORGANISATION else []
    addresses = [form.address.data] if form.address.data else []
    if "legal_address" in form and form.legal_address.data:
        addresses.append(AddressEntry(form.legal_address.data, "legal"))
    client = operations.create_client(
        actor=actor,
        kind=kind,
        fields={**form.values(), **own_values(form)},
        phones=form.phones.data or (),
        emails=form.emails.data or (),
        addresses=addresses,
        contact_person=persons[0] if persons else None,
        assign_to=_chosen(form),
        is_different=bool(form.is_different.data),
    )
    for person in persons[1:]:
        operations.add_contact_person(client, actor=actor, fields=person)
    return client


def _chosen(form: Any) -> int | None:
    if "assign_to" not in form:
        return None
    return queries.employee_id(form.assign_to.data)


def _look_alikes(form: Any, kind: ClientKind) -> list[Any]:
    values = {
        name: field.data for name, field in form._fields.items() if not field.errors and field.data
    }
    theirs = [values.get(f"{who}_{way}") for way in ("phone", "email") for who in PREFIXES]
    return operations.look_alikes(
        actor=current_actor(),
        kind=kind,
        fields=values,
        phones=[*(phone.e164 for phone in values.get("phones", [])), *filter(None, theirs[:2])],
        emails=[*values.get("emails", []), *filter(None, theirs[2:])],
        address=values.get("address", ""),
    )


@dossiers.post("/duplicates")
@requires("clients:create")
def duplicates() -> ResponseReturnValue:
    """The box of look-alikes below a new dossier, asked while one types."""
    kind = _kind()
    form: Any = prepared(NEW[kind]())
    form.offer_colleagues([])
    form.validate()
    return render_template(
        "dossiers/_duplicates.html", found=_look_alikes(form, kind), form=form, live=True
    )
