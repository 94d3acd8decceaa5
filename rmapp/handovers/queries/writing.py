"""Who gets a letter of introduction, and whom a person calls instead.

Only a client who gets another first manager is told: not who is served by a deputy or a specialist,
and not a former or resting client.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...clients.custom.uses import Use, in_text, tells_uses
from ...clients.models import Client, ClientEmail, ContactPerson, CustomField, Lifecycle
from ...core.db import db
from ...staff.models import Employee
from ..models import UNDER_WAY, Handover, HandoverItem, ItemState
from .roles import gets_first_manager


def _address() -> Any:
    """A client's address for a letter: its own, else of a contact person."""
    own = (
        sa.select(ClientEmail.address)
        .where(
            ClientEmail.client_id == Client.id,
            ClientEmail.is_invalid.is_(False),
            ClientEmail.is_opted_out.is_(False),
        )
        .order_by(ClientEmail.id)
        .limit(1)
        .correlate(Client)
        .scalar_subquery()
    )
    person = (
        sa.select(ContactPerson.email)
        .where(
            ContactPerson.client_id == Client.id,
            ContactPerson.email != "",
            ContactPerson.deleted_at.is_(None),
        )
        .order_by(ContactPerson.id)
        .limit(1)
        .correlate(Client)
        .scalar_subquery()
    )
    return sa.func.coalesce(own, person)


def _is_quiet() -> sa.ColumnElement[bool]:
    """A letter would be out of place: something must be known first, or the client wants calls."""
    return sa.or_(Client.must_know != "", Client.preferred_channel == "phone")


def _is_told(handover: Handover) -> sa.ColumnElement[bool]:
    """Whether the client of an item hears of its new manager, by letter or by a call."""
    return sa.and_(
        Client.is_active.is_(True),
        Client.lifecycle != Lifecycle.FORMER,
        gets_first_manager(handover),
    )


def to_introduce(handover: Handover, *, offset: int, limit: int) -> list[Any]:
    """Clients that go or went along, in order of key, with what a letter needs: ``client_id``,
    ``receiver_id``, ``is_vip``, ``zone``, ``address`` (None: none), ``is_quiet``, ``is_told``."""
    return list(
        db.session.execute(
            sa.select(
                HandoverItem.client_id,
                HandoverItem.receiver_id,
                HandoverItem.is_vip,
                Client.zone,
                _address().label("address"),
                _is_quiet().label("is_quiet"),
                _is_told(handover).label("is_told"),
            )
            .join(Client, Client.id == HandoverItem.client_id)
            .where(
                HandoverItem.handover_id == handover.id,
                HandoverItem.state != ItemState.LEFT_OUT,
                Client.deleted_at.is_(None),
            )
            .order_by(HandoverItem.client_id)
            .offset(offset)
            .limit(limit)
        )
    )


@dataclass(frozen=True)
class Letters:
    """What is written to whom: letters by tier, and the clients to be called instead.

    ``untold``: former clients, and those whose first manager stays.
    """

    vip: int
    others: int
    quiet: int
    calls: list[tuple[str, str, str]]  # public key, name, why (a code)
    untold: int = 0


def letters(handover: Handover, *, limit: int = 30) -> Letters:
    """How many letters will go, and whom a person calls instead (``limit`` of them named)."""
    address, quiet = _address(), _is_quiet()
    base = (
        sa.select(
            Client.public_id, Client.display_name, Client.name_key, HandoverItem.is_vip,
            address.label("address"), quiet.label("quiet"), _is_told(handover).label("told"),
        )
        .join(HandoverItem, HandoverItem.client_id == Client.id)
        .where(
            HandoverItem.handover_id == handover.id, HandoverItem.state != ItemState.LEFT_OUT
        )
        .subquery()
    )  # fmt: skip
    can = sa.and_(base.c.told, base.c.address.is_not(None), sa.not_(base.c.quiet))
    called = sa.and_(base.c.told, sa.not_(can))
    vip, others, calls, untold = db.session.execute(
        sa.select(
            sa.func.count().filter(can, base.c.is_vip),
            sa.func.count().filter(can, sa.not_(base.c.is_vip)),
            sa.func.count().filter(called),
            sa.func.count().filter(sa.not_(base.c.told)),
        ).select_from(base)
    ).one()
    rows = db.session.execute(
        sa.select(
            base.c.public_id, base.c.display_name,
            sa.case((base.c.address.is_(None), "no-address"), else_="quiet"),
        )
        .where(called)
        .order_by(base.c.is_vip.desc(), base.c.name_key)
        .limit(limit)
    )  # fmt: skip
    is_on = {tier: bool(one.get("is_on")) for tier, one in handover.letters.items()}
    return Letters(
        vip if is_on.get("vip") else 0,
        others if is_on.get("others") else 0,
        calls,
        [tuple(row) for row in rows],
        untold,
    )


def sample(handover: Handover, tier: str) -> HandoverItem | None:
    """A client of the handover that a letter of ``tier`` would go to, for the preview; one that
    would be called where no letter goes to any."""
    return db.session.scalars(
        sa.select(HandoverItem)
        .join(Client, Client.id == HandoverItem.client_id)
        .options(joinedload(HandoverItem.client), joinedload(HandoverItem.receiver))
        .where(
            HandoverItem.handover_id == handover.id,
            HandoverItem.is_vip.is_(tier == "vip"),
            HandoverItem.receiver_id.is_not(None),
            _is_told(handover),
        )
        .order_by(_address().is_(None), _is_quiet(), HandoverItem.points.desc(), HandoverItem.id)
        .limit(1)
    ).first()


@tells_uses
def _introductions_naming(row: CustomField) -> Use:
    """The handovers under way whose letter of introduction names an own field (D9)."""
    found = db.session.scalars(
        sa.select(Employee)
        .join(Handover, Handover.leaver_id == Employee.id)
        .where(Handover.state.in_(UNDER_WAY), in_text(row, Handover.letters))
    ).all()
    names = tuple(dict.fromkeys(one.short_name for one in found))
    told = _("The letters do not leave until the text is changed.")
    return Use(_("Letters of introduction of handovers"), len(found), names, "", told)
