"""The bank's own fields as part of a dossier's form (D9)."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from ...clients.catalogue.own import in_words, options, own_fields
from ...clients.custom.reading import LONGEST, PREFIX, read_text
from ...clients.models import ClientKind, CustomField, CustomType
from ...core.fields import DayField, MoneyField, required
from ...core.fields.single import _ReadField, as_typed, pointed
from ...core.forms import as_choices

_FILL = _l("Fill in this field.")


class OwnField(_ReadField):
    """A text, number or link of the bank's own: read as a file's cell is read."""

    def __init__(self, label: Any, *args: Any, row: CustomField, **kwargs: Any) -> None:
        super().__init__(label, *args, **kwargs)
        self.row = row

    def read(self, text: str) -> Any:
        """What ``text`` means to the field."""
        return read_text(self.row, pointed(text) if self.row.type is CustomType.NUMBER else text)

    def write(self, value: Any) -> str:
        """``value`` as people type it."""
        return as_typed(value) if self.row.type is CustomType.NUMBER else str(value)

    def _value(self) -> str:
        return "0" if self.data == 0 and not self.errors else super()._value()


class FlagField(SelectField):  # type: ignore[misc]
    """Yes, no, or not known."""

    def __init__(self, label: Any, *args: Any, **kwargs: Any) -> None:
        choices = as_choices({"": _l("not known"), "y": _l("yes"), "n": _l("no")})
        super().__init__(label, *args, choices=choices, **kwargs)

    def process_data(self, value: Any) -> None:
        """True, False or None as the code of its choice."""
        self.data = {True: "y", False: "n"}.get(value, "")


class CodesField(SelectMultipleField):  # type: ignore[misc]
    """Several choices; also written in one value with commas between (the page of a conflict)."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Codes as boxes or a line give them."""
        super().process_formdata([code for one in valuelist for code in one.split(",") if code])


def with_own(form: type[Any], kind: ClientKind, *, sensitive: bool) -> type[Any]:
    """``form`` with the bank's own fields for ``kind``; the class itself where there are none."""
    fields = {
        row.key: own_control(row)
        for row in own_fields()
        if kind.value in row.kinds and (sensitive or not row.is_sensitive)
    }
    return type(form.__name__, (form,), fields) if fields else form


def own_names(form: Any) -> list[str]:
    """The names of the bank's own fields in ``form``, in the bank's order."""
    return [row.key for row in own_fields() if row.key in form]


def own_values(form: Any) -> dict[str, Any]:
    """Key → value, typed, as the operations take it."""
    found = {}
    for name in form._fields:
        if name.startswith(PREFIX):
            field = form[name]
            value = field.data
            if isinstance(field, FlagField):
                value = {"y": True, "n": False}.get(value)
            found[name] = value if value not in ("", []) else None
    return found


def own_hints(form: Any) -> dict[str, str]:
    """Key → help text of the fields that have one."""
    return {
        row.key: in_words(row.hint_en, row.hint_ru)
        for row in own_fields()
        if row.key in form and (row.hint_en or row.hint_ru)
    }


def own_control(row: CustomField) -> Any:
    """The control of one own field, empty allowed unless the field is required."""
    label = in_words(row.name_en, row.name_ru)
    need: list[Any] = [required(_FILL)] if row.is_required else [Optional()]
    chosen = [DataRequired(message=_FILL)] if row.is_required else []
    if row.type is CustomType.MONEY:
        return MoneyField(label, need, currency=row.currency, least=None)
    if row.type is CustomType.DATE:
        return DayField(label, need)
    if row.type is CustomType.FLAG:
        return FlagField(label, [InputRequired(message=_FILL)] if row.is_required else [])
    offered = options(row, with_retired=False)
    if row.type is CustomType.CHOICE:
        with_empty = as_choices({"": _l("not known")}, offered)
        return SelectField(label, chosen, choices=with_empty, validate_choice=False)
    if row.type is CustomType.CHOICES:
        return CodesField(label, chosen, choices=as_choices(offered), validate_choice=False)
    too_long = Length(max=LONGEST, message=_l("Too long."))
    if row.type is CustomType.TEXT:
        return StringField(label, [*need, too_long])
    return OwnField(label, need, row=row)
