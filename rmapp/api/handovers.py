"""Handovers at ``/api/v1/handovers``."""

from __future__ import annotations

from flask import Blueprint

from ..core.errors import Invalid
from ..handovers import operations
from ..handovers.models import Handover, HandoverItem
from ..handovers.queries import elsewhere, handover_of, items, leaver_of, part_of, shares
from ..policy.enforce import current_actor, requires
from ..portfolios.operations import receiver_of
from . import queries
from .doors import ONE, WORDS, Created, operation
from .shapes.base import OnlyVersion, PageOf, PageQuery, named, page_of
from .shapes.house import (
    AnewGiven,
    DeclineGiven,
    HandoverGiven,
    HandoverItemShown,
    HandoverShown,
    PlacementGiven,
    ReceiverShown,
    ShareOutGiven,
    StaysShown,
    UndoneShown,
)

handovers = Blueprint("api_handovers", __name__, url_prefix="/api/v1/handovers")
CLIENT = "<string(length=16):client_id>"
_PLAIN = (
    "version", "reason", "note", "effective_on", "returns_on", "closes_access", "state",
    "created_at", "signed_at", "executed_at", "undone_at", "failure", "keeps_dates", "returned_at",
    "permanence_asked_at",
)  # fmt: skip


@handovers.get("")
@requires("handovers:read")
@operation("List handovers", query=PageQuery, answer=PageOf[HandoverShown])
def listing(query: PageQuery) -> PageOf[HandoverShown]:
    """Handovers, newest first."""
    page = queries.handovers(current_actor(), cursor=query.cursor, limit=query.limit)
    return page_of(page, _line, shape=PageOf[HandoverShown])


@handovers.post("")
@requires("handovers:make")
@operation("Begin a handover", body=HandoverGiven, answer=HandoverShown, status=201)
def create(body: HandoverGiven) -> Created:
    """Step 1: who and why."""
    actor = current_actor()
    made = operations.start(
        leaver_of(body.employee, actor=actor),
        reason=body.reason,
        effective_on=body.effective_on,
        returns_on=body.returns_on,
        closes_access=body.closes_access,
        note=body.note,
        gives_notice=body.gives_notice,
        actor=actor,
    )
    return Created(shown_after(made), "api_handovers.show", made.public_id)


@handovers.get(ONE)
@requires("handovers:read")
@operation("Read a handover", answer=HandoverShown)
def show(public_id: str) -> HandoverShown:
    """One handover with what every receiver gets."""
    return _shown(handover_of(public_id, actor=current_actor()))


@handovers.get(f"{ONE}/clients")
@requires("handovers:read")
@operation("List the clients of a handover", query=PageQuery, answer=PageOf[HandoverItemShown])
def clients(public_id: str, query: PageQuery) -> PageOf[HandoverItemShown]:
    """Who goes to whom, and why; a receiver sees who came to them."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor)
    part = part_of(handover, actor)
    page = items(handover, receiver_id=part, cursor=query.cursor, limit=query.limit)
    return page_of(page, _item, shape=PageOf[HandoverItemShown])


@handovers.post(f"{ONE}/share-out")
@requires("handovers:make")
@operation("Share the clients out", body=ShareOutGiven, answer=HandoverShown)
def share_out(public_id: str, body: ShareOutGiven) -> HandoverShown:
    """Step 2: a receiver for each client; what a person chose stays."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor, lock=True)
    known = queries.employees(body.receivers)
    if len(known) != len(set(body.receivers)):
        raise Invalid(fields={"receivers": [WORDS["enum"]]})
    operations.share_out(
        handover, list(known.values()), keep_families=body.keep_families, actor=actor
    )
    return shown_after(handover)


@handovers.post(f"{ONE}/placements")
@requires("handovers:make")
@operation("Give clients to a receiver by hand", body=PlacementGiven, answer=HandoverShown)
def place(public_id: str, body: PlacementGiven) -> HandoverShown:
    """Step 2, by hand."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor, lock=True)
    receiver_id = queries.employees([body.receiver]).get(body.receiver, 0)
    operations.place(handover, body.clients, receiver_id, actor=actor)
    return shown_after(handover)


@handovers.post(f"{ONE}/finish")
@requires("handovers:make", step_up=True)
@operation("Carry a handover out or ask for the second signature", body=OnlyVersion,
           answer=HandoverShown)  # fmt: skip
def finish(public_id: str, body: OnlyVersion) -> HandoverShown:
    """Step 4: carried out at once, or waiting for the second person."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor, lock=True)
    return shown_after(operations.finish_draft(handover, version=body.version, actor=actor))


