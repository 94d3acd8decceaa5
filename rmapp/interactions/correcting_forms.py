"""Forms of an outcome that is corrected or undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import Optional

from ..clients.models import Temperature
from ..core.forms import Form, as_choices, line
from .followers import Hanging
from .forms import NEEDED, OutcomeForm
from .models import Interaction
from .operations import Correction
from .words import NoNextReason, Result


class TakingBack(Form):
    """Why, and what of all the outcome brought about does not stay."""

    reason = line(_l("Why"), NEEDED)
    taken_back = SelectMultipleField(_l("Take back as well"), validators=[Optional()])

    def hang(self, hanging: Sequence[Hanging]) -> None:
        """Offer what can be taken back."""
        free = [one for one in hanging if not one.stays]
        self.taken_back.choices = as_choices(
            [(one.key, f"{one.label}: {one.text}") for one in free]
        )


class UndoForm(TakingBack):
    """Take an outcome away."""


class CorrectForm(OutcomeForm, TakingBack):
    """An outcome as it should have been."""

    def fill(self, interaction: Interaction) -> None:
        """What the outcome says now."""
        warmth, reason = interaction.temperature_after, interaction.no_next_reason
        self.result.data = interaction.result.value if interaction.result else None
        self.note.data, self.need.data = interaction.outcome_note, interaction.need
        self.temperature.data = warmth.value if warmth else ""
        self.no_next_reason.data = reason.value if reason else ""

    def correction(self) -> Correction:
        """What the valid form says."""
        given: Any = self.outcome(answers={})
        return Correction(
            result=Result(self.result.data),
            note=given.note,
            need=given.need,
            temperature=Temperature(self.temperature.data) if self.temperature.data else None,
            next_step=given.next_step,
            no_next_reason=NoNextReason(self.no_next_reason.data)
            if self.no_next_reason.data
            else None,
            drop_early=given.drop_early,
        )
