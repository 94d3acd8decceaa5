"""The dry run: every row's fate is known before anything is written into the base.

Steps of a thousand rows: read, understood, compared with the rows before and with the whole base.
A last step shares out the clients found: each is one row at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _

from ...audit import operations as audit
from ...core import files
from ...core.db import db
from ...core.errors import Conflict, Forbidden, Invalid
from ...duplicates.operations import MOST_AN_HOUR, TAG
from ...duplicates.queries import subject_of
from ...duplicates.queries.many import Pair, pairs
from ...duplicates.rules import DuplicateSubject, score
from ...policy.enforce import Actor, demand
from ...staff import sessions
from ...work import operations as work
from ...work.kinds import Progress
from ...work.models import OPEN as WORK_OPEN
from ...work.models import WorkItem
from .. import fates, queries
from ..ahead import ahead
from ..bulk import copy_rows
from ..models import Fate, Import, ImportRow, ImportState
from ..readers import ReaderRefusal
from ..rules import Facts, Match, matched
from ..twins import FileTwins, Traits, opened
from ..words import refusal_words
from .understanding import CHUNK, Understood, reader_of, reading
from .uploading import KIND

WORK = "import-check"
_KEPT = 3  # clients kept for each row until they are shared out


def begin_check(import_: Import, *, actor: Actor) -> WorkItem:
    """Submit the dry run. Refuses with Conflict while it is under way or once rows came in."""
    demand(actor, "imports:run")
    import_ = queries.locked(import_.id)
    item = queries.item_of(import_)
    if (
        import_.created
        or import_.updated
        or import_.state in (ImportState.DONE, ImportState.UNDONE)
    ):
        raise Conflict(_("This import has been carried out already."))
    if item is not None and item.state in WORK_OPEN:
        raise Conflict(_("This import is under way."))
    item = work.submit(
        WORK,
        actor=actor,
        params={"import": import_.id, "public_id": import_.public_id},
        label=import_.file_name,
        total=_rows_about(import_),
    )
    import_.state = ImportState.CHECKING
    import_.work_item_id = item.id
    return item


def _rows_about(import_: Import) -> int | None:
    """About how many rows the file has; None where that is not quickly told."""
    if import_.format == "workbook":
        return None
    mark = b"BEGIN:VCARD" if import_.format == "vcard" else b"\n"
    return max(1, files.place(import_.sha256, KIND).read_bytes().count(mark))


def author_of(import_: Import) -> Actor:
    """The person on whose behalf the work is done; Forbidden once they may no longer."""
    actor = sessions.actor_of_employee(import_.created_by_id)
    if actor is None:
        raise Forbidden(_("The person who began this no longer has access."))
    demand(actor, "imports:run")
    return actor


def check(import_id: int, *, after: int, done: int) -> Iterator[Progress]:
    """The handler. ``after``: the number of the last row that was looked at, 0 at the beginning;
    ``done``: how many were."""
    import_ = queries.locked(import_id)
    if import_.state is not ImportState.CHECKING:
        raise Conflict(_("This import is not being checked."))
    actor = author_of(import_)
    if not after:
        db.session.execute(sa.delete(ImportRow).where(ImportRow.import_id == import_id))
        import_.newest_client_id = queries.newest_client_id()
    reader, twins = reader_of(import_, actor), FileTwins()
    match_by = list(import_.match_by)
    for number, draft in queries.drafts(import_id):
        traits = Traits.of(draft)
        twins.add(number, traits, *opened(traits.packed))
    yield Progress(done, None, {"after": after})
    try:
        with ahead(*reading(import_, reader, after)) as chunks:
            for chunk in chunks:
                author_of(queries.locked(import_id))
                _take(import_id, actor, twins, chunk, match_by)
                done += len(chunk)
                yield Progress(done, None, {"after": chunk[-1][0]["number"]})
    except ReaderRefusal as refusal:
        with force_locale(actor.language):
            raise Invalid(str(refusal_words(refusal))) from None
    after = queries.last_number(import_id)
    yield from _decide(import_id, actor, twins, Progress(done, None, {"after": after}))
    import_ = queries.locked(import_id)
    import_.state = ImportState.CHECKED
    import_.counts = queries.counts(import_)
    audit.record(
        "import:checked",
        actor=actor,
        obj=import_,
        name=import_.file_name,
        detail=dict(import_.counts),
    )
    yield Progress(done, done, {"after": after})


def _take(
    import_id: int,
    actor: Actor,
    twins: FileTwins,
    chunk: list[Understood],
    match_by: Sequence[str],
) -> None:
    """Keep a chunk of rows, understood, with the clients they may be."""
    subjects: dict[int, DuplicateSubject] = {}
    facts: dict[int, Facts] = {}
    for row, traits in chunk:
        if traits is None:
            continue
        number = row["number"]
        subject, said = opened(traits.packed)
        twin, is_same = twins.add(number, traits, subject, said)
        if twin is not None:
            row |= {"twin_number": twin.key, "likeness": twin.value}
            row["reasons"] = list(twin.reasons)
        if is_same:
            row["fate"] = Fate.DUPLICATE
        else:
            subjects[number], facts[number] = subject, said
    found = matches(actor, subjects, facts, match_by=match_by)
    for row, _traits in chunk:
        row["candidates"] = [match.plain() for match in found.get(row["number"], ())]
    copy_rows(ImportRow.__table__, (row for row, _traits in chunk), {"import_id": import_id})


def matches(
    actor: Actor,
    subjects: dict[int, DuplicateSubject],
    facts: dict[int, Facts],
    *,
    newer_than: int = 0,
    match_by: Sequence[str] = (),
) -> dict[int, list[Match]]:
    """Row → the clients of the whole base it may be, the surest first."""
    found = pairs(subjects, newer_than=newer_than)
    if match_by:
        _add_known(found, subjects, queries.known_by(match_by, facts, newer_than=newer_than))
    ids = {pair.client_id for several in found.values() for pair in several}
    near = queries.editable(actor, sorted(ids))
    answer: dict[int, list[Match]] = {}
    for number, several in found.items():
        compared = [
            matched(
                pair.client_id,
                pair.score,
                facts[number],
                _facts(pair.row),
                match_by,
                is_foreign=pair.client_id not in near,
                name=pair.row.display_name,
                keeper=pair.row.manager or "",
            )
            for pair in several
        ]
        compared.sort(key=lambda match: match.rank, reverse=True)
        answer[number] = compared[:_KEPT]
    return answer


def _add_known(
    found: dict[int, list[Pair]], subjects: dict[int, DuplicateSubject], rows: dict[int, list[Any]]
) -> None:
    """Clients that share a chosen field, however unlike they are otherwise."""
    for number, several in rows.items():
        held = found.setdefault(number, [])
        known = {pair.client_id for pair in held}
        held += [
            Pair(row.id, row, score(subjects[number], subject_of(row)))
            for row in several
            if row.id not in known
        ]


def _facts(row: Any) -> Facts:
    return Facts.of(
        name=row.display_name,
        external_id=row.external_id,
        inn=row.inn,
        kpp=row.kpp,
        ogrn=row.ogrn,
        edrpou=row.edrpou,
        vat=row.vat,
        lei=row.lei,
        phones=row.phones or (),
        emails=row.emails or (),
        addresses=row.addresses or (),
        record=row.public_id,
    )


def _decide(import_id: int, actor: Actor, twins: FileTwins, step: Progress) -> Iterator[Progress]:
    """Write the fates of the rows for which something was found, and of all in update mode."""
    fates.settle_without_match(import_id)
    verdicts = fates.verdicts(queries.candidates(import_id), twins)
    disclosed: list[int] = []
    numbers = sorted(verdicts)
    for start in range(0, len(numbers), CHUNK):
        part = {number: verdicts[number] for number in numbers[start : start + CHUNK]}
        for verdict in part.values():
            if verdict.match is not None and verdict.match.is_foreign and verdict.is_told:
                disclosed.append(verdict.match.key)
                verdict.names_keeper = len(disclosed) <= MOST_AN_HOUR
        fates.write(import_id, part)
        yield step
    fates.settle_unknown_records(import_id)
    if disclosed:
        audit.record(
            TAG,
            actor=actor,
            name=queries.locked(import_id).file_name,
            detail={"by": "import", "clients": disclosed[:5_000]},
        )
