"""Forms of opportunities."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from ..core.fields import DayField, MoneyField, NumberField
from ..core.forms import LONGEST_TEXT, Form, as_choices, line
from ..products.models import Product
from .models import LOSS_LABELS, LossReason, Opportunity
from .operations import LineInput

MOST_LINES = 30


class LineForm(wtforms.Form):  # type: ignore[misc]
    """One product; a row without a product is no row."""

    product = SelectField(_l("Product"), choices=[], default="")
    quantity = NumberField(_l("Quantity"), least=Decimal("0.001"), validators=[Optional()])
    price = MoneyField(_l("Price of one"), validators=[Optional()])


class OpportunityForm(Form):
    """A possible sale."""

    title = line(_l("Title"), Optional(), longest=200)
    lines = FieldList(
        FormField(LineForm), label=_l("Products"), min_entries=3, max_entries=MOST_LINES
    )
    amount = MoneyField(_l("Amount a year"), validators=[Optional()])
    expected_profit = MoneyField(_l("Expected profit a year"), validators=[Optional()])
    probability = NumberField(
        _l("Probability"), most=Decimal(100), places=0, validators=[Optional()]
    )
    closes_on = DayField(_l("Expected by"), native=True, validators=[Optional()])
    competitor = line(_l("Competitor"), Optional(), longest=200)
    need = TextAreaField(_l("The client's need"), validators=[Optional(), Length(max=LONGEST_TEXT)])

    def offer(self, products: Sequence[Product], language: str, *, spare: int = 2) -> None:
        """Let the rows choose among ``products``; keep ``spare`` empty rows at the end."""
        choices = as_choices({"": "—"}, ((p.public_id, p.name_in(language)) for p in products))
        empty = sum(1 for row in self.lines if not row.form.product.data)
        while empty < spare and len(self.lines) < MOST_LINES:
            self.lines.append_entry()
            empty += 1
        for row in self.lines:
            row.form.product.choices = choices

    def chosen(self, products: Sequence[Product]) -> list[LineInput]:
        """The rows with a product."""
        by_id = {product.public_id: product for product in products}
        return [
            LineInput(
                by_id[row.form.product.data],
                row.form.quantity.data or Decimal(1),
                row.form.price.data,
            )
            for row in self.lines
            if row.form.product.data in by_id
        ]

    def values(self) -> dict[str, Any]:
        """What the operations take besides the lines."""
        return {
            "title": self.title.data or "",
            "amount": self.amount.data,
            "expected_profit": self.expected_profit.data,
            "probability": None if self.probability.data is None else int(self.probability.data),
            "closes_on": self.closes_on.data,
            "competitor": self.competitor.data or "",
            "need": self.need.data or "",
        }

    @staticmethod
    def of(opportunity: Opportunity) -> dict[str, Any]:
        """What the form shows of an opportunity (lines with products loaded): of prices and amount
        only what somebody typed."""
        names = (
            "title", "amount", "expected_profit", "probability", "closes_on", "competitor", "need",
        )  # fmt: skip
        data: dict[str, Any] = {name: getattr(opportunity, name) for name in names}
        if opportunity.is_summed:
            data["amount"] = None  # what the lines come to goes on with the lines
        data["lines"] = [
            {
                "product": one.product.public_id,
                "quantity": one.quantity,
                "price": one.price if one.is_own_price else None,
            }
            for one in opportunity.lines
        ]
        data["version"] = opportunity.version
        return data


class LossForm(Form):
    """Why a sale was lost."""

    reason = wtforms.RadioField(
        _l("Why was it lost?"),
        choices=as_choices([(one.value, LOSS_LABELS[one]) for one in LossReason]),
        validators=[InputRequired(_l("Choose a reason."))],
    )
    competitor = line(_l("Competitor"), Optional(), longest=200)
    words = TextAreaField(_l("In your words"), validators=[Optional(), Length(max=500)])
