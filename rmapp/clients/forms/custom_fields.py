"""The form of a field of the bank's own."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from ...core.forms import Form, as_choices, line, plain_text, squeeze
from ..custom.defining import Option
from ..models import ClientKind, CustomField, CustomType
from ..words import CUSTOM_TYPES, KINDS

CHOOSING = (CustomType.CHOICE.value, CustomType.CHOICES.value)
CURRENCIES = ("RUB", "USD", "EUR", "CNY", "KZT", "BYN", "UAH")


class OptionRow(PlainForm):  # type: ignore[misc]
    """One choice."""

    code = StringField(validators=[Length(max=64)])
    ru = StringField(_l("In Russian"), [Optional(), Length(max=200), plain_text], filters=[squeeze])
    en = StringField(_l("In English"), [Optional(), Length(max=200), plain_text], filters=[squeeze])
    is_retired = BooleanField(_l("no longer offered"))


class CustomFieldForm(Form):
    """What an administrator writes of a field."""

    name_ru = line(_l("Name in Russian"), longest=200)
    name_en = line(_l("Name in English"), longest=200)
    hint_ru = line(_l("Help text in Russian"))
    hint_en = line(_l("Help text in English"))
    kinds = SelectMultipleField(
        _l("Kinds of client that have it"),
        [DataRequired(message=_l("Choose at least one kind of client."))],
        choices=as_choices(KINDS),
    )
    options = FieldList(FormField(OptionRow), label=_l("What can be chosen"), max_entries=100)
    is_required = BooleanField(_l("Must be filled in"))
    is_filterable = BooleanField(_l("Lists filter and sort by it (an index is kept)"))
    is_searchable = BooleanField(_l("The search finds clients by it"))
    is_sensitive = BooleanField(_l("Sensitive: seen by those who see the level of income"))
    is_asked = BooleanField(_l("A complete dossier has it: it is among the questions to ask"))
    position = IntegerField(
        _l("Place in the order"),
        [Optional(), NumberRange(0, 100_000, message=_l("The number is out of range."))],
    )

    def values(self) -> dict[str, Any]:
        """As the operation takes them."""
        names = (
            "name_en", "name_ru", "hint_en", "hint_ru", "kinds", "is_required", "is_filterable",
            "is_searchable", "is_sensitive", "is_asked", "position",
        )  # fmt: skip
        found = {name: self[name].data for name in names}
        for name in ("name_en", "name_ru", "hint_en", "hint_ru"):
            found[name] = found[name] or ""
        found["options"] = [
            Option(row["en"] or "", row["ru"] or "", row["code"] or "", bool(row["is_retired"]))
            for row in self.options.data
        ]
        return found

    def spare_rows(self, count: int) -> None:
        """Empty rows for more choices."""
        for _number in range(min(count, 100 - len(self.options.entries))):
            self.options.append_entry()

    @staticmethod
    def of(row: CustomField) -> dict[str, Any]:
        """What the form shows of ``row``."""
        names = (
            "name_en", "name_ru", "hint_en", "hint_ru", "kinds", "is_required", "is_filterable",
            "is_searchable", "is_sensitive", "is_asked", "position", "version",
        )  # fmt: skip
        return {**{name: getattr(row, name) for name in names}, "options": row.options}


class NewCustomFieldForm(CustomFieldForm):
    """A new field: its type is chosen once."""

    type = RadioField(
        _l("What it holds"),
        choices=as_choices(CUSTOM_TYPES),
        default=CustomType.TEXT.value,
    )
    currency = SelectField(_l("Currency"), choices=as_choices(CURRENCIES), default="RUB")
    code = line(_l("Code"), Optional(), longest=40)

    def validate(self, extra_validators: Any = None) -> bool:
        """What the kind does not need is out of sight and refuses nothing."""
        rows = self.options.entries
        if self.type.data not in CHOOSING:
            self.options.entries = []
        ok = super().validate(extra_validators)
        self.options.entries = rows
        return ok

    @classmethod
    def blank(cls) -> NewCustomFieldForm:
        """For every kind of client."""
        return cls(data={"kinds": [kind.value for kind in ClientKind], "is_filterable": True})
