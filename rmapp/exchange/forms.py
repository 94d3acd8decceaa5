"""Forms of the import wizard, of the export, of the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.validators import InputRequired, Length

from ..clients.models import Source
from ..core.forms import Form, as_choices, line
from ..core.i18n import reader_language
from .fields import MATCHES
from .fields import choices as known_fields
from .models import Import, ImportMode, KindRule
from .operations.uploading import DELIMITERS, ENCODINGS
from .words import DELIMITER_WORDS, KIND_RULES, MODES


class UploadForm(Form):
    """The file."""

    file = FileField(_l("File"))

    def validate_file(self, field: Any) -> None:
        if not field.data or not getattr(field.data, "filename", ""):
            raise ValidationError(_("Choose a file."))


class ReadingForm(Form):
    """How the file is to be read, where that was found wrongly."""

    sheet = SelectField(_l("Sheet"))
    encoding = SelectField(
        _l("Encoding"), choices=as_choices({"": _l("found by itself")}, ENCODINGS)
    )
    delimiter = SelectField(
        _l("Delimiter"),
        choices=as_choices(
            {"": _l("found by itself")}, [(one, DELIMITER_WORDS[one]) for one in DELIMITERS]
        ),
    )
    header = SelectField(
        _l("Names of columns"),
        choices=as_choices(
            {"": _l("found by itself"), "yes": _l("in the first row"), "no": _l("none")}
        ),
    )


def reading_form(import_: Import) -> ReadingForm:
    """The form of how ``import_`` is read, filled with what was said before."""
    said = {name: import_.reading.get(name, "") for name in ("encoding", "delimiter", "header")}
    form = ReadingForm(prefix="how-", data={**said, "sheet": import_.sheet or ""})
    form.sheet.choices = as_choices(
        {"": _l("the first with data")}, import_.reading.get("sheets", ())
    )
    return form


class ColumnsForm(Form):
    """What the columns are and how they are taken in. Columns are fields ``column_0`` …"""

    mode = RadioField(
        _l("What to do"),
        choices=as_choices(MODES),
        default=ImportMode.BOTH.value,
    )
    kind = SelectField(
        _l("The rows are"),
        choices=as_choices(KIND_RULES),
        default=KindRule.AUTO.value,
    )
    match_by = SelectMultipleField(
        _l("Known clients are recognised by"),
        choices=as_choices(MATCHES),
    )
    source = SelectField(_l("Source"), choices=as_choices({"": _l("not known")}))
    assign_to = SelectField(_l("New clients go to"))
    overwrites = BooleanField(_l("What the file says replaces what the dossier says"))
    is_lenient = BooleanField(_l("Wrong registration numbers and dates go to the notes"))

    @property
    def columns(self) -> list[Any]:
        """The fields of the columns, in order."""
        return [field for name, field in self._fields.items() if name.startswith("column_")]

    def mapping(self) -> list[str]:
        """A field or "" for each column."""
        return [field.data or "" for field in self.columns]


def columns_form(
    import_: Import, *, sources: Sequence[Source], keepers: Mapping[str, Any], keeper: str
) -> ColumnsForm:
    """The form for the columns of ``import_``, filled with what is known of them.

    ``keepers``: whose new clients can be, value → words; ``keeper``: the value that stands.
    """
    choices = as_choices({"": _l("do not take over")}, known_fields())
    members = {
        f"column_{at}": SelectField(column, choices=choices)
        for at, column in enumerate(import_.columns)
    }
    made = type("ColumnsOfFile", (ColumnsForm,), members)
    form: ColumnsForm = made(
        data={
            **{f"column_{at}": field for at, field in enumerate(import_.mapping)},
            "mode": import_.mode.value,
            "kind": import_.kind_rule.value,
            "overwrites": import_.overwrites,
            "is_lenient": import_.is_lenient,
            "match_by": import_.match_by,
            "source": str(import_.source_id or ""),
            "assign_to": keeper,
        }
    )
    russian = reader_language() == "ru"
    form.source.choices = as_choices(
        {"": _l("not known")},
        [(str(one.id), one.name_ru if russian else one.name_en) for one in sources],
    )
    form.assign_to.choices = as_choices(keepers)
    return form


class DecisionForm(Form):
    """Rows are chosen in the table; the button says what becomes of them."""


class ExportForm(Form):
    """Why a list is taken out, and as what."""

    format = RadioField(
        _lp("file", "As"),
        choices=as_choices({"xlsx": _l("workbook (XLSX)"), "csv": _l("text (CSV)")}),
        default="xlsx",
    )
    reason = line(
        _l("What for"),
        InputRequired(message=_l("Say what the list is for: it is written into the trail.")),
        Length(min=10, message=_l("Say it in at least ten letters.")),
    )


class DecisionNoteForm(Form):
    """What the second person says of an export; the button says whether it goes."""

    note = line(_l("Remark"))
