"""Forms of contacts: cancelling, outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from ..clients.models import ContactPerson, Temperature
from ..core.fields import DayField, required
from ..core.forms import LONGEST_TEXT, NEEDED, Form, as_choices, line
from .fields import ContactTimeField
from .operations import Dispatch, Handed, Outcome, PromiseDraft
from .rules.next_step import USUAL_MINUTES, NextStep
from .words import (
    ANSWERED,
    KIND_NAMES,
    NO_NEXT_NAMES,
    PURPOSE_NAMES,
    RESULTS,
    SIDE_NAMES,
    Kind,
    NoNextReason,
    Purpose,
    Result,
    Side,
    result_name,
)

TEXT = Length(max=LONGEST_TEXT, message=_l("Too long."))
TEMPERATURES: dict[Temperature, Any] = {
    Temperature.COLD: _l("Cold"),
    Temperature.WARM: _l("Warm"),
    Temperature.HOT: _l("Hot"),
}


def key_of(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def people_as_choices(people: Sequence[ContactPerson]) -> list[tuple[str, str]]:
    return [
        (str(one.id), f"{one.name} · {one.position}" if one.position else one.name)
        for one in people
    ]


class CancelForm(Form):
    """Why a contact is cancelled."""

    reason = line(_l("Why it is cancelled"), NEEDED)


class OutcomeForm(Form):
    """What came of a contact, and what comes next: one key, one line, one glance (C5)."""

    result = RadioField(
        _l("Result"),
        validators=[InputRequired(message=_l("Choose the result."))],
        validate_choice=False,
    )
    note = TextAreaField(_l("What was said"), validators=[Optional(), TEXT])
    temperature = RadioField(
        _l("Temperature"), choices=as_choices({"": _l("As it was")}, TEMPERATURES), default=""
    )
    next_kind = SelectField(_l("Next step"), choices=as_choices(KIND_NAMES))
    next_step = ContactTimeField(_l("Next step: when"))
    next_purpose = SelectField(_l("Its purpose"), choices=as_choices(PURPOSE_NAMES))
    no_next_reason = SelectField(
        _l("Nothing comes next, because"),
        choices=as_choices({"": _l("Something comes next")}, NO_NEXT_NAMES),
    )
    drop_early = BooleanField(_l("Give up all the same"))
    need = line(_l("The need that was found"))
    wants_opportunity = BooleanField(_l("Open an opportunity for it"))
    handed = SelectMultipleField(_lp("handing", "Handed over"))
    also = SelectMultipleField(_l("Something else was handed over"), validators=[Optional()])
    dispatched_on = DayField(_l("Went out on"), native=True)
    awaited_until = DayField(_l("Answer awaited until"), native=True)
    promise = line(_l("What was promised"))
    promise_due = DayField(_l("By when"), native=True)
    promise_side = SelectField(_l("Who promised"), choices=as_choices(SIDE_NAMES))

    def offer(
        self,
        kind: Kind,
        brought: Sequence[tuple[str, str]] = (),
        others: Sequence[tuple[str, str]] = (),
    ) -> None:
        """The six results of the kind; what was brought, and what else there is to give; when it
        went out, of what is sent and answered."""
        if kind not in ANSWERED:
            del self.dispatched_on, self.awaited_until
        self.handed.choices = as_choices(brought)
        self.also.choices = as_choices(others)
        self.result.choices = as_choices(
            [(one.value, result_name(kind, one)) for one in RESULTS[kind]]
        )

    def outcome(self, *, answers: Mapping[str, Any], handed: Sequence[Handed] = ()) -> Outcome:
        """What the valid form says, with the ``answers`` about the dossier and what was given."""
        reason = NoNextReason(self.no_next_reason.data) if self.no_next_reason.data else None
        return Outcome(
            result=Result(self.result.data),
            note=self.note.data or "",
            temperature=Temperature(self.temperature.data) if self.temperature.data else None,
            next_step=self._next_step if reason is None else None,
            no_next_reason=reason,
            drop_early=bool(self.drop_early.data),
            promises=self._promises,
            need=self.need.data or "",
            wants_opportunity=bool(self.wants_opportunity.data),
            answers=answers,
            handed=handed,
            dispatch=self._dispatch or Dispatch(),
        )

    @property
    def _dispatch(self) -> Dispatch | None:
        """A day of an answer that somebody has emptied awaits none. None: nobody was asked."""
        if self.awaited_until is None or not self.awaited_until.raw_data:
            return None
        until = self.awaited_until.data
        return Dispatch(self.dispatched_on.data, until, awaits=until is not None)

    @property
    def _next_step(self) -> NextStep | None:
        if self.next_step.data is None:
            return None
        kind = Kind(self.next_kind.data)
        return NextStep(
            kind=kind,
            at=self.next_step.data,
            minutes=USUAL_MINUTES[kind],
            purpose=Purpose(self.next_purpose.data),
        )

    @property
    def _promises(self) -> list[PromiseDraft]:
        if not self.promise.data:
            return []
        due = self.promise_due.data
        return [PromiseDraft(self.promise.data, due, Side(self.promise_side.data))]

    def validate_result(self, field: Any) -> None:
        """One of the six results of the kind."""
        if field.data and field.data not in [one.value for one in field.choices]:
            raise ValidationError(_("Choose the result."))

    def validate_promise_due(self, field: Any) -> None:
        """A promise has a day."""
        if self.promise.data and field.data is None and not field.errors:
            raise ValidationError(_("Say by when."))


class RecordForm(OutcomeForm):
    """The outcome of a contact that nobody planned: when it was, with whom, about what."""

    ended_at = ContactTimeField(_l("When it was"), validators=[required()])
    purpose = SelectField(_l("Purpose"), choices=as_choices(PURPOSE_NAMES))
    contact_person = SelectField(_l("With whom"), validators=[Optional()])

    def offer_people(self, people: Sequence[ContactPerson]) -> None:
        """The contact persons of the client."""
        self.contact_person.choices = as_choices({"": _("The client")}, people_as_choices(people))
