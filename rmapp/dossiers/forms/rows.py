"""One row each of the lists of a dossier (D4)."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import BooleanField, SelectField, StringField
from wtforms import Form as PlainForm
from wtforms.validators import Length, Optional

from ...clients.words import (
    ADDRESS_KINDS,
    EMAIL_KINDS,
    MESSENGER_KINDS,
    PHONE_KINDS,
    PURPOSES,
)
from ...core.fields import EmailField, PhoneField
from ...core.forms import as_choices, plain_text, squeeze


class Chosen(SelectField):  # type: ignore[misc]
    """A list that need not come along: without an answer the first choice stands."""

    def process_data(self, value: Any) -> None:
        """``value``, or the first choice."""
        super().process_data(value if value is not None else self.choices[0].value)


def _text(label: Any, most: int) -> StringField:
    too_long = Length(max=most, message=_l("Too long."))
    return StringField(label, [Optional(), too_long, plain_text], filters=[squeeze])


class _Row(PlainForm):  # type: ignore[misc]
    """What every row has. ``public_id``: the row it changes, empty for a new one."""

    public_id = StringField(validators=[Length(max=16)])
    purpose = Chosen(_l("What for"), choices=as_choices(PURPOSES))
    is_preferred = BooleanField(_l("preferred"))
    is_invalid = BooleanField(_l("not valid"))
    is_opted_out = BooleanField(_l("do not use: the client asked"))


class PhoneRow(_Row):
    """One phone of a client."""

    number = PhoneField(_l("Phone"), [Optional()])
    extension = StringField(
        _l("Extension"), [Optional(), Length(max=8, message=_l("Too long.")), plain_text]
    )
    kind = SelectField(_l("Kind"), choices=as_choices(PHONE_KINDS))
    note = _text(_lp("remark", "Note"), 200)


class EmailRow(_Row):
    """One e-mail address of a client."""

    address = EmailField(_lp("address", "E-mail"), [Optional()])
    kind = SelectField(_l("Kind"), choices=as_choices(EMAIL_KINDS))
    note = _text(_lp("remark", "Note"), 200)


class MessengerRow(_Row):
    """One name in a messenger."""

    handle = _text(_l("Name or number"), 200)
    kind = SelectField(_l("Messenger"), choices=as_choices(MESSENGER_KINDS))
    note = _text(_lp("remark", "Note"), 200)


class AddressRow(_Row):
    """One postal address of a client, whole and in its parts."""

    kind = SelectField(_l("Kind"), choices=as_choices(ADDRESS_KINDS))
    text = _text(_l("Address"), 500)
    postcode = _text(_l("Postcode"), 10)
    region = _text(_l("Region"), 200)
    city = _text(_l("Town"), 200)
    street = _text(_l("Street and house"), 500)
