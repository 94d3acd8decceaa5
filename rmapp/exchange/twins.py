"""Rows of one file that are one record: found while the file is read."""

from __future__ import annotations

import hashlib
from dataclasses import replace

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
        phones=(number for number, _extension, _kind in draft.phones),
        emails=draft.emails,
        addresses=(text for _kind, text in draft.addresses),
    )


class FileTwins:
    """The rows read so far, by what they share."""

    def __init__(self) -> None:
        self._whole: dict[bytes, int] = {}
        self._by_key: dict[str, list[int]] = {}
        self._seen: dict[int, tuple[DuplicateSubject, Facts]] = {}

    def add(
        self, number: int, draft: Draft, subject: DuplicateSubject, facts: Facts
    ) -> tuple[Match | None, bool]:
        """The earlier row most like this one, and whether the two are surely one record.

        A source that numbers two rows apart means two records, unless all the rest is the same.
        """
        whole = _digest(draft)
        first = self._whole.setdefault(whole, number)
        if first != number:
            return Match(first, 1.0, 9, True, ("name_same",), name=draft.name), True
        keys = _keys(subject)
        near: dict[int, int] = {}
        for key in keys:
            for other in self._by_key.get(key, ()):
                near[other] = near.get(other, 0) + 1
        best: Match | None = None
        for other in sorted(near, key=lambda n: (-near[n], n))[:MOST_COMPARED]:
            other_subject, other_facts = self._seen[other]
            match = matched(other, score(subject, other_subject), facts, other_facts)
            if match.value >= 0.5 and (best is None or match.rank > best.rank):
                best = match
        for key in keys:
            held = self._by_key.setdefault(key, [])
            if len(held) < MOST_OF_ONE_KEY:
                held.append(number)
        self._seen[number] = (replace(subject), facts)  # without what was derived: it is large
        if best is None:
            return None, False
        is_apart = apart(facts.external_id, self._seen[best.key][1].external_id)
        return best, best.is_known and not is_apart

    def facts(self, number: int) -> Facts:
        """The facts of an earlier row."""
        return self._seen[number][1]


def _keys(subject: DuplicateSubject) -> list[str]:
    """What two rows must share to be compared: a number, a phone, an address, the whole name.

    Far fewer than ``duplicates.rules.blocking_keys``: a file of 100,000 rows stays in memory.
    """
    keys = [f"i:{number}" for number in (subject.inn, subject.ogrn) if number]
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
    ]
    return hashlib.blake2b("\n".join(parts).encode("utf-8", "replace"), digest_size=16).digest()
