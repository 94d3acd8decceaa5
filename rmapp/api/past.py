"""What was known of a client on a day at ``/api/v1/clients/…/as-of``, and bringing it back."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask import Blueprint
from flask_babel import gettext as _

from ..card.queries import dossier_of
from ..card.records_then import Record, record_then, records_then, row_then
from ..clients.models import Client
from ..clients.queries import client_of
from ..core import clock
from ..core.errors import Invalid, NotFound
from ..dossiers import operations
from ..policy.enforce import Actor, current_actor, requires
from .doors import ONE, operation
from .shapes.base import named
from .shapes.privacy import BroughtBack, DayQuery, DossierThen, FieldThen, RecordThen, RowThen

past = Blueprint("api_past", __name__, url_prefix="/api/v1/clients")


@past.get(f"{ONE}/as-of")
@requires("clients:read")
@operation("Say what was known of a client on a day", query=DayQuery, answer=DossierThen)
def as_of(public_id: str, query: DayQuery) -> DossierThen:
    """Fields, ways to the client, contact persons and ties at the end of the day, beside what
    they are now."""
    actor = current_actor()
    yesterday = clock.today(actor.zone) - dt.timedelta(days=1)
    return _then(public_id, query.on or yesterday, actor)


@past.post(f"{ONE}/as-of")
@requires("clients:edit")
@operation("Bring one value of a client back", body=BroughtBack, answer=DossierThen,
           refusals=(409,))  # fmt: skip
def bring_back(public_id: str, body: BroughtBack) -> DossierThen:
    """A field, or a row of a list: exactly one of the two."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    if (body.row is None) == (body.field is None):
        raise Invalid(fields={"field": [_("Name either a field or a row.")]})
    night = _night(body.on, actor)
    if body.row is not None:
        known = row_then(client.id, body.row.of, body.row.id, night)
        if known is None:
            raise NotFound(_("There is no such entry in this timeline."))
        operations.bring_back(client, known, actor=actor, version=body.version, seen=body.seen)
        return _then(public_id, body.on, actor)
    name = str(body.field)
    was = record_then(dossier_of(public_id, actor=actor), night, actor=actor).get(name)
    if was is None or was.changed_at is None:
        raise NotFound(_("There is no such field."))
    operations.bring_back_field(client, name, was.value, actor=actor, version=body.version)
    return _then(public_id, body.on, actor)


def _night(on: dt.date, actor: Actor) -> dt.datetime:
    return dt.datetime.combine(on, dt.time.max, ZoneInfo(actor.zone))


def _then(public_id: str, on: dt.date, actor: Actor) -> DossierThen:
    dossier = dossier_of(public_id, actor=actor)
    night = _night(on, actor)
    records, is_cut = records_then(dossier, night, actor=actor)
    return DossierThen(
        on=on,
        is_cut=is_cut,
        records=[_record(one) for one in records if _was_there(one.client, night)],
    )


def _was_there(client: Client, night: dt.datetime) -> bool:
    return client.created_at <= night


def _record(record: Record) -> RecordThen:
    return RecordThen(
        client=named(record.client, record.client.display_name),
        merged=record.merged,
        fields=[
            FieldThen(
                field=one.name,
                label=str(one.label),
                was=one.was,
                now=one.now,
                changed_at=one.changed_at,
                author=one.author,
            )
            for one in record.fields
        ],
        lists=[
            RowThen(
                of=one.known.of,
                id=one.known.row["public_id"],
                was=one.was,
                now=one.now,
                changed_at=one.changed_at,
                author=one.author or None,
                row=_columns(one.known.was),
            )
            for rows in record.lists.values()
            for one in rows
        ],
    )


def _columns(row: object) -> dict[str, object] | None:
    """A row without the keys that mean something inside alone."""
    if not isinstance(row, dict):
        return None
    return {name: value for name, value in row.items() if name != "id" and not name.endswith("_id")}
