"""Look-alikes at ``/api/v1/duplicates``, requests for access at ``/api/v1/access-requests``."""

from __future__ import annotations

from flask import Blueprint

from ..clients.models import Client
from ..duplicates import operations
from ..duplicates.models import AccessRequest, RequestState
from ..duplicates.queries import queue
from ..duplicates.queries import requests as waiting
from ..duplicates.queries.queue import Queued
from ..policy.enforce import Actor, current_actor, requires
from .doors import ONE, operation
from .shapes.base import PageOf, named
from .shapes.duplicates import (
    AccessGiven,
    AccessShown,
    Decision,
    DecisionShown,
    PairQuery,
    PairShown,
    SideShown,
)

duplicates = Blueprint("api_duplicates", __name__, url_prefix="/api/v1/duplicates")
access = Blueprint("api_access", __name__, url_prefix="/api/v1/access-requests")


@duplicates.get("")
@requires("duplicates:decide")
@operation("List the pairs that look like one client", query=PairQuery, answer=PageOf[PairShown])
def listing(query: PairQuery) -> PageOf[PairShown]:
    """The surest first; of a side beyond reach only that it is and who keeps it."""
    actor = current_actor()
    page = queue.queue(actor, query.state, cursor=query.cursor, limit=query.limit)
    told = operations.disclosed(
        [
            (client.id, client.display_name, one.pair.reasons)
            for one in page.rows
            for client, near in ((one.left, one.left_near), (one.right, one.right_near))
            if not near
        ],
        actor=actor,
    )
    shown = [
        _pair(one, actor)
        for one in page.rows
        if (one.left_near or one.left.id in told) and (one.right_near or one.right.id in told)
    ]
    return PageOf[PairShown](items=shown, next=page.next, previous=page.previous)


@duplicates.post(f"{ONE}/decision")
@requires("duplicates:decide")
@operation("Decide on a pair", body=Decision, answer=DecisionShown)
def decide(public_id: str, body: Decision) -> DecisionShown:
    """Not the same, or later."""
    actor = current_actor()
    found = queue.pair_of(public_id, actor=actor)
    if body.decision == "later":
        operations.put_off(found.pair, actor=actor)
    else:
        operations.demand_whole(found)
        operations.say_apart(found.left, found.right, actor=actor, reason=body.reason)
    return DecisionShown(decision=body.decision)


@access.get("")
@requires("clients:let-in")
@operation("List the requests for access that wait for you", answer=PageOf[AccessShown])
def requests() -> PageOf[AccessShown]:
    """Requests of colleagues."""
    rows = [_request(one) for one in waiting.requests(current_actor())]
    return PageOf[AccessShown](items=rows, next=None, previous=None)


@access.post("")
@requires("clients:create")
@operation("Ask for access to a look-alike", body=AccessGiven, answer=AccessShown, refusals=(409,))
def ask(body: AccessGiven) -> AccessShown:
    """The keeper answers."""
    actor = current_actor()
    made = operations.ask(body.handle, actor=actor, reason=body.reason)
    return _request(waiting.my_request(made.id), hides=True)


def _pair(one: Queued, actor: Actor) -> PairShown:
    return PairShown(
        id=one.pair.public_id,
        left=_side(one.left, one.left_near, one.left_keeper, actor),
        right=_side(one.right, one.right_near, one.right_keeper, actor),
        score=one.pair.value,
        verdict=one.pair.verdict,
        rule=one.pair.rule,
        reasons=one.pair.reasons,
        found_at=one.pair.found_at,
    )


def _side(client: Client, near: bool, keeper: str, actor: Actor) -> SideShown:
    return SideShown(
        client=named(client, client.display_name) if near else None,
        keeper=keeper,
        handle="" if near else operations.handle_of(client.public_id, actor=actor),
    )


def _request(one: AccessRequest, *, hides: bool = False) -> AccessShown:
    is_hidden = hides and one.state is not RequestState.GRANTED
    return AccessShown(
        id=one.public_id,
        client=None if is_hidden else named(one.client, one.client.display_name),
        asked_by=named(one.asked_by),
        asked_at=one.asked_at,
        reason=one.reason,
        state=one.state,
        answer=one.answer,
    )
