"""One field, or the next questions, of a dossier as a form: at a contact, on the card (D8).

Words: *question* (вопрос), *answer* (ответ). The slices above take from here what to ask and
hand the answers to ``operations.learn``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice
from wtforms.validators import Optional

from ..clients import custom
from ..clients.catalogue.own import in_words, own_fields
from ..clients.models import Client, ClientKind
from ..clients.queries import reaches_client
from ..clients.words import FIELDS as LABELS
from ..core.fields import EmailsField, PhonesField
from ..core.forms import Form, as_choices, line
from ..core.i18n import reader_language
from ..policy.enforce import Actor, reach
from . import queries
from .forms import EDIT, FlagField, own_control
from .operations import PREFIX
from .rules import LISTED, SENSITIVE, Question, completeness, question_of

SEE = "clients:read-sensitive"
Base = TypeVar("Base", bound=type[Form])
#: Lists and people take one line here.
_LINES: dict[str, Any] = {
    "phones": lambda label: PhonesField(label, [Optional()]),
    "emails": lambda label: EmailsField(label, [Optional()]),
    "addresses": lambda label: line(label),
    "decides": lambda label: line(label, longest=200),
}


def next_questions(client: Client, *, actor: Actor) -> tuple[Question, ...]:
    """What to ask ``client`` next, three at most, as far as ``actor`` may know the answers."""
    known, may_see = queries.known_of(client, actor=actor)
    own = own_questions(client.kind, may_see=may_see)
    if own:
        known |= set(custom.values_of(client.id))
    return completeness(client.kind, known, may_see=may_see, own=own).questions


def own_questions(kind: ClientKind, *, may_see: bool) -> tuple[Question, ...]:
    """The questions about the bank's own fields of which the administrator says so (D9)."""
    return tuple(
        Question(row.key, in_words(row.hint_en, row.hint_ru) or in_words(row.name_en, row.name_ru))
        for row in own_fields()
        if row.is_asked and kind.value in row.kinds and (may_see or not row.is_sensitive)
    )


def asked_in(
    names: Iterable[str], client: Client, *, actor: Actor, reached_for: str = ""
) -> tuple[Question, ...]:
    """The questions whose answers a form brings, by the ``names`` of its fields: so an answer is
    not lost when somebody filled the field meanwhile. ``reached_for``: a permission under which
    the caller knows the client to be reached."""
    fields = [name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)]
    if not fields:
        return ()
    known = reached_for and reach(actor, reached_for) is reach(actor, SEE)
    may_see = bool(known) or reaches_client(actor, SEE, client.id)
    own = {one.field: one for one in own_questions(client.kind, may_see=may_see)}
    found = [
        own.get(one) or question_of(client.kind, one)
        for one in fields
        if may_see or one not in SENSITIVE
    ]
    return tuple(one for one in found if one is not None)[:10]


def asking(base: Base, client: Client, questions: Iterable[Question]) -> Base:
    """``base`` with a field ``answer_<field>`` for each of ``questions``, labelled with it."""
    fields = {PREFIX + one.field: unbound(client, one.field, one.text) for one in questions}
    for name in fields:
        key = name.removeprefix(PREFIX)
        if key in LISTED:
            fields[name].kwargs["choices"] = _choices(key)
    made: Any = type("Asking", (base,), fields)
    return made  # type: ignore[no-any-return]


def answers_of(form: Form) -> dict[str, Any]:
    """What was answered, by field of the dossier; what was left empty is left out."""
    found: dict[str, Any] = {}
    for name, field in form._fields.items():
        if not name.startswith(PREFIX) or field.data in (None, "", []):
            continue
        key = name.removeprefix(PREFIX)
        value = {"y": True, "n": False}[field.data] if isinstance(field, FlagField) else field.data
        found[key] = [value] if key == "addresses" else value
    return found


def fields_in(form: Form) -> list[Any]:
    """The fields of ``form`` that ask about the dossier."""
    return [field for name, field in form._fields.items() if name.startswith(PREFIX)]


def unbound(client: Client, name: str, label: Any = None) -> Any:
    """The field ``name`` of the dossier's form, unbound, under ``label``."""
    if name.startswith(custom.reading.PREFIX):
        row = next(one for one in own_fields() if one.key == name)
        made = own_control(row)
        made.args = (label or made.args[0], [Optional()], *made.args[2:])
        return made
    label = label or LABELS[name]
    if name in _LINES:
        return _LINES[name](label)
    field = getattr(EDIT[client.kind], name)
    kwargs = {key: value for key, value in field.kwargs.items() if key != "label"}
    return field.field_class(label, *field.args[1:], **kwargs)


def _choices(name: str) -> list[SelectChoice]:
    language = reader_language()
    known = queries.sources(LISTED[name])
    return as_choices({"": _l("not known")}, ((one.id, one.title(language)) for one in known))
