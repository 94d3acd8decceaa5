"""What the palette finds beside clients: those lately spoken with, proposals, leavers-to-be."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from ...clients.models import Client
from ...clients.queries import within_reach
from ...core import clock
from ...core.db import db, escape_like
from ...core.text import fold, other_layout
from ...interactions.models import Interaction, InteractionState
from ...policy.enforce import Actor, can
from ...portfolios.queries import within_my_teams
from ...proposals.models import Proposal
from ...proposals.queries import visible_to
from ...proposals.rules import proposal_number
from ...staff.models import Employee

RECENT = 8
#: Contacts looked back at for them, and for how long.
_CONTACTS, _DAYS = 60, 60
SHORTEST = 3


def recent_clients(actor: Actor) -> list[Client]:
    """The clients ``actor`` spoke with last, the latest first, as far as still within reach."""
    since = clock.now() - dt.timedelta(days=_DAYS)
    rows = db.session.execute(
        sa.select(Client)
        .join(Interaction, Interaction.client_id == Client.id)
        .where(
            Interaction.manager_id == actor.employee_id,
            Interaction.state == InteractionState.DONE,
            Interaction.outcome_at > since,
            Client.deleted_at.is_(None),
            within_reach(actor, "clients:read", each=True),
        )
        .order_by(Interaction.outcome_at.desc(), Interaction.id.desc())
        .limit(_CONTACTS)
    ).scalars()
    return list({client.id: client for client in rows}.values())[:RECENT]


def proposals_by_number(actor: Actor, text: str, limit: int = 5) -> list[tuple[str, str, str]]:
    """(public id, number, client's name) of the proposals whose number begins with ``text``, or
    is that ordinal of this year or the last."""
    text = text.strip()[:40]
    if not can(actor, "proposals:read") or not any(char.isdigit() for char in text):
        return []
    begins = [
        Proposal.number.like(escape_like(one.upper()) + "%", escape="\\")
        for one in dict.fromkeys((text, other_layout(text)))
        if len(one) >= SHORTEST and one[:1].isalpha()
    ]
    if text.isascii() and text.isdigit() and len(text) <= 6:
        year = clock.today(actor.zone).year
        numbers = [proposal_number(one, int(text)) for one in (year, year - 1)]
        begins.append(Proposal.number.in_(numbers))
    if not begins:
        return []
    rows = db.session.execute(
        sa.select(Proposal.public_id, Proposal.number, Client.display_name)
        .join(Proposal.client)
        .where(sa.or_(*begins), visible_to(actor))
        .order_by(Proposal.number.desc())
        .limit(limit)
    )
    return [(public_id, number, name) for public_id, number, name in rows]


def colleagues_named(actor: Actor, text: str, limit: int = 5) -> list[tuple[str, str]]:
    """(public id, name) of the colleagues whose clients ``actor`` may hand over, by the beginnings
    of words of their names in either keyboard layout."""
    if not can(actor, "handovers:make"):
        return []

    def named(typed: str) -> sa.ColumnElement[bool]:
        return sa.and_(
            *[
                sa.or_(
                    Employee.name_key.like(f"{escape_like(word)}%", escape="\\"),
                    Employee.name_key.like(f"% {escape_like(word)}%", escape="\\"),
                )
                for word in fold(typed).split()[:5]
            ]
        )

    wanted = [one for one in dict.fromkeys((text, other_layout(text))) if fold(one)]
    statement = (
        sa.select(Employee)
        .where(Employee.is_active.is_(True), within_my_teams(actor, "handovers:make"))
        .order_by(Employee.name_key, Employee.id)
        .limit(limit)
    )
    if wanted:
        statement = statement.where(sa.or_(*[named(one) for one in wanted]))
    return [(one.public_id, one.name) for one in db.session.scalars(statement)]
