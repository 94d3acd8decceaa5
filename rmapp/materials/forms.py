"""Forms of materials."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_wtf.file import FileField
from wtforms import IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from ..core.fields import DayField, MoneyField
from ..core.forms import NEEDED, Form, as_choices, line
from ..settings import settings
from .models import MATERIAL_KINDS, MaterialKind

LANGUAGES = {"": _lp("material", "Any language"), "ru": "Русский", "en": "English"}


class MaterialForm(Form):
    """An item of the nomenclature."""

    kind = SelectField(_lp("material", "Kind"), choices=as_choices(MATERIAL_KINDS))
    name_ru = line(_l("Name in Russian"), NEEDED, longest=200)
    name_en = line(_l("Name in English"), NEEDED, longest=200)
    stock = IntegerField(
        _l("In stock, pieces"),
        validators=[Optional(), NumberRange(0, 1_000_000, message=_l("From 0 to 1,000,000."))],
    )
    cost = MoneyField(_l("Cost of one piece"), currency="RUB")
    most_a_year = IntegerField(
        _l("Pieces for one client a year, at most"),
        validators=[Optional(), NumberRange(1, 1_000, message=_l("From 1 to 1,000 pieces."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cost.currency = settings().currency

    @property
    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        return {
            "kind": MaterialKind(self.kind.data),
            "name_ru": self.name_ru.data,
            "name_en": self.name_en.data,
            "stock": self.stock.data,
            "cost": self.cost.data or 0,
            "most_a_year": self.most_a_year.data,
        }


class VersionForm(Form):
    """A new edition in a language."""

    language = SelectField(_l("Language"), choices=as_choices(LANGUAGES))
    valid_until = DayField(_l("Valid until"), native=True)
    file = FileField(_lp("material", "File"))