@handovers.post(f"{ONE}/sign")
@requires("handovers:sign", step_up=True)
@operation("Sign a handover as the second person", body=OnlyVersion, answer=HandoverShown)
def sign(public_id: str, body: OnlyVersion) -> HandoverShown:
    """The second signature."""
    actor = current_actor()
    handover = operations.asked_of(public_id, actor=actor, lock=True)
    return shown_after(operations.sign(handover, version=body.version, actor=actor))


@handovers.post(f"{ONE}/drop")
@requires("handovers:make")
@operation("Give a handover up", answer=HandoverShown, refusals=(409,))
def drop(public_id: str) -> HandoverShown:
    """Nothing has moved."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor, lock=True)
    operations.drop(handover, actor=actor)
    return shown_after(handover)


@handovers.post(f"{ONE}/undo")
@requires("handovers:make", step_up=True)
@operation("Undo a handover", body=OnlyVersion, answer=UndoneShown)
def undo(public_id: str, body: OnlyVersion) -> UndoneShown:
    """What still is as it left goes back."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor, lock=True)
    counts = operations.undo(handover, version=body.version, actor=actor)
    stays = [
        StaysShown(
            client=named(one.client, one.client.display_name),
            manager=one.manager,
            merged_into=named(one.into, one.into.display_name) if one.into else None,
        )
        for one in elsewhere(handover)
    ]
    return UndoneShown(handover=shown_after(handover), **counts, stays=stays)


@handovers.post(f"{ONE}/clients/{CLIENT}/acceptance")
@requires("handovers:accept")
@operation("Take a client that was handed over", answer=HandoverItemShown, refusals=(409,))
def accept(public_id: str, client_id: str) -> HandoverItemShown:
    """Taken."""
    actor = current_actor()
    item = operations.accept(handover_of(public_id, actor=actor), client_id, actor=actor)
    return _item(queries.handover_item_after(item.id))


@handovers.post(f"{ONE}/clients/{CLIENT}/refusal")
@requires("handovers:accept")
@operation("Say why a client cannot be taken", body=DeclineGiven, answer=HandoverItemShown)
def decline(public_id: str, client_id: str, body: DeclineGiven) -> HandoverItemShown:
    """The supervisor decides."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor)
    item = operations.decline(handover, client_id, reason=body.reason, actor=actor)
    return _item(queries.handover_item_after(item.id))


@handovers.post(f"{ONE}/clients/{CLIENT}/receiver")
@requires("handovers:make")
@operation("Place a declined client anew", body=AnewGiven, answer=HandoverItemShown)
def place_anew(public_id: str, client_id: str, body: AnewGiven) -> HandoverItemShown:
    """Another receiver, who accepts in turn, or the same one, who keeps it."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor)
    receiver = receiver_of(body.employee, actor=actor)
    item = operations.place_anew(handover, client_id, receiver, actor=actor, reason=body.reason)
    return _item(queries.handover_item_after(item.id))


def shown_after(handover: Handover) -> HandoverShown:
    """A handover that a deed has just changed."""
    return _shown(queries.handover_after(handover.id))


def _shown(handover: Handover) -> HandoverShown:
    return _line(
        handover,
        [
            ReceiverShown(
                employee=named(one.receiver.employee),
                clients=one.clients,
                vips=one.vips,
                points_before=one.before,
                points_after=one.after,
                capacity=one.capacity,
            )
            for one in shares(handover)
        ],
    )


def _line(handover: Handover, receivers: list[ReceiverShown] | None = None) -> HandoverShown:
    return HandoverShown(
        **{name: getattr(handover, name) for name in _PLAIN},
        id=handover.public_id,
        employee=named(handover.leaver),
        created_by=named(handover.created_by),
        signed_by=named(handover.signed_by) if handover.signed_by else None,
        receivers=receivers or [],
    )


def _item(item: HandoverItem) -> HandoverItemShown:
    return HandoverItemShown(
        client=named(item.client, item.client.display_name),
        receiver=named(item.receiver) if item.receiver else None,
        is_vip=item.is_vip,
        points=item.points,
        why=item.why,
        state=item.state,
        decline_reason=item.decline_reason,
        meet_by=item.meet_by,
        visit_by=item.visit_by,
    )
