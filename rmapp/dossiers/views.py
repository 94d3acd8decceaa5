"""Making and editing dossiers, contact persons, the bin."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from ..clients.custom import values_of
from ..clients.models import Client, ClientKind
from ..clients.queries import WITH_DETAILS, client_of
from ..core.forms import DeedForm, attempt
from ..duplicates.words import spoken
from ..policy.enforce import can, current_actor, requires
from . import operations, queries, quick
from .forms import (
    EDIT,
    NEW,
    BinForm,
    ContactPersonForm,
    DossierForm,
    own_hints,
    own_names,
    own_values,
    with_own,
)
from .rules import SENSITIVE, AddressEntry, EmailEntry, PhoneEntry

dossiers = Blueprint("dossiers", __name__, url_prefix="/clients")
blueprints = [dossiers]

ONE = "/<string(length=16):public_id>"
LISTS = ("phones", "emails", "addresses")


@dossiers.app_context_processor
def _duplicate_words() -> dict[str, Any]:
    return {"duplicate_words": spoken, "own_names": own_names, "own_hints": own_hints}


def _kind() -> ClientKind:
    known = {kind.value: kind for kind in ClientKind}
    return known.get(request.values.get("kind", ""), ClientKind.ORGANISATION)


def _class(forms: dict[ClientKind, Any], kind: ClientKind) -> Any:
    sensitive = can(current_actor(), "clients:read-sensitive")
    return with_own(forms[kind], kind, sensitive=sensitive)


def _prepared(form: DossierForm) -> DossierForm:
    """``form`` with its choices, without what the person may not see."""
    language = getattr(get_locale(), "language", "en")
    form.offer_sources(
        [(s.id, s.name_ru if language == "ru" else s.name_en) for s in queries.sources()]
    )
    if not can(current_actor(), "clients:read-sensitive"):
        for name in SENSITIVE & set(form._fields):
            delattr(form, name)
    return form


def _new(kind: ClientKind) -> Any:
    """The form of a new dossier of ``kind`` with its choices."""
    actor = current_actor()
    form: Any = _prepared(_class(NEW, kind)())
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
    one at once (D11)."""
    actor, kind = current_actor(), _kind()
    form = _new(kind)
    if not quick.is_reading(request.form) and form.validate_on_submit():
        client = attempt(form, lambda: _made(form, kind))
        if client:
            flash(_("Dossier saved: %(name)s", name=client.display_name), "ok")
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
    return operations.look_alikes(
        actor=current_actor(),
        kind=kind,
        fields=values,
        phones=[phone.e164 for phone in values.get("phones", [])],
        emails=values.get("emails", []),
        address=values.get("address", ""),
    )


@dossiers.post("/duplicates")
@requires("clients:create")
def duplicates() -> ResponseReturnValue:
    """The box of look-alikes below a new dossier, asked while one types."""
    kind = _kind()
    form: Any = _prepared(NEW[kind]())
    form.offer_colleagues([])
    form.validate()
    return render_template(
        "dossiers/_duplicates.html", found=_look_alikes(form, kind), form=form, live=True
    )


@dossiers.route(f"{ONE}/edit", methods=["GET", "POST"])
@requires("clients:edit")
def edit(public_id: str) -> ResponseReturnValue:
    """The dossier in fields."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit", options=WITH_DETAILS)
    kept = values_of(client.id) if request.method == "GET" else {}
    form: Any = _class(EDIT, client.kind)(obj=client if request.method == "GET" else None, **kept)
    _prepared(form).keep_zone(client.zone)
    if request.method == "GET":
        form.version.data = client.version
        for name in LISTS:
            form[name].append_entry()
    elif form.validate():
        lists: dict[str, Any] = {
            "phones": [PhoneEntry(**_row(row)) for row in form.phones.data],
            "emails": [EmailEntry(**_row(row)) for row in form.emails.data],
            "addresses": [AddressEntry(**_row(row)) for row in form.addresses.data],
        }
        lists["phones"] = [e for e in lists["phones"] if e.number or e.public_id]
        lists["emails"] = [e for e in lists["emails"] if e.address or e.public_id]
        saved = attempt(
            form,
            lambda: operations.edit_client(
                client,
                actor=actor,
                version=form.version_number,
                fields={**form.values(), **own_values(form)},
                **lists,
            ),
        )
        if saved:
            flash(_("Dossier saved: %(name)s", name=saved.display_name), "ok")
            return redirect(url_for("card.show", public_id=public_id))
    return render_template("dossiers/edit.html", form=form, client=client)


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value if value is not None else "" for name, value in row.items()}


@dossiers.post(f"{ONE}/convert")
@requires("clients:convert")
def convert(public_id: str) -> ResponseReturnValue:
    """A prospect becomes a client."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:convert")
    operations.convert(client, actor=actor)
    flash(_("Now a client: %(name)s", name=client.display_name), "ok")
    return redirect(url_for("card.show", public_id=public_id))


@dossiers.post(f"{ONE}/bin")
@requires("clients:delete")
def move_to_bin(public_id: str) -> ResponseReturnValue:
    """Into the bin."""
    actor, form = current_actor(), BinForm()
    client = client_of(public_id, actor=actor, permission="clients:delete")
    reason = (form.reason.data or "")[:500]
    operations.move_to_bin(client, actor=actor, reason=reason)
    undo = url_for("dossiers.restore", public_id=public_id)
    message: Any = {"text": _("In the bin: %(name)s", name=client.display_name)}
    if can(actor, "clients:restore"):
        message["undo_url"] = undo
    flash(message, "ok")
    return redirect(url_for("clients.listing"))


@dossiers.get("/bin")
@requires("clients:restore")
def bin() -> ResponseReturnValue:
    """What lies in the bin and can be restored."""
    page = queries.in_bin(current_actor(), cursor=request.args.get("cursor"))
    return render_template("dossiers/bin.html", page=page, form=DeedForm())


@dossiers.post(f"{ONE}/restore")
@requires("clients:restore")
def restore(public_id: str) -> ResponseReturnValue:
    """Out of the bin."""
    actor = current_actor()
    client = queries.deleted_client_of(public_id, actor=actor)
    operations.restore(client, actor=actor)
    flash(_("Restored: %(name)s", name=client.display_name), "ok")
    return redirect(url_for("card.show", public_id=public_id))


@dossiers.route(f"{ONE}/persons/new", methods=["GET", "POST"])
@requires("clients:edit")
def add_person(public_id: str) -> ResponseReturnValue:
    """A new contact person."""
    actor, form = current_actor(), ContactPersonForm()
    client = client_of(public_id, actor=actor, permission="clients:edit")
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
    if request.method == "GET":
        form.version.data = person.version
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


def _person(form: ContactPersonForm) -> dict[str, Any]:
    names = ("name", "position", "phone", "email", "decision_role", "attitude", "is_head", "note")
    return {name: form[name].data for name in names}
