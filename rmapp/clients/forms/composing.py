"""The form of one condition: its controls follow the type of the field and the operator."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms import Field as AnyField
from wtforms.validators import InputRequired, Length, Optional

from ...core.fields import DayField, MoneyField, NumberField, required
from ...core.forms import Form, as_choices
from ..catalogue import GROUPS, Field, FieldType, options_of
from ..catalogue.conditions import Leaf, leaf_of
from ..catalogue.operators import ME, NOBODY, OPERATORS, operators_for

_DAYS = ("last_days", "next_days", "days_ago")


def fields_by_group(known: dict[str, Field]) -> dict[Any, list[tuple[str, Any]]]:
    """Group → (key, label), of what can be asked, for a list of choices."""
    found: dict[Any, list[tuple[str, Any]]] = {}
    for group, words in GROUPS.items():
        inside = [(f.key, f.label) for f in known.values() if f.group == group and f.is_filterable]
        if inside:
            found[words] = inside
    return found


class ConditionForm(Form):
    """The operator; what to compare with comes in by :func:`condition_form`."""

    op = SelectField(_l("Condition"))

    class Meta(Form.Meta):
        """It is sent by GET and changes nothing."""

        csrf = False


def condition_form(
    field: Field, op: str, people: list[tuple[str, str]], data: Any
) -> tuple[Any, str]:
    """(the form for ``field`` and ``op``, the operator); the first one for an unknown ``op``."""
    offered = operators_for(field)
    op = op if op in offered else next(iter(offered))
    controls = {f"v{at}": control for at, control in enumerate(_controls(field, op, people))}
    made = type("Made", (ConditionForm,), controls)(data)
    made.op.choices = as_choices(offered)
    made.op.data = op
    return made, op


def leaf_from(form: Any, field: Field, op: str) -> Leaf:
    """The condition a validated ``form`` says. ValueError with words."""
    values = [form[name].data for name in ("v0", "v1") if name in form]
    values = [_typed(field, one) for one in values]
    if not values:
        return leaf_of(field, op, None)
    return leaf_of(field, op, values if len(values) == 2 else values[0])


def _typed(field: Field, value: Any) -> Any:
    if field.type is FieldType.FLAG:
        return value == "y"
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, dt.date) else value


def _controls(field: Field, op: str, people: list[tuple[str, str]]) -> list[AnyField]:
    count = OPERATORS[op][1]
    if count == 0:
        return []
    if op in _DAYS:
        return [IntegerField(_l("Days"), [InputRequired(message=_l("Write how many days."))])]
    if field.type in (FieldType.CHOICE, FieldType.CHOICES, FieldType.PERSON):
        choices = list(options_of(field).items())
        if field.type is FieldType.PERSON:
            choices = [(ME, _l("me")), (NOBODY, _l("nobody")), *people]
        codes = [(code, label) for code, label in choices if code]
        return [SelectMultipleField(_l("Any of"), [required()], choices=as_choices(codes))]
    if field.type is FieldType.FLAG:
        return [
            RadioField(
                _l("Value"), choices=as_choices({"y": _l("yes"), "n": _l("no")}), default="y"
            )
        ]
    labels = (_l("From"), _l("To")) if count == 2 else (_l("Value"),)
    return [_control(field, label) for label in labels]


def _control(field: Field, label: Any) -> AnyField:
    if field.type is FieldType.MONEY:
        return MoneyField(label, [required()], currency=field.currency or "RUB", least=None)
    if field.type is FieldType.NUMBER:
        least = Decimal(-(10**15))
        return NumberField(label, [required()], least=least, most=-least, places=4)
    if field.type in (FieldType.DATE, FieldType.MOMENT):
        return DayField(label, [required()])
    return StringField(label, [required(), Length(max=200, message=_l("Too long."))])


class ViewForm(Form):
    """The name of a view and who finds it."""

    name = StringField(
        _l("Name of the view"),
        [InputRequired(message=_l("Write the name.")), Length(max=200, message=_l("Too long."))],
    )
    sharing = RadioField(
        _l("Who finds it"),
        choices=as_choices(
            {
                "mine": _l("only me"),
                "team": _l("my team"),
                "bank": _l("everybody in the bank"),
            }
        ),
        default="mine",
    )
    is_team_default = BooleanField(_l("The lists of my team open with it"))


class SaveViewForm(ViewForm):
    """A view to be made of the list as it is arranged."""

    is_team_default = None
    replaces = BooleanField(_l("Put it in the place of the view of this name"))
    opens = RadioField(
        _l("Open the list with it"),
        [Optional()],
        choices=as_choices({"": _l("no"), "me": _l("for me"), "team": _l("for my team")}),
        default="",
    )
