"""Forms of the library: scenarios and letters."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField

from ..core.forms import NEEDED, Form, as_choices, line
from .fields import LinesField
from .forms import TEXT
from .models.texts import WRITTEN
from .words import FITS_NAMES, KIND_NAMES, PURPOSE_NAMES, STAGE_NAMES, Fits, Kind, Purpose, Stage


class ShelfForm(Form):
    """For which contacts a text is meant."""

    kind = SelectField(_l("Kind of contact"))
    purpose = SelectField(_l("Purpose"), choices=as_choices(PURPOSE_NAMES))
    fits = SelectField(
        _l("For which clients"), choices=as_choices(FITS_NAMES), default=Fits.ANY.value
    )
    stage = SelectField(
        _l("At which stage"), choices=as_choices(STAGE_NAMES), default=Stage.ANY.value
    )
    title_en = line(_l("Title in English"), NEEDED, longest=200)
    title_ru = line(_l("Title in Russian"), NEEDED, longest=200)

    @property
    def shelf(self) -> dict[str, Any]:
        """Where it stands in the library, and what it is called."""
        return {
            "kind": Kind(self.kind.data) if self.kind.data else None,
            "purpose": Purpose(self.purpose.data),
            "fits": Fits(self.fits.data),
            "stage": Stage(self.stage.data),
            "title_en": self.title_en.data,
            "title_ru": self.title_ru.data,
        }


class ScenarioForm(ShelfForm):
    """A scenario in both languages."""

    body_en = TextAreaField(_l("Text in English"), validators=[NEEDED, TEXT])
    body_ru = TextAreaField(_l("Text in Russian"), validators=[NEEDED, TEXT])
    structure_en = LinesField(_l("Structure in English, one point a line"))
    structure_ru = LinesField(_l("Structure in Russian, one point a line"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = as_choices({"": _("Any kind")}, KIND_NAMES)

    @property
    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        return {
            **self.shelf,
            "body_en": self.body_en.data,
            "body_ru": self.body_ru.data,
            "structure_en": self.structure_en.data or [],
            "structure_ru": self.structure_ru.data or [],
        }


class LetterTextForm(ShelfForm):
    """The text of a letter in both languages."""

    subject_en = line(_l("Subject in English"))
    subject_ru = line(_l("Subject in Russian"))
    body_en = TextAreaField(_l("Text in English"), validators=[NEEDED, TEXT])
    body_ru = TextAreaField(_l("Text in Russian"), validators=[NEEDED, TEXT])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = {kind: name for kind, name in KIND_NAMES.items() if kind in WRITTEN}
        self.kind.choices = as_choices({"": _("Whatever is written")}, written)

    @property
    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        texts = ("subject_en", "subject_ru", "body_en", "body_ru")
        return {**self.shelf, **{name: self[name].data or "" for name in texts}}
