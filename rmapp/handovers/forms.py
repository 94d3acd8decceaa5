"""Forms of the handover wizard."""

from __future__ import annotations

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import Length

from ..audit import shown
from ..core.fields import DayField
from ..core.forms import NEEDED, Form, as_choices, line
from .models import Handover, HandoverReason
from .texts import FIELDS, TIERS

REASONS = {
    HandoverReason.LEAVING: _l("Leaves the bank"),
    HandoverReason.LEAVE: _l("Leave or illness"),
    HandoverReason.ROTATION: _l("Rotation"),
    HandoverReason.OVERLOAD: _l("Overload"),
}


class StartForm(Form):
    """Who, why, when."""

    employee = SelectField(_l("Whose clients"), validators=[NEEDED])
    reason = RadioField(
        _l("Why"),
        choices=as_choices(REASONS),
        default=HandoverReason.LEAVING.value,
    )
    effective_on = DayField(_l("From which day"), native=True, validators=[NEEDED])
    returns_on = DayField(_l("Until which day"), native=True)
    closes_access = BooleanField(_l("End the access with the handover"))
    gives_notice = BooleanField(_l("Close exports from today"))
    note = line(_l("Note"))


class ChangeForm(Form):
    """Why and when, of a draft."""

    reason = RadioField(_l("Why"), choices=as_choices(REASONS))
    effective_on = DayField(_l("From which day"), native=True, validators=[NEEDED])
    returns_on = DayField(_l("Until which day"), native=True)
    closes_access = BooleanField(_l("End the access with the handover"))
    note = line(_l("Note"))


class SendBackForm(Form):
    """Why a handover is not signed."""

    reason = line(_l("What is to be changed"), NEEDED)


class ShareForm(Form):
    """To whom."""

    receivers = SelectMultipleField(_l("Who can receive"))
    keep_families = BooleanField(_l("Keep families and groups together"), default=True)


class PlaceForm(Form):
    """Chosen clients go to one receiver."""

    receiver = SelectField(_l("Move the selected clients to"))


class DeclineForm(Form):
    """Why a client cannot be taken."""

    reason = line(_l("Reason"), NEEDED)


class PlaceAnewForm(Form):
    """Who serves a declined client from now on, and why."""

    employee = SelectField(_l("Who serves this client"))
    reason = line(_l("Why"), NEEDED)


class LeaveOutForm(Form):
    """Why chosen clients stay with the leaver."""

    reason = line(_l("Why these clients stay"))


class UndoClientForm(Form):
    """Why one client goes back."""

    reason = line(_l("Why"), NEEDED)


class ProlongForm(Form):
    """Another day on which a substitution ends."""

    returns_on = DayField(_l("Until which day"), native=True, validators=[NEEDED])


def _text(label: Any) -> TextAreaField:
    return TextAreaField(
        label, validators=[Length(max=10_000, message=_l("Too long."))], render_kw={"rows": 9}
    )


class ArrangeForm(Form):
    """How it is done: dates of planned contacts, letters of introduction by tier."""

    keeps_dates = RadioField(
        _l("Planned contacts"),
        choices=as_choices(
            {
                "keep": _l("keep their day and time"),
                "anew": _l("get a free time in the receiver's diary"),
            }
        ),
        default="keep",
    )
    vip_is_on = BooleanField(_l("Write to VIP clients"))
    vip_subject_ru = line(_l("Subject in Russian"))
    vip_text_ru = _text(_l("Text in Russian"))
    vip_subject_en = line(_l("Subject in English"))
    vip_text_en = _text(_l("Text in English"))
    others_is_on = BooleanField(_l("Write to other clients"))
    others_subject_ru = line(_l("Subject in Russian"))
    others_text_ru = _text(_l("Text in Russian"))
    others_subject_en = line(_l("Subject in English"))
    others_text_en = _text(_l("Text in English"))

    @classmethod
    def of(cls, handover: Handover) -> Self:
        """The form as the handover stands."""
        data: dict[str, Any] = {
            "keeps_dates": "keep" if handover.keeps_dates else "anew",
            "version": str(handover.version),
        }
        for tier in TIERS:
            kept = handover.letters.get(tier, {})
            data[f"{tier}_is_on"] = bool(kept.get("is_on"))
            data |= {f"{tier}_{name}": kept.get(name, "") for name in FIELDS}
        return cls(formdata=None, data=data)

    def letters(self) -> dict[str, dict[str, Any]]:
        """The letters as they were given."""
        return {
            tier: {name: getattr(self, f"{tier}_{name}").data or "" for name in (*FIELDS, "is_on")}
            for tier in TIERS
        }


shown.codes("handover", reason=REASONS)
