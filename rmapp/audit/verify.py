"""Walking the chain: an edit, a gap and a cut tail are found (G3)."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from ..core.db import db
from .models import AuditEntry, AuditHead
from .operations import ERASED, GENESIS, seal_head, seal_row, seal_words

CHUNK = 5_000
_COLUMNS = [column for column in AuditEntry.__table__.c if column.name != "hash"]


@dataclass(frozen=True)
class Verdict:
    """How many entries were walked, whether all is well, and the first number that is not."""

    entries: int
    ok: bool
    broken_at: int | None


def verify() -> Verdict:
    """Walk the whole chain from its first entry to its sealed end.

    Words that were forgotten are well when a later entry says that their client was erased.
    """
    previous, expected, last = GENESIS, 1, 0
    forgotten: dict[int, int | None] = {}  # number of the entry → its client
    erased: set[int | None] = set()
    named: set[int] = set()
    while True:
        rows = db.session.execute(
            sa.select(*_COLUMNS, AuditEntry.__table__.c.hash)
            .where(AuditEntry.id > last)
            .order_by(AuditEntry.id)
            .limit(CHUNK)
        ).all()
        for row in rows:
            facts = dict(row._mapping)
            found = facts.pop("hash")
            if row.id != expected or row.prev_hash != previous or seal_row(facts) != found:
                return Verdict(expected - 1, False, expected)
            if row.words_digest and seal_words(facts) != row.words_digest:
                if row.forgotten_at is None:
                    return Verdict(expected - 1, False, expected)
                forgotten[row.id] = row.client_id
            elif row.tag == ERASED:
                erased.add(row.client_id)
                named.update(row.detail.get("entries", ()))
            previous, last = found, row.id
            expected += 1
        if len(rows) < CHUNK:
            break
    head = db.session.execute(sa.select(AuditHead)).scalar_one_or_none()
    unexplained = [
        number
        for number, client_id in forgotten.items()
        if number not in named and (client_id is None or client_id not in erased)
    ]
    if unexplained:
        return Verdict(last, False, min(unexplained))
    well = head is not None and (
        head.last_id == last
        and head.last_hash == previous
        and head.seal == seal_head(last, previous)
    )
    return Verdict(last, well, None if well else last + 1)
