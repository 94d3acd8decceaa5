"""The form of a rule."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from ..core.forms import Form, line

_NEEDED = _l("Fill in this field.")


def _text(label: Any) -> TextAreaField:
    return TextAreaField(
        label, validators=[DataRequired(_NEEDED), Length(max=10_000, message=_l("Too long."))]
    )


class RuleForm(Form):
    """When a letter follows, and what it says."""

    is_on = BooleanField(_l("The rule is on"))
    working_days = IntegerField(
        _l("After so many working days"),
        validators=[
            InputRequired(_NEEDED),
            NumberRange(1, 90, message=_l("From 1 to 90 days.")),
        ],
    )
    subject_ru = line(_l("Subject in Russian"), DataRequired(_NEEDED), longest=200)
    text_ru = _text(_l("Text in Russian"))
    subject_en = line(_l("Subject in English"), DataRequired(_NEEDED), longest=200)
    text_en = _text(_l("Text in English"))

    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        names = ("is_on", "working_days", "subject_ru", "text_ru", "subject_en", "text_en")
        return {name: self[name].data for name in names}
