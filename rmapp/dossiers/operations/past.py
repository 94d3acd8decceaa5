"""One value of a dossier goes back to what it was on a day (D18): a field, or a row of a list.

It goes the way of every change: checked, told to the history with its author, undone likewise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields as names_of
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from ...clients import custom
from ...clients.catalogue.own import own_fields
from ...clients.custom.reading import PREFIX
from ...clients.models import Client, ContactPerson, RelationKind
from ...clients.queries import client_of
from ...core.db import db
from ...core.errors import Conflict, Invalid, NotFound
from ...core.phones import written
from ...policy.enforce import Actor
from .. import queries, rules
from ..rules import AddressEntry, EmailEntry, Known, MessengerEntry, PhoneEntry
from .editing import edit_client
from .persons import add_contact_person, bring_back_contact_person, edit_contact_person
from .relations import change_relation, relate

_ENTRIES: dict[str, tuple[str, Any]] = {
    "client_phone": ("phones", PhoneEntry),
    "client_email": ("emails", EmailEntry),
    "client_messenger": ("messengers", MessengerEntry),
    "client_address": ("addresses", AddressEntry),
}
#: What was said against a way to a client stays said.
_AGAINST = ("is_invalid", "is_opted_out")
_PERSON = (
    "name", "position", "phone", "email", "decision_role", "attitude", "level", "is_head", "note",
)  # fmt: skip


def bring_back_field(client: Client, name: str, was: Any, *, actor: Actor, version: int) -> Client:
    """Let the field ``name`` be again what a history keeps as ``was``.

    Refuses with Invalid where a history does not hold the whole value, otherwise as
    ``edit_client`` does.
    """
    return edit_client(client, actor=actor, version=version, fields={name: _value(name, was)})


def _value(name: str, was: Any) -> Any:
    own = next((row for row in own_fields() if row.key == name), None)
    if own is not None and not own.is_sensitive:
        try:
            return custom.taken_back(own, was)
        except ValueError as problem:
            raise Invalid(problem.args[0]) from None
    if name.startswith(PREFIX) or not rules.comes_back(name, was):
        raise Invalid(_("The history does not hold this value whole. Change it in the dossier."))
    if name in rules.LISTED and was is not None:
        listed = queries.sources(rules.LISTED[name], retired=True)
        found = next((one.id for one in listed if was in (one.name_en, one.name_ru)), None)
        if found is None:
            raise Invalid(_("There is no such entry in the list."))
        return found
    if was is None:
        return "" if name in (*rules.TEXTS, *rules.NUMBERS, "sex", "preferred_channel") else None
    if name in ("birth_date", "reference_on"):
        return dt.date.fromisoformat(was)
    return dt.time.fromisoformat(was) if name in ("hours_from", "hours_to") else was


def bring_back(client: Client, known: Known, *, actor: Actor, version: int, seen: int) -> None:
    """Let a row of a list be again as it was known (``known.was``); where it was not there, it
    goes.

    ``version``: of the client as the person saw it; ``seen``: of the contact person or the tie.
    Refuses with Forbidden, Invalid; Conflict when it is stale; NotFound when the client at the
    other end of a tie is beyond reach.
    """
    if known.of in _ENTRIES:
        _way(client, known, actor=actor, version=version)
    elif known.of == "contact_person":
        _person(client, known, actor=actor, seen=seen)
    else:
        _tie(client, known, actor=actor, seen=seen)


def _way(client: Client, known: Known, *, actor: Actor, version: int) -> None:
    field, entry = _ENTRIES[known.of]
    names = {one.name for one in names_of(entry)}
    was = {name: value for name, value in (known.was or {}).items() if name in names}
    now = known.now or {}
    if known.was is None:
        first = names_of(entry)[0].name
        was = {first: "", "public_id": now["public_id"]}
    elif known.now is None:
        was.pop("public_id", None)
    for flag in _AGAINST:
        if flag in was:
            was[flag] = bool(was[flag] or now.get(flag))
    given: dict[str, Any] = {field: [entry(**was)]}
    edit_client(client, actor=actor, version=version, **given)


def _person(client: Client, known: Known, *, actor: Actor, seen: int) -> None:
    was = known.was
    if was is None:
        raise Conflict(_("Take a contact person off the dossier on the card."))
    given: dict[str, Any] = {name: was[name] for name in _PERSON}
    given["phone"] = written(was["phone"], was.get("phone_extension", ""))
    person = db.session.get(ContactPerson, known.row_id)
    if person is None or person.client_id != client.id:
        add_contact_person(client, actor=actor, fields=given)
        return
    if person.deleted_at is not None:
        bring_back_contact_person(person, client=client, actor=actor)
        seen = person.version
    edit_contact_person(person, client=client, actor=actor, version=seen, fields=given)


def _tie(client: Client, known: Known, *, actor: Actor, seen: int) -> None:
    was = known.was
    if was is None:
        raise Conflict(_("A tie that never was is taken off on its own page."))
    given = _terms(was)
    try:
        relation, other = queries.relation_of(was["public_id"], client=client, actor=actor)
    except NotFound:
        is_mine = was["client_id"] == client.id
        near = queries.others_of([known], actor=actor)
        _name, there = near.get(was["other_id" if is_mine else "client_id"], ("", ""))
        other = client_of(
            there, actor=actor, permission="clients:read" if is_mine else "clients:edit"
        )
        first, second = (client, other) if is_mine else (other, client)
        relate(first, second.public_id, actor=actor, fields=given)
        return
    change_relation(relation, client=client, other=other, actor=actor, version=seen, fields=given)


def _terms(was: Mapping[str, Any]) -> dict[str, Any]:
    days = {
        name: dt.date.fromisoformat(was[name]) if was[name] else None
        for name in ("since", "until", "consented_on")
    }
    share = None if was["share"] is None else Decimal(str(was["share"]))
    return {**days, "kind": RelationKind(was["kind"]), "share": share, "note": was["note"]}
