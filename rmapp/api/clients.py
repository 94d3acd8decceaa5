"""Clients at ``/api/v1/clients``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from ..audit import operations as audit
from ..clients import queries as clients_queries
from ..clients.catalogue import Field
from ..clients.models import Client, Source
from ..clients.queries import WITH_DETAILS, Filter, client_of, open_assignments
from ..core.errors import Forbidden
from ..dossiers import operations
from ..dossiers import queries as dossiers
from ..dossiers.rules import SENSITIVE
from ..policy.enforce import Actor, current_actor, demand, requires
from . import queries
from .columns import arranged, column_shown
from .doors import ONE, Created, operation
from .dossier_given import PLAIN, fields_given, lists_given
from .own_values import own_shown
from .saved_views import condition_given
from .shapes.base import Named, PageOf, named, page_of
from .shapes.clients import (
    Activity,
    ClientChange,
    ClientGiven,
    ClientLine,
    ClientQuery,
    ClientShown,
    Reason,
    ServedBy,
    amounts_shown,
)
from .shapes.reaching import (
    AddressShown,
    EmailShown,
    MessengerShown,
    PhoneShown,
)

clients = Blueprint("api_clients", __name__, url_prefix="/api/v1/clients")


@clients.get("")
@requires("clients:read")
@operation("List the clients within reach", query=ClientQuery, answer=PageOf[ClientLine])
def listing(query: ClientQuery) -> PageOf[ClientLine]:
    """A page of clients. Refuses (Invalid) a sort or columns that are none, and a condition that
    does not fit: it would find nobody."""
    actor = current_actor()
    sort, order, columns = arranged(query.sort, query.columns, actor)
    wanted = Filter(
        text=query.q,
        lifecycle=query.lifecycle,
        kind=query.kind,
        temperature=query.temperature,
        manager=query.manager,
        no_step=query.no_step,
        silent=query.silent,
        vip=query.vip,
        sort=sort,
        order=order,
        columns=columns,
        where=condition_given(query.where, actor) or None,
    )
    page = clients_queries.listed(actor, wanted, cursor=query.cursor, limit=query.limit)
    return page_of(page, lambda row: _line(row, columns), shape=PageOf[ClientLine])


@clients.post("")
@requires("clients:create")
@operation("Create a client", body=ClientGiven, answer=ClientShown, status=201)
def create(body: Any) -> Created:
    """A new dossier."""
    actor = current_actor()
    fields = fields_given(body, body.currency)
    if SENSITIVE & set(fields):
        demand(actor, "clients:read-sensitive")
    person = body.contact_person.model_dump(mode="json") if body.contact_person else None
    client = operations.create_client(
        actor=actor,
        kind=body.kind,
        fields=fields,
        **lists_given(body),
        contact_person=person,
        assign_to=dossiers.employee_id(body.assign_to),
        is_different=body.is_different,
    )
    return Created(_whole(client.public_id, actor), "api_clients.show", client.public_id)


@clients.get(ONE)
@requires("clients:read")
@operation("Read a client", answer=ClientShown)
def show(public_id: str) -> Any:
    """The dossier."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, options=WITH_DETAILS)
    audit.opened(client.id, actor=actor)
    if client.vip_tier:
        audit.record("client:viewed", actor=actor, obj=client, client_id=client.id)
    return shown(client, actor)


@clients.patch(ONE)
@requires("clients:edit")
@operation("Change a client", body=ClientChange, answer=ClientShown)
def edit(public_id: str, body: Any) -> Any:
    """Changed fields; rows of lists that are not named stay."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    currency = body.currency if "currency" in body.model_fields_set else client.currency
    fields = fields_given(body, currency)
    if SENSITIVE & set(fields) and not queries.sees_sensitive(client.id, actor=actor):
        raise Forbidden(_("Your role does not allow this."), permission="clients:read-sensitive")
    operations.edit_client(
        client,
        actor=actor,
        version=body.version,
        fields=fields,
        is_different=body.is_different,
        **lists_given(body),
    )
    return _whole(public_id, actor)


@clients.delete(ONE)
@requires("clients:delete")
@operation("Move a client to the bin", query=Reason, refusals=(409,))
def move_to_bin(public_id: str, query: Reason) -> None:
    """Into the bin."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:delete")
    operations.move_to_bin(client, actor=actor, reason=query.reason)


