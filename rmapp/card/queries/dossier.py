"""Everything the card knows of the client itself, in one statement."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import aliased

from ...clients.models import (
    Assignment,
    AssignmentRole,
    Attitude,
    Client,
    ClientAddress,
    ClientEmail,
    ClientPhone,
    ContactPerson,
    DecisionRole,
    Relation,
    RelationKind,
    Source,
)
from ...clients.queries import visible_to, within_reach
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import NotFound
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...staff.models import Employee

Line = dict[str, Any]
ROLE_ORDER = [role.value for role in DecisionRole]


@dataclass(frozen=True)
class Service:
    """Who served the client, in which role, from when to when, and why it changed (V10)."""

    employee: str
    employee_public_id: str
    role: AssignmentRole
    is_primary: bool
    started_at: dt.datetime
    ended_at: dt.datetime | None
    reason: str


@dataclass(frozen=True)
class Dossier:
    """A client with all that hangs on it; lists hold plain values, in the order to be shown."""

    client: Client
    source: Source | None
    phones: list[Line]
    emails: list[Line]
    addresses: list[Line]
    persons: list[Line]
    relations: list[Line]
    services: list[Service]

    @property
    def manager(self) -> Service | None:
        """Who serves the client first now; None while it waits in the queue."""
        return next((s for s in self.services if s.is_primary and s.ended_at is None), None)

    @property
    def deputies(self) -> list[Service]:
        """Who stands in now."""
        return [s for s in self.services if s.role is AssignmentRole.DEPUTY and s.ended_at is None]

    @property
    def known(self) -> set[str]:
        """Names of the fields and lists that have a value (see ``dossiers.rules``)."""
        names = {c.key for c in sa.inspect(Client).column_attrs if c.key != "search"}
        found = {name for name in names if getattr(self.client, name) not in (None, "", [])}
        for name in ("phones", "emails", "addresses"):
            if getattr(self, name):
                found.add(name)
        if any(p["decision_role"] == DecisionRole.DECIDES for p in self.persons):
            found.add("decides")
        return found


def dossier_of(public_id: str, *, actor: Actor) -> Dossier:
    """The dossier ``public_id``; NotFound when there is none within reach."""
    row = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        statement = (
            visible_to(actor)
            .outerjoin(Source, Source.id == Client.source_id)
            .where(Client.public_id == public_id)
            .add_columns(
                Source,
                _gathered(
                    ClientPhone, "public_id", "number", "extension", "kind", "is_preferred",
                    "is_invalid", "note",
                    order=(ClientPhone.is_invalid, ClientPhone.is_preferred.desc(), ClientPhone.id),
                ),
                _gathered(
                    ClientEmail, "public_id", "address", "kind", "is_preferred", "is_invalid",
                    order=(ClientEmail.is_invalid, ClientEmail.is_preferred.desc(), ClientEmail.id),
                ),
                _gathered(ClientAddress, "kind", "text", order=(ClientAddress.id,)),
                _persons(),
                _relations(actor),
                _services(),
            )
        )  # fmt: skip
        row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound(_("There is no such client, or it is not yours to see."))
    client, source, phones, emails, addresses, persons, relations, services = row
    for person in persons or ():
        person["decision_role"] = DecisionRole(person["decision_role"])
        person["attitude"] = Attitude(person["attitude"])
    for relation in relations or ():
        relation["kind"] = RelationKind(relation["kind"])
    return Dossier(
        client=client,
        source=source,
        phones=phones or [],
        emails=emails or [],
        addresses=addresses or [],
        persons=persons or [],
        relations=relations or [],
        services=[_service(line) for line in services or ()],
    )


def _listed(model: Any, pairs: dict[str, Any], order: tuple[Any, ...], *where: Any) -> Any:
    """A scalar subquery: the rows of ``model`` as a JSON list of ``pairs``."""
    parts = [part for name, value in pairs.items() for part in (sa.literal(name), value)]
    one = sa.func.jsonb_build_object(*parts, type_=JSONB)
    return (
        sa.select(sa.func.jsonb_agg(aggregate_order_by(one, *order), type_=JSONB))
        .select_from(model)
        .where(*where)
        .correlate(Client)
        .scalar_subquery()
    )


def _gathered(model: Any, *columns: str, order: tuple[Any, ...]) -> Any:
    pairs = {name: getattr(model, name) for name in columns}
    return _listed(model, pairs, order, model.client_id == Client.id)


def _persons() -> Any:
    columns = (
        "public_id", "name", "position", "phone", "email", "decision_role", "attitude",
        "is_head", "note",
    )  # fmt: skip
    rank = sa.func.array_position(
        sa.literal(ROLE_ORDER, sa.ARRAY(sa.Text)), sa.cast(ContactPerson.decision_role, sa.Text)
    )
    return _listed(
        ContactPerson,
        {name: getattr(ContactPerson, name) for name in columns},
        (ContactPerson.is_head.desc(), rank, ContactPerson.id),
        ContactPerson.client_id == Client.id,
        ContactPerson.deleted_at.is_(None),
    )


def _relations(actor: Actor) -> Any:
    """Ties in both directions; a client beyond reach is not named at all."""
    other = aliased(Client)
    is_back = Relation.other_id == Client.id
    joined = sa.join(
        Relation,
        other,
        other.id
        == sa.case((Relation.client_id == Client.id, Relation.other_id), else_=Relation.client_id),
    )
    return _listed(
        joined,
        {
            "kind": Relation.kind,
            "is_back": is_back,
            "name": other.display_name,
            "public_id": other.public_id,
            "until": Relation.until,
        },
        (other.name_key, other.id),
        sa.or_(Relation.client_id == Client.id, is_back),
        other.deleted_at.is_(None),
        within_reach(actor, "clients:read", other.id),
    )


def _services() -> Any:
    joined = sa.join(Assignment, Employee, Employee.id == Assignment.employee_id)
    return _listed(
        joined,
        {
            "family_name": Employee.family_name,
            "given_name": Employee.given_name,
            "public_id": Employee.public_id,
            "role": Assignment.role,
            "is_primary": Assignment.is_primary,
            "started_at": Assignment.started_at,
            "ended_at": Assignment.ended_at,
            "reason": Assignment.reason,
        },
        (Assignment.started_at.desc(), Assignment.id.desc()),
        Assignment.client_id == Client.id,
    )


def _service(line: Line) -> Service:
    ended = line["ended_at"]
    return Service(
        employee=" ".join(part for part in (line["family_name"], line["given_name"]) if part),
        employee_public_id=line["public_id"],
        role=AssignmentRole(line["role"]),
        is_primary=line["is_primary"],
        started_at=dt.datetime.fromisoformat(line["started_at"]),
        ended_at=dt.datetime.fromisoformat(ended) if ended else None,
        reason=line["reason"],
    )


def reaches(actor: Actor, permission: str, dossier: Dossier) -> bool:
    """Whether ``actor`` reaches this client under ``permission`` as well.

    Asks the base only where the permission reaches less far than seeing clients does.
    """
    how_far, seeing = reach(actor, permission), reach(actor, "clients:read")
    if how_far is Reach.NONE or how_far.rank >= seeing.rank:
        return how_far is not Reach.NONE
    if how_far is Reach.OWN:
        return any(
            s.employee_public_id == actor.public_id and s.ended_at is None for s in dossier.services
        )
    statement = sa.select(within_reach(actor, permission, sa.literal(dossier.client.id), each=True))
    return bool(db.session.execute(statement).scalar_one())
