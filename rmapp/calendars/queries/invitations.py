"""Who can be asked, and what was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...clients.models import Client, ContactPerson
from ...clients.queries import own_addresses, within_reach
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import NotFound
from ...intake.models import IncomingLetter, LetterKind
from ...interactions.models import Interaction, InteractionState, Participant
from ...policy.enforce import Actor
from ...staff.models import Employee
from ..models import Invitation

#: Answers of calendars are heard for so long after they came in.
HEARD_FOR = dt.timedelta(days=2)


@dataclass(frozen=True)
class Reader:
    """Somebody who can be asked to a contact. ``colleague_id`` None: of the client's side."""

    email: str
    name: str
    language: str
    zone: str
    colleague_id: int | None = None


def readers_of(interaction: Interaction) -> list[Reader]:
    """Who may be asked: the client, its contact persons, the colleagues who take part.

    ``interaction`` with its client loaded. Wrong addresses and those where the client does not
    want to be reached are left out; the person the contact is with comes first.
    """
    client = interaction.client
    found: dict[str, Reader] = {}
    for person in _persons(interaction):
        found.setdefault(
            person.email.lower(),
            Reader(person.email.lower(), person.name, client.language, client.zone),
        )
    for address in own_addresses(client.id):
        found.setdefault(
            address, Reader(address, client.display_name, client.language, client.zone)
        )
    for one in _colleagues(interaction.id):
        email = one.email.lower()
        found.setdefault(email, Reader(email, one.name, one.language, one.zone, one.id))
    return list(found.values())


def readers_to_ask(interaction: Interaction, asked: Collection[Invitation]) -> list[Reader]:
    """The readers who are not among those ``asked`` whose invitation stands."""
    standing = [one for one in asked if one.ended_at is None]
    addresses = {one.recipient.address for one in standing}
    colleagues = {one.colleague_id for one in standing} - {None}
    return [
        one
        for one in readers_of(interaction)
        if one.email not in addresses and one.colleague_id not in colleagues
    ]


def _persons(interaction: Interaction) -> Iterator[ContactPerson]:
    with_first = sa.case((ContactPerson.id == interaction.contact_person_id, 0), else_=1)
    return iter(
        db.session.execute(
            sa.select(ContactPerson)
            .where(
                ContactPerson.client_id == interaction.client_id,
                ContactPerson.deleted_at.is_(None),
                ContactPerson.email != "",
            )
            .order_by(with_first, ContactPerson.name, ContactPerson.id)
            .limit(50)
        ).scalars()
    )


def _colleagues(interaction_id: int) -> list[Employee]:
    return list(
        db.session.execute(
            sa.select(Employee)
            .join(Participant, Participant.employee_id == Employee.id)
            .where(
                Participant.interaction_id == interaction_id,
                Employee.is_active.is_(True),
                Employee.email != "",
            )
            .order_by(Employee.name_key, Employee.id)
        ).scalars()
    )


def invitations_of(interaction_id: int) -> list[Invitation]:
    """Everybody who was asked, with addresses; the caller has checked the reach."""
    return list(
        db.session.execute(
            sa.select(Invitation)
            .where(Invitation.interaction_id == interaction_id)
            .options(joinedload(Invitation.recipient))
            .order_by(Invitation.is_colleague, Invitation.id)
        ).scalars()
    )


def invitation_of(
    public_id: str, *, actor: Actor, permission: str = "interactions:plan"
) -> Invitation:
    """The invitation with contact, client and address; :class:`NotFound` beyond reach."""
    found = db.session.execute(
        sa.select(Invitation)
        .join(Interaction, Interaction.id == Invitation.interaction_id)
        .join(Client, Client.id == Interaction.client_id)
        .where(
            Invitation.public_id == public_id[: PUBLIC_ID_LENGTH + 1],
            Client.deleted_at.is_(None),
            within_reach(actor, permission),
        )
        .options(*_WHOLE)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such invitation, or it is not yours to see."))
    return found


_WHOLE = (
    joinedload(Invitation.recipient),
    joinedload(Invitation.interaction).options(
        joinedload(Interaction.client), joinedload(Interaction.manager)
    ),
)


def whole(invitation_id: int, *, lock: bool = False) -> Invitation | None:
    """The invitation with contact, client, manager and address; None when it is gone, or its
    client lies in the bin."""
    statement = (
        sa.select(Invitation)
        .join(Interaction, Interaction.id == Invitation.interaction_id)
        .join(Client, Client.id == Interaction.client_id)
        .where(Invitation.id == invitation_id, Client.deleted_at.is_(None))
        .options(*_WHOLE)
    )
    if lock:
        statement = statement.with_for_update(of=Invitation)
    return db.session.execute(statement).scalar_one_or_none()


def untold(now: dt.datetime, *, limit: int = 200) -> list[int]:
    """Keys of the invitations whose contact is not as it was told, or is over; oldest first."""
    told_else = sa.or_(
        Invitation.told_starts.is_distinct_from(Interaction.planned_at),
        Invitation.told_ends.is_distinct_from(Interaction.ends_at),
        Invitation.told_place != Interaction.place,
        Invitation.told_manager_id.is_distinct_from(Interaction.manager_id),
    )
    is_planned = Interaction.state == InteractionState.PLANNED
    return list(
        db.session.execute(
            sa.select(Invitation.id)
            .join(Interaction, Interaction.id == Invitation.interaction_id)
            .join(Client, Client.id == Interaction.client_id)
            .where(
                Invitation.ended_at.is_(None),
                Client.deleted_at.is_(None),
                sa.or_(~is_planned, sa.and_(Interaction.planned_at > now, told_else)),
            )
            .order_by(Invitation.id)
            .limit(limit)
        ).scalars()
    )


def left_out(now: dt.datetime, *, limit: int = 200) -> list[int]:
    """Keys of the invitations of colleagues who do not take part any more in a contact that is
    still ahead; oldest first."""
    takes_part = sa.select(Participant.id).where(
        Participant.interaction_id == Invitation.interaction_id,
        Participant.employee_id == Invitation.colleague_id,
    )
    return list(
        db.session.execute(
            sa.select(Invitation.id)
            .join(Interaction, Interaction.id == Invitation.interaction_id)
            .where(
                Invitation.colleague_id.is_not(None),
                Invitation.ended_at.is_(None),
                Interaction.state == InteractionState.PLANNED,
                Interaction.planned_at > now,
                ~takes_part.exists(),
            )
            .order_by(Invitation.id)
            .limit(limit)
        ).scalars()
    )


def unheard(now: dt.datetime, *, limit: int = 200) -> list[IncomingLetter]:
    """Answers of calendars to invitations of ours that these have not heard yet, in the order they
    came. Answers to meetings that the desk did not call are nobody's here."""
    uid = IncomingLetter.calendar["uid"].astext
    return list(
        db.session.execute(
            sa.select(IncomingLetter)
            .join(Invitation, Invitation.public_id == sa.func.split_part(uid, "@", 1))
            .where(
                IncomingLetter.kind == LetterKind.INVITATION_REPLY,
                IncomingLetter.received_at > now - HEARD_FOR,
                sa.func.coalesce(Invitation.heard_letter_id, 0) < IncomingLetter.id,
            )
            .order_by(IncomingLetter.id)
            .limit(limit)
        ).scalars()
    )


def named(public_id: str) -> Invitation | None:
    """The invitation ``public_id``, held until the commit; None when there is none or its client
    lies in the bin."""
    found = db.session.execute(
        sa.select(Invitation.id).where(Invitation.public_id == public_id)
    ).scalar_one_or_none()
    return whole(found, lock=True) if found is not None else None
