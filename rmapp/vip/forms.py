"""Forms of the VIP pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from ..core.fields import DayField, MoneyField, read_money
from ..core.fields.single import NumberField
from ..core.formatting import number
from ..core.forms import LONGEST_TEXT, NEEDED, Form, as_choices, line
from .models import VipTier
from .rules import Criterion, Group, Rule, rule_of
from .rules.criteria import MOST_CRITERIA, MOST_GROUPS
from .words import CHANNEL_NAMES, FIGURES, MONEY

LARGEST = 10**17


class ProposeForm(Form):
    """Propose a client as VIP; by decision, or a paid tier, where the criteria are not met."""

    tier = SelectField(_l("Tier"), validate_choice=False)
    decision_reason = line(_l("Reason of the decision, or the agreement"))


class ConfirmForm(Form):
    """Confirm, with the manager who will serve the client."""

    employee = SelectField(_l("Personal manager"))


class ManyForm(Form):
    """Confirm what is chosen; the manager of those who have none for VIPs yet."""

    employee = SelectField(
        _l("Personal manager of those who have none yet"), validators=[Optional()]
    )


class ReasonForm(Form):
    """Refuse, decline or end, with a reason."""

    reason = line(_l("Reason"), NEEDED)


class VersionForm(Form):
    """Title, grace period and first day of a draft."""

    title_en = line(_l("Title, English"), NEEDED, longest=200)
    title_ru = line(_l("Title, Russian"), NEEDED, longest=200)
    grace_days = IntegerField(
        _l("Grace period, days"), default=90, validators=[InputRequired(), NumberRange(0, 730)]
    )
    valid_from = DayField(_l("In force from"), native=True, validators=[Optional()])


class TierForm(Form):
    """A tier: its rule in groups of rows, and its terms of service. Empty rows do not count."""

    name_en = line(_l("Name, English"), NEEDED, longest=200)
    name_ru = line(_l("Name, Russian"), NEEDED, longest=200)
    code = line(_l("Short code"), longest=16)
    every = SelectField(
        _l("Between the groups"),
        choices=as_choices(
            {"every": _l("and: every group must hold"), "any": _l("or: one group is enough")}
        ),
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
    concession = NumberField(
        _l("Commissions lower by, % of turnover"),
        validators=[Optional()],
        most=Decimal(100),
        places=2,
    )
    bonus = NumberField(
        _l("Interest higher by, % a year"), validators=[Optional()], most=Decimal(100), places=2
    )
    service_cost = MoneyField(
        _l("Cost of personal service to the bank, a month"), validators=[Optional()]
    )
    fee = MoneyField(_l("Fee the client pays, a month"), validators=[Optional()])
    channels = SelectMultipleField(_l("Ways to the manager"), choices=as_choices(CHANNEL_NAMES))
    has_room = BooleanField(_l("A room for confidential talks"))
    terms_en = TextAreaField(_l("Terms of service, English"), validators=[Length(max=LONGEST_TEXT)])
    terms_ru = TextAreaField(_l("Terms of service, Russian"), validators=[Length(max=LONGEST_TEXT)])

    def rows(self) -> list[tuple[Any, list[tuple[Any, Any]]]]:
        """The composer: per group the field "how many", and the rows (figure, least)."""
        return [
            (
                self[f"needed_{group}"],
                [(self[f"figure_{group}_{at}"], self[f"least_{group}_{at}"]) for at in _ROWS],
            )
            for group in _GROUPS
        ]

    def show(self, tier: VipTier) -> None:
        """Fill in what ``tier`` says."""
        for name in ("name_en", "name_ru", "code", "contact_days", "answer_hours", "terms_en",
                     "terms_ru", "channels", "has_room"):  # fmt: skip
            self[name].data = getattr(tier, name)
        self.concession.data = _percent(tier.concession_bp)
        self.bonus.data = _percent(tier.bonus_bp)
        self.service_cost.data, self.fee.data = tier.service_cost or None, tier.fee or None
        rule = rule_of(tier.rule)
        self.every.data = "every" if rule.every else "any"
        for place, group in zip(_GROUPS, rule.groups, strict=False):
            self[f"needed_{place}"].data = group.needed
            for at, one in zip(_ROWS, group.criteria, strict=False):
                self[f"figure_{place}_{at}"].data = one.figure
                self[f"least_{place}_{at}"].data = plain_amount(one)

    def rule(self) -> Rule | None:
        """The rule that was composed; None where a row cannot be read: the words stand at it."""
        groups, is_wrong = [], False
        for needed, rows in self.rows():
            found = []
            for figure, least in rows:
                if not figure.data and not least.data:
                    continue
                try:
                    found.append(_criterion(figure.data, least.data or ""))
                except ValueError as problem:
                    least.errors = [*least.errors, problem.args[0]]
                    is_wrong = True
            if found:
                groups.append(Group(needed.data or len(found), tuple(found)))
        return None if is_wrong else Rule(tuple(groups), self.every.data != "any")

    def fields(self) -> dict[str, Any]:
        """The terms, as an operation takes them."""
        found = {
            name: self[name].data
            for name in (
                "name_en",
                "name_ru",
                "contact_days",
                "answer_hours",
                "channels",
                "has_room",
            )
        }
        found |= {name: self[name].data or "" for name in ("terms_en", "terms_ru")}
        found |= {
            "concession_bp": _points(self.concession.data),
            "bonus_bp": _points(self.bonus.data),
        }
        return found | {"service_cost": self.service_cost.data or 0, "fee": self.fee.data or 0}


_GROUPS = range(1, MOST_GROUPS + 1)
_ROWS = range(1, MOST_CRITERIA + 1)
for _group in _GROUPS:
    setattr(
        TierForm,
        f"needed_{_group}",
        IntegerField(
            _l("How many of these must be met"),
            validators=[Optional(), NumberRange(1, MOST_CRITERIA)],
        ),
    )
    for _at in _ROWS:
        setattr(
            TierForm,
            f"figure_{_group}_{_at}",
            SelectField(
                _l("Figure"), choices=as_choices({"": "—"}, FIGURES), validators=[Optional()]
            ),
        )
        setattr(
            TierForm,
            f"least_{_group}_{_at}",
            StringField(_l("At least"), validators=[Length(max=40)]),
        )


def _points(percent: Any) -> int:
    return int(percent * 100) if percent else 0


def _percent(points: int) -> Any:
    return Decimal(points) / 100 if points else None


def plain_amount(one: Criterion) -> str:
    """The limit as it is typed, with the separators of the reader's language."""
    if one.measure in MONEY:
        return number(one.least // 100)
    return str(one.least)


def read_limit(figure: str, text: str) -> int:
    """A limit as it was typed: money in any usual writing, else a whole number.

    ValueError with words for nonsense, nothing and too much.
    """
    measure = figure.removeprefix("group_")
    if measure in MONEY:
        value = read_money(text)
    elif text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 5:
        value = int(text)
    else:
        raise ValueError(_("This must be a whole number."))
    if not 0 < value < LARGEST:
        raise ValueError(_("Say how much each criterion asks for: more than nothing."))
    return value


def _criterion(figure: str, text: str) -> Criterion:
    if figure not in FIGURES:
        raise ValueError(_("Choose the figure this limit is for."))
    measure = figure.removeprefix("group_")
    scope = "group" if figure != measure else "client"
    return Criterion(measure, read_limit(figure, text), scope)
