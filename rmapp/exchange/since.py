"""What has changed in the base since a list was taken out that now comes back (D13): a cell that
says what stood then was not corrected by anybody, and sets back nobody's later work."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ..clients.models import ClientEvent, ClientPast
from ..core.db import db
from .columns import RECORD
from .models import Export, Import, ImportRow
from .queries.exports import numbers_in
from .ways import WAYS

_MARK = [["", "export_mark"]]
_TEMPERATURE = "temperature"


@dataclass
class Since:
    """What has changed of a client since a moment. ``stood``: field → what it was then, as a
    history keeps it. ``ways``: table → row → as it was then; None: it was not there."""

    stood: dict[str, Any] = field(default_factory=dict)
    ways: dict[str, dict[int, dict[str, Any] | None]] = field(default_factory=dict)


def taken_out_at(import_: Import) -> dt.datetime | None:
    """When the export was asked for that the file of ``import_`` is, by its marks; None for
    another file, and for one that has lost them."""
    if RECORD not in import_.mapping:
        return None
    cells = db.session.scalars(
        sa.select(ImportRow.cells).where(
            ImportRow.import_id == import_.id,
            ImportRow.problems.op("@>")(sa.literal(_MARK, JSONB)),
        )
    )
    said = [cell for row in cells for cell in row if cell]
    numbers = [number for cell in said for number in numbers_in(cell)]
    return db.session.scalar(
        sa.select(Export.created_at)
        .where(sa.or_(Export.public_id.in_(numbers), Export.canary["name"].astext.in_(said)))
        .order_by(Export.id.desc())
        .limit(1)
    )


def changed_since(
    moment: dt.datetime | None, client_ids: Collection[int]
) -> defaultdict[int, Since]:
    """Client → what has changed of it since ``moment``; nothing of any without one. Two
    statements."""
    found: defaultdict[int, Since] = defaultdict(Since)
    if moment is None:
        return found
    rows = db.session.execute(
        sa.select(ClientEvent.client_id, ClientEvent.kind, ClientEvent.detail)
        .where(
            ClientEvent.client_id.in_(client_ids),
            ClientEvent.at > moment,
            ClientEvent.kind.in_(("changed", "merged", _TEMPERATURE)),
        )
        .order_by(ClientEvent.at, ClientEvent.id)
    )
    for client_id, kind, detail in rows:
        fields = found[client_id].stood
        if kind == _TEMPERATURE:
            fields.setdefault("temperature", detail.get("before"))
        for name, pair in (detail.get("changes") or {}).items():
            if isinstance(pair, list) and len(pair) == 2:
                fields.setdefault(name, pair[0])
    past = db.session.execute(
        sa.select(ClientPast.client_id, ClientPast.of, ClientPast.row_id, ClientPast.was)
        .where(
            ClientPast.client_id.in_(client_ids),
            ClientPast.of.in_([way.model.__tablename__ for way in WAYS]),
            ClientPast.until > moment,
        )
        .order_by(ClientPast.until, ClientPast.id)
    )
    for client_id, of, row_id, was in past:
        found[client_id].ways.setdefault(of, {}).setdefault(row_id, was)
    return found
