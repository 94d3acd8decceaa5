"""A submit that arrives twice is done once: the key of the form or of the API call is a row.

The row is written in the transaction of the deed. A second submit with the same key waits for the
first on the unique index, then gets the first one's answer. A refused deed leaves no row, so the
person mends the form and sends it again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from . import clock
from .db import Base, db
from .errors import Conflict

KEPT_FOR = dt.timedelta(days=2)
LARGEST_BODY = 262_144


class Submission(Base):
    """One submit that was carried out, and what was answered."""

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(sa.String(200), primary_key=True)  # who:key
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    status: Mapped[int | None]
    location: Mapped[str | None] = mapped_column(sa.String(2_000))
    content_type: Mapped[str | None] = mapped_column(sa.String(100))
    body: Mapped[bytes | None]


#: Every deed asks for both: built once.
_table: Any = Submission.__table__
_TAKING = (
    insert(_table)
    .values({name: sa.bindparam(name) for name in ("key", "fingerprint", "created_at")})
    .on_conflict_do_nothing()
    .returning(_table.c.key)
)
_ANSWERING = (
    sa.update(_table)
    .where(_table.c.key == sa.bindparam("name"))
    .values({name: sa.bindparam(name) for name in ("status", "location", "content_type", "body")})
)


@dataclass(frozen=True)
class Answer:
    """What the first submit was answered."""

    status: int
    location: str | None
    content_type: str | None
    body: bytes


def begin(who: str, key: str, what: bytes) -> Answer | None:
    """Take ``key`` for ``who``; return the first answer if it was taken and answered before.

    ``what`` is the body: the same key with another body is refused with :class:`Conflict`.
    """
    name = f"{who}:{key}"[:200]
    fingerprint = hashlib.sha256(what).hexdigest()
    row = {"key": name, "fingerprint": fingerprint, "created_at": clock.now()}
    taken = db.session.execute(_TAKING, row).first()
    if taken:
        return None
    first = db.session.execute(sa.select(Submission).where(Submission.key == name)).scalar_one()
    if first.fingerprint != fingerprint:
        raise Conflict(_("This form was sent before with other values. Open it anew."))
    return Answer(first.status or 204, first.location, first.content_type, first.body or b"")


def finish(who: str, key: str, answer: Answer) -> None:
    """Keep ``answer`` for a repeated submit; an answer that is no success frees the key."""
    name = f"{who}:{key}"[:200]
    if answer.status >= 400 or (
        answer.status == 200 and answer.location is None and not answer.body
    ):
        db.session.execute(sa.delete(Submission).where(Submission.key == name))
        return
    db.session.execute(
        _ANSWERING,
        {
            "name": name,
            "status": answer.status,
            "location": answer.location,
            "content_type": answer.content_type,
            "body": answer.body if len(answer.body) <= LARGEST_BODY else b"",
        },
    )


def keep_no_answer() -> None:
    """Say that the answer to come holds what is shown once: it is kept nowhere, and a repeated
    submit does the deed anew."""
    g.keep_no_answer = True


def free(who: str, key: str) -> None:
    """Free ``key``: the deed was not done (the form is shown again)."""
    db.session.execute(sa.delete(Submission).where(Submission.key == f"{who}:{key}"[:200]))


def forget_old() -> int:
    """Delete submissions older than two days; return how many."""
    result = db.session.execute(
        sa.delete(Submission).where(Submission.created_at < clock.now() - KEPT_FOR)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
