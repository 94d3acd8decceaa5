"""Which client a row is, and what becomes of the row: decided from values alone (D12, D13).

Nothing is ever merged here. A row is *known* when a careful clerk would say "this is the one we
have"; a strong look-alike waits for a person; a weak one is taken in with a remark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..core.text import fold, sort_key
from ..duplicates.rules import Score, Verdict

STRONG_AT = 0.9


_NUMBERS = ("inn", "kpp", "ogrn", "edrpou", "vat", "lei")


@dataclass(frozen=True)
class Facts:
    """What two records are compared by, besides the score: all folded."""

    name: str
    external_id: str = ""
    numbers: frozenset[str] = frozenset()  # of registers, of any country
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    said: tuple[str, ...] = field(default=(), compare=False)  # name and numbers as they stand
    record: str = ""  # the number of the record in this base

    @classmethod
    def of(
        cls,
        *,
        name: str,
        external_id: str = "",
        inn: str = "",
        kpp: str = "",
        ogrn: str = "",
        edrpou: str = "",
        vat: str = "",
        lei: str = "",
        phones: Iterable[str] = (),
        emails: Iterable[str] = (),
        addresses: Iterable[str] = (),
        record: str = "",
    ) -> Facts:
        """Facts of values as they are kept."""
        return cls(
            name=fold(name),
            external_id=external_id,
            numbers=frozenset(filter(None, (inn, ogrn, edrpou, vat, lei))),
            phones=frozenset(phones),
            emails=frozenset([one.lower() for one in emails]),
            addresses=frozenset(filter(None, map(fold, addresses))),
            said=(name, inn, kpp, ogrn, edrpou, vat, lei),
            record=record,
        )

    def plain(self) -> tuple[Any, ...]:
        """As it can be kept in little room: the arguments in order."""
        return (
            self.name, self.external_id, self.numbers, self.phones, self.emails, self.addresses,
            self.said, self.record,
        )  # fmt: skip

    @cached_property
    def held(self) -> Mapping[str, frozenset[str]]:
        """What a person may choose to recognise clients by (``fields.MATCHES``) → values."""
        name, *numbers = self.said or ("",)
        ids = {
            "record": self.record,
            "external_id": self.external_id,
            **dict(zip(_NUMBERS, numbers, strict=False)),
        }
        return {
            **{key: frozenset([value]) for key, value in ids.items() if value},
            "phone": self.phones,
            "email": self.emails,
            "name": frozenset(filter(None, [sort_key(name)])),
        }

    @property
    def says_only_a_name(self) -> bool:
        """Whether nothing but the name tells whom it is about."""
        return not (self.numbers or self.phones or self.emails or self.addresses)


@dataclass(frozen=True)
class Match:
    """A client (or an earlier row of the file) that a row may be."""

    key: int
    value: float
    agreements: int
    is_known: bool
    reasons: tuple[str, ...]
    is_foreign: bool = False
    name: str = ""
    keeper: str = ""

    def plain(self) -> list[Any]:
        """As the base keeps it until the clients are shared out."""
        return [
            self.key, self.value, self.agreements, self.is_known, list(self.reasons),
            self.is_foreign, self.name, self.keeper,
        ]  # fmt: skip

    @classmethod
    def of(cls, kept: list[Any]) -> Match:
        """The match that :meth:`plain` was made of."""
        key, value, agreements, is_known, reasons, is_foreign, name, keeper = kept
        return cls(key, value, agreements, is_known, tuple(reasons), is_foreign, name, keeper)

    @property
    def is_strong(self) -> bool:
        """So like that a person must say it is somebody else."""
        return self.is_known or self.value >= STRONG_AT

    @property
    def rank(self) -> tuple[bool, int, float, int]:
        """The surer the greater."""
        return (self.is_known, self.agreements, self.value, -self.key)


def agrees(one: Facts, two: Facts, match_by: Sequence[str]) -> bool:
    """Whether two records are one by the fields a person chose: the same in all of those that
    both have, and at least one."""
    both = [
        bool(one.held[name] & two.held[name])
        for name in match_by
        if one.held.get(name) and two.held.get(name)
    ]
    return bool(both) and all(both)


def matched(
    key: int, score: Score, one: Facts, two: Facts, match_by: Sequence[str] = (), **rest: Any
) -> Match:
    """``one`` compared with ``two``, of which ``key`` is the key. ``match_by``: what alone decides
    whether it is known; without it the rules do."""
    same_name = one.name == two.name
    shared = [
        bool(one.numbers & two.numbers),
        bool(one.phones & two.phones),
        bool(one.emails & two.emails),
        bool(one.addresses & two.addresses),
    ]
    same_id = bool(one.external_id) and one.external_id == two.external_id
    against = any(reason.endswith("_differs") for reason in score.reasons)
    known = score.verdict is Verdict.MERGE or (
        same_name and not against and (any(shared) or same_id or one.says_only_a_name or one == two)
    )
    if match_by:
        known = agrees(one, two, match_by)
    by_record = "record" in match_by and bool(one.record) and one.record == two.record
    return Match(
        key=key,
        value=1.0 if by_record else score.value,
        agreements=sum([same_name, same_id, *shared]),
        is_known=known,
        reasons=("record_same",) if by_record else score.reasons,  # it says all there is to say
        **rest,
    )


def apart(one: str, two: str) -> bool:
    """Whether a source that numbers its records says that these two are two."""
    return bool(one) and bool(two) and one != two


def share_out(matches: Mapping[int, Sequence[Match]]) -> dict[int, Match]:
    """Row → the client it is, each client to one row at most: the best pairs first.

    A client is one; two rows of one file that both look like it must not both be it.
    """
    pairs = sorted(
        ((match.rank, -number, number, match) for number, found in matches.items()
         for match in found if match.is_known),
        key=lambda pair: pair[:2],
        reverse=True,
    )  # fmt: skip
    given: dict[int, Match] = {}
    taken: set[int] = set()
    for _rank, _order, number, match in pairs:
        if number not in given and match.key not in taken:
            given[number] = match
            taken.add(match.key)
    return given
