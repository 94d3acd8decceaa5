"""The bank's lists of sources, channels and campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import (
    Client,
    Source,
    SourceKind,
)
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import NotFound
from ...core.i18n import reader_language


def sources(kind: SourceKind | None = SourceKind.SOURCE, *, retired: bool = False) -> list[Source]:
    """The entries of the bank's list ``kind`` (all lists, if None) that can be chosen, in the
    bank's order; with ``retired`` the others as well, at the end."""
    statement = sa.select(Source).order_by(Source.is_active.desc(), Source.position, Source.id)
    if kind is not None:
        statement = statement.where(Source.kind == kind)
    if not retired:
        statement = statement.where(Source.is_active)
    return list(db.session.execute(statement).scalars())


def offered_sources() -> Sequence[Any]:
    """Every entry of every list as (key, kind, both names, whether it can be chosen), as
    :func:`sources` orders them: what a form offers, without the rows themselves."""
    return db.session.execute(_OFFERED).all()


_OFFERED = sa.select(
    Source.id, Source.kind, Source.name_en, Source.name_ru, Source.is_active
).order_by(Source.is_active.desc(), Source.position, Source.id)


def source_of(public_id: str) -> Source:
    """The entry ``public_id`` of the bank's lists; NotFound for any other."""
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        found = db.session.execute(
            sa.select(Source).where(Source.public_id == public_id)
        ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such entry in the list."))
    return found


def source_name(id: int | None) -> str:
    """What the entry ``id`` is called in the reader's language; empty for none."""
    found = db.session.get(Source, id) if id else None
    return found.title(reader_language()) if found else ""


def is_called(id: int | None, words: Any) -> bool:
    """Whether ``words`` are a name of the entry ``id``, in whatever language."""
    found = db.session.get(Source, id) if id else None
    return found is not None and words in (found.name_en, found.name_ru)


def called_now(kind: SourceKind, words: Any) -> Any:
    """The name in the reader's language of the entry of the list ``kind`` that is called
    ``words`` in either one; ``words`` themselves where there is no such entry any more."""
    for one in sources(kind, retired=True):
        if words in (one.name_en, one.name_ru):
            return one.title(reader_language())
    return words


def clients_from() -> dict[int, int]:
    """Key of an entry → how many clients name it, each list counted."""
    columns = (Client.source_id, Client.channel_id, Client.campaign_id)
    parts = [sa.select(column.label("entry")).where(column.is_not(None)) for column in columns]
    named = sa.union_all(*parts).subquery()
    rows = db.session.execute(sa.select(named.c.entry, sa.func.count()).group_by(named.c.entry))
    return {row[0]: row[1] for row in rows}
