"""Contact persons of a client (D5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit import operations as audit
from ...clients.events import note
from ...clients.models import Attitude, Client, ContactPerson, DecisionRole, Level
from ...clients.operations import refresh_search
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...core.fields import PHONE_WORDS, read_email
from ...core.forms import FORBIDDEN
from ...core.phones import PhoneError, parse_phone, written
from ...policy.enforce import Actor, demand
from ...settings import settings
from .. import queries

_LENGTHS = {"name": 200, "position": 200, "note": 500}


def add_contact_person(client: Client, *, actor: Actor, fields: Mapping[str, Any]) -> ContactPerson:
    """Add a contact person to ``client``.

    ``fields``: name (required), position, phone, email, decision_role, attitude, level, is_head,
    note, reports_to (public id of another contact person, "" for none).
    Refuses with Forbidden or Invalid.
    """
    demand(actor, "clients:edit")
    person = new_contact_person(client, fields)
    note(client.id, "contact-person-added", actor=actor, title=person.name, obj=person)
    audit.record("contact-person:added", actor=actor, obj=person, client_id=client.id)
    refresh_search(client)
    return person


def edit_contact_person(
    person: ContactPerson,
    *,
    client: Client,
    actor: Actor,
    version: int,
    fields: Mapping[str, Any],
) -> ContactPerson:
    """Change a contact person. Refuses with Forbidden, Invalid, and Conflict when it is stale."""
    demand(actor, "clients:edit")
    if person.version != version:
        raise Conflict(_("Somebody changed this meanwhile. Open it anew and compare."))
    changes: dict[str, list[Any]] = {}
    values = _checked(fields, is_new=False)
    if "reports_to" in fields:
        values["reports_to_id"] = _chief(client, fields["reports_to"], under=person)
    called = person.written_phone
    for name, value in values.items():
        was = getattr(person, name)
        if was != value:
            if name in ("phone", "phone_extension"):
                now = written(values["phone"], values["phone_extension"])
                changes["phone"] = [called, now]
            elif name != "reports_to_id":  # a key says nothing to a reader
                changes[name] = [_plain(was), _plain(value)]
            else:
                changes["reports_to"] = [None, None]
            setattr(person, name, value)
    if not changes:
        return person
    db.session.flush()
    note(
        client.id,
        "contact-person-changed",
        actor=actor,
        title=person.name,
        obj=person,
        detail={"changes": changes},
    )
    audit.record(
        "contact-person:changed",
        actor=actor,
        obj=person,
        client_id=client.id,
        detail={"changes": changes},
    )
    refresh_search(client)
    return person


def remove_contact_person(person: ContactPerson, *, client: Client, actor: Actor) -> None:
    """Take a contact person off the dossier; the row stays for the history of contacts."""
    demand(actor, "clients:edit")
    person.deleted_at = clock.now()
    db.session.flush()
    note(client.id, "contact-person-removed", actor=actor, title=person.name, obj=person)
    audit.record("contact-person:removed", actor=actor, obj=person, client_id=client.id)
    refresh_search(client)


def bring_back_contact_person(person: ContactPerson, *, client: Client, actor: Actor) -> None:
    """Put a contact person who was taken off back onto the dossier."""
    demand(actor, "clients:edit")
    person.deleted_at = None
    db.session.flush()
    note(client.id, "contact-person-added", actor=actor, title=person.name, obj=person)
    audit.record("contact-person:added", actor=actor, obj=person, client_id=client.id)
    refresh_search(client)


def new_contact_person(client: Client, fields: Mapping[str, Any]) -> ContactPerson:
    """The row of a new contact person, checked. Refuses with Invalid."""
    person = person_to_be(fields)
    if fields.get("reports_to"):
        person.reports_to_id = _chief(client, fields["reports_to"], under=None)
    person.client_id = client.id
    db.session.add(person)
    db.session.flush()
    return person


def person_to_be(fields: Mapping[str, Any]) -> ContactPerson:
    """A contact person of a client that is yet to be made, checked. Refuses with Invalid."""
    return ContactPerson(**_checked(fields, is_new=True))


def _chief(client: Client, public_id: Any, *, under: ContactPerson | None) -> int | None:
    """The key of the person somebody reports to; Invalid for a stranger or a ring."""
    if not public_id:
        return None
    chiefs = queries.chiefs_of(client.id)
    found = next((one for one in chiefs.values() if one.public_id == public_id), None)
    ring = found is None
    step = found
    while step is not None and under is not None and not ring:
        ring = step.id == under.id
        step = chiefs.get(step.reports_to_id or 0)
    if ring or found is None:
        words = _l("Choose another person of this client who does not report to this one.")
        raise Invalid(_("Some fields do not fit."), fields={"reports_to": [words]})
    return found.id


def _checked(fields: Mapping[str, Any], *, is_new: bool) -> dict[str, Any]:
    values: dict[str, Any] = {}
    errors: dict[str, list[Any]] = {}
    for name, value in fields.items():
        if name == "reports_to":
            continue
        try:
            if name == "phone":
                values["phone"], values["phone_extension"] = _phone(value) if value else ("", "")
                continue
            values[name] = _value(name, value)
        except ValueError as problem:
            errors[name] = [problem.args[0]]
    if not values.get("name") and "name" not in errors and (is_new or "name" in values):
        errors["name"] = [_l("Write the name.")]
    if errors:
        raise Invalid(_("Some fields do not fit."), fields=errors)
    return values


def _value(name: str, value: Any) -> Any:
    if name in _LENGTHS:
        text = str(value or "").strip()
        if len(text) > _LENGTHS[name] or FORBIDDEN.search(text):
            raise ValueError(_l("Too long, or with characters that cannot be kept."))
        return text
    if name == "email":
        return read_email(value) if value else ""
    if name == "is_head":
        return bool(value)
    known = {"decision_role": DecisionRole, "attitude": Attitude, "level": Level}.get(name)
    if known is None:
        raise ValueError(_l("There is no such field."))
    if value not in [member.value for member in known]:
        raise ValueError(_l("Choose one of the values offered."))
    return known(value)


def _phone(text: str) -> tuple[str, str]:
    try:
        read = parse_phone(text, settings().bank_country)
        return read.e164, read.extension
    except PhoneError as problem:
        raise ValueError(PHONE_WORDS[problem.problem]) from None


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool) else str(value)[:500]
