"""Rows of one file that are one record: found while the file is read."""

from __future__ import annotations

import hashlib
import marshal
from typing import NamedTuple

from ..core.text import fold
from ..duplicates.rules import DuplicateSubject, score
from .drafts import Draft
from .rules import Facts, Match, apart, matched

MOST_OF_ONE_KEY = 20
MOST_COMPARED = 15


def facts_of(draft: Draft) -> Facts:
    """What a draft is compared by."""
    return Facts.of(
        name=draft.name,
        external_id=draft.values.get("external_id", ""),
        inn=draft.values.get("inn", ""),
        kpp=draft.values.get("kpp", ""),
        ogrn=draft.values.get("ogrn", ""),
        edrpou=draft.values.get("edrpou", ""),
        vat=draft.values.get("vat", ""),
        lei=draft.values.get("lei", ""),
        phones=(number for number, _extension, _kind in draft.phones),
        emails=draft.emails,
        addresses=(text for _kind, text in draft.addresses),
        record=draft.record,
    )


class Traits(NamedTuple):
    """What a row is compared by with the other rows of its file, in little room: a file has many.

    ``whole``: a digest of all it says; ``keys``: two rows that share one are compared.
    """

    whole: bytes
    keys: list[str]
    packed: bytes

    @classmethod
    def of(cls, draft: Draft) -> Traits:
        """The traits of a row understood as ``draft``."""
        subject = draft.subject()
        packed = marshal.dumps((subject.plain(), facts_of(draft).plain()))
        return cls(_digest(draft), _keys(subject), packed)


def opened(packed: bytes) -> tuple[DuplicateSubject, Facts]:
    """The subject and the facts that were packed."""
    subject, facts = marshal.loads(packed)
    return DuplicateSubject.of(subject), Facts(*facts)


class FileTwins:
    """The rows read so far, by what they share."""

    def __init__(self) -> None:
        self._whole: dict[bytes, int] = {}
        self._by_key: dict[int, list[int] | int] = {}  # hash of a key → the rows that have it
        self._seen: dict[int, bytes] = {}

    def add(
        self, number: int, traits: Traits, subject: DuplicateSubject, facts: Facts
    ) -> tuple[Match | None, bool]:
        """The earlier row most like this one, and whether the two are surely one record.

        A source that numbers two rows apart means two records, unless all the rest is the same;
        rows of two records of this base are two, whatever they say.
        """
        first = self._whole.setdefault(traits.whole, number)
        if first != number:
            return Match(first, 1.0, 9, True, ("name_same",), name=facts.said[0]), True
        near: dict[int, int] = {}
        for other in self._enter(number, traits.keys):
            near[other] = near.get(other, 0) + 1
        best: Match | None = None
        best_facts = facts
        for other in sorted(near, key=lambda n: (-near[n], n))[:MOST_COMPARED]:
            other_subject, other_facts = opened(self._seen[other])
            match = matched(other, score(subject, other_subject), facts, other_facts)
            if match.value >= 0.5 and (best is None or match.rank > best.rank):
                best, best_facts = match, other_facts
        self._seen[number] = traits.packed
        if best is None:
            return None, False
        is_apart = apart(facts.external_id, best_facts.external_id) or apart(
            facts.record, best_facts.record
        )
        return best, best.is_known and not is_apart

    def _enter(self, number: int, keys: list[str]) -> list[int]:
        """Note the keys of row ``number``; the rows that have them already, once for each."""
        others: list[int] = []
        for key in map(hash, keys):
            held = self._by_key.get(key)
            if held is None:
                self._by_key[key] = number
                continue
            if isinstance(held, int):
                held = self._by_key[key] = [held]
            others += [one for one in held if one != number]
            if len(held) < MOST_OF_ONE_KEY and held[-1] != number:
                held.append(number)
        return others

    def facts(self, number: int) -> Facts:
        """The facts of an earlier row."""
        return opened(self._seen[number])[1]


def _keys(subject: DuplicateSubject) -> list[str]:
    """What two rows must share to be compared: a number, a phone, an address, the whole name.

    Far fewer than ``duplicates.rules.blocking_keys``: a file of 100,000 rows stays in memory.
    """
    keys = [f"i:{number}" for number in subject.registered.values()]
    keys += [f"t:{number}" for number in subject.numbers]
    keys += [f"e:{local}@{host}" for local, host in subject.mails]
    words = subject.telling_words if subject.is_organisation else subject.person_names
    return [*keys, "n:" + "".join(sorted(words))[:60]] if words else keys


def _digest(draft: Draft) -> bytes:
    said = {name: value for name, value in draft.values.items() if name != "external_id"}
    parts = [
        *sorted(f"{name}={fold(str(value))}" for name, value in said.items()),
        *(number + extension for number, extension, _kind in draft.phones),
        *draft.emails,
        *(fold(text) for _kind, text in draft.addresses),
        *draft.person.values(),
        draft.record,
    ]
    return hashlib.blake2b("\n".join(parts).encode("utf-8", "replace"), digest_size=16).digest()
