"""The reasons of a score in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from .queries.queue import Tab
from .rules.scoring import FIRM_AND_CONTACTS, NUMBER_AND_NAME, PERSON_AND_CONTACT

TABS: dict[Tab, Any] = {
    Tab.OPEN: _lp("pairs", "Waiting"),
    Tab.CERTAIN: _lp("pairs", "Certain"),
    Tab.LATER: _lp("pairs", "Put off"),
}
#: The certain cases: what they are called, and when they hold.
CASES: dict[str, tuple[Any, Any]] = {
    NUMBER_AND_NAME: (
        _l("Same registration number"),
        _l("The same registration number and nearly the same name; nothing speaks against it."),
    ),
    PERSON_AND_CONTACT: (
        _l("Same person, same contact"),
        _l("The same name, birth date and one of phone, e-mail, address."),
    ),
    FIRM_AND_CONTACTS: (
        _l("Same firm, three contacts"),
        _l("The same name and three of phone, e-mail, web site, address."),
    ),
}

REASONS: dict[str, Any] = {
    "record_same": _l("same record number"),
    "inn_same": _l("same INN"),
    "inn_near": _l("INN with one slip"),
    "ogrn_same": _l("same OGRN"),
    "ogrn_near": _l("OGRN with one slip"),
    "edrpou_same": _l("same EDRPOU"),
    "edrpou_near": _l("EDRPOU with one slip"),
    "lei_same": _l("same LEI"),
    "lei_near": _l("LEI with one slip"),
    "vat_same": _l("same foreign number"),
    "vat_near": _l("foreign number with one slip"),
    "name_same": _l("same name"),
    "name_near": _l("nearly the same name"),
    "name_partly": _l("part of the name"),
    "phone_same": _l("same phone"),
    "email_same": _l("same e-mail"),
    "email_near": _l("nearly the same e-mail"),
    "host_same": _l("same web site or mail host"),
    "birth_date_same": _l("same birth date"),
    "birth_date_near": _l("nearly the same birth date"),
    "address_same": _l("same address"),
    "street_same": _l("same street"),
    "address_partly": _l("part of the address"),
    "city_same": _l("same city"),
    "city_near": _l("nearly the same city"),
    "kind_differs": _l("another kind of client"),
    "inn_differs": _l("another INN"),
    "ogrn_differs": _l("another OGRN"),
    "edrpou_differs": _l("another EDRPOU"),
    "lei_differs": _l("another LEI"),
    "vat_differs": _l("another foreign number"),
    "kpp_differs": _l("another KPP: a branch?"),
    "form_differs": _l("another legal form"),
    "name_differs": _l("another name"),
    "birth_date_differs": _l("another birth date"),
}


def spoken(reasons: Sequence[str]) -> list[Any]:
    """The reasons worth saying aloud, in order."""
    return [REASONS[reason] for reason in reasons if reason in REASONS]
