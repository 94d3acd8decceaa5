"""Temperatures at ``/api/v1/clients/…/temperature``, norms at ``/api/v1/contact-norms``."""

from __future__ import annotations

from flask import Blueprint

from ..clients.models import Client, Temperature
from ..clients.queries import client_of
from ..policy.enforce import current_actor, requires
from ..segments.queries import segment_of
from ..standing import operations, queries
from ..standing.queries.norms import NormRow
from ..standing.words import because, whom
from .doors import ONE, operation
from .shapes.base import PageOf
from .shapes.standing import (
    NormChanged,
    NormGiven,
    NormShown,
    OverrideGiven,
    OverrideShown,
    TemperatureShown,
)

temperatures = Blueprint("api_temperatures", __name__, url_prefix="/api/v1/clients")
norms = Blueprint("api_norms", __name__, url_prefix="/api/v1/contact-norms")


@temperatures.get(f"{ONE}/temperature")
@requires("clients:read")
@operation("Read the temperature of a client and why", answer=TemperatureShown)
def show(public_id: str) -> TemperatureShown:
    """By which rule, or who overrides it."""
    return _shown(client_of(public_id, actor=current_actor()))


@temperatures.put(f"{ONE}/temperature")
@requires("clients:edit")
@operation("Override the temperature of a client", body=OverrideGiven, answer=TemperatureShown)
def override(public_id: str, body: OverrideGiven) -> TemperatureShown:
    """With a reason, until a day."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    operations.override(client, body.temperature, actor=actor, until=body.until, reason=body.reason)
    return _shown(client)


@temperatures.delete(f"{ONE}/temperature")
@requires("clients:edit")
@operation("Let the rules say the temperature again", status=204, refusals=(409,))
def release(public_id: str) -> None:
    """The override ends."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    operations.lift_override(client, actor=actor)


@norms.get("")
@requires("staff:read")
@operation("List the norms of silence", answer=PageOf[NormShown])
def listing() -> PageOf[NormShown]:
    """The most particular first: the first that fits a client holds."""
    rows, _tiers = queries.norms()
    return PageOf[NormShown](items=[_norm(row) for row in rows], next=None, previous=None)


@norms.post("")
@requires("settings:edit")
@operation("Make a norm of silence", body=NormGiven, answer=NormShown)
def create(body: NormGiven) -> NormShown:
    """For whom there is none yet."""
    actor = current_actor()
    segment = segment_of(body.segment, actor=actor) if body.segment else None
    made = operations.keep_norm(
        actor=actor, days=body.days, kind=body.kind, vip=body.vip, segment=segment
    )
    return _norm(NormRow(made, segment.name if segment else "", body.segment or ""))


@norms.patch(ONE)
@requires("settings:edit")
@operation("Change a norm of silence", body=NormChanged, answer=NormShown)
def change(public_id: str, body: NormChanged) -> NormShown:
    """Other days for the same clients."""
    found = queries.norm_of(public_id)
    operations.keep_norm(actor=current_actor(), days=body.days, norm=found, version=body.version)
    rows, _tiers = queries.norms()
    return _norm(next(row for row in rows if row.norm.id == found.id))


@norms.delete(ONE)
@requires("settings:edit")
@operation("Take a norm of silence away", status=204, refusals=(409,))
def remove(public_id: str) -> None:
    """The less particular one holds."""
    operations.remove_norm(queries.norm_of(public_id), actor=current_actor())


def _shown(client: Client) -> TemperatureShown:
    found = queries.heat_of(client.id)
    heat, who = found if found is not None else (None, "")
    overridden = None
    if heat is not None and heat.override is not None and heat.override_until is not None:
        overridden = OverrideShown(
            temperature=Temperature(heat.override),
            reason=heat.override_reason,
            until=heat.override_until,
            made_at=heat.override_at,
            made_by=who,
        )
    return TemperatureShown(
        temperature=client.temperature,
        because=because(heat, who) if heat is not None else "",
        reason=heat.because if heat is not None else None,
        computed_at=heat.computed_at if heat is not None else None,
        override=overridden,
    )


def _norm(row: NormRow) -> NormShown:
    norm = row.norm
    return NormShown(
        id=norm.public_id,
        version=norm.version,
        days=norm.days,
        kind=norm.kind,
        vip=norm.vip,
        segment=row.list_id or None,
        whom=whom(row),
    )
