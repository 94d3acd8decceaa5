"""The form of the bank's figures: one field for each limit and role, and one reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, ValidationError
from wtforms.validators import InputRequired, NumberRange, StopValidation

from ..core.forms import Form, line
from ..policy.models import Role
from .table import LIMITS, Limit

FIGURE = "figure"


class WholeNumber(IntegerField):  # type: ignore[misc]
    """A whole number as people type it: spaces between the thousands are welcome."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = "".join((valuelist[0] if valuelist else "").split())
        if not text.isascii() or not text.isdigit() or len(text) > 12:
            self.data = None
            raise ValueError(_("This must be a whole number."))
        self.data = int(text)


class LimitsForm(Form):
    """Why figures are changed; the figures themselves are fields ``figure-<code>-<role>``."""

    reason = line(_l("Why"))

    def validate_reason(self, field: Field) -> None:
        """A reason is asked only when a figure is raised: the operation knows."""
        if field.data and len(field.data.strip()) < 3:
            raise ValidationError(_("Say why."))

    def figures(self) -> dict[tuple[str, str], int]:
        """(code, role's public id or "") → the value that stands in the form."""
        found = {}
        for name, field in self._fields.items():
            kind, _dash, rest = name.partition("_")
            if kind == FIGURE and field.data is not None:
                code, _colon, role = rest.partition(":")
                found[code, role] = int(field.data)
        return found


def name_of(code: str, role: str = "") -> str:
    """The name of the field of a figure."""
    return f"{FIGURE}_{code}:{role}"


def limits_form(
    roles: Sequence[Role],
    values: Mapping[tuple[str, int | None], int],
    role_label: Callable[[Role], str],
) -> LimitsForm:
    """The form with every figure, filled with what holds now."""
    members = {}
    for limit in LIMITS.values():
        for role in roles if limit.by_role else (None,):
            value = values.get((limit.code, role.id if role else None), limit.default)
            name = name_of(limit.code, role.public_id if role else "")
            members[name] = _field(limit, value, role_label(role) if role else "")
    made = type("LimitsOfBank", (LimitsForm,), members)
    form: LimitsForm = made()
    return form


def _unread(_form: object, field: Field) -> None:
    """What is no number is said once: there is nothing to compare with the bounds."""
    if field.process_errors:
        raise StopValidation


def _field(limit: Limit, value: int, role: str) -> WholeNumber:
    words = _l("Between %(least)s and %(most)s.", least=limit.least, most=limit.most)
    return WholeNumber(
        f"{limit.label}: {role}" if role else limit.label,
        [
            InputRequired(message=_l("Fill in this field.")),
            _unread,
            NumberRange(limit.least, limit.most, message=words),
        ],
        default=value,
    )
