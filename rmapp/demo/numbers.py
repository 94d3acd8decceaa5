"""Registration numbers with right checksums, telephones and mailboxes that reach nobody.

The numbers lie under tax office 00, which no region has; mail domains end in ``.example``
(RFC 2606). Consecutive ordinals give different numbers.
"""

from __future__ import annotations

from ..core.text import to_latin
from .places import MOBILE, Town

_SPREAD = 7_919  # a prime: neighbours in the list do not look alike


def inn_of_firm(region: str, ordinal: int) -> str:
    """An ИНН of an organisation: region, office 00, five digits, check digit."""
    digits = f"{region}{ordinal // 100_000 % 100:02d}{ordinal * _SPREAD % 100_000:05d}"
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    return digits + _check(digits, weights)


def inn_of_person(region: str, ordinal: int) -> str:
    """An ИНН of a person: region, office 00, six digits, two check digits."""
    digits = f"{region}{ordinal // 1_000_000 % 10:02d}{ordinal * _SPREAD % 1_000_000:06d}"
    digits += _check(digits, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8))
    return digits + _check(digits, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))


def _check(digits: str, weights: tuple[int, ...]) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return str(total % 11 % 10)


def kpp(inn: str) -> str:
    """The КПП of an organisation's seat."""
    return f"{inn[:4]}01001"


def ogrn(year: int, region: str, ordinal: int) -> str:
    """An ОГРН of an organisation registered in ``year``."""
    digits = f"1{year % 100:02d}{region}00{ordinal * _SPREAD % 100_000:05d}"
    return digits + str(int(digits) % 11 % 10)


def ogrnip(year: int, region: str, ordinal: int) -> str:
    """An ОГРНИП of a sole trader registered in ``year``."""
    digits = f"3{year % 100:02d}{region}00{ordinal * _SPREAD % 10_000_000:07d}"
    return digits + str(int(digits) % 13 % 10)


def mobile(ordinal: int) -> str:
    """A mobile number of a code no operator has, E.164."""
    code = MOBILE[ordinal % len(MOBILE)]
    return f"{code}{ordinal // len(MOBILE) * _SPREAD % 10_000_000:07d}"


def landline(town: Town, ordinal: int) -> str:
    """A number of ``town`` that no subscriber has, E.164."""
    national = {"+7": 12, "+44": 13, "+357": 12}
    length = next(size for code, size in national.items() if town.code.startswith(code))
    room = length - len(town.code)
    return f"{town.code}{ordinal * _SPREAD % 10**room:0{room}d}"


def mailbox(*words: str, domain: str = "mail.example") -> str:
    """An address made of ``words`` in Latin letters under a reserved domain."""
    local = ".".join("".join(ch for ch in to_latin(word).lower() if ch.isalnum()) for word in words)
    return f"{local or 'info'}@{domain}"


def domain_of(name: str, ordinal: int) -> str:
    """The domain of a firm: its name in Latin letters, the ordinal, ``.example``."""
    plain = "".join(ch if ch.isalnum() else "-" for ch in to_latin(name).lower())
    return f"{plain.strip('-')[:40]}-{ordinal}.example"
