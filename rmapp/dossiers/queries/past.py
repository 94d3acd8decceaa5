"""The lists of dossiers as they were known on a day (D18)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ...clients.models import KEPT_PAST, Client, ClientEvent, ClientPast
from ...clients.queries import visible_to
from ...core.db import Base, db
from ...policy.enforce import Actor
from ...staff.models import Employee, name_of
from ..rules import Known, State, known_at

#: Past states looked at, at most.
MOST = 5_000
#: A fact is written in the transaction of the change it tells of.
_SAME_DEED = dt.timedelta(seconds=20)


def lists_at(client_ids: Collection[int], moment: dt.datetime) -> dict[int, list[Known]]:
    """Client → the rows of its lists as they were at ``moment`` beside what they are now, in the
    order of ``KEPT_PAST``; two statements."""
    states: dict[int, list[State]] = defaultdict(list)
    gone = (
        sa.select(
            ClientPast.client_id, ClientPast.of, ClientPast.row_id, ClientPast.was, ClientPast.until
        )
        .where(ClientPast.client_id.in_(client_ids), ClientPast.until > moment)
        .order_by(ClientPast.until, ClientPast.id)
        .limit(MOST)
    )
    for client_id, of, row_id, was, until in db.session.execute(gone):
        states[client_id].append(State(of, row_id, _there(was), until))
    for client_id, of, row_id, row in db.session.execute(_present(client_ids)):
        states[client_id].append(State(of, row_id, _there(row)))
    order = {of: place for place, of in enumerate(KEPT_PAST)}
    return {
        client_id: sorted(
            known_at(rows, moment), key=lambda one: (order.get(one.of, 99), one.row_id)
        )
        for client_id, rows in states.items()
    }


def _present(client_ids: Collection[int]) -> sa.CompoundSelect[Any]:
    parts = []
    for of in KEPT_PAST:
        table = Base.metadata.tables[of]
        row = sa.func.to_jsonb(sa.literal_column(f'"{of}"'), type_=JSONB)
        for end in ("client_id", "other_id"):
            if end in table.c:
                parts.append(
                    sa.select(
                        table.c[end].label("end"), sa.literal(of).label("of"), table.c.id, row
                    ).where(table.c[end].in_(client_ids))
                )
    return sa.union_all(*parts)


def _there(row: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """A contact person in the bin is not there."""
    return None if row is None or row.get("deleted_at") else row


def others_of(known: Collection[Known], *, actor: Actor) -> dict[int, tuple[str, str]]:
    """Key → (name, public id) of the clients at both ends of ties, within reach only."""
    ids = {
        one.row[end] for one in known if one.of == "relation" for end in ("client_id", "other_id")
    }
    if not ids:
        return {}
    rows = db.session.execute(
        visible_to(actor)
        .with_only_columns(Client.id, Client.display_name, Client.public_id)
        .where(Client.id.in_(ids))
    )
    return {row.id: (row.display_name, row.public_id) for row in rows}


def authors_at(client_ids: Collection[int], known: Collection[Known]) -> dict[dt.datetime, str]:
    """Moment at which a row ceased to be as it was → who changed it, where the history says so."""
    moments = sorted({one.until for one in known if one.until is not None})
    if not moments:
        return {}
    rows = db.session.execute(
        sa.select(ClientEvent.at, name_of(Employee))
        .join(Employee, Employee.id == ClientEvent.author_id)
        .where(
            ClientEvent.client_id.in_(client_ids),
            ClientEvent.at >= moments[0] - _SAME_DEED,
            ClientEvent.at <= moments[-1] + _SAME_DEED,
        )
        .order_by(ClientEvent.at, ClientEvent.id)
        .limit(MOST)
    ).all()
    found: dict[dt.datetime, str] = {}
    for moment in moments:
        near = min(rows, key=lambda row: abs(row[0] - moment), default=None)
        if near is not None and abs(near[0] - moment) <= _SAME_DEED:
            found[moment] = near[1]
    return found
