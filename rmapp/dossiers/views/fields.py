"""One field of a dossier on a small page: inline on the card, whole without scripts."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectField

from ...clients import custom
from ...clients.catalogue import label_of
from ...clients.catalogue.own import in_words, own_fields
from ...clients.custom.reading import PREFIX
from ...clients.models import Client, Origin
from ...clients.queries import client_of, reaches_client
from ...core import formatting
from ...core.errors import Invalid
from ...core.forms import Form, as_choices, attempt
from ...core.i18n import reader_language
from ...policy.enforce import current_actor, requires
from .. import operations, queries, questions
from ..forms import EDIT, ZONES, FlagField
from ..forms.dossier import TOLD_BY
from ..rules import FIELDS, LISTED, NUMBERS, SENSITIVE, TEXTS, question_of
from .blueprint import ONE, dossiers, fragment

ADDED = ("phones", "emails", "addresses", "decides")


@dossiers.route(f"{ONE}/fields/<name>", methods=["GET", "POST"])
@requires("clients:edit")
def field(public_id: str, name: str) -> ResponseReturnValue:
    """Change one field, or answer one question, and say where the answer comes from (D8)."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    own = next((row for row in own_fields() if row.key == name), None)
    there = client.kind.value in own.kinds if own else hasattr(EDIT[client.kind], name)
    if name not in ADDED and not ((own or name in FIELDS) and there):
        abort(404)
    if (own.is_sensitive if own else name in SENSITIVE) and not reaches_client(
        actor, "clients:read-sensitive", client.id
    ):
        abort(404)
    form = _form(client, name)
    if form.validate_on_submit() and attempt(form, lambda: _save(form, client, name)):
        flash(_("Kept: %(field)s", field=label_of(name)), "ok")
        return redirect(url_for("card.show", public_id=public_id))
    question = question_of(client.kind, name)
    return render_template(
        f"dossiers/{fragment()}field.html",
        form=form,
        control=form.value,
        client=client,
        name=name,
        question=question.text if question else in_words(own.hint_en, own.hint_ru) if own else "",
        label=label_of(name),
    )


def _form(client: Client, name: str) -> Any:
    value = questions.unbound(client, name)
    parts: dict[str, Any] = {
        "value": value,
        "origin": SelectField(
            _("Where it comes from"), choices=as_choices(TOLD_BY), default="client"
        ),
    }
    if name in LISTED:
        language = reader_language()
        value.kwargs["choices"] = as_choices(
            {"": _("not known")},
            [(one.id, one.title(language)) for one in queries.sources(LISTED[name])],
        )
    kind: Any = type("FieldForm", (Form,), parts)
    form = kind()
    if request.method == "GET":
        form.version.data = client.version
        if name not in ADDED:
            own = name.startswith(PREFIX)
            form.value.process_data(
                custom.values_of(client.id).get(name) if own else getattr(client, name)
            )
    if name == "zone":
        zones = dict.fromkeys((client.zone, *ZONES))
        form.value.choices = as_choices([(zone, formatting.zone(zone)) for zone in zones])
    return form


def _save(form: Any, client: Client, name: str) -> Client:
    value = form.value.data
    if name in ADDED:
        return _add(form, client, name, value)
    if value is None and (name in TEXTS or name in NUMBERS):
        value = ""
    if name.startswith(PREFIX):
        value = {"y": True, "n": False}.get(value) if isinstance(form.value, FlagField) else value
        value = None if value in ("", []) else value
    try:
        return operations.edit_client(
            client,
            actor=current_actor(),
            version=form.version_number,
            fields={name: value},
            origin=Origin(form.origin.data),
        )
    except Invalid as refusal:
        raise Invalid(
            refusal.message, fields={"value": refusal.fields.get(name, [refusal.message])}
        ) from None


def _add(form: Any, client: Client, name: str, value: Any) -> Client:
    if not value:
        raise Invalid(fields={"value": [_("Fill in this field.")]})
    try:
        return operations.learn(
            client,
            actor=current_actor(),
            answers={name: [value] if name == "addresses" else value},
            origin=Origin(form.origin.data),
        )
    except Invalid as refusal:
        words = [one for found in refusal.fields.values() for one in found] or [refusal.message]
        raise Invalid(refusal.message, fields={"value": words}) from None
