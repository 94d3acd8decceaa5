"""One cell of the list changed where it stands (D16): what it takes, and how it is kept.

The form brings along the value as it was drawn. A cell that somebody changed meanwhile is not
overwritten: the form comes back with both values, and saving once more puts one's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import Optional

from ..clients import custom
from ..clients.catalogue.own import own_fields
from ..clients.models import Client, ClientAddress, ClientEmail, ClientPhone
from ..clients.queries import reaches_client
from ..core import formatting
from ..core.db import db
from ..core.errors import Invalid, NotFound
from ..core.fields import MomentField
from ..core.forms import Form, as_choices, line
from ..core.i18n import reader_language, reader_zone
from ..dossiers import operations as dossiers
from ..dossiers import queries as dossier_queries
from ..dossiers import questions
from ..dossiers.forms import EDIT, ZONES, own_control, own_values
from ..dossiers.rules import (
    FIELDS,
    LISTED,
    NUMBERS,
    SENSITIVE,
    TEXTS,
    AddressEntry,
    EmailEntry,
    PhoneEntry,
)
from ..dossiers.spoken import typed
from ..interactions import operations as interactions
from ..interactions.queries import planned_of
from ..interactions.words import Kind
from ..policy.enforce import Actor, can

NEXT = "next_contact_at"
#: Column of the list → the field of the dossier behind it, where they are called otherwise.
_BEHIND = {
    "source": "source_id", "channel": "channel_id", "campaign": "campaign_id",
    "standing": "temperature",
}  # fmt: skip


@dataclass(frozen=True)
class _First:
    """A column that shows the first row of a list of the dossier."""

    model: Any
    entry: Any
    argument: str  # of ``edit_client``
    label: Any
    longest: int = 320


_ROWS = {
    "phone": _First(ClientPhone, PhoneEntry, "phones", _l("Phone")),
    "email": _First(ClientEmail, EmailEntry, "emails", _l("E-mail address")),
    "address": _First(ClientAddress, AddressEntry, "addresses", _l("Address"), 500),
}


def may_change(key: str, actor: Actor) -> bool:
    """Whether cells of the column ``key`` can be changed in the list by ``actor``."""
    if not can(actor, "clients:edit"):
        return False
    if key == NEXT:
        return can(actor, "interactions:plan")
    if key.startswith(custom.reading.PREFIX) or key in _ROWS:
        return True
    name = _BEHIND.get(key, key)
    return name in FIELDS and any(hasattr(form, name) for form in EDIT.values())


def form_of(client: Client, key: str, *, actor: Actor) -> Any:
    """The form of one cell with the value that stands there.

    Refuses (NotFound) a field that is not to be changed so, does not belong to this kind of
    client, or may not be seen.
    """
    control = _control(client, key, actor)
    if control is None:
        raise NotFound(_("This field does not belong to this kind of client."))
    parts = {
        _name(key): control,
        "was": HiddenField(),
        "is_different": BooleanField(_l("It is someone else: save it so")),
    }
    kind: Any = type("CellForm", (Form,), parts)
    data = {_name(key): _value(client, key), "was": written(client, key)}
    form = kind(data={**data, "version": client.version})
    if key == "zone":
        zones = dict.fromkeys((client.zone, *ZONES))
        form.zone.choices = as_choices([(zone, formatting.zone(zone)) for zone in zones])
    return form


def control_of(form: Any, key: str) -> Any:
    """The field of ``form`` that holds the value."""
    return form[_name(key)]


def written(client: Client, key: str) -> str:
    """What stands in the cell, as a form takes it: compared with what was drawn."""
    if key in _ROWS:
        return _text(_first(client, key))
    value = _value(client, key)
    if key == NEXT:
        return value.isoformat(timespec="minutes") if value else ""
    row = _own(key)
    return custom.typed(row, value) if row else typed(client, _BEHIND.get(key, key), value)


def save(client: Client, key: str, form: Any, *, actor: Actor) -> None:
    """Keep the value of ``form``. Refuses with Invalid at the value: what does not fit, what was
    changed meanwhile; at ``is_different``: a strong look-alike."""
    client = dossier_queries.locked(client)
    control = control_of(form, key)
    now = written(client, key)
    if form.version_number != client.version and form.was.data != now:
        form.version.data, form.was.data = client.version, now
        offered = {one.value: one.label for one in getattr(control, "choices", None) or ()}
        said = offered.get(now, now) or _("empty")
        raise Invalid(
            fields={
                control.name: [
                    _(
                        "A colleague has changed this meanwhile, it says now: %(now)s. Save once "
                        "more to put yours instead.",
                        now=said,
                    )
                ]
            }
        )
    if key == NEXT:
        _plan(client, control, actor)
        return
    try:
        dossiers.edit_client(
            client,
            actor=actor,
            version=client.version,
            is_different=bool(form.is_different.data),
            **_change(client, key, form),
        )
    except Invalid as refusal:
        asks = refusal.fields.get("is_different")
        words = [one for found in refusal.fields.values() for one in found] or [refusal.message]
        where = {"is_different": asks} if asks else {control.name: words}
        raise Invalid(refusal.message, fields=where) from None


def _change(client: Client, key: str, form: Any) -> dict[str, Any]:
    """The arguments of ``edit_client``."""
    value = control_of(form, key).data
    if key in _ROWS:
        return {_ROWS[key].argument: [_entry(client, key, value or "")]}
    if _own(key):
        return {"fields": own_values(form)}
    name = _BEHIND.get(key, key)
    if value is None and (name in TEXTS or name in NUMBERS):
        value = ""
    return {"fields": {name: value}}


def _entry(client: Client, key: str, text: str) -> Any:
    """The first row with another value; a new one where there is none. Empty: it is removed."""
    shape, row = _ROWS[key].entry, _first(client, key)
    value = {"phone": "number", "email": "address", "address": "text"}[key]
    kept = {
        name: getattr(row, name)
        for name in shape.__dataclass_fields__
        if row is not None and name not in (value, "extension")
    }
    if key == "address" and not text:
        kept |= dict.fromkeys(("postcode", "region", "city", "street"), "")
    return shape(**{**kept, value: text.strip()})


def _plan(client: Client, control: Any, actor: Actor) -> None:
    """Move the nearest planned contact; where there is none, plan a call."""
    if control.data is None:
        raise Invalid(
            fields={control.name: [_("A planned contact is cancelled on its own page, with why.")]}
        )
    planned = planned_of(client.id, 1)
    try:
        if not planned:
            interactions.plan(actor=actor, client=client, kind=Kind.CALL, at=control.data)
        elif planned[0].planned_at != control.data:
            one = planned[0]
            interactions.reschedule(one, actor=actor, version=one.version, at=control.data)
    except Invalid as refusal:
        words = [one for found in refusal.fields.values() for one in found]
        raise Invalid(fields={control.name: words or [refusal.message]}) from None


def _name(key: str) -> str:
    """What the control is called: own fields keep their key, as ``own_values`` reads them."""
    return key if _own(key) else "value"


def _own(key: str) -> Any:
    return next((row for row in own_fields() if row.key == key), None)


def _control(client: Client, key: str, actor: Actor) -> Any:
    if not may_change(key, actor):
        return None
    if key == NEXT:
        return MomentField(_l("Next contact"), [Optional()])
    if key in _ROWS:
        return line(_ROWS[key].label, longest=_ROWS[key].longest)
    name, row = _BEHIND.get(key, key), _own(key)
    hidden = row.is_sensitive if row else name in SENSITIVE
    if hidden and not reaches_client(actor, "clients:read-sensitive", client.id):
        return None
    if row:
        return own_control(row) if client.kind.value in row.kinds else None
    if not hasattr(EDIT[client.kind], name):
        return None
    control = questions.unbound(client, name)
    if name in LISTED:
        known = dossier_queries.sources(LISTED[name])
        language = reader_language()
        control.kwargs["choices"] = as_choices(
            {"": _l("not known")}, ((one.id, one.title(language)) for one in known)
        )
    return control


def _value(client: Client, key: str) -> Any:
    if key == NEXT:
        planned = planned_of(client.id, 1)
        return planned[0].planned_at.astimezone(reader_zone()) if planned else None
    if key in _ROWS:
        return _text(_first(client, key))
    if _own(key):
        return custom.values_of(client.id).get(key)
    return getattr(client, _BEHIND.get(key, key))


def _first(client: Client, key: str) -> Any:
    """The row the list shows: of those that hold, the preferred one first."""
    model = _ROWS[key].model
    return db.session.scalars(
        sa.select(model)
        .where(model.client_id == client.id, model.is_invalid.is_(False))
        .order_by(model.is_preferred.desc(), model.id)
        .limit(1)
    ).first()


def _text(row: Any) -> str:
    if row is None:
        return ""
    if isinstance(row, ClientPhone):
        return f"{row.number} #{row.extension}".rstrip(" #")
    return str(row.address if isinstance(row, ClientEmail) else row.text)
