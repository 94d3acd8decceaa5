"""``rmapp duplicates pairs FILE``: the rows of one file that look like one client (D12).

The file is read as an import reads it; no base is needed. Rows that share a blocking key are
scored; rare names weigh more than common ones.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from ..clients.models import ClientKind
from ..core.errors import Invalid
from ..core.registration_numbers import NumberKind, check
from ..core.text import fold
from ..duplicates.rules import (
    PROPOSE_AT,
    Blocks,
    DuplicateSubject,
    Score,
    SubjectKind,
    Verdict,
    blocking_keys,
    closed,
    kinship,
    name_keys,
    score,
    score_by_name,
    split,
)
from . import fields as ours
from .comparing import Roles, is_headless, roles_of
from .drafts.names import columns_name_persons, kind_of
from .readers import ReaderRefusal, read_table
from .values import is_empty, parse_date, parse_emails, parse_phones_of
from .words import refusal_words

#: The reason of a pair told by a third row.
THIRD = "third_same"
DEEP = 20_000  # rows up to which every key is made


@dataclass(frozen=True)
class Proposed:
    """Two rows, counted from 1 without the header, and their score."""

    left: int
    right: int
    score: Score


def pairs_in(file: Path, wanted: Mapping[str, str] | None = None) -> Iterator[Proposed]:
    """Pairs of rows of ``file`` worth proposing, in the order of the file.

    ``wanted``: column → field; without it columns are recognised. Refuses with Invalid.
    """
    try:
        table = read_table(file)
        samples = [row.cells for row in table.samples]
        mapping = (
            ours.by_names(table.columns, wanted)
            if wanted is not None
            else ours.guess(table.columns, samples)[0]
        )
        if wanted is None and is_headless(table.columns, samples):
            table = read_table(file, header=False)
            samples = [row.cells for row in table.samples]
            mapping = ours.guess(table.columns, samples)[0]
        roles = roles_of(table.columns, mapping, samples)
        if wanted is not None:
            roles.leave_out([at for at, field in enumerate(mapping) if not field])
        persons = columns_name_persons(table.columns, roles.mapping) or roles.names_persons
        subjects = [subject_of(row.cells, roles, persons) for row in table.rows]
    except ReaderRefusal as refusal:
        raise Invalid(refusal_words(refusal)) from None
    yield from _proposed(subjects)


def subject_of(cells: Sequence[str], roles: Roles, names_persons: bool) -> DuplicateSubject:
    """A row as the rules see it: dates and numbers as they stand, slips of the pen and all."""
    texts = ["" if is_empty(text := _bare(cell)) else text for cell in cells]
    said: dict[str, str] = {}
    for field, text in zip(roles.mapping, texts, strict=True):
        if field and text:
            said[field] = f"{said[field]} {text}" if field in said else text
    parts = {name: said.get(name, "") for name in ("given_name", "family_name", "patronymic")}
    kind = kind_of(
        said,
        names_persons=names_persons,
        inn=said.get("inn", ""),
        has_name_parts=any(parts.values()),
    )
    phones = parse_phones_of(said["phone"]).value or [] if "phone" in said else []
    numbers = tuple(phone.e164 for phone in phones) or tuple(filter(None, [said.get("phone", "")]))
    emails = parse_emails(said["email"]).value or [] if "email" in said else []
    address = " ".join(texts[at] for at in roles.address if texts[at])
    return DuplicateSubject(
        kind=SubjectKind(kind.value if not parts["family_name"] else ClientKind.PERSON.value),
        name=said.get("full_name") or said.get("short_name") or said.get("organisation", ""),
        **parts,
        legal_form=said.get("legal_form", ""),
        birth_date=_day(said.get("birth_date", "")),
        phones=numbers,
        emails=tuple(emails),
        inn=said.get("inn", ""),
        kpp=said.get("kpp", ""),
        ogrn=said.get("ogrn", ""),
        address=address,
        city=said.get("city", ""),
        web=said.get("web", ""),
        postcode=said.get("postcode", ""),
        identity=tuple(fold(texts[at]).replace(" ", "") for at in roles.papers),
        extras=tuple(fold(texts[at])[:200] for at in roles.extras),
        edrpou=said.get("edrpou", ""),
        vat=check(NumberKind.VAT, said["vat"]).number if "vat" in said else "",
        lei=said.get("lei", "").upper(),
    )


def _day(text: str) -> str:
    """A date in ISO where it is one, else as it stands."""
    day = parse_date(text).value if text else None
    return day.isoformat() if day else text


def _bare(cell: str) -> str:
    return cell.strip().strip("'\"").strip()


def _proposed(subjects: Sequence[DuplicateSubject]) -> Iterator[Proposed]:
    counted = Counter(word for one in subjects for word in set(one.person_names))
    counted.update(f"city:{one.place.city}" for one in subjects if one.place.city)
    shares = {word: count / len(subjects) for word, count in counted.items()}
    phones = Counter(number for one in subjects for number in one.numbers)
    shares |= {f"phone:{number}": float(count) for number, count in phones.items() if count > 1}
    firms = Counter(one.name_key for one in subjects if one.is_organisation)
    shares |= {f"name:{name}": count - 2.0 for name, count in firms.items() if count > 2}
    shares |= kinship(subjects)
    deep = len(subjects) <= DEEP
    named = deep and all(one.is_only_named for one in subjects)
    blocks = Blocks()
    for one in subjects:
        blocks.add(name_keys(one.whole_name) if named else blocking_keys(one, deep=deep))
    found: dict[tuple[int, int], Score] = {}
    for left, right in map(split, blocks.pairs()):
        one, other = subjects[left], subjects[right]
        scored = score_by_name(one, other) if named else score(one, other, shares)
        if scored.verdict is not Verdict.NONE:
            found[left, right] = scored
    if not named:
        found |= _told_by_a_third(found, subjects, shares)
    for (left, right), scored in sorted(found.items(), key=lambda pair: pair[0]):
        yield Proposed(left + 1, right + 1, scored)


def _told_by_a_third(
    found: Mapping[tuple[int, int], Score],
    subjects: Sequence[DuplicateSubject],
    shares: Mapping[str, float],
) -> dict[tuple[int, int], Score]:
    """Pairs nobody would propose by themselves, of which both are surely a third row."""
    links = {pair: scored.value for pair, scored in found.items()}

    def direct(left: int, right: int) -> float:
        return score(subjects[left], subjects[right], shares).value

    return {
        (left, right): Score(value, Verdict.PROPOSE, (THIRD,))
        for left, right, value in closed(links, direct, PROPOSE_AT)
    }


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("duplicates")
def duplicates() -> None:
    """Records that may be one client."""


@duplicates.command("pairs")
@click.argument("file", type=_FILE)
@click.option("--mapping", type=_FILE, help='JSON {"column": "field"}.')
def pairs(file: Path, mapping: Path | None) -> None:
    """Print CSV left_row,right_row,score,verdict,reasons of the rows of FILE that look alike.

    Rows are counted from 1 without the header; verdict: merge or propose.
    """
    wanted = json.loads(mapping.read_text(encoding="utf-8-sig")) if mapping else None
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["left_row", "right_row", "score", "verdict", "reasons"])
    for one in pairs_in(file, wanted):
        reasons = " ".join(one.score.reasons)
        writer.writerow([one.left, one.right, one.score.value, one.score.verdict.value, reasons])


commands = {"duplicates": duplicates}
