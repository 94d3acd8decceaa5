"""Forms of contacts: planning, moving, outcome, scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from ..clients.models import ContactPerson, Temperature
from ..core.fields import DayField, required
from ..core.forms import LONGEST_TEXT, Form, line
from ..rooms.models import Room
from ..staff.models import Employee
from .fields import ContactTimeField, LinesField
from .models import ScenarioVersion
from .moving_forms import rooms_as_choices
from .operations import PromiseDraft
from .rules.next_step import USUAL_MINUTES, NextStep
from .strategies import STRATEGIES, Strategy
from .words import (
    KIND_NAMES,
    NO_NEXT_NAMES,
    PURPOSE_NAMES,
    RANK_NAMES,
    RESULTS,
    SIDE_NAMES,
    Kind,
    NoNextReason,
    Purpose,
    Rank,
    Result,
    Side,
    result_name,
)

NEEDED = InputRequired(message=_l("Please fill this in."))
TEXT = Length(max=LONGEST_TEXT, message=_l("Too long."))
TEMPERATURES: dict[Temperature, Any] = {
    Temperature.COLD: _l("Cold"),
    Temperature.WARM: _l("Warm"),
    Temperature.HOT: _l("Hot"),
}
REMINDERS = (
    ("", _lp("reminder", "None")),
    ("15", _l("15 minutes")),
    ("60", _l("An hour")),
    ("1440", _l("A day")),
)


def _pairs(names: dict[Any, Any]) -> list[tuple[str, Any]]:
    return [(key.value, name) for key, name in names.items()]


def _key(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


class PlanForm(Form):
    """A contact to be planned. The kind is chosen above the form and comes along hidden."""

    kind = HiddenField(validators=[NEEDED])
    at = ContactTimeField(_lp("contact", "When"), validators=[required()])
    minutes = IntegerField(
        _l("Length, minutes"),
        validators=[NEEDED, NumberRange(5, 720, message=_l("From 5 minutes to 12 hours."))],
    )
    purpose = SelectField(_l("Purpose"), choices=_pairs(PURPOSE_NAMES))
    purpose_text = line(_l("What is to be achieved"))
    scenario = SelectField(_l("Scenario"), validators=[Optional()], validate_choice=True)
    structure = LinesField(_l("Structure, one point a line"))
    strategies = SelectMultipleField(
        _l("Strategies"), choices=[(key.value, g.name) for key, g in STRATEGIES.items()]
    )
    contact_person = SelectField(_l("Contact person"), validators=[Optional()])
    persons = SelectMultipleField(_l("Who else from the client's side"))
    seniors = SelectMultipleField(_l("Colleagues taken along"))
    rank = SelectField(_l("In the rank of"), choices=_pairs(RANK_NAMES), default=Rank.HEAD.value)
    room = SelectField(_l("Room of the bank"), validators=[Optional()])
    place = line(_l("Place"))
    addressee = line(_l("Addressee"))
    subject = line(_l("Subject"))
    body = TextAreaField(_l("Text of the letter"), validators=[Optional(), TEXT])
    materials = SelectMultipleField(_l("Materials to bring"))
    note = TextAreaField(_l("Note"), validators=[Optional(), TEXT])
    remind = SelectField(_l("Remind me before"), choices=REMINDERS)

    def offer(
        self,
        *,
        people: Sequence[ContactPerson],
        colleagues: Sequence[Employee],
        scenarios: Sequence[tuple[str, ScenarioVersion]],
        rooms: Sequence[Room],
        materials: Sequence[tuple[str, str]],
        speech: str,
    ) -> None:
        """Give the lists their entries: people of both sides, scenarios of the kind, free rooms."""
        self.room.choices = rooms_as_choices(rooms)
        self.materials.choices = list(materials)
        names = [
            (str(one.id), f"{one.name} · {one.position}" if one.position else one.name)
            for one in people
        ]
        self.contact_person.choices = [("", _("The client")), *names]
        self.persons.choices = names
        self.seniors.choices = [(str(one.id), one.name) for one in colleagues]
        self.scenario.choices = [
            ("", _("Without a scenario")),
            *((public_id, text.title(speech)) for public_id, text in scenarios),
        ]

    @property
    def values(self) -> dict[str, Any]:
        """What the operation takes, apart from the client and the scenario."""
        return {
            "kind": Kind(self.kind.data),
            "at": self.at.data,
            "minutes": self.minutes.data,
            "purpose": Purpose(self.purpose.data),
            "purpose_text": self.purpose_text.data or "",
            "structure": self.structure.data or [],
            "strategies": [Strategy(one) for one in self.strategies.data or []],
            "contact_person_id": _key(self.contact_person.data),
            "persons": [int(one) for one in self.persons.data or []],
            "seniors": [(int(one), Rank(self.rank.data)) for one in self.seniors.data or []],
            "place": self.place.data or "",
            "note": self.note.data or "",
            "remind_minutes": _key(self.remind.data),
            "subject": self.subject.data or "",
            "body": self.body.data or "",
            "addressee": self.addressee.data or "",
        }


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
        _l("Temperature"), choices=[("", _l("As it was")), *_pairs(TEMPERATURES)], default=""
    )
    next_kind = SelectField(_l("Next step"), choices=_pairs(KIND_NAMES))
    next_step = ContactTimeField(_l("Next step: when"))
    next_purpose = SelectField(_l("Its purpose"), choices=_pairs(PURPOSE_NAMES))
    no_next_reason = SelectField(
        _l("Nothing comes next, because"),
        choices=[("", _l("Something comes next")), *_pairs(NO_NEXT_NAMES)],
    )
    drop_early = BooleanField(_l("Give up all the same"))
    need = line(_l("The need that was found"))
    wants_opportunity = BooleanField(_l("Open an opportunity for it"))
    handed = SelectMultipleField(_lp("handing", "Handed over"))
    also = SelectField(_l("Something else was handed over"), validators=[Optional()])
    promise = line(_l("What was promised"))
    promise_due = DayField(_l("By when"), native=True)
    promise_side = SelectField(_l("Who promised"), choices=_pairs(SIDE_NAMES))

    def offer(
        self,
        kind: Kind,
        brought: Sequence[tuple[str, str]] = (),
        others: Sequence[tuple[str, str]] = (),
    ) -> None:
        """The six results of the kind; what was brought, and what else there is to give."""
        self.handed.choices = list(brought)
        self.also.choices = [("", _("Nothing else")), *others]
        self.result.choices = [(one.value, result_name(kind, one)) for one in RESULTS[kind]]

    @property
    def values(self) -> dict[str, Any]:
        """What the operation takes, apart from the contact."""
        reason = NoNextReason(self.no_next_reason.data) if self.no_next_reason.data else None
        return {
            "result": Result(self.result.data),
            "note": self.note.data or "",
            "temperature": Temperature(self.temperature.data) if self.temperature.data else None,
            "next_step": self._next_step if reason is None else None,
            "no_next_reason": reason,
            "drop_early": bool(self.drop_early.data),
            "promises": self._promises,
            "need": self.need.data or "",
            "wants_opportunity": bool(self.wants_opportunity.data),
        }

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
        if field.data and field.data not in [value for value, _name in field.choices]:
            raise ValidationError(_("Choose the result."))

    def validate_promise_due(self, field: Any) -> None:
        """A promise has a day."""
        if self.promise.data and field.data is None and not field.errors:
            raise ValidationError(_("Say by when."))


class ScenarioForm(Form):
    """A scenario in both languages."""

    kind = SelectField(_l("Kind of contact"))
    purpose = SelectField(_l("Purpose"), choices=_pairs(PURPOSE_NAMES))
    title_en = line(_l("Title in English"), NEEDED, longest=200)
    title_ru = line(_l("Title in Russian"), NEEDED, longest=200)
    body_en = TextAreaField(_l("Text in English"), validators=[NEEDED, TEXT])
    body_ru = TextAreaField(_l("Text in Russian"), validators=[NEEDED, TEXT])
    structure_en = LinesField(_l("Structure in English, one point a line"))
    structure_ru = LinesField(_l("Structure in Russian, one point a line"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [("", _("Any kind")), *_pairs(KIND_NAMES)]

    @property
    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        return {
            "kind": Kind(self.kind.data) if self.kind.data else None,
            "purpose": Purpose(self.purpose.data),
            "title_en": self.title_en.data,
            "title_ru": self.title_ru.data,
            "body_en": self.body_en.data,
            "body_ru": self.body_ru.data,
            "structure_en": self.structure_en.data or [],
            "structure_ru": self.structure_ru.data or [],
        }
