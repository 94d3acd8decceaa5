"""What becomes of rows for which the base holds something like them; written in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import selectinload

from ..clients.models import Client
from ..core.db import db
from ..core.text import fold
from ..dossiers.queries import is_called, sources
from . import own
from .changes import changes_of
from .columns import RECORD
from .drafts import Draft
from .models import Fate, Import, ImportMode, ImportRow, KindRule
from .rules import Match, apart, share_out
from .since import changed_since, taken_out_at
from .twins import FileTwins
from .ways import corrected_by

#: Row → (field, code) of what is told of it.
Remarks = dict[int, list[tuple[str, str]]]


@dataclass
class Verdict:
    """The client a row is, or looks like. ``is_told``: a person may know (a strong match)."""

    match: Match | None
    is_known: bool
    is_told: bool
    names_keeper: bool = False


def verdicts(found: Mapping[int, Sequence[Match]], twins: FileTwins) -> dict[int, Verdict]:
    """Row → its verdict; rows with none are taken in as new."""
    given = share_out(found)
    owner = {match.key: number for number, match in given.items()}
    answer: dict[int, Verdict] = {}
    for number, several in found.items():
        if number in given:
            answer[number] = Verdict(given[number], is_known=True, is_told=True)
            continue
        left = [match for match in several if not _is_other(number, match, owner, twins)]
        strong = next((match for match in left if match.is_strong), None)
        if strong is not None:
            answer[number] = Verdict(strong, is_known=False, is_told=True)
        else:
            weak = next((match for match in several if not match.is_foreign), None)
            if weak is not None:
                answer[number] = Verdict(weak, is_known=False, is_told=False)
    return answer


def _is_other(number: int, match: Match, owner: Mapping[int, int], twins: FileTwins) -> bool:
    """Whether this client is another row, and the source numbers the two apart."""
    other = owner.get(match.key)
    return other is not None and apart(
        twins.facts(number).external_id, twins.facts(other).external_id
    )


def settle_without_match(import_id: int) -> None:
    """In update mode a row that is nobody's is left out; ``write`` takes back those that are."""
    import_ = db.session.get_one(Import, import_id)
    if import_.mode is ImportMode.UPDATE:
        db.session.execute(
            sa.update(ImportRow)
            .where(ImportRow.import_id == import_id, ImportRow.fate == Fate.CREATE)
            .values(fate=Fate.SKIP)
            .execution_options(synchronize_session=False)
        )


def settle_unknown_records(import_id: int) -> None:
    """A row that names a record nobody has any more makes no new client: it is left out, and says
    why."""
    if RECORD not in db.session.get_one(Import, import_id).mapping:
        return
    remark = [[RECORD, "record_gone", "", False]]
    db.session.execute(
        sa.update(ImportRow)
        .where(
            ImportRow.import_id == import_id,
            ImportRow.fate == Fate.CREATE,
            ImportRow.draft.has_key(RECORD),
        )
        .values(fate=Fate.SKIP, problems=ImportRow.problems.op("||")(sa.literal(remark, JSONB)))
        .execution_options(synchronize_session=False)
    )


