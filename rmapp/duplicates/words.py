"""The reasons of a score in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

REASONS: dict[str, Any] = {
    "inn_same": _l("same INN"),
    "inn_near": _l("INN with one slip"),
    "ogrn_same": _l("same OGRN"),
    "ogrn_near": _l("OGRN with one slip"),
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
    "kpp_differs": _l("another KPP: a branch?"),
    "form_differs": _l("another legal form"),
    "name_differs": _l("another name"),
    "birth_date_differs": _l("another birth date"),
}


def spoken(reasons: Sequence[str]) -> list[Any]:
    """The reasons worth saying aloud, in order."""
    return [REASONS[reason] for reason in reasons if reason in REASONS]
