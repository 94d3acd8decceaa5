"""What the columns of any file say to the comparison of its rows (D12).

Columns the import knows keep their meaning. Beyond them: every part of an address, numbers of
papers, and whatever else is text; a column that names the record or its cluster says nothing, as
a base has none. Where no column is known by its name the values speak.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..core.text import fold, words
from ..duplicates.rules import is_given_name
from .columns import TOLD, by_name
from .fields import NAMES
from .values import parse_date

_ADDRESS = re.compile(
    r"\b(address|addr|street|road|house|building|unit|apt|apartment|flat|адрес|улица|ул|дом|корпус"
    r"|строение|квартира|кв)\b"
)
_NOT_ADDRESS = re.compile(r"\b(e ?mail|mail|email|web|ip|почт\w*|электронн\w*)\b")
_PAPER = re.compile(
    r"\b(soc sec|ssn|social security|passport|паспорт\w*|снилс|snils|national id|licen[cs]e"
    r"|medicare|identity|document number|номер документа|полис\w*)\b"
)
_LABEL = re.compile(
    r"\b(id|ids|uid|cluster\w*|class|label|entity|match\w*|truth|gold|dup\w*|row|index|no|nr"
    r"|группа|номер|кластер)\b"
)
_NAME = re.compile(r"\b(title|name|product|venue|item|model|restaurant|hotel|business|shop)\b")
_PATRONYMIC = re.compile(r"(?:вич|вна|ична|инична)$")
_MOST_EXTRAS = 6


@dataclass
class Roles:
    """Columns by what they say; ``mapping``: the fields of the import, corrected."""

    mapping: list[str]
    address: list[int] = field(default_factory=list)
    papers: list[int] = field(default_factory=list)
    extras: list[int] = field(default_factory=list)
    names_persons: bool = False

    def leave_out(self, columns: Sequence[int]) -> None:
        """A person has said what counts: these columns do not."""
        for role in (self.address, self.papers, self.extras):
            role[:] = [at for at in role if at not in columns]


def roles_of(
    columns: Sequence[str], mapping: Sequence[str], samples: Sequence[Sequence[str]]
) -> Roles:
    """What each column says. ``samples``: the first rows."""
    roles = Roles(list(mapping))
    cells = [[row[at].strip() for row in samples if at < len(row)] for at in range(len(columns))]
    for at, column in enumerate(columns):
        name = fold(column)
        if roles.mapping[at] in TOLD:
            roles.mapping[at] = ""
        known = roles.mapping[at]
        if _PAPER.search(name):
            roles.mapping[at] = ""
            roles.papers.append(at)
        elif known in ("legal_address", "actual_address") or (
            not known and _ADDRESS.search(name) and not _NOT_ADDRESS.search(name)
        ):
            roles.address.append(at)
        elif known in ("position", "notes", "activity", "department"):
            roles.mapping[at] = ""
            roles.extras.append(at)
        elif not known and not _LABEL.search(name) and _is_text(cells[at]):
            roles.extras.append(at)
    if not NAMES & set(roles.mapping):
        _find_dates(roles, cells)
        _find_name(roles, columns, cells)
    roles.extras = roles.extras[:_MOST_EXTRAS]
    roles.names_persons = _names_persons(roles, cells)
    return roles


def is_headless(columns: Sequence[str], samples: Sequence[Sequence[str]]) -> bool:
    """Whether what was taken for the header is a row like the others: no column is known by its
    name and the names are values."""
    if any(by_name(column)[0] for column in columns):
        return False
    for at, column in enumerate(columns):
        if sum(map(str.isdigit, column)) >= 3 or re.search(r"[@«»\"]", column):
            return True
        if any(at < len(row) and fold(row[at]) == fold(column) != "" for row in samples):
            return True
        if any(map(is_given_name, words(column))):
            return True
    return False


def _is_text(values: Sequence[str]) -> bool:
    filled = [value for value in values if value]
    return bool(filled) and sum(any(map(str.isalpha, one)) for one in filled) * 2 > len(filled)


def _find_dates(roles: Roles, cells: Sequence[Sequence[str]]) -> None:
    """A column of days, where none is known by its name, is the birth date."""
    if "birth_date" in roles.mapping:
        return
    for at, values in enumerate(cells):
        filled = [value for value in values if value]
        dates = sum(bool(parse_date(one).value) and len(one) >= 8 for one in filled)
        if not roles.mapping[at] and filled and dates > 0.7 * len(filled):
            roles.mapping[at] = "birth_date"
            return


def _find_name(roles: Roles, columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """The column that names what a row is about: by its own name, else the text that repeats
    least and is no address, date or address of mail."""
    free = [at for at in range(len(columns)) if not roles.mapping[at] and at not in roles.papers]
    called = [at for at in free if _NAME.search(fold(columns[at]))]
    spoken = [at for at in free if _is_text(cells[at]) and not _looks_else(cells[at])]
    best = max(called or spoken or free, key=lambda at: _telling(cells[at]), default=None)
    if best is None:
        return
    roles.mapping[best] = "full_name"
    for role in (roles.extras, roles.address):
        if best in role:
            role.remove(best)
    if not roles.address:
        roles.address = [at for at in free if at != best and _looks_address(cells[at])]
        roles.extras = [at for at in roles.extras if at not in roles.address]


def _telling(values: Sequence[str]) -> float:
    filled = [value for value in values if value]
    if not filled:
        return 0.0
    length = sum(map(len, filled)) / len(filled)
    return len(set(filled)) / len(values) - (0.5 if length > 80 else 0.0)


def _looks_else(values: Sequence[str]) -> bool:
    filled = [value for value in values if value]
    odd = sum("@" in one or bool(parse_date(one).value) for one in filled)
    return odd * 2 > len(filled) or _looks_address(values)


def _looks_address(values: Sequence[str]) -> bool:
    filled = [value for value in values if value]
    alike = sum(bool(re.search(r"\d", one)) and len(words(one)) >= 2 for one in filled)
    return bool(filled) and alike > 0.6 * len(filled)


def _names_persons(roles: Roles, cells: Sequence[Sequence[str]]) -> bool:
    """Whether the names in one column are those of people: given names and patronymics."""
    if "full_name" not in roles.mapping:
        return False
    names = [words(value) for value in cells[roles.mapping.index("full_name")] if value]
    short = [found for found in names if 2 <= len(found) <= 4]
    people = sum(
        any(is_given_name(word) or _PATRONYMIC.search(word) for word in found) for found in short
    )
    return bool(names) and people > 0.4 * len(names)
