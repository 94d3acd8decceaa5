"""Forms of proposals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from ..clients.queries import Reader
from ..core.fields import DayField, MoneyField, NumberField, required
from ..core.forms import Form, as_choices, line
from ..core.papers import unprintable
from ..products.models import Product
from .models import Proposal, ProposalVersion
from .operations import Content, LineInput
from .operations.asking import not_printed

LONGEST = 5_000
CELL = 1_000
_NEEDED = _l("Fill in this field.")
_TOO_LONG = _l("Too long.")


def printable(form: Any, field: Any) -> None:
    """Refuse signs that the paper cannot show, naming them; what was typed stays in the field."""
    signs = unprintable(field.data or "")
    if signs:
        raise ValidationError(not_printed(signs))


def _cell(label: Any) -> TextAreaField:
    checks = [Optional(), Length(max=CELL, message=_TOO_LONG), printable]
    return TextAreaField(label, validators=checks)


class LineForm(wtforms.Form):  # type: ignore[misc]
    """One product; a row without a product is no row."""

    product = SelectField(_l("Product"), choices=[], default="")
    quantity = NumberField(_l("Quantity"), least=Decimal("0.001"), validators=[Optional()])
    discount = NumberField(
        _l("Discount in per cent"), most=Decimal(100), places=2, validators=[Optional()]
    )


class NeedForm(wtforms.Form):  # type: ignore[misc]
    """What the client wants, what we answer, on what terms."""

    task = _cell(_l("The client's task"))
    solution = _cell(_l("Our solution"))
    terms = _cell(_l("Terms"))


class StepForm(wtforms.Form):  # type: ignore[misc]
    """A step of the way to service."""

    action = _cell(_l("Step"))
    term = _cell(_l("Time"))
    responsible = _cell(_l("Responsible"))


class ProposalForm(Form):
    """A draft."""

    language = RadioField(_l("Language"), choices=as_choices({"ru": "Русский", "en": "English"}))
    valid_until = DayField(_l("Valid until"), native=True, validators=[required()])
    addressee = line(_l("Addressed to"), Optional(), printable, longest=200)
    summary = TextAreaField(
        _l("In brief"), validators=[Optional(), Length(max=LONGEST, message=_TOO_LONG), printable]
    )
    needs = FieldList(FormField(NeedForm), label=_l("Needs and answers"), max_entries=30)
    lines = FieldList(FormField(LineForm), label=_l("Products"), max_entries=30)
    cost_now = MoneyField(_l("The client pays a month today"), validators=[Optional()])
    steps = FieldList(FormField(StepForm), label=_l("Steps"), max_entries=30)
    terms = TextAreaField(
        _l("Terms"), validators=[Optional(), Length(max=LONGEST, message=_TOO_LONG), printable]
    )

    def offer(self, products: Sequence[Product], language: str, *, more: bool = False) -> None:
        """Let the rows choose among ``products``; keep empty rows at the end of each table."""
        spare = 3 if more else 1
        _keep_empty(self.lines, "product", spare)
        _keep_empty(self.needs, "task", spare)
        _keep_empty(self.steps, "action", spare)
        choices = as_choices({"": "—"}, ((p.public_id, p.name_in(language)) for p in products))
        for row in self.lines:
            row.form.product.choices = choices

    def content(self, products: Sequence[Product]) -> Content:
        """What the form says, for the operations."""
        by_id = {product.public_id: product for product in products}
        return Content(
            language=self.language.data,
            valid_until=self.valid_until.data,
            lines=tuple(
                LineInput(
                    by_id[row.form.product.data],
                    row.form.quantity.data or Decimal(1),
                    row.form.discount.data or Decimal(0),
                )
                for row in self.lines
                if row.form.product.data in by_id
            ),
            addressee=self.addressee.data or "",
            summary=self.summary.data or "",
            needs=tuple(_row(row, ("task", "solution", "terms")) for row in self.needs),
            steps=tuple(_row(row, ("action", "term", "responsible")) for row in self.steps),
            terms=self.terms.data or "",
            cost_now=self.cost_now.data,
        )

    @staticmethod
    def of(proposal: Proposal, version: ProposalVersion) -> dict[str, Any]:
        """What the form shows of a draft (lines with products loaded)."""
        return {
            "language": proposal.language,
            "valid_until": proposal.valid_until,
            "addressee": version.addressee,
            "summary": version.summary,
            "needs": list(version.needs),
            "steps": list(version.steps),
            "terms": version.terms,
            "cost_now": version.cost_now,
            "lines": [
                {
                    "product": one.product.public_id,
                    "quantity": one.quantity,
                    "discount": one.discount_percent or None,
                }
                for one in version.lines
            ],
            "version": proposal.version,
        }


class SendForm(Form):
    """To whom, with what words."""

    recipient = RadioField(_l("Send to"), validators=[InputRequired(_l("Choose to whom it goes."))])
    subject = line(_l("Subject"), DataRequired(_NEEDED), longest=200)
    text = TextAreaField(
        _l("Letter"), validators=[DataRequired(_NEEDED), Length(max=10_000, message=_TOO_LONG)]
    )
    remind = BooleanField(_l("Remind the client if there is no answer"))
    consent = BooleanField(_l("The client has agreed to be reminded by e-mail"))

    def offer(self, readers: Iterable[Reader]) -> None:
        """Let choose among ``readers``."""
        self.recipient.choices = as_choices([(one.address, one.label) for one in readers])


class ReasonForm(Form):
    """Words for a decision; optional."""

    words = TextAreaField(_l("In your words"), validators=[Optional(), Length(max=500)])


class AskForm(Form):
    """Why the discount is worth it."""

    words = TextAreaField(
        _l("Why is it worth it?"),
        validators=[DataRequired(_NEEDED), Length(max=500, message=_TOO_LONG)],
    )


class AnswerForm(ReasonForm):
    """What the client answered."""

    answer = RadioField(
        _l("The client's answer"),
        choices=as_choices({"accepted": _l("Accepted"), "declined": _l("Declined")}),
        validators=[InputRequired(_l("Choose the answer."))],
    )


class DecisionForm(ReasonForm):
    """Whether a discount over the limit may leave the house."""

    decision = RadioField(
        _l("Decision"),
        choices=as_choices({"given": _l("Approve"), "refused": _l("Do not approve")}),
        validators=[InputRequired(_l("Choose a decision."))],
    )


def _keep_empty(rows: FieldList, first: str, spare: int) -> None:
    empty = sum(1 for row in rows if not row.form[first].data)
    while empty < spare and len(rows) < rows.max_entries:
        rows.append_entry()
        empty += 1


def _row(row: Any, names: tuple[str, ...]) -> dict[str, str]:
    return {name: (row.form[name].data or "").strip() for name in names}


def words_of(form: ReasonForm) -> str:
    """What was written, or nothing."""
    return (form.words.data or "").strip()


__all__ = [
    "AnswerForm",
    "AskForm",
    "DecisionForm",
    "ProposalForm",
    "ReasonForm",
    "SendForm",
    "words_of",
]
