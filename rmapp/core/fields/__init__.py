"""Form fields that take any usual writing and say how they read it (``field.echo``).

================  ========================================================  =======================
field             takes                                                     ``data``
================  ========================================================  =======================
``MoneyField``    1 284 000,50 · 1,284,000.50 · 1,2 млн · 500k              int of minor units/None
``DayField``      24.11.2026 · 2026-11-24 · 24 ноября 2026 · Nov 24, 2026   date/None
``MomentField``   a day as above and 9:30, 09.30, 9:30 pm (person's zone)   aware UTC datetime/None
``PhoneField``    any writing of one number, "доб. 12"                      E.164 str, "" for none
``PhonesField``   several numbers by comma, semicolon or line               list[Phone]
``EmailField``    one address                                               lower-case str, ""
``EmailsField``   several by comma, semicolon, space or line                list[str]
``NumberField``   a registration number with its checksum (``kind=``)       plain str, ""
================  ========================================================  =======================

All refuse with words at the field; the pure readers (:func:`read_money`, :func:`read_day`,
:func:`read_moment`, :func:`read_email`) raise ``ValueError`` with lazily translated words and
serve imports and the API as well. ``PHONE_WORDS`` and ``NUMBER_WORDS`` put problems in words.
"""

from __future__ import annotations

from .reading import NUMBER_WORDS, PHONE_WORDS, read_day, read_email, read_moment, read_money
from .several import EmailsField, PhonesField
from .single import (
    DayField,
    EmailField,
    ExtendedPhoneField,
    MomentField,
    MoneyField,
    NumberField,
    PhoneField,
    RegistrationNumberField,
    required,
)

__all__ = [
    "NUMBER_WORDS",
    "PHONE_WORDS",
    "DayField",
    "EmailField",
    "EmailsField",
    "ExtendedPhoneField",
    "MomentField",
    "MoneyField",
    "NumberField",
    "PhoneField",
    "PhonesField",
    "RegistrationNumberField",
    "read_day",
    "read_email",
    "read_moment",
    "read_money",
    "required",
]
