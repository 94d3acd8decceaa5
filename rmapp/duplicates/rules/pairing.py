"""Bringing records together by their keys: which pairs of a whole base are worth a score."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator

#: Records under one key above which the key says nothing.
MOST_OF_ONE_KEY = 60
#: Pairs worth a score: for each record, and for a file or base of any size.
MOST_PER_RECORD, MOST_AT_LEAST = 20, 2_000_000
_BITS = 24  # of a record's place: 16 million records
_PLACE = (1 << _BITS) - 1
_HASH = (1 << (64 - _BITS)) - 1


class Blocks:
    """Keys of records, kept as numbers: about 10 bytes a key while records come in."""

    def __init__(self) -> None:
        self._keys = array("Q")
        self.count = 0

    def add(self, keys: Iterable[str]) -> None:
        """The keys of the next record."""
        place = self.count
        self._keys.extend([((hash(key) & _HASH) << _BITS) | place for key in keys])
        self.count += 1

    def pairs(self) -> array[int]:
        """Pairs of records that share a key, each once, in order of the first; see ``split``.

        The rarest keys come first, until there are ``MOST_PER_RECORD`` pairs a record: so the
        dearest part is sorting, n log n. Records that are one share a rare key as a rule; a pair
        that shares nothing but a common one is left out of a large base alone.
        """
        entries = sorted(self._keys)
        self._keys = array("Q")
        largest = self._largest(entries)
        found = array("Q")
        for places in _blocks(entries, largest):
            for at, left in enumerate(places):
                high = left << _BITS
                found.extend([high | right for right in places[at + 1 :]])
        del entries
        return array("Q", sorted(set(found)))

    def _largest(self, entries: list[int]) -> int:
        """How many records may share a key that is used."""
        sizes = Counter(map(len, _blocks(entries, MOST_OF_ONE_KEY)))
        left = max(MOST_AT_LEAST, MOST_PER_RECORD * self.count)
        for size in sorted(sizes):
            left -= sizes[size] * size * (size - 1) // 2
            if left < 0:
                return size - 1
        return MOST_OF_ONE_KEY


def _blocks(entries: list[int], largest: int) -> Iterator[list[int]]:
    """The records under each key, by their places, where they are 2 to ``largest``."""
    block: list[int] = []
    last = -1
    for entry in entries:
        key = entry >> _BITS
        if key != last:
            if 2 <= len(block) <= largest:
                yield block
            block, last = [], key
        block.append(entry & _PLACE)
    if 2 <= len(block) <= largest:
        yield block


def split(pair: int) -> tuple[int, int]:
    """The places of a pair, the smaller first."""
    return pair >> _BITS, pair & _PLACE
