"""Bringing in a file: kept under its hash, looked at, its columns recognised."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path, PurePosixPath, PureWindowsPath

from flask_babel import gettext as _

from ...audit import operations as audit
from ...core import clock, files
from ...core.db import db
from ...core.errors import Invalid, TooLarge, TooMany
from ...core.forms import FORBIDDEN
from ...policy.enforce import Actor, demand
from .. import fields, queries
from ..models import Import, KindRule
from ..readers import Limits, ReaderRefusal, Table, read_table
from ..words import refusal_words

KIND = "upload"
LIMITS = Limits(seconds=20)  # a page waits for this
MOST_AN_HOUR = 60
_SAMPLES = 5


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
    table = _looked_at(content, sheet)
    kept = files.keep(content, KIND)
    samples = [row.cells for row in table.samples]
    mapping, confidence = fields.guess(table.columns, samples)
    kind_rule = KindRule.AUTO
    known = queries.kept_mapping(actor.employee_id, fields.fingerprint(table.columns))
    match_by: list[str] = []
    if known is not None and (fitted := fields.fitted(table.columns, known.mapping)) is not None:
        mapping, kind_rule, match_by = fitted, known.kind_rule, list(known.match_by)
        confidence = [1.0] * len(mapping)
    import_ = Import(
        file_name=plain_name(file_name),
        sha256=kept.sha256,
        size=kept.size,
        format=table.kind,
        encoding=table.encoding[:64],
        sheet=sheet,
        columns=table.columns,
        samples=[[cell[:200] for cell in cells] for cells in samples[:_SAMPLES]],
        notes=[[note.code, note.detail[:300]] for note in table.notes[:20]],
        mapping=mapping,
        confidence=confidence,
        kind_rule=kind_rule,
        match_by=match_by,
        assign_to_id=actor.employee_id,
        created_by_id=actor.employee_id,
        created_at=clock.now(),
    )
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


def _looked_at(content: bytes, sheet: str | None) -> Table:
    """The table in ``content``: its head is read and refused here, its rows at the check."""
    with tempfile.NamedTemporaryFile(prefix="rmapp-import-") as file:
        file.write(content)
        file.flush()
        try:
            return read_table(Path(file.name), LIMITS, sheet)
        except ReaderRefusal as refusal:
            raise Invalid(
                _("This file cannot be imported."), fields={"file": [refusal_words(refusal)]}
            ) from None


def plain_name(file_name: str) -> str:
    """The name of the file alone, for the eye: no folders, no controls, at most 200 letters."""
    name = PureWindowsPath(PurePosixPath(file_name or "").name).name
    return FORBIDDEN.sub("", name).strip()[-200:] or "file"
