"""How large a firm is (D2)."""

from __future__ import annotations

from enum import StrEnum


class Size(StrEnum):
    """The class of a firm."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


#: Most people and most revenue a year (roubles) of a class: federal law 209-FZ, article 4, and
#: government decree 265 of 4 April 2016.
_LIMITS = (
    (Size.MICRO, 15, 120_000_000),
    (Size.SMALL, 100, 800_000_000),
    (Size.MEDIUM, 250, 2_000_000_000),
)


def size_of(staff: int | None, revenue: int | None, currency: str) -> Size | None:
    """The class of a firm with ``staff`` people and ``revenue`` a year (minor units).

    The larger of what both say; a revenue in another currency than roubles says nothing. None
    when nothing is known.
    """
    found = []
    if staff is not None:
        found.append(next((size for size, most, _ in _LIMITS if staff <= most), Size.LARGE))
    if revenue is not None and currency == "RUB":
        found.append(next((size for size, _, most in _LIMITS if revenue <= most * 100), Size.LARGE))
    order = list(Size)
    return max(found, key=order.index, default=None)
