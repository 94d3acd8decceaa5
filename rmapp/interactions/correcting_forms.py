"""Forms of an outcome that is corrected or undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, ValidationError
from wtforms.validators import Optional

from ..clients.models import Temperature
from ..core.forms import NEEDED, Form, as_choices, line
from .followers import Hanging
from .forms import OutcomeForm
from .models import Interaction
from .operations import Correction
from .words import KIND_NAMES, PURPOSE_NAMES, SIDE_NAMES, NoNextReason, Result


def _unasked(label: Any, names: Mapping[Any, Any]) -> SelectField:
    """A list that may be missing from the page: what it holds is checked where it counts."""
    return SelectField(label, choices=as_choices(names), validate_choice=False)


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
    """An outcome as it should have been. What comes next is asked of the last contact only."""

    next_kind = _unasked(_l("Next step"), KIND_NAMES)
    next_purpose = _unasked(_l("Its purpose"), PURPOSE_NAMES)
    promise_side = _unasked(_l("Who promised"), SIDE_NAMES)

    def validate_next_kind(self, field: Any) -> None:
        """A next step has a kind and a purpose."""
        for one in (self.next_kind, self.next_purpose):
            if self.next_step.data is not None and one.data not in [
                known.value for known in one.choices
            ]:
                raise ValidationError(_("Choose the next step."))

    def fill(self, interaction: Interaction) -> None:
        """What the outcome says now."""
        warmth, reason = interaction.temperature_after, interaction.no_next_reason
        self.result.data = interaction.result.value if interaction.result else None
        self.note.data, self.need.data = interaction.outcome_note, interaction.need
        self.temperature.data = warmth.value if warmth else ""
        self.no_next_reason.data = reason.value if reason else ""
        if self.awaited_until is not None:
            self.dispatched_on.data = interaction.dispatched_on
            self.awaited_until.data = interaction.answer_by

    def correction(self) -> Correction:
        """What the valid form says."""
        reason = NoNextReason(self.no_next_reason.data) if self.no_next_reason.data else None
        return Correction(
            result=Result(self.result.data),
            note=self.note.data or "",
            need=self.need.data or "",
            temperature=Temperature(self.temperature.data) if self.temperature.data else None,
            next_step=self._next_step if reason is None else None,
            no_next_reason=reason,
            drop_early=bool(self.drop_early.data),
            dispatch=self._dispatch,
        )
