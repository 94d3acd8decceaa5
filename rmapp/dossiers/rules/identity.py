"""Numbers of identity documents: their shape, and as much of them as may be shown."""

from __future__ import annotations

import re

from ...clients.models import DocumentKind

#: (kind, country) → what the number is made of. Russia: passport 4 + 6 digits (government decree
#: 828 of 8 July 1997), passport for travel 2 + 7, driving licence 4 + 6.
_SHAPES = {
    (DocumentKind.PASSPORT, "RU"): re.compile(r"\d{10}"),
    (DocumentKind.FOREIGN_PASSPORT, "RU"): re.compile(r"\d{9}"),
    (DocumentKind.DRIVING_LICENCE, "RU"): re.compile(r"\d{2}[\dА-Я]{2}\d{6}"),
    (DocumentKind.PASSPORT, "UA"): re.compile(r"[А-ЯІЇЄҐ]{2}\d{6}"),
    (DocumentKind.ID_CARD, "UA"): re.compile(r"\d{9}"),
}
_ANY = re.compile(r"[\dA-ZА-ЯЁІЇЄҐ]{4,20}")


def number_of(kind: DocumentKind, country: str, text: str) -> str | None:
    """The number without spaces and signs, capital; None when it does not fit the document."""
    plain = re.sub(r"[\s№#.\-–—/]+", "", text[:60]).upper()
    shape = _SHAPES.get((kind, country.upper()), _ANY)
    return plain if shape.fullmatch(plain) else None


def tail_of(number: str) -> str:
    """The last three signs, by which one tells documents apart; none of a short number."""
    return number[-3:] if len(number) >= 8 else ""
