"""Rows of clients abroad: where their telephones ring."""

from __future__ import annotations

from collections.abc import Mapping

from ...core.places import country_code
from ..values import Parsed, parse_phones_of

_VAT_ALONE = {"EL": "GR", "XI": "GB"}  # letters of a VAT number that are no country's


def country_of(said: Mapping[str, str], vat: str = "") -> str:
    """The ISO letters of a row's country: as its own column has it, its address or its number in a
    register abroad; empty where nothing tells. ``said``: field → cell."""
    if named := country_code(said.get("country", "")):
        return named
    for field in ("legal_address", "actual_address"):
        parts = said[field].split(",") if field in said else ()
        for part in (*parts[:2], *parts[-1:]):
            if len(part) > 3 and (named := country_code(part)):
                return named
    return _VAT_ALONE.get(vat[:2], vat[:2])


def phones_abroad(cell: str, country: str, *, home: str) -> Parsed:
    """The telephones of a cell, numbers without a country read as ``country`` has them; where that
    fails, as at ``home``: a firm abroad may give its number here."""
    parsed = parse_phones_of(cell, country)
    if parsed.problems and country != home:
        at_home = parse_phones_of(cell, home)
        return parsed if at_home.problems else at_home
    return parsed
