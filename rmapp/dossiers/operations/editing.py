"""Changing a dossier: nothing anybody saved is overwritten unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm.attributes import flag_modified

from ...audit import operations as audit
from ...clients import custom
from ...clients.catalogue import label_of
from ...clients.events import note
from ...clients.models import Client, ClientKind, CustomField, Lifecycle, Origin
from ...clients.operations import refresh_search
from ...clients.rules import display_name
from ...clients.words import FIELDS as LABELS
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...policy.enforce import Actor, demand
from ...settings import settings
from .. import queries, rules
from ..spoken import spoken, told, typed
from . import lists, twins
from .creating import NAMES
from .facts import tell
from .meanwhile import clash
from .ways import stale_rows


def edit_client(
    client: Client,
    *,
    actor: Actor,
    version: int,
    fields: Mapping[str, Any] | None = None,
    phones: Iterable[lists.PhoneLike] = (),
    emails: Iterable[lists.EmailLike] = (),
    addresses: Iterable[lists.AddressLike] = (),
    messengers: Iterable[rules.MessengerEntry] = (),
    origin: Origin = Origin.UNSAID,
    told_at: Any = None,
    is_different: bool = False,
) -> Client:
    """Change ``fields`` (see ``rules.FIELDS`` and ``clients.custom``) and rows of the lists.

    ``origin``: where the new values come from; ``told_at``: the row of the contact at which they
    were told. Both are kept with every field that changes (D8).

    Entries of lists change the row they name, add what is new and remove what they empty; rows
    not named stay. ``version``: of the record as the person saw it. ``is_different``: a person
    says that a strong look-alike this change makes is somebody else. Refuses with Forbidden,
    Invalid (also for such a look-alike, see ``create_client``), or Conflict when somebody changed
    the dossier meanwhile (``extra["versions"]``, ``extra["version"]``).
    """
    demand(actor, "clients:edit")
    plain, own_given = custom.split(fields or {})
    checked = rules.check_fields(client.kind, plain, is_new=False)
    own = custom.checked(client.kind, own_given, actor=actor)
    client = queries.locked(client)
    if checked.errors or own.errors:
        raise Invalid(_("Some fields do not fit."), fields={**checked.errors, **own.errors})
    values = checked.values
    phone_rows, email_rows = lists.phone_entries(phones), lists.email_entries(emails)
    address_rows = lists.address_entries(addresses)
    messenger_rows = lists.messenger_entries(messengers)
    if client.version != version:
        ways: dict[str, Sequence[Any]] = {
            "phones": phone_rows, "emails": email_rows, "addresses": address_rows,
            "messengers": messenger_rows,
        }  # fmt: skip
        _refuse_stale(client, values, own.values, version, ways, actor)
    seen = client.version
    changes: dict[str, list[Any]] = {}
    for name, value in values.items():
        was = getattr(client, name)
        if was != value:
            changes[name] = [kept(name, was), kept(name, value)]
            setattr(client, name, value)
    for name, written in (
        ("phones", lists.write_phones(client, phone_rows)),
        ("emails", lists.write_emails(client, email_rows)),
        ("addresses", lists.write_addresses(client, address_rows)),
        ("messengers", lists.write_messengers(client, messenger_rows)),
    ):
        if written is not None:
            changes[name] = list(written)
    changes |= custom.write(client, own.values)
    if not changes:
        return client
    tell(client, changes, actor=actor, origin=origin, told_at=told_at)
    name = _name(client)
    if not name:
        raise Invalid(fields={_first_name(client.kind): [_("Write the name.")]})
    if name != client.display_name:
        changes["display_name"] = [client.display_name, name]
        client.display_name = name
    flag_modified(client, "display_name")  # a change of the lists alone moves the version too
    db.session.flush()
    detail = {"version": seen, "changes": changes}
    note(client.id, "changed", actor=actor, detail=detail)
    audit.record("client:changed", actor=actor, obj=client, client_id=client.id, detail=detail)
    refresh_search(client)
    twins.check_change(client, changes, actor=actor, is_different=is_different)
    return client


def kept(name: str, value: Any) -> Any:
    """``value`` as a history keeps it: an entry of a list by its name, not by its key."""
    return (
        (queries.source_name(value) or None) if name in rules.LISTED else rules.masked(name, value)
    )


def convert(client: Client, *, actor: Actor) -> Client:
    """Make a prospect a client: the first product was bought. Refuses with Forbidden, Conflict."""
    demand(actor, "clients:convert")
    client = queries.locked(client)
    if client.lifecycle is Lifecycle.CLIENT:
        raise Conflict(_("This is a client already."))
    was = client.lifecycle
    client.lifecycle = Lifecycle.CLIENT
    client.client_since = client.client_since or clock.today(settings().bank_zone)
    db.session.flush()
    note(client.id, "converted", actor=actor, detail={"was": was.value})
    audit.record("client:converted", actor=actor, obj=client, client_id=client.id)
    return client


def _name(client: Client) -> str:
    return display_name(client.kind, **{name: getattr(client, name) for name in NAMES})


def _first_name(kind: ClientKind) -> str:
    return "short_name" if kind is ClientKind.ORGANISATION else "family_name"


def _refuse_stale(
    client: Client,
    values: Mapping[str, Any],
    own: Mapping[CustomField, Any],
    version: int,
    given: Mapping[str, Sequence[Any]],
    actor: Actor,
) -> None:
    """Raise Conflict with both versions when the dossier was changed since ``version``.

    A version that moved for another reason (a contact was recorded) is no conflict.
    """
    since = queries.changes_since(client.id, version)
    before = since.before
    if not before:
        if version > client.version:
            raise Invalid(_("This form is broken. Open it anew."))
        return
    found: list[dict[str, Any]] = []
    for name, value in values.items():
        theirs = getattr(client, name)
        if theirs == value:
            continue
        was = spoken(client, name, theirs)
        if name in before:
            was = told(name, before[name], client.currency)
        found.append(
            {
                "field": name,
                "label": LABELS.get(name, name),
                "before": was,
                "theirs": spoken(client, name, theirs),
                "theirs_value": typed(client, name, theirs),
                "yours": spoken(client, name, value),
                "yours_value": typed(client, name, value),
            }
        )
    found += _stale_own(client, own, before)
    found += [
        {"field": name, "label": LABELS[name], "before": before[name], "theirs": now, "yours": mine}
        for name, now, mine in stale_rows(client, before, given)
    ]
    if found:
        raise clash(since, actor, asked=found, taken=[], version=client.version)


def _stale_own(
    client: Client, own: Mapping[CustomField, Any], before: Mapping[str, Any]
) -> list[dict[str, Any]]:
    known = custom.values_of(client.id) if own else {}
    return [
        {
            "field": row.key,
            "label": label_of(row.key),
            "before": custom.retold(
                row.key, before.get(row.key, custom.told(row, known.get(row.key)))
            ),
            "theirs": custom.spoken(row, known.get(row.key)),
            "theirs_value": custom.typed(row, known.get(row.key)),
            "yours": custom.spoken(row, value),
            "yours_value": custom.typed(row, value),
        }
        for row, value in own.items()
        if known.get(row.key) != value
    ]
