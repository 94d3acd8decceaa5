"""Bringing records together by their keys: which pairs of a whole base are worth a score."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

#: Records under one key above which the key says nothing.
MOST_OF_ONE_KEY = 60
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

        Sorting is the dearest part: n log n; a key gives at most ``MOST_OF_ONE_KEY`` squared
        pairs, so the rest grows with n.
        """
        found = array("Q")
        for places in self._blocks():
            for at, left in enumerate(places):
                high = left << _BITS
                found.extend([high | right for right in places[at + 1 :]])
        self._keys = array("Q")
        unique = sorted(set(found))
        return array("Q", unique)

    def _blocks(self) -> Iterator[list[int]]:
        block: list[int] = []
        last = -1
        for entry in sorted(self._keys):
            key, place = entry >> _BITS, entry & _PLACE
            if key != last:
                if 2 <= len(block) <= MOST_OF_ONE_KEY:
                    yield block
                block, last = [], key
            block.append(place)
        if 2 <= len(block) <= MOST_OF_ONE_KEY:
            yield block


def split(pair: int) -> tuple[int, int]:
    """The places of a pair, the smaller first."""
    return pair >> _BITS, pair & _PLACE
