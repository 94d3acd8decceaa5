"""Columns of address books as Google and Outlook export them, told by their exact names.

A common reading of names would take ``E-mail 1 - Type`` for an address and ``Title`` (Mr) for a
position. Names in English and in Russian, of Google before and after 2023, of Outlook since 2003.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_GOOGLE_SIGN = re.compile(r"(?:E-mail|Phone|Address|Organization|Website) \d+ - \w+")
_GOOGLE: list[tuple[str, str]] = [
    (r"(?:Given|First) Name", "given_name"),
    (r"(?:Additional|Middle) Name", "patronymic"),
    (r"(?:Family|Last) Name", "family_name"),
    (r"Name", "full_name"),
    (r"Birthday", "birth_date"),
    (r"Gender", "sex"),
    (r"Notes", "notes"),
    (r"E-mail \d+ - Value", "email"),
    (r"Phone \d+ - Value", "phone"),
    (r"IM \d+ - Value", "social"),
    (r"Address 1 - Formatted", "legal_address"),
    (r"Address 2 - Formatted", "actual_address"),
    (r"Organization 1 - Name|Organization Name", "organisation"),
    (r"Organization 1 - Title|Organization Title", "position"),
    (r"Organization 1 - Department|Organization Department", "department"),
    (r"Website 1 - Value", "web"),
]
_OUTLOOK: list[tuple[str, str]] = [
    (r"First Name|Имя", "given_name"),
    (r"Middle Name|Отчество", "patronymic"),
    (r"Last Name|Фамилия", "family_name"),
    (r"Company|Организация", "organisation"),
    (r"Department|Отдел", "department"),
    (r"Job Title|Должность", "position"),
    (r"Business Street|Улица \(раб\. адрес\)|Рабочий адрес, улица", "legal_address"),
    (r"Business City|Город \(раб\. адрес\)|Рабочий адрес, город", "city"),
    (r"Business State|Область \(раб\. адрес\)|Рабочий адрес, область", "region"),
    (r"Business Postal Code|(?:Индекс|Почтовый код) \(раб\.(?: адрес)?\)", "postcode"),
    (r"Business Country(?:/Region)?|Страна(?: или регион)? \(раб\. адрес\)", "country"),
    (r"Home Street|Улица \(дом\. адрес\)|Домашний адрес, улица", "actual_address"),
    (
        r"(?:Business|Home|Mobile|Other|Primary|Company Main|Car)(?: Phone)?(?: Phone)?(?: 2)?"
        r"|Рабочий телефон(?: 2)?|Телефон раб\. 2|Домашний телефон(?: 2)?|Телефон дом\. 2"
        r"|Телефон переносной|Мобильный телефон|Основной телефон(?: организации)?|Другой телефон",
        "phone",
    ),
    (r"(?:Business|Home|Other) Fax|(?:Рабочий|Домашний|Другой) факс", "fax"),
    (r"E-mail(?: \d)? Address|Адрес(?: \d)? эл\. почты", "email"),
    (r"Birthday|День рождения", "birth_date"),
    (r"Gender|Пол", "sex"),
    (r"Notes|Заметки", "notes"),
    (r"Web Page|Веб-страница", "web"),
]
_OUTLOOK_SIGNS = frozenset(
    {
        *("Business Phone", "Business Street", "E-mail Address", "Home Phone", "Mobile Phone"),
        *("E-mail Display Name", "Рабочий телефон", "Адрес эл. почты", "Улица (раб. адрес)"),
        *("Телефон переносной", "Краткое имя эл. почты", "Рабочий факс"),
    }
)
_ONCE_NO_MORE = frozenset({"phone", "fax", "email", "notes", "social"})


def known_book(columns: Sequence[str]) -> list[str] | None:
    """The fields of the columns of a Google or Outlook export; None for any other table."""
    if sum(bool(_GOOGLE_SIGN.fullmatch(column)) for column in columns) >= 2:
        return _fields(columns, _GOOGLE)
    if len(_OUTLOOK_SIGNS & set(columns)) >= 2:
        return _fields(columns, _OUTLOOK)
    return None


def _fields(columns: Sequence[str], rules: list[tuple[str, str]]) -> list[str]:
    found: list[str] = []
    for column in columns:
        field = next((field for name, field in rules if re.fullmatch(name, column.strip())), "")
        found.append("" if field in found and field not in _ONCE_NO_MORE else field)
    return found
