"""Everything the card knows of the client itself, in one statement."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased

from ...clients.models import Assignment, AssignmentRole, Client, DecisionRole, Source
from ...clients.queries import Reaching, reaching, visible_to, within_reach
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import NotFound
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...staff.models import Employee, name_of
from ...standing.models import ClientHeat
from ...standing.queries import norm_days
from .around import (
    Line,
    documents,
    facts,
    listed,
    persons,
    read_document,
    read_fact,
    read_person,
    read_relation,
    relations,
    ways,
)


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
    channel: Source | None
    campaign: Source | None
    phones: list[Line]
    emails: list[Line]
    messengers: list[Line]
    addresses: list[Line]
    facts: dict[str, Line]  # field → its newest provenance
    documents: list[Line]  # identity documents, masked; empty for those who may not see them
    persons: list[Line]
    relations: list[Line]
    services: list[Service]
    norm: int  # days without a contact before the client counts as silent
    heat: ClientHeat | None  # why the temperature is as it is
    overrider: str  # who overrides it

    @property
    def manager(self) -> Service | None:
        """Who serves the client first now; None while it waits in the queue."""
        return next((s for s in self.services if s.is_primary and s.ended_at is None), None)

    @property
    def listed(self) -> dict[str, Source | None]:
        """The entries of the bank's lists by field."""
        return {
            "source_id": self.source,
            "channel_id": self.channel,
            "campaign_id": self.campaign,
        }

    @property
    def deputies(self) -> list[Service]:
        """Who stands in now."""
        return [s for s in self.services if s.role is AssignmentRole.DEPUTY and s.ended_at is None]

    @property
    def known(self) -> set[str]:
        """Names of the fields and lists that have a value (see ``dossiers.rules``)."""
        names = {c.key for c in sa.inspect(Client).column_attrs if c.key != "search"}
        found = {name for name in names if getattr(self.client, name) not in (None, "", [])}
        for name in ("phones", "emails", "messengers", "addresses"):
            if getattr(self, name):
                found.add(name)
        if any(p["decision_role"] == DecisionRole.DECIDES for p in self.persons):
            found.add("decides")
        return found


def dossier_of(public_id: str, *, actor: Actor) -> Dossier:
    """The dossier ``public_id``; NotFound when there is none within reach."""
    row = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        statement = _statement(reaching(actor))
        row = db.session.execute(statement, {"asked": public_id}).one_or_none()
    if row is None:
        raise NotFound(_("There is no such client, or it is not yours to see."))
    client, source, channel, campaign, phones, emails, messengers, addresses, *rest = row
    people, ties, services, provenance, papers, norm, heat, overrider = rest
    return Dossier(
        client=client,
        source=source,
        channel=channel,
        campaign=campaign,
        phones=phones or [],
        emails=emails or [],
        messengers=messengers or [],
        addresses=addresses or [],
        persons=[read_person(line) for line in people or ()],
        relations=[read_relation(line) for line in ties or ()],
        services=[_service(line) for line in services or ()],
        facts={name: read_fact(line) for name, line in (provenance or {}).items()},
        documents=[read_document(line) for line in papers or ()],
        norm=norm,
        heat=heat,
        overrider=overrider or "",
    )


@lru_cache(maxsize=256)
def _statement(reader: Reaching) -> sa.Select[Any]:
    """The statement of a dossier ``:asked``: building it costs several times what running it does,
    and it is the same for all dossiers that one person opens."""
    channel, campaign, overrider = aliased(Source), aliased(Source), aliased(Employee)
    return (
        visible_to(reader.actor)
        .outerjoin(Source, Source.id == Client.source_id)
        .outerjoin(channel, channel.id == Client.channel_id)
        .outerjoin(campaign, campaign.id == Client.campaign_id)
        .outerjoin(ClientHeat, ClientHeat.client_id == Client.id)
        .outerjoin(overrider, overrider.id == ClientHeat.override_by_id)
        .where(Client.public_id == sa.bindparam("asked", type_=sa.String))
        .add_columns(
            Source,
            channel,
            campaign,
            *ways(),
            persons(),
            relations(reader.actor),
            _services(),
            facts(),
            documents(reader.actor),
            norm_days(),
            ClientHeat,
            name_of(overrider),
        )
    )


def _services() -> Any:
    joined = sa.join(Assignment, Employee, Employee.id == Assignment.employee_id)
    return listed(
        joined,
        {
            "employee": name_of(Employee),
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
        employee=line["employee"],
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
