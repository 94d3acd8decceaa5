"""Bringing in a file: kept under its hash, looked at, its columns recognised."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from flask_babel import gettext as _

from ...audit import operations as audit
from ...core import clock, files
from ...core.db import db
from ...core.errors import Conflict, Invalid, TooLarge, TooMany
from ...core.forms import FORBIDDEN
from ...policy.enforce import Actor, demand
from .. import fields, queries
from ..columns import RECORD
from ..keepers import keep, remembered, usual
from ..models import Import, ImportState, KindRule
from ..readers import Limits, ReaderRefusal, Table, read_table
from ..words import refusal_words

KIND = "upload"
LIMITS = Limits(seconds=20)  # a page waits for this
MOST_AN_HOUR = 60
_SAMPLES = 5
ENCODINGS = (
    "utf-8", "utf-16", "cp1251", "koi8-r", "cp866", "mac-cyrillic", "cp1252", "iso-8859-5",
)  # fmt: skip
DELIMITERS = (";", ",", "\t", "|", "^", "~", ":", "#")
HEADERS = ("yes", "no")


def upload(*, actor: Actor, content: bytes, file_name: str, sheet: str | None = None) -> Import:
    """Keep ``content`` and make an import of it, its columns recognised.

    Refuses with Forbidden, TooLarge, TooMany, or Invalid on ``file``: not a table, broken, empty,
    a bomb, too many columns.
    """
    demand(actor, "imports:run")
    if len(content) > LIMITS.file_bytes:
        raise TooLarge(_("The file is larger than 64 MiB. Part it and import the parts."))
    if (
        queries.uploads_since(actor.employee_id, clock.now() - dt.timedelta(hours=1))
        >= MOST_AN_HOUR
    ):
        raise TooMany(_("Too many files within an hour. Try again later."), retry_after=600)
    with tempfile.NamedTemporaryFile(prefix="rmapp-import-") as file:
        file.write(content)
        file.flush()
        table = _looked_at(Path(file.name), {"sheet": sheet})
    kept = files.keep(content, KIND)
    import_ = Import(
        file_name=plain_name(file_name),
        sha256=kept.sha256,
        size=kept.size,
        sheet=sheet,
        keeper_rule=usual(actor),
        assign_to_id=actor.employee_id,
        created_by_id=actor.employee_id,
        created_at=clock.now(),
    )
    _take_over(import_, table, actor)
    db.session.add(import_)
    db.session.flush()
    audit.record(
        "import:uploaded",
        actor=actor,
        obj=import_,
        name=import_.file_name,
        detail={"sha256": kept.sha256, "size": kept.size},
    )
    return import_


def reread(
    import_: Import,
    *,
    actor: Actor,
    sheet: str = "",
    encoding: str = "",
    delimiter: str = "",
    header: str = "",
) -> Import:
    """Read the head of the file anew as a person says: ``sheet`` of a workbook, ``encoding`` and
    ``delimiter`` of a text, ``header`` "yes" or "no"; what is empty is found by itself.

    Refuses with Forbidden, Conflict once rows came in or while it is under way, Invalid for what
    is not among the choices or gives no table.
    """
    demand(actor, "imports:run")
    import_ = queries.locked(import_.id)
    if import_.created or import_.state not in (ImportState.UPLOADED, ImportState.CHECKED):
        raise Conflict(_("This import is under way: its columns stand."))
    wanted = {"encoding": encoding, "delimiter": delimiter, "header": header}
    known = {"encoding": ENCODINGS, "delimiter": DELIMITERS, "header": HEADERS}
    wrong = {
        name: [_("Choose one of the values offered.")]
        for name, value in wanted.items()
        if value and value not in known[name]
    }
    if sheet and sheet not in import_.reading.get("sheets", ()):
        wrong["sheet"] = [_("Choose one of the values offered.")]
    if wrong:
        raise Invalid(fields=wrong)
    place = files.place(import_.sha256, KIND)
    table = _looked_at(place, {**wanted, "sheet": sheet or None})
    import_.sheet = sheet or None
    import_.reading = {name: value for name, value in wanted.items() if value}
    _take_over(import_, table, actor)
    import_.state = ImportState.UPLOADED
    db.session.flush()
    return import_


def _take_over(import_: Import, table: Table, actor: Actor) -> None:
    """What the head of the file says, and what is known of such columns."""
    samples = [row.cells for row in table.samples]
    guessed, sure = fields.guess(table.columns, samples)
    mapping, confidence = fields.with_own(table.columns, guessed, sure)
    kind_rule = KindRule.AUTO
    known = queries.kept_mapping(actor.employee_id, fields.fingerprint(table.columns))
    match_by: list[str] = []
    if known is not None and (fitted := fields.fitted(table.columns, known.mapping)) is not None:
        record = guessed.index(RECORD) if RECORD in guessed else -1
        mapping, kind_rule, match_by = fitted, known.kind_rule, list(known.match_by)
        if record >= 0 and RECORD not in mapping:  # kept before lists had their numbers
            mapping[record], match_by = RECORD, []
        confidence = [1.0] * len(mapping)
        if keeping := remembered(known.keeper, actor):
            keep(import_, keeping)
    if RECORD in mapping:  # taken out of this desk, corrected, brought back
        import_.overwrites = True
        match_by = match_by or [RECORD]
    import_.format, import_.encoding = table.kind, table.encoding[:64]
    import_.columns = table.columns
    import_.samples = [[cell[:200] for cell in cells] for cells in samples[:_SAMPLES]]
    import_.notes = [[note.code, note.detail[:300]] for note in table.notes[:20]]
    import_.mapping, import_.confidence = mapping, confidence
    import_.kind_rule, import_.match_by = kind_rule, match_by
    import_.reading = {**(import_.reading or {}), "sheets": table.sheets[:100]}


def _looked_at(path: Path, how: Mapping[str, Any]) -> Table:
    """The table in a file: its head is read and refused here, its rows at the check."""
    try:
        return read_table(path, LIMITS, **options(how))
    except ReaderRefusal as refusal:
        raise Invalid(
            _("This file cannot be imported."), fields={"file": [refusal_words(refusal)]}
        ) from None


def options(how: Mapping[str, Any]) -> dict[str, Any]:
    """What a person said of the file as ``read_table`` takes it."""
    header = {"yes": True, "no": False}.get(str(how.get("header", "")))
    return {
        "sheet": how.get("sheet") or None,
        "header": header,
        "encoding": how.get("encoding", ""),
        "delimiter": how.get("delimiter", ""),
    }


def plain_name(file_name: str) -> str:
    """The name of the file alone, for the eye: no folders, no controls, at most 200 letters."""
    name = PureWindowsPath(PurePosixPath(file_name or "").name).name
    return FORBIDDEN.sub("", name).strip()[-200:] or "file"
