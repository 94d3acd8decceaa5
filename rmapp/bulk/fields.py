"""Which fields can be set, or emptied, for many clients at once (D16)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _
from wtforms import SelectChoice

from ..clients import custom
from ..clients.catalogue.own import in_words, own_fields
from ..clients.models import COLUMN_OF, Client, ClientKind, CustomField
from ..clients.words import FIELDS as LABELS
from ..core.errors import Invalid
from ..core.fields import read_day
from ..core.forms import as_choices
from ..dossiers import queries as dossiers
from ..dossiers import questions
from ..dossiers.forms import EDIT, FlagField, own_control
from ..dossiers.rules import LISTED, check_fields
from ..dossiers.spoken import spoken
from ..policy.enforce import Actor

#: Fields of the dossier that many clients may have in common, in the order of choice.
COMMON = (
    "temperature", "is_active", "source_id", "channel_id", "campaign_id", "activity",
    "banks_now", "needs", "planned_products", "problems", "competitor_offers", "must_know",
    "occupation", "preferred_channel", "language", "reference_on", "legal_form",
)  # fmt: skip
#: Those that always say something.
ALWAYS = frozenset({"temperature", "is_active", "language"})


@dataclass(frozen=True)
class Settable:
    """A field that can be set for many. ``own``: the bank's definition, None for a built-in one;
    ``kinds``: kinds of client that have it."""

    key: str
    label: Any
    kinds: tuple[str, ...]
    may_be_empty: bool
    own: CustomField | None = None


def settable() -> dict[str, Settable]:
    """The fields by key; sensitive ones are set one dossier at a time."""
    found = {}
    for name in COMMON:
        kinds = tuple(
            kind.value for kind in ClientKind if name == "is_active" or hasattr(EDIT[kind], name)
        )
        found[name] = Settable(name, LABELS[name], kinds, name not in ALWAYS)
    for row in own_fields():
        if not row.is_sensitive:
            label = in_words(row.name_en, row.name_ru)
            found[row.key] = Settable(
                row.key, label, tuple(row.kinds), not row.is_required, own=row
            )
    return found


def field_of(key: str) -> Settable:
    """The field ``key``; refuses with Invalid any other."""
    found = settable().get(key)
    if found is None:
        raise Invalid(fields={"field": [_("There is no such field.")]})
    return found


def control(field: Settable) -> Any:
    """The unbound control that takes a value of ``field``."""
    if field.own is not None:
        return own_control(field.own)
    if field.key == "is_active":
        return FlagField(field.label)
    made = questions.unbound(_of_kind(field), field.key)
    choices = _entries(field) if field.key in LISTED else made.kwargs.get("choices")
    if choices is not None:
        named = [choice for choice in choices if choice.value not in ("", None)]
        made.kwargs["choices"] = [*as_choices({"": _("choose")}), *named]
    return made


def _of_kind(field: Settable) -> Any:
    return SimpleNamespace(kind=ClientKind(field.kinds[0]))


def _entries(field: Settable) -> list[SelectChoice]:
    known = dossiers.sources(LISTED[field.key])
    return as_choices((one.id, in_words(one.name_en, one.name_ru)) for one in known)


def wanted(field: Settable, value: Any, *, actor: Actor) -> tuple[dict[str, Any], str]:
    """(what a deed keeps of it as plain JSON, its title) for setting ``field`` to ``value``.

    ``value``: typed, as the control gives it; None or empty: the field is emptied. Refuses with
    Invalid on ``value`` what does not fit, and to empty a field that always says something.
    """
    kind = ClientKind(field.kinds[0])
    empty = value is None or value in ("", [])
    if empty and not field.may_be_empty:
        raise Invalid(fields={"value": [_("This field cannot be empty.")]})
    given: Mapping[str, Any] = {field.key: None if empty else value}
    if field.own is not None:
        own = custom.checked(kind, given, actor=actor)
        _refuse(own.errors)
        kept = own.values[field.own]
        said = _("empty") if empty else custom.spoken(field.own, kept)
        params = {"custom_id": field.own.id, "key": field.key, "column": COLUMN_OF[field.own.type]}
    else:
        checked = check_fields(kind, _emptied(field) if empty else given, is_new=False)
        _refuse(checked.errors)
        kept = checked.values[field.key]
        said = _("empty") if empty else _said(field, kept)
        params = {"field": field.key}
    return {**params, "kinds": list(field.kinds), "value": plain(kept)}, f"{field.label}: {said}"


def _refuse(errors: Mapping[str, Any]) -> None:
    words = [one for found in errors.values() for one in found]
    if words:
        raise Invalid(fields={"value": words})


def _emptied(field: Settable) -> dict[str, Any]:
    column = Client.__table__.c[field.key]
    return {field.key: None if column.nullable else ""}


def _said(field: Settable, value: Any) -> str:
    choices = control(field).kwargs.get("choices") or ()
    words = {str(choice.value): choice.label for choice in choices}
    return str(words.get(str(value)) or spoken(Client(currency="RUB"), field.key, value))


def plain(value: Any) -> Any:
    """``value`` as the parameters of a deed keep it."""
    if isinstance(value, dt.date | Decimal):
        return str(value)
    return value


def read(field: Settable, text: str) -> Any:
    """``text`` as a built-in ``field`` takes it. Refuses with Invalid on ``value``."""
    try:
        if field.key == "reference_on":
            return read_day(text)
    except ValueError as problem:
        raise Invalid(fields={"value": [problem.args[0]]}) from None
    return text
