"""The form that plans a contact, or changes what a planned one is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import NumberRange, Optional

from ..clients.models import ContactPerson
from ..core.fields import required
from ..core.forms import NEEDED, Form, as_choices, line
from ..documents.rules import LARGEST
from ..rooms.models import Room
from ..staff.models import Employee
from .fields import ContactTimeField, LinesField
from .forms import TEXT, key_of, people_as_choices
from .models import LetterText, ScenarioVersion
from .moving_forms import rooms_as_choices
from .strategies import MOTIVES, STRATEGIES, Motive, Strategy
from .words import PURPOSE_NAMES, RANK_NAMES, Purpose, Rank

REMINDERS = {
    "": _lp("reminder", "None"),
    "15": _l("15 minutes"),
    "60": _l("An hour"),
    "1440": _l("A day"),
}


class MatterForm(Form):
    """What a contact is about, who takes part, what goes with it."""

    purpose = SelectField(_l("Purpose"), choices=as_choices(PURPOSE_NAMES))
    purpose_text = line(_l("What is to be achieved"))
    scenario = SelectField(_l("Scenario"), validators=[Optional()], validate_choice=True)
    structure = LinesField(_l("Structure, one point a line"))
    strategies = SelectMultipleField(
        _l("Strategies"), choices=as_choices([(key.value, g.name) for key, g in STRATEGIES.items()])
    )
    motives = SelectMultipleField(
        _l("Motives"), choices=as_choices([(key.value, g.name) for key, g in MOTIVES.items()])
    )
    need = line(_l("The need that is known"))
    contact_person = SelectField(_l("Contact person"), validators=[Optional()])
    persons = SelectMultipleField(_l("Who else from the client's side"))
    seniors = SelectMultipleField(_l("Colleagues taken along"))
    rank = SelectField(
        _l("In the rank of"), choices=as_choices(RANK_NAMES), default=Rank.HEAD.value
    )
    place = line(_l("Place"))
    letter_text = SelectField(_l("Text from the library"), validators=[Optional()])
    addressee = line(_l("Addressee"))
    subject = line(_l("Subject"))
    body = TextAreaField(_l("Text of the letter"), validators=[Optional(), TEXT])
    enclosed = SelectMultipleField(_l("Documents of the client that go with it"))
    files = MultipleFileField(_l("Other files"))
    materials = SelectMultipleField(_l("Materials to bring"))
    proposals = SelectMultipleField(_l("Proposals to bring"))
    note = TextAreaField(_l("Note"), validators=[Optional(), TEXT])
    remind = SelectField(_l("Remind me before"), choices=as_choices(REMINDERS))

    def offer(
        self,
        *,
        people: Sequence[ContactPerson],
        colleagues: Sequence[Employee],
        scenarios: Sequence[tuple[str, ScenarioVersion]],
        texts: Sequence[LetterText],
        documents: Sequence[tuple[str, str]],
        materials: Sequence[tuple[str, str]],
        proposals: Sequence[tuple[str, str]],
        speech: str,
    ) -> None:
        """Give the lists their entries: people of both sides, what the library and the client's
        documents have for the kind."""
        self.letter_text.choices = as_choices(
            {"": _("Written by hand")}, ((one.public_id, one.title(speech)) for one in texts)
        )
        self.enclosed.choices = as_choices(documents)
        self.materials.choices = as_choices(materials)
        self.proposals.choices = as_choices(proposals)
        names = people_as_choices(people)
        self.contact_person.choices = as_choices({"": _("The client")}, names)
        self.persons.choices = as_choices(names)
        self.seniors.choices = as_choices([(str(one.id), one.name) for one in colleagues])
        self.scenario.choices = as_choices(
            {"": _("Without a scenario")},
            ((public_id, text.title(speech)) for public_id, text in scenarios),
        )

    @property
    def values(self) -> dict[str, Any]:
        """The matter, apart from the scenario, materials and files."""
        return {
            "purpose": Purpose(self.purpose.data),
            "purpose_text": self.purpose_text.data or "",
            "structure": self.structure.data or [],
            "strategies": [Strategy(one) for one in self.strategies.data or []],
            "motives": [Motive(one) for one in self.motives.data or []],
            "need": self.need.data or "",
            "contact_person_id": key_of(self.contact_person.data),
            "persons": [int(one) for one in self.persons.data or []],
            "seniors": [(int(one), Rank(self.rank.data)) for one in self.seniors.data or []],
            "place": self.place.data or "",
            "note": self.note.data or "",
            "remind_minutes": key_of(self.remind.data),
            "subject": self.subject.data or "",
            "body": self.body.data or "",
            "addressee": self.addressee.data or "",
        }

    @property
    def handed_in(self) -> list[tuple[str, bytes]]:
        """The files handed in: name and bytes."""
        return [
            (one.filename, one.read(LARGEST + 1))
            for one in self.files.data or ()
            if getattr(one, "filename", "")
        ]


class PlanForm(MatterForm):
    """A contact to be planned. The kind is chosen above the form and comes along hidden."""

    kind = HiddenField(validators=[NEEDED])
    at = ContactTimeField(_lp("contact", "When"), validators=[required()])
    minutes = IntegerField(
        _l("Length, minutes"),
        validators=[NEEDED, NumberRange(5, 720, message=_l("From 5 minutes to 12 hours."))],
    )
    room = SelectField(_l("Room of the bank"), validators=[Optional()])

    def offer_rooms(self, rooms: Sequence[Room]) -> None:
        """The rooms that are free then."""
        self.room.choices = rooms_as_choices(rooms)
