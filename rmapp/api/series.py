"""Contacts that repeat, at ``/api/v1/series`` (C8)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from ..clients.queries import client_of
from ..policy.enforce import current_actor, requires
from ..rooms.queries import room_of
from ..series import operations
from ..series import queries as kept
from ..series.models import Series
from ..series.operations import Facts
from . import queries
from .doors import ONE, Created, operation
from .shapes.base import PageOf, named, page_of
from .shapes.series import (
    RuleGiven,
    SeriesBrief,
    SeriesChange,
    SeriesContactShown,
    SeriesEnd,
    SeriesGiven,
    SeriesQuery,
    SeriesShown,
)

series = Blueprint("api_series", __name__, url_prefix="/api/v1/series")
_PLAIN = (
    "version", "kind", "purpose", "purpose_text", "every", "interval", "starts_on", "until",
    "times", "at", "zone", "minutes", "on_day_off", "state", "end_reason",
)  # fmt: skip
_RULE = ("every", "starts_on", "at", "interval", "until", "times", "on_day_off", "minutes")


@series.get("")
@requires("interactions:read")
@operation("List the running series", query=SeriesQuery, answer=PageOf[SeriesBrief])
def listing(query: SeriesQuery) -> PageOf[SeriesBrief]:
    """Series of clients within reach, the newest first."""
    actor = current_actor()
    client_id = queries.client_key(query.client, actor=actor, permission="interactions:read")
    page = kept.listing(actor, client_id=client_id, cursor=query.cursor, limit=query.limit)
    return page_of(page, lambda one: SeriesBrief(**_brief(one)), shape=PageOf[SeriesBrief])


@series.post("")
@requires("interactions:plan")
@operation("Begin a series of contacts", body=SeriesGiven, answer=SeriesShown, status=201)
def create(body: SeriesGiven) -> Created:
    """Its first contacts are planned; later ones follow by themselves."""
    actor = current_actor()
    client = client_of(body.client, actor=actor, permission="interactions:plan")
    made = operations.begin(
        client,
        actor=actor,
        facts=_facts(body, actor.zone),
        kind=body.kind,
        purpose=body.purpose,
        purpose_text=body.purpose_text,
        contact_person_id=queries.contact_person_key(body.contact_person, client_id=client.id),
        room=room_of(body.room) if body.room else None,
    )
    whole = kept.series_of(made.public_id, actor=actor)
    return Created(_shown(whole), "api_series.show", made.public_id)


@series.get(ONE)
@requires("interactions:read")
@operation("Read a series", answer=SeriesShown)
def show(public_id: str) -> SeriesShown:
    """One series with its contacts and the reasons for their days."""
    return _shown(kept.series_of(public_id, actor=current_actor()))


@series.patch(ONE)
@requires("interactions:plan")
@operation("Change a series", body=SeriesChange, answer=SeriesShown, refusals=(409,))
def change(public_id: str, body: SeriesChange) -> SeriesShown:
    """The contacts ahead are moved; with ``since`` those from that day on, in a series of their
    own, which is answered."""
    actor = current_actor()
    found = kept.series_of(public_id, actor=actor, permission="interactions:plan")
    made = operations.change(
        found,
        actor=actor,
        version=body.version,
        facts=_facts(body, found.zone),
        since=body.since,
        purpose_text=body.purpose_text,
        keeps_moved=body.keeps_moved,
    )
    return _shown(kept.series_of(made.public_id, actor=actor))


@series.post(f"{ONE}/end")
@requires("interactions:plan")
@operation("End a series", body=SeriesEnd, answer=SeriesShown, refusals=(409,))
def end(public_id: str, body: SeriesEnd) -> SeriesShown:
    """Its contacts ahead are cancelled."""
    actor = current_actor()
    found = kept.series_of(public_id, actor=actor, permission="interactions:plan")
    operations.end(found, actor=actor, version=body.version, reason=body.reason)
    return _shown(found)


def _facts(body: RuleGiven, zone: str) -> Facts:
    return Facts(zone=zone, **{name: getattr(body, name) for name in _RULE})


def _brief(one: Series) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in _PLAIN},
        "id": one.public_id,
        "client": named(one.client, one.client.display_name),
        "manager": named(one.manager),
    }


def _shown(one: Series) -> SeriesShown:
    moved = operations.moved_keys(one)
    return SeriesShown(
        **_brief(one),
        contacts=[
            SeriesContactShown(
                falls_on=row.falls_on,
                why=row.why,
                contact=row.interaction.public_id if row.interaction else None,
                planned_at=row.interaction.planned_at if row.interaction else None,
                state=row.interaction.state if row.interaction else None,
                is_moved=row.interaction_id in moved,
            )
            for row in sorted(one.contacts, key=lambda row: row.falls_on)
        ],
    )
