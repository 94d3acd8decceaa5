"""Forms of the VIP pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from ..core.fields import MoneyField
from ..core.forms import LONGEST_TEXT, Form, line
from .models import Measure

NEEDED = InputRequired(message=_l("Please fill this in."))
MEASURES = {
    Measure.BALANCE: _l("Balance of all products"),
    Measure.PROFIT: _l("Bank's profit in 12 months"),
    Measure.YEARS: _l("Years with the bank"),
    Measure.PRODUCTS: _l("Products in use"),
}


class ProposeForm(Form):
    """Propose a client as VIP; by decision where the criteria are not met."""

    decision_reason = line(_l("Reason of the decision"))


class ConfirmForm(Form):
    """Confirm, with the manager who will serve the client."""

    employee = SelectField(_l("Personal manager"))


class ReasonForm(Form):
    """Refuse or end, with a reason."""

    reason = line(_l("Reason"), NEEDED)


class VersionForm(Form):
    """The next version of the policy."""

    title_en = line(_l("Title, English"), NEEDED, longest=200)
    title_ru = line(_l("Title, Russian"), NEEDED, longest=200)
    balance = MoneyField(_l("Balance of all products, at least"), validators=[Optional()])
    profit = MoneyField(_l("Bank's profit in 12 months, at least"), validators=[Optional()])
    years = IntegerField(
        _l("Years with the bank, at least"), validators=[Optional(), NumberRange(0, 100)]
    )
    products = IntegerField(
        _l("Products in use, at least"), validators=[Optional(), NumberRange(0, 100)]
    )
    least_criteria = IntegerField(
        _l("How many criteria must be met"),
        default=1,
        validators=[InputRequired(), NumberRange(1, 4)],
    )
    contact_days = IntegerField(
        _l("Contact at least every, days"),
        default=30,
        validators=[InputRequired(), NumberRange(1, 366)],
    )
    answer_hours = IntegerField(
        _l("Answer within, working hours"),
        default=4,
        validators=[InputRequired(), NumberRange(1, 80)],
    )
    terms_en = TextAreaField(_l("Terms of service, English"), validators=[Length(max=LONGEST_TEXT)])
    terms_ru = TextAreaField(_l("Terms of service, Russian"), validators=[Length(max=LONGEST_TEXT)])