def write(import_id: int, part: Mapping[int, Verdict]) -> None:
    """Write the fates of ``part`` (row → verdict)."""
    import_ = db.session.get_one(Import, import_id)
    remarks: Remarks = {}
    changes = _changes(import_, part, remarks)
    rows = []
    for number, verdict in part.items():
        match = verdict.match
        assert match is not None
        fate, change = Fate.DUPLICATE, {}
        if not verdict.is_told:
            fate = Fate.SKIP if import_.mode is ImportMode.UPDATE else Fate.CREATE
        elif verdict.is_known and not match.is_foreign and import_.mode is not ImportMode.CREATE:
            change = changes.get(number, {})
            fate = Fate.UPDATE if change else Fate.DUPLICATE
        remark = not verdict.is_told
        rows.append(
            {
                "number": number,
                "fate": fate.value,
                "client_id": None if remark else match.key,
                "is_foreign": match.is_foreign,
                "keeper": match.keeper if verdict.names_keeper and match.is_foreign else "",
                "likeness": match.value,
                "reasons": list(match.reasons),
                "changes": change,
                "is_known": verdict.is_known,
                "remark": [["", "look_alike", match.name[:200], False]]
                if remark
                else [[field, code, "", False] for field, code in remarks.get(number, ())],
            }
        )
    given = (
        sa.func.jsonb_to_recordset(sa.literal(rows, JSONB))
        .table_valued(
            sa.column("number", sa.Integer), sa.column("fate", sa.Text),
            sa.column("client_id", sa.BigInteger), sa.column("is_foreign", sa.Boolean),
            sa.column("keeper", sa.Text), sa.column("likeness", sa.Float),
            sa.column("reasons", JSONB), sa.column("changes", JSONB), sa.column("remark", JSONB),
        )
        .render_derived(with_types=True)
    )  # fmt: skip
    names = ("client_id", "is_foreign", "keeper", "likeness", "reasons", "changes")
    db.session.execute(
        sa.update(ImportRow)
        .where(ImportRow.import_id == import_id, ImportRow.number == given.c.number)
        .values(
            fate=sa.cast(given.c.fate, ImportRow.__table__.c.fate.type),
            problems=ImportRow.problems.op("||")(given.c.remark),
            twin_number=None,
            candidates=sa.literal([], JSONB),
            **{name: given.c[name] for name in names},
        )
        .execution_options(synchronize_session=False)
    )


def _changes(
    import_: Import, part: Mapping[int, Verdict], remarks: Remarks
) -> dict[int, dict[str, Any]]:
    """Row → what it would change of the client it is. ``remarks``: see ``changes_for``."""
    wanted = {
        number: verdict.match.key
        for number, verdict in part.items()
        if verdict.match is not None and verdict.is_known and not verdict.match.is_foreign
    }
    if not wanted or import_.mode is ImportMode.CREATE:
        return {}
    return changes_for(import_, wanted, remarks)


def changes_for(
    import_: Import, wanted: Mapping[int, int], remarks: Remarks
) -> dict[int, dict[str, Any]]:
    """Row number → changes, for rows that are the clients ``wanted`` (number → client id).

    ``remarks`` is told what somebody has changed of each row since the file was taken out: row →
    (field, code), see ``changes.changes_of``."""
    clients = {
        client.id: client
        for client in db.session.execute(
            sa.select(Client)
            .where(Client.id.in_(set(wanted.values())))
            .options(
                selectinload(Client.phones),
                selectinload(Client.emails),
                selectinload(Client.addresses),
            )
            .execution_options(populate_existing=True)
        ).scalars()
    }
    drafts = db.session.execute(
        sa.select(ImportRow.number, ImportRow.draft).where(
            ImportRow.import_id == import_.id, ImportRow.number.in_(wanted)
        )
    )
    said = {number: Draft.of(draft) for number, draft in drafts}
    kept = own.values_of(wanted.values(), {key for one in said.values() for key in one.own})
    since = changed_since(taken_out_at(import_), set(wanted.values()))
    corrects = corrected_by(import_.mapping)
    found: dict[int, dict[str, Any]] = {}
    knows_kind = "kind" in import_.mapping or import_.kind_rule is not KindRule.AUTO
    by_name = _sources_by_name() if "source" in import_.mapping else {}
    for number, draft in said.items():
        client = clients[wanted[number]]
        if draft.record == client.public_id and not knows_kind:
            draft.turn(client.kind)
            draft.own = own.fitting(draft.own, client.kind)
        told: list[tuple[str, str]] = []
        _with_source(draft, client, by_name, told)
        changes = changes_of(
            client,
            draft,
            overwrites=import_.overwrites,
            own=kept.get(wanted[number], {}),
            since=since[wanted[number]],
            corrects=corrects,
            remarks=told,
        )
        if changes:
            found[number] = changes
        if told:
            remarks[number] = told
    return found


def _sources_by_name() -> dict[str, int]:
    return {fold(name): row.id for row in sources() for name in (row.name_en, row.name_ru)}


def _with_source(
    draft: Draft, client: Client, by_name: Mapping[str, int], told: list[tuple[str, str]]
) -> None:
    """The source a list of this desk names, put into ``draft`` by its key; ``told`` of a name that
    is none."""
    name = draft.beside.get("source", "")
    if not name or is_called(client.source_id, name):
        return
    if fold(name) in by_name:
        draft.values["source_id"] = by_name[fold(name)]
    else:
        told.append(("source", "choice_unknown"))
