"""Forms of documents."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_wtf.file import FileField, MultipleFileField
from wtforms import DateField, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

from ..core.forms import Form, as_choices, line
from .models import SENSITIVE, PaperKind
from .words import KINDS


class PaperForm(Form):
    """What is said of a document."""

    kind = SelectField(_lp("document", "Kind"), choices=[])
    title = line(_lp("document", "Title"), longest=200)
    number = line(_lp("document", "Number"), longest=200)
    expires_on = DateField(_l("Valid until"), [Optional()])

    def offer_kinds(self, *, sensitive: bool) -> None:
        """The kinds the person may see."""
        self.kind.choices = as_choices(
            [
                (kind.value, words)
                for kind, words in KINDS.items()
                if sensitive or kind not in SENSITIVE
            ]
        )

    def values(self) -> dict[str, Any]:
        """As the operations take them."""
        return {
            "kind": PaperKind(self.kind.data),
            "title": self.title.data or "",
            "number": self.number.data or "",
            "expires_on": self.expires_on.data,
        }

    def validate_expires_on(self, field: Any) -> None:
        if field.data and not 1900 <= field.data.year <= 2200:
            raise ValidationError(_("The year must be between 1900 and 2200."))


class UploadForm(PaperForm):
    """Files to be handed in."""

    files = MultipleFileField(_l("Files"))

    def validate_files(self, field: Any) -> None:
        if not any(getattr(one, "filename", "") for one in field.data or ()):
            raise ValidationError(_("Choose a file."))


class EditForm(PaperForm):
    """A document anew; a title it must have."""

    title = line(_lp("document", "Title"), InputRequired(_l("Fill in this field.")), longest=200)


class VersionForm(Form):
    """A newer file."""

    file = FileField(_l("File"))

    def validate_file(self, field: Any) -> None:
        if not field.data or not getattr(field.data, "filename", ""):
            raise ValidationError(_("Choose a file."))
