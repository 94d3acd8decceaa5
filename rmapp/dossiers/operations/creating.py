"""Making a dossier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit import operations as audit
from ...clients import custom
from ...clients.events import note
from ...clients.models import AssignmentRole, Client, ClientKind, Source
from ...clients.operations import assign_row, refresh_search, search_column, search_terms
from ...clients.rules import display_name, order_key
from ...core import clock
from ...core.db import db
from ...core.errors import Invalid
from ...duplicates.operations import Revealed, revealed
from ...duplicates.queries import candidates
from ...duplicates.rules import DuplicateSubject, SubjectKind
from ...policy.enforce import Actor, demand, reach
from ...policy.models import Reach, Role
from ...policy.table import PERSONAL
from ...settings import settings
from ...staff.models import Employee
from .. import rules
from . import lists, twins
from .persons import person_to_be

NAMES = ("full_name", "short_name", "family_name", "given_name", "patronymic")


def create_client(
    *,
    actor: Actor,
    kind: ClientKind,
    fields: Mapping[str, Any],
    phones: Iterable[lists.PhoneLike] = (),
    emails: Iterable[lists.EmailLike] = (),
    addresses: Iterable[lists.AddressLike] = (),
    messengers: Iterable[rules.MessengerEntry] = (),
    contact_person: Mapping[str, Any] | None = None,
    source: Source | None = None,
    assign_to: int | None = None,
    is_different: bool = False,
) -> Client:
    """Make a prospect of ``kind`` and give it to ``assign_to`` (an employee; ``actor`` if None).

    ``fields``: see ``rules.FIELDS`` and ``clients.custom``, values typed; without a zone it follows
    from the address or the phones. ``is_different``: a person says that a strong look-alike is
    somebody else. Refuses with Forbidden, or with Invalid: fields that do not fit; a strong
    look-alike (``extra["duplicates"]``: list of Revealed, field ``is_different``).
    """
    demand(actor, "clients:create")
    fields, own = custom.split(fields)
    checked = rules.check_fields(kind, fields, is_new=True)
    own_checked = custom.checked(kind, own, actor=actor, is_new=True)
    if checked.errors or own_checked.errors:
        raise Invalid(_("Some fields do not fit."), fields={**checked.errors, **own_checked.errors})
    values = checked.values
    phone_rows, email_rows = lists.phone_entries(phones), lists.email_entries(emails)
    address_rows = lists.address_entries(addresses)
    messenger_rows = lists.messenger_entries(messengers)
    values.setdefault("zone", lists.zone_by(address_rows, phone_rows) or settings().bank_zone)
    found = look_alikes(
        actor=actor,
        kind=kind,
        fields=values,
        phones=[entry.number for entry in phone_rows],
        emails=[entry.address for entry in email_rows],
        address=address_rows[0].text if address_rows else "",
    )
    if not is_different:
        twins.refuse(found)
    keeper = _keeper(actor, assign_to)
    if source is not None:
        values["source_id"] = source.id
    person = None
    if contact_person and contact_person.get("name"):
        person = person_to_be(contact_person)
    name = display_name(kind, **{n: values[n] for n in NAMES if values.get(n)})
    client = Client(
        kind=kind,
        display_name=name,
        name_key=order_key(kind, name, values),
        created_at=clock.now(),
        created_by_id=actor.employee_id,
        **values,
    )
    # what a client is found by comes with the row: its indexes are written once
    client.search = search_column(
        search_terms(
            client,
            phones=[*(one.number for one in phone_rows), person.phone if person else ""],
            emails=[*(one.address for one in email_rows), person.email if person else ""],
            people=[person.name] if person else [],
        )
    )
    db.session.add(client)
    db.session.flush()
    lists.write_phones(client, phone_rows, is_new=True)
    lists.write_emails(client, email_rows, is_new=True)
    lists.write_addresses(client, address_rows, is_new=True)
    lists.write_messengers(client, messenger_rows, is_new=True)
    if person is not None:
        person.client_id = client.id
        db.session.add(person)
    note(client.id, "created", actor=actor, title=name)
    audit.record("client:created", actor=actor, obj=client, client_id=client.id)
    employee_id, role = keeper
    assign_row(client.id, employee_id, role, actor=actor, reason="", is_first=True)
    if custom.write(client, own_checked.values):
        refresh_search(client)
    if is_different:
        twins.remember(client, found, actor=actor)
    return client


def look_alikes(
    *,
    actor: Actor,
    kind: ClientKind,
    fields: Mapping[str, Any],
    phones: Iterable[str] = (),
    emails: Iterable[str] = (),
    address: str = "",
    without: Iterable[int] = (),
) -> list[Revealed]:
    """Clients that may be the one being typed, as ``actor`` may see them (ruling 17)."""
    born = fields.get("birth_date")
    subject = DuplicateSubject(
        kind=SubjectKind(kind.value),
        name=str(fields.get("short_name") or fields.get("full_name") or "")[:500],
        given_name=fields.get("given_name") or "",
        family_name=fields.get("family_name") or "",
        patronymic=fields.get("patronymic") or "",
        legal_form=fields.get("legal_form") or "",
        birth_date=born.isoformat() if born else "",
        phones=tuple(phones),
        emails=tuple(emails),
        inn=fields.get("inn") or "",
        kpp=fields.get("kpp") or "",
        ogrn=fields.get("ogrn") or "",
        address=address,
        web=fields.get("web") or "",
        edrpou=fields.get("edrpou") or "",
        vat=fields.get("vat") or "",
        lei=fields.get("lei") or "",
    )
    return revealed(candidates(subject, without=list(without), by_contact=True), actor=actor)


def _keeper(actor: Actor, assign_to: int | None) -> tuple[int, AssignmentRole]:
    """Who will serve the client, and as what; Invalid when ``actor`` may not give it to them."""
    if assign_to is None or assign_to == actor.employee_id:
        return actor.employee_id, _role_of(actor.role)
    how_far = reach(actor, "assignments:edit")
    employee = db.session.get(Employee, assign_to)
    allowed = how_far is Reach.ALL or (
        how_far is Reach.TEAM and employee is not None and employee.team_id in actor.team_ids
    )
    if employee is None or not allowed or not employee.is_active:
        raise Invalid(fields={"assign_to": [_l("You cannot give a client to this colleague.")]})
    return employee.id, _role_of(db.session.get_one(Role, employee.role_id).code)


def _role_of(code: str) -> AssignmentRole:
    return AssignmentRole.PERSONAL if code == PERSONAL else AssignmentRole.ACQUISITION
