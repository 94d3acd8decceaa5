"""Forms of schedules and templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Length, NumberRange, Optional

from ..core.fields import DayField, required
from ..core.forms import NEEDED, Form, as_choices, line
from ..interactions.fields import LinesField
from ..interactions.rules.next_step import USUAL_MINUTES
from ..interactions.words import (
    FITS_NAMES,
    KIND_NAMES,
    PURPOSE_NAMES,
    RANK_NAMES,
    Fits,
    Kind,
    Purpose,
    Rank,
)
from ..materials.models import Material
from ..staff.models import AbsenceKind
from .models import TemplateStep, TemplateVersion
from .operations.running import MOST_DAYS
from .operations.steps import StepFacts
from .rules.steps import Anchor
from .words import ANCHOR_NAMES, WHOM_NAMES, Whom

LONGEST_MESSAGE = 5_000
TEXT = Length(max=LONGEST_MESSAGE, message=_l("Too long."))
ABSENCE_NAMES: dict[AbsenceKind, Any] = {
    AbsenceKind.LEAVE: _l("Leave"),
    AbsenceKind.ILLNESS: _l("Illness"),
    AbsenceKind.TRIP: _l("Business trip"),
    AbsenceKind.TRAINING: _l("Training"),
}


class StartForm(Form):
    """Which template starts with a client, when, without which steps."""

    template = SelectField(_l("Template"))
    starts_on = DayField(_l("First day"), validators=[required()], native=True)
    keep = SelectMultipleField(_l("Steps"), validate_choice=False)

    def offer(self, versions: Sequence[TemplateVersion], speech: str) -> None:
        """The templates there are."""
        self.template.choices = as_choices(
            [(one.template.public_id, one.title(speech)) for one in versions]
        )


class PauseForm(Form):
    """Until when, and why."""

    until = DayField(_l("Until"), native=True)
    reason = line(_l("Why"))


class ShiftForm(Form):
    """By how many working days."""

    days = IntegerField(
        _l("By how many working days"),
        validators=[
            NEEDED,
            NumberRange(
                1, MOST_DAYS, message=_l("From 1 to %(most)s working days.", most=MOST_DAYS)
            ),
        ],
        default=1,
    )
    reason = line(_l("Why"))


class ReasonForm(Form):
    """Why something ends."""

    reason = line(_l("Why"), NEEDED)


class AbsenceForm(Form):
    """Who is away, from when to when, why."""

    employee = SelectField(_l("Who"))
    kind = SelectField(_l("Kind of absence"), choices=as_choices(ABSENCE_NAMES))
    first = DayField(_l("First day"), validators=[required()], native=True)
    last = DayField(_l("Last day"), validators=[required()], native=True)
    replans = BooleanField(_l("Move the contacts of these days as shown"), default=True)


class DaysOffForm(Form):
    """Which contacts leave the days off of whom."""

    employee = SelectField(_l("Who"))
    ids = SelectMultipleField(validate_choice=False)


class HoursForm(Form):
    """On which weekdays somebody works, from when to when."""

    employee = SelectField(_l("Who"))
    weekdays = SelectMultipleField(_l("Days of work"), coerce=int)
    opens = TimeField(_lp("hours", "From"), validators=[NEEDED])
    closes = TimeField(_lp("hours", "To"), validators=[NEEDED])


class TemplateForm(Form):
    """What a template is called, and for whom it is."""

    fits = SelectField(_l("For which clients"), choices=as_choices(FITS_NAMES))
    title_ru = line(_l("Title in Russian"), NEEDED, longest=200)
    note_ru = line(_l("When it is used, in Russian"))
    title_en = line(_l("Title in English"), NEEDED, longest=200)
    note_en = line(_l("When it is used, in English"))

    @property
    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        names = ("title_en", "title_ru", "note_en", "note_ru")
        return {"fits": Fits(self.fits.data), **{name: self[name].data or "" for name in names}}


class StepForm(Form):
    """One step of a template."""

    kind = SelectField(_l("Kind of contact"), choices=as_choices(KIND_NAMES))
    purpose = SelectField(_l("Purpose"), choices=as_choices(PURPOSE_NAMES))
    goal_ru = line(_l("What is to be achieved, in Russian"))
    goal_en = line(_l("What is to be achieved, in English"))
    offset_days = IntegerField(
        _l("After how many working days"),
        validators=[NEEDED, NumberRange(0, 250, message=_l("From 0 to 250 working days."))],
    )
    anchor = SelectField(_l("Counted from"), choices=as_choices(ANCHOR_NAMES))
    at_time = TimeField(_l("Time of the manager's day"), validators=[Optional()])
    minutes = IntegerField(
        _l("Length, minutes"),
        validators=[Optional(), NumberRange(5, 720, message=_l("From 5 minutes to 12 hours."))],
    )
    whom = SelectField(_l("Who takes part from the client's side"), choices=as_choices(WHOM_NAMES))
    rank = SelectField(_l("Colleague taken along"))
    scenario = SelectField(_l("Scenario"))
    materials = SelectMultipleField(_l("Materials to bring"))
    materials_ru = LinesField(_l("What else to bring, in Russian, one a line"))
    materials_en = LinesField(_l("What else to bring, in English, one a line"))
    subject_ru = line(_l("Subject in Russian"))
    message_ru = TextAreaField(_l("Text in Russian"), validators=[Optional(), TEXT])
    subject_en = line(_l("Subject in English"))
    message_en = TextAreaField(_l("Text in English"), validators=[Optional(), TEXT])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rank.choices = as_choices({"": _("Nobody")}, RANK_NAMES)

    def offer(
        self, scenarios: Sequence[tuple[Any, Any]], materials: Sequence[Material], speech: str
    ) -> None:
        """The scenarios and materials there are."""
        self.materials.choices = as_choices(
            [(one.public_id, one.name(speech)) for one in materials]
        )
        self.scenario.choices = as_choices(
            {"": _("Without a scenario")},
            ((one.public_id, text.title(speech)) for one, text in scenarios),
        )

    def facts(
        self, scenarios: Sequence[tuple[Any, Any]], materials: Sequence[Material]
    ) -> StepFacts:
        """What the operation takes."""
        keys = {one.public_id: one.id for one, _text in scenarios}
        kind = Kind(self.kind.data)
        return StepFacts(
            kind=kind,
            purpose=Purpose(self.purpose.data),
            offset_days=self.offset_days.data,
            anchor=Anchor(self.anchor.data),
            at_time=self.at_time.data,
            minutes=self.minutes.data or USUAL_MINUTES[kind],
            whom=Whom(self.whom.data),
            rank=Rank(self.rank.data) if self.rank.data else None,
            scenario_id=keys.get(self.scenario.data or ""),
            goal_en=self.goal_en.data or "",
            goal_ru=self.goal_ru.data or "",
            material_ids=[
                one.id for one in materials if one.public_id in (self.materials.data or [])
            ],
            materials_en=self.materials_en.data or [],
            materials_ru=self.materials_ru.data or [],
            subject_en=self.subject_en.data or "",
            subject_ru=self.subject_ru.data or "",
            message_en=self.message_en.data or "",
            message_ru=self.message_ru.data or "",
        )


def shown_in(
    step: TemplateStep, scenarios: Sequence[tuple[Any, Any]], materials: Sequence[Material]
) -> dict[str, Any]:
    """The values of the form of ``step``."""
    plain = (
        "goal_en", "goal_ru", "offset_days", "at_time", "minutes", "materials_en", "materials_ru",
        "subject_en", "subject_ru", "message_en", "message_ru",
    )  # fmt: skip
    ids = {one.id: one.public_id for one, _text in scenarios}
    return {
        **{name: getattr(step, name) for name in plain},
        "kind": step.kind.value,
        "purpose": step.purpose.value,
        "anchor": step.anchor.value,
        "whom": step.whom.value,
        "rank": step.rank.value if step.rank else "",
        "scenario": ids.get(step.scenario_id, ""),
        "materials": [one.public_id for one in materials if one.id in step.material_ids],
    }
