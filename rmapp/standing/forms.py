"""Forms of temperature and norms."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange

from ..clients.models import ClientKind
from ..clients.words import KINDS, TEMPERATURES
from ..core.fields import DayField, required
from ..core.forms import NEEDED, Form, as_choices, line
from .rules.silence import LEAST, MOST


class OverrideForm(Form):
    """Another temperature than the rules say, why, and until when."""

    temperature = RadioField(
        _l("Temperature"),
        [InputRequired(message=_l("Choose one of the values offered."))],
        choices=as_choices(TEMPERATURES),
    )
    reason = line(_l("Reason"), NEEDED)
    until = DayField(_lp("temperature", "Until"), validators=[required()], native=True)


class NormForm(Form):
    """How many days both sides may be silent."""

    days = IntegerField(
        _lp("norm", "Days"),
        [NEEDED, NumberRange(LEAST, MOST, message=_l("From 1 day to ten years."))],
    )


class NewNormForm(NormForm):
    """The same, and for whom: a kind of client, VIP clients, a list by hand."""

    whom = SelectField(_l("For whom"), [NEEDED])

    def offer(self, lists: list[tuple[str, Any]]) -> None:
        """The kinds of client, VIP clients, and the ``lists`` shared with the bank."""
        self.whom.choices = as_choices(
            [(f"kind:{kind.value}", KINDS[kind]) for kind in ClientKind],
            {"vip:*": _l("VIP clients")},
            [(f"list:{key}", name) for key, name in lists],
        )
