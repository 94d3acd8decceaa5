"""What stands around a client, each as one column of the card's statement."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import aliased

from ...clients.models import (
    Attitude,
    Client,
    ClientAddress,
    ClientEmail,
    ClientFact,
    ClientMessenger,
    ClientPhone,
    ContactPerson,
    DecisionRole,
    IdentityDocument,
    Level,
    Origin,
    Relation,
    RelationKind,
)
from ...clients.queries import within_reach
from ...interactions.models import Interaction, InteractionState, Participant
from ...interactions.words import TWO_WAY, Kind
from ...outbox.models import Consent, RecipientAddress
from ...outbox.states import Purpose
from ...policy.enforce import Actor
from ...staff.models import Employee, name_of

Line = dict[str, Any]
ROLE_ORDER = [role.value for role in DecisionRole]


def listed(model: Any, pairs: dict[str, Any], order: tuple[Any, ...], *where: Any) -> Any:
    """A scalar subquery: the rows of ``model`` as a JSON list of ``pairs``."""
    return (
        sa.select(sa.func.jsonb_agg(aggregate_order_by(_built(pairs), *order), type_=JSONB))
        .select_from(model)
        .where(*where)
        .correlate(Client)
        .scalar_subquery()
    )


def _built(pairs: dict[str, Any]) -> Any:
    parts = [part for name, value in pairs.items() for part in (sa.literal(name), value)]
    return sa.func.jsonb_build_object(*parts, type_=JSONB)


_FLAGS = ("public_id", "kind", "is_preferred", "is_invalid", "is_opted_out", "purpose")


def ways() -> tuple[Any, ...]:
    """The ways to the client: phones, e-mails with their consent, messengers, addresses."""
    email = {"state": _address("state"), "suppressed": _address("suppressed_at")}
    return (
        _way(ClientPhone, "number", "extension", "note"),
        _way(ClientEmail, "address", "note", consent=_consent(), **email),
        _way(ClientMessenger, "handle", "note"),
        _way(ClientAddress, "text", "city", "region", "zone"),
    )


def _way(model: Any, *columns: str, **more: Any) -> Any:
    pairs = {name: getattr(model, name) for name in (*_FLAGS, *columns)} | more
    usable = (model.is_invalid, model.is_opted_out, model.is_preferred.desc(), model.id)
    return listed(model, pairs, usable, model.client_id == Client.id)


def _consent() -> Any:
    return (
        sa.select(sa.cast(Consent.state, sa.Text))
        .join(RecipientAddress, RecipientAddress.id == Consent.recipient_address_id)
        .where(
            RecipientAddress.address == ClientEmail.address,
            Consent.purpose == Purpose.MARKETING,
        )
        .correlate(ClientEmail)
        .limit(1)
        .scalar_subquery()
    )


def _address(name: str) -> Any:
    return (
        sa.select(sa.cast(getattr(RecipientAddress, name), sa.Text))
        .where(RecipientAddress.address == ClientEmail.address)
        .correlate(ClientEmail)
        .limit(1)
        .scalar_subquery()
    )


def persons() -> Any:
    """Contact persons with the day they were last met, the head first."""
    one, chief = ContactPerson, aliased(ContactPerson)
    columns = (
        "public_id", "name", "position", "phone", "phone_extension", "email", "decision_role",
        "attitude", "level", "is_head", "note",
    )  # fmt: skip
    rank = sa.func.array_position(
        sa.literal(ROLE_ORDER, sa.ARRAY(sa.Text)), sa.cast(one.decision_role, sa.Text)
    )
    joined = sa.outerjoin(
        one, chief, sa.and_(chief.id == one.reports_to_id, chief.deleted_at.is_(None))
    )
    return listed(
        joined,
        {name: getattr(one, name) for name in columns}
        | {
            "reports_to": chief.public_id,
            "met_at": _met(one),
            "written_at": _met(one, written=True),
        },
        (one.is_head.desc(), rank, one.id),
        one.client_id == Client.id,
        one.deleted_at.is_(None),
    )


def _met(person: Any, *, written: bool = False) -> Any:
    """When ``person`` last took part in a contact in which both spoke; ``written``: in one in which
    the bank wrote and no answer has come."""
    both = sa.or_(Interaction.result.in_(sorted(TWO_WAY)), Interaction.answered_at.is_not(None))
    ours = Interaction.kind.in_([Kind.LETTER, Kind.EMAIL, Kind.MESSAGE])
    done = sa.and_(
        Interaction.state == InteractionState.DONE,
        sa.and_(ours, sa.not_(both)) if written else both,
    )
    own = (
        sa.select(sa.func.max(Interaction.outcome_at))
        .where(Interaction.contact_person_id == person.id, done)
        .correlate(person)
        .scalar_subquery()
    )
    among = (
        sa.select(sa.func.max(Interaction.outcome_at))
        .join(Participant, Participant.interaction_id == Interaction.id)
        .where(Participant.contact_person_id == person.id, done)
        .correlate(person)
        .scalar_subquery()
    )
    return sa.func.greatest(own, among)


def read_person(line: Line) -> Line:
    """A contact person as the templates take it."""
    days = {
        name: dt.datetime.fromisoformat(line[name]) if line[name] else None
        for name in ("met_at", "written_at")
    }
    return (
        line
        | {
            "decision_role": DecisionRole(line["decision_role"]),
            "attitude": Attitude(line["attitude"]),
            "level": Level(line["level"]),
        }
        | days
    )


def relations(actor: Actor) -> Any:
    """Ties in both directions; a client beyond reach is not named at all."""
    other = aliased(Client)
    is_back = Relation.other_id == Client.id
    joined = sa.join(
        Relation,
        other,
        other.id
        == sa.case((Relation.client_id == Client.id, Relation.other_id), else_=Relation.client_id),
    )
    columns = ("kind", "since", "until", "share", "consented_on", "note")
    return listed(
        joined,
        {name: getattr(Relation, name) for name in columns}
        | {
            "tie": Relation.public_id,
            "is_back": is_back,
            "name": other.display_name,
            "public_id": other.public_id,
            "lifecycle": other.lifecycle,
            "vip_tier": other.vip_tier,
        },
        (Relation.until.is_not(None), other.name_key, other.id),
        sa.or_(Relation.client_id == Client.id, is_back),
        other.deleted_at.is_(None),
        within_reach(actor, "clients:read", other.id),
    )


def read_relation(line: Line) -> Line:
    """A tie as the templates take it."""
    days = {
        name: dt.date.fromisoformat(line[name]) if line[name] else None
        for name in ("since", "until", "consented_on")
    }
    return line | days | {"kind": RelationKind(line["kind"])}


def facts() -> Any:
    """Field → its newest provenance: of equal keys JSON keeps the last."""
    pairs = {
        "origin": ClientFact.origin,
        "at": ClientFact.at,
        "by": name_of(Employee),
        "contact": Interaction.public_id,
        "kind": Interaction.kind,
    }
    joined = sa.outerjoin(
        sa.outerjoin(ClientFact, Employee, Employee.id == ClientFact.by_id),
        Interaction,
        sa.and_(
            ClientFact.object_kind == "interaction",
            Interaction.public_id == ClientFact.object_public_id,
        ),
    )
    newest = aggregate_order_by(_built(pairs), ClientFact.at, ClientFact.id)
    return (
        sa.select(sa.func.jsonb_object_agg(ClientFact.field, newest, type_=JSONB))
        .select_from(joined)
        .where(ClientFact.client_id == Client.id)
        .correlate(Client)
        .scalar_subquery()
    )


def read_fact(line: Line) -> Line:
    """The provenance of a field as the templates take it."""
    return line | {
        "origin": Origin(line["origin"]),
        "at": dt.datetime.fromisoformat(line["at"]),
        "kind": Kind(line["kind"]) if line["kind"] else None,
    }


def read_document(line: Line) -> Line:
    """An identity document, masked, as the templates take it."""
    expires = line["expires_on"]
    return line | {"expires_on": dt.date.fromisoformat(expires) if expires else None}


def documents(actor: Actor) -> Any:
    """Identity documents, masked; none for those who may not see them."""
    one = IdentityDocument
    return listed(
        one,
        {
            name: getattr(one, name)
            for name in ("public_id", "kind", "tail", "country", "issued_on", "expires_on")
        },
        (one.id.desc(),),
        one.client_id == Client.id,
        one.deleted_at.is_(None),
        within_reach(actor, "clients:read-sensitive", Client.id),
    )
