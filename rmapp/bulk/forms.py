"""What a bulk deed asks: one form a deed."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from ..core.fields import DayField, required
from ..core.forms import Form, as_choices, line
from ..dossiers import queries as dossiers
from ..interactions.words import Kind
from ..plans.queries import for_taking
from ..policy.enforce import Actor
from ..segments.queries import own_lists
from .fields import control, settable
from .models import Deed
from .words import PLANNED_KINDS

_NEED = [InputRequired(message=_l("Choose one of the values offered."))]


class BulkForm(Form):
    """The button; each deed adds its questions."""


def form_of(deed: Deed, field: str, actor: Actor) -> Any:
    """The form of ``deed``; ``field``: what SET sets."""
    controls = _QUESTIONS[deed](field, actor)
    return type("Made", (BulkForm,), controls)()


def _set(field: str, actor: Actor) -> dict[str, Any]:
    found = settable().get(field)
    return {"value": control(found)} if found else {}


def _assign(field: str, actor: Actor) -> dict[str, Any]:
    people = as_choices((one.public_id, one.name) for one in dossiers.assignable(actor))
    return {
        "employee": SelectField(_l("Who will serve the clients"), _NEED, choices=people),
        "reason": StringField(_l("Reason"), [Optional(), Length(max=300, message=_l("Too long."))]),
    }


def _plan(field: str, actor: Actor) -> dict[str, Any]:
    return {
        "kind": RadioField(
            _l("Kind of contact"), choices=as_choices(PLANNED_KINDS), default=Kind.CALL.value
        ),
        "day": DayField(_l("On which day"), [required()], native=True),
        "spares": BooleanField(_l("Leave out whoever has a contact planned already")),
        "about": StringField(
            _l("What about"), [Optional(), Length(max=300, message=_l("Too long."))]
        ),
    }


def _bin(field: str, actor: Actor) -> dict[str, Any]:
    return {
        "reason": StringField(_l("Reason"), [Optional(), Length(max=300, message=_l("Too long."))])
    }


def _take(field: str, actor: Actor) -> dict[str, Any]:
    open_plans = [(one.public_id, one.title) for one in for_taking(actor)]
    return {"plan": SelectField(_lp("bulk", "Plan"), _NEED, choices=as_choices(open_plans))}


def _start(field: str, actor: Actor) -> dict[str, Any]:
    return {"starts_on": DayField(_l("First day"), [required()], native=True)} if field else {}


def _list(field: str, actor: Actor) -> dict[str, Any]:
    return {"list": SelectField(_l("List"), _NEED, choices=as_choices(own_lists(actor)))}


def _list_add(field: str, actor: Actor) -> dict[str, Any]:
    lists = own_lists(actor)
    if not lists:
        return {"name": line(_l("Name of the new list"), required(), longest=200)}
    asked = SelectField(_l("List"), [Optional()], choices=as_choices(lists))
    return {"list": asked, "name": line(_l("Or a new list, its name"), longest=200)}


_QUESTIONS: dict[Deed, Any] = {
    Deed.SET: _set,
    Deed.ASSIGN: _assign,
    Deed.PLAN: _plan,
    Deed.BIN: _bin,
    Deed.LIST_ADD: _list_add,
    Deed.LIST_REMOVE: _list,
    Deed.TAKE: _take,
    Deed.START: _start,
}
