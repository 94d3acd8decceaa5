"""A person's name in its two orders: as people write it, and as lists are sorted."""

from __future__ import annotations

#: First letters below this code point are Latin (with the extensions of European languages).
LATIN_ENDS = 0x250


def written_name(family: str, given: str, patronymic: str = "") -> str:
    """As it is written: Mara Lindt; Левина Марина Олеговна. Which of the two, says the family
    name's first letter. Empty parts are left out."""
    if family[:1] < chr(LATIN_ENDS):
        return " ".join(part for part in (given, patronymic, family) if part)
    return listed_name(family, given, patronymic)


def listed_name(family: str, given: str, patronymic: str = "") -> str:
    """As lists are sorted: the family name first in any script."""
    return " ".join(part for part in (family, given, patronymic) if part)