@clients.post(f"{ONE}/restore")
@requires("clients:restore")
@operation("Bring a client back from the bin", answer=ClientShown)
def restore(public_id: str) -> Any:
    """Out of the bin."""
    actor = current_actor()
    client = dossiers.deleted_client_of(public_id, actor=actor)
    operations.restore(client, actor=actor)
    return _whole(public_id, actor)


@clients.post(f"{ONE}/activity")
@requires("clients:edit")
@operation(
    "Let a client rest, or take it up again", body=Activity, answer=ClientShown, refusals=(409,)
)
def set_active(public_id: str, body: Activity) -> Any:
    """An inactive client gets no reminders."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    operations.set_active(client, active=body.is_active, actor=actor, reason=body.reason)
    return _whole(public_id, actor)


@clients.post(f"{ONE}/conversion")
@requires("clients:convert")
@operation("Make a prospect a client", answer=ClientShown, refusals=(409,))
def convert(public_id: str) -> Any:
    """A prospect becomes a client."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:convert")
    operations.convert(client, actor=actor)
    return _whole(public_id, actor)


def shown(client: Client, actor: Actor) -> Any:
    """A client (details loaded) as ``actor`` may see it."""
    fields = {name: getattr(client, name) for name in (*PLAIN, "is_active")}
    sensitive = queries.sees_sensitive(client.id, actor=actor)
    if not sensitive:
        fields |= dict.fromkeys(SENSITIVE)
    return ClientShown(
        **fields,
        **amounts_shown(client),
        id=client.public_id,
        version=client.version,
        kind=client.kind,
        lifecycle=client.lifecycle,
        name=client.display_name,
        vip_tier=client.vip_tier,
        **{
            name: Named(id=one.public_id, name=one.name_en) if one else None
            for name, one in _listed(client).items()
        },
        phones=[PhoneShown.model_validate(one) for one in client.phones],
        emails=[EmailShown.model_validate(one) for one in client.emails],
        messengers=[MessengerShown.model_validate(one) for one in client.messengers],
        addresses=[AddressShown.model_validate(one) for one in client.addresses],
        contact_persons=[named(one) for one in client.contact_persons if not one.deleted_at],
        served_by=[
            ServedBy(employee=named(employee), role=one.role, since=one.started_at)
            for one, employee in open_assignments(client.id)
        ],
        created_at=client.created_at,
        client_since=client.client_since,
        last_contact_at=client.last_contact_at,
        next_contact_at=client.next_contact_at,
        resumes_on=client.resumes_on,
        custom=own_shown(client.id, sensitive=sensitive),
    )


def _listed(client: Client) -> dict[str, Source | None]:
    return {"source": client.source, "channel": client.channel, "campaign": client.campaign}


def _whole(public_id: str, actor: Actor) -> Any:
    return shown(queries.client_after(public_id), actor)


def _line(row: clients_queries.ListRow, columns: Sequence[Field]) -> ClientLine:
    return ClientLine(
        id=row.public_id,
        name=row.name,
        kind=row.kind,
        lifecycle=row.lifecycle,
        temperature=row.temperature,
        vip_tier=row.vip_tier,
        manager=row.manager,
        phone=row.phone,
        last_contact_at=row.last_contact_at,
        next_contact_at=row.next_contact_at,
        resumes_on=row.resumes_on,
        values={
            one.key: column_shown(one, row.values[one.key], currency=row.currency)
            for one in columns
        },
    )
