"""Ties between clients at ``/api/v1/relations``."""

from __future__ import annotations

from flask import Blueprint

from ..clients.models import Client, Relation
from ..clients.queries import client_of
from ..dossiers import operations
from ..policy.enforce import current_actor, requires
from . import queries
from .doors import ONE, Created, operation
from .shapes.base import PageOf, named, page_of
from .shapes.people import RelationChange, RelationGiven, RelationQuery, RelationShown

relations = Blueprint("api_relations", __name__, url_prefix="/api/v1/relations")


@relations.get("")
@requires("clients:read")
@operation("List ties between clients", query=RelationQuery, answer=PageOf[RelationShown])
def listing(query: RelationQuery) -> PageOf[RelationShown]:
    """Ties with both ends within reach."""
    actor = current_actor()
    client_id = queries.client_key(query.client, actor=actor, permission="clients:read")
    page = queries.relations(actor, client_id=client_id, cursor=query.cursor, limit=query.limit)
    ends = [key for one in page.rows for key in (one.client_id, one.other_id)]
    clients = queries.clients_by_key(ends)
    return page_of(
        page,
        lambda one: _shown(one, clients[one.client_id], clients[one.other_id]),
        shape=PageOf[RelationShown],
    )


@relations.post("")
@requires("clients:edit")
@operation("Tie two clients", body=RelationGiven, answer=RelationShown, status=201, refusals=(409,))
def create(body: RelationGiven) -> Created:
    """A new tie."""
    actor = current_actor()
    client = client_of(body.client, actor=actor, permission="clients:edit")
    fields = body.model_dump(exclude={"client", "other"})
    relation = operations.relate(client, body.other, actor=actor, fields=fields)
    other = queries.clients_by_key([relation.other_id])[relation.other_id]
    return Created(_shown(relation, client, other), "api_relations.show", relation.public_id)


@relations.get(ONE)
@requires("clients:read")
@operation("Read a tie", answer=RelationShown)
def show(public_id: str) -> RelationShown:
    """One tie."""
    return _shown(*queries.relation(public_id, actor=current_actor(), permission="clients:read"))


@relations.patch(ONE)
@requires("clients:edit")
@operation("Change or end a tie", body=RelationChange, answer=RelationShown)
def edit(public_id: str, body: RelationChange) -> RelationShown:
    """Changed fields; a tie is ended by ``until``."""
    actor = current_actor()
    found = queries.relation(public_id, actor=actor, permission="clients:edit")
    relation, client, other = found
    was = {
        name: getattr(relation, name)
        for name in ("since", "until", "share", "consented_on", "note")
    }
    operations.change_relation(
        relation,
        client=client,
        other=other,
        actor=actor,
        version=body.version,
        fields=was | body.model_dump(exclude={"version"}, exclude_unset=True),
    )
    return _shown(relation, client, other)


@relations.delete(ONE)
@requires("clients:edit")
@operation("Take off a tie that never was")
def remove(public_id: str) -> None:
    """A mistake; what is over is ended by its date."""
    actor = current_actor()
    relation, client, other = queries.relation(public_id, actor=actor, permission="clients:edit")
    operations.undo_relation(relation, client=client, other=other, actor=actor)


def _shown(relation: Relation, client: Client, other: Client) -> RelationShown:
    return RelationShown(
        id=relation.public_id,
        version=relation.version,
        client=named(client, client.display_name),
        other=named(other, other.display_name),
        kind=relation.kind,
        since=relation.since,
        until=relation.until,
        share=relation.share,
        consented_on=relation.consented_on,
        note=relation.note,
    )
