"""The form of a product."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from ..core.errors import Invalid
from ..core.fields import MoneyField, NumberField, required
from ..core.forms import LONGEST_TEXT, Form, as_choices, line
from .models import KIND_LABELS, Product, ProductKind
from .operations import FIELDS, Tier

_NEEDED = _l("Fill in this field.")


class TierForm(wtforms.Form):  # type: ignore[misc]
    """The price from a volume on; an empty row is none."""

    from_quantity = NumberField(
        _l("From quantity"), least=Decimal("0.001"), validators=[Optional()]
    )
    price = MoneyField(_l("Price of one"), validators=[Optional()])


class ProductForm(Form):
    """One product of the catalogue with its tariffs."""

    name_en = line(_l("Name in English"), DataRequired(_NEEDED), longest=200)
    name_ru = line(_l("Name in Russian"), DataRequired(_NEEDED), longest=200)
    kind = SelectField(
        _l("Kind"), choices=as_choices([(k.value, KIND_LABELS[k]) for k in ProductKind])
    )
    description_en = TextAreaField(
        _l("Description in English"), validators=[Optional(), Length(max=LONGEST_TEXT)]
    )
    description_ru = TextAreaField(
        _l("Description in Russian"), validators=[Optional(), Length(max=LONGEST_TEXT)]
    )
    unit_en = line(_l("Unit in English"), Optional(), longest=60)
    unit_en_many = line(_l("Unit in English, several"), Optional(), longest=60)
    unit_ru = line(_l("Unit in Russian"), Optional(), longest=60)
    unit_ru_few = line(_l("Unit in Russian, two"), Optional(), longest=60)
    unit_ru_many = line(_l("Unit in Russian, five"), Optional(), longest=60)
    price = MoneyField(_l("List price of one"), validators=[required()])
    min_price = MoneyField(_l("Lowest price without approval"), validators=[Optional()])
    max_price = MoneyField(_l("Highest price"), validators=[Optional()])
    discount_limit = NumberField(
        _l("Largest discount without approval"),
        most=Decimal(100),
        places=0,
        validators=[required()],
    )
    tiers = FieldList(FormField(TierForm), label=_l("Tariffs by volume"), max_entries=20)
    materials = TextAreaField(
        _l("Materials to hand out"), validators=[Optional(), Length(max=LONGEST_TEXT)]
    )
    is_active = BooleanField(_l("On sale"))

    def spare_rows(self, spare: int = 2) -> None:
        """Keep ``spare`` empty tariffs at the end."""
        empty = sum(1 for row in self.tiers if row.form.from_quantity.data is None)
        while empty < spare and len(self.tiers) < 20:
            self.tiers.append_entry()
            empty += 1

    def values(self) -> dict[str, Any]:
        """What the operations take. Refuses (Invalid) a tariff with half its figures."""
        tiers = []
        for row in self.tiers:
            quantity, price = row.form.from_quantity.data, row.form.price.data
            if (quantity is None) != (price is None):
                raise Invalid(fields={"tiers": [_("A tariff needs both a quantity and a price.")]})
            if quantity is not None:
                tiers.append(Tier(quantity, price))
        values = {name: getattr(self, name).data for name in FIELDS}
        for name, value in values.items():
            if value is None and name not in ("min_price", "max_price"):
                values[name] = ""
        values["discount_limit"] = int(values["discount_limit"])
        return {**values, "kind": ProductKind(self.kind.data), "tiers": tiers}

    @staticmethod
    def of(product: Product) -> dict[str, Any]:
        """What the form shows of a product (tariffs loaded)."""
        data: dict[str, Any] = {name: getattr(product, name) for name in FIELDS}
        data["kind"] = product.kind.value
        data["version"] = product.version
        data["tiers"] = [
            {"from_quantity": tariff.from_quantity, "price": tariff.price}
            for tariff in product.tariffs
        ]
        return data


class NewProductForm(ProductForm):
    """A product that is not there yet."""

    code = line(
        _l("Code"),
        DataRequired(_NEEDED),
        Regexp(r"[a-z0-9][a-z0-9-]*\Z", message=_l("Small Latin letters, digits and hyphens.")),
        longest=64,
    )
