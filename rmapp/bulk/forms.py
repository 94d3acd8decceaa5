"""What a bulk deed asks: one form a deed."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional

from ..clients import custom
from ..clients.catalogue.own import in_words, options
from ..clients.models import CustomField, CustomType
from ..clients.words import FIELDS, TEMPERATURES
from ..core.fields import DayField, required
from ..core.forms import Form
from ..dossiers import queries as dossiers
from ..policy.enforce import Actor
from ..segments.queries import own_lists
from .models import Deed

_NEED = [InputRequired(message=_l("Choose one of the values offered."))]
#: Built-in fields that can be set for many at once.
PLAIN = ("temperature", "is_active", "source_id")


class BulkForm(Form):
    """The button; each deed adds its questions."""


def settable(actor: Actor) -> list[tuple[str, Any]]:
    """(key, label) of the fields a bulk deed can set."""
    own = [(row.key, in_words(row.name_en, row.name_ru)) for row in custom.definitions()]
    sensitive = {row.key for row in custom.definitions() if row.is_sensitive}
    return [*[(name, FIELDS[name]) for name in PLAIN], *[o for o in own if o[0] not in sensitive]]


def form_of(deed: Deed, field: str, actor: Actor) -> Any:
    """The form of ``deed``; ``field``: what SET sets."""
    controls = _QUESTIONS[deed](field, actor)
    return type("Made", (BulkForm,), controls)()


def _set(field: str, actor: Actor) -> dict[str, Any]:
    if field == "temperature":
        codes = [(code.value, label) for code, label in TEMPERATURES.items()]
        return {"value": RadioField(FIELDS[field], _NEED, choices=codes)}
    if field == "is_active":
        return {"value": _flag(FIELDS[field])}
    if field == "source_id":
        rows = [(str(one.id), in_words(one.name_en, one.name_ru)) for one in dossiers.sources()]
        return {"value": SelectField(FIELDS[field], _NEED, choices=rows)}
    row = own_row(field)
    if row is None:
        return {}
    label = in_words(row.name_en, row.name_ru)
    offered = list(options(row, with_retired=False).items())
    if row.type is CustomType.FLAG:
        return {"value": _flag(label)}
    if row.type is CustomType.CHOICE:
        return {"value": RadioField(label, _NEED, choices=offered)}
    if row.type is CustomType.CHOICES:
        return {"value": SelectMultipleField(label, _NEED, choices=offered)}
    if row.type is CustomType.DATE:
        return {"value": DayField(label, [required()])}
    return {"value": StringField(label, [required(), Length(max=2_000, message=_l("Too long."))])}


def _flag(label: Any) -> RadioField:
    return RadioField(label, _NEED, choices=[("y", _l("yes")), ("n", _l("no"))])


def own_row(key: str) -> CustomField | None:
    """The own field ``key`` that can be set for many."""
    rows = {row.key: row for row in custom.definitions() if not row.is_sensitive}
    return rows.get(key)


def _assign(field: str, actor: Actor) -> dict[str, Any]:
    people = [(one.public_id, one.name) for one in dossiers.assignable(actor)]
    return {
        "employee": SelectField(_l("Who will serve the clients"), _NEED, choices=people),
        "reason": StringField(_l("Reason"), [Optional(), Length(max=300, message=_l("Too long."))]),
    }


def _plan(field: str, actor: Actor) -> dict[str, Any]:
    return {
        "day": DayField(_l("On which day"), [required()]),
        "about": StringField(
            _l("What about"), [Optional(), Length(max=300, message=_l("Too long."))]
        ),
    }


def _bin(field: str, actor: Actor) -> dict[str, Any]:
    return {
        "reason": StringField(_l("Reason"), [Optional(), Length(max=300, message=_l("Too long."))])
    }


def _list(field: str, actor: Actor) -> dict[str, Any]:
    return {"list": SelectField(_l("List"), _NEED, choices=own_lists(actor))}


_QUESTIONS: dict[Deed, Any] = {
    Deed.SET: _set,
    Deed.ASSIGN: _assign,
    Deed.PLAN: _plan,
    Deed.BIN: _bin,
    Deed.LIST_ADD: _list,
    Deed.LIST_REMOVE: _list,
}
