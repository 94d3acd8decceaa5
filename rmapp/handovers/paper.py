"""The act of transfer, gathered from the rows."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import force_locale

from ..clients.models import Client
from ..core import clock, registry
from ..core.db import db
from ..core.text import written_name
from ..settings import settings
from ..staff.models import Employee
from ..staff.positions import position_in
from ..vip.queries import terms_in_force
from . import queries
from .act import Act, Person, Transferred, draw_act
from .forms import REASONS
from .models import UNDER_WAY, Handover, HandoverItem, HandoverState
from .queries.matters import open_matters


def act_of(handover: Handover, *, language: str, receiver_id: int | None = None) -> bytes:
    """The act of ``handover`` as PDF, in ``language`` (``ru`` or ``en``); with the clients of one
    receiver alone, if it is named."""
    statement = (
        sa.select(
            Client.id,
            Client.public_id,
            HandoverItem.receiver_id,
            HandoverItem.is_vip,
            Client.display_name,
            Client.vip_tier,
            Client.lifecycle,
            Employee.family_name,
            Employee.given_name,
            Employee.patronymic,
        )
        .join(HandoverItem, HandoverItem.client_id == Client.id)
        .join(Employee, Employee.id == HandoverItem.receiver_id)
        .where(HandoverItem.handover_id == handover.id)
        .order_by(Employee.name_key, Client.name_key)
    )
    if receiver_id is not None:
        statement = statement.where(HandoverItem.receiver_id == receiver_id)
    rows = db.session.execute(statement).all()
    matters = open_matters(handover)
    firsts = queries.first_of_leaver(handover)
    tiers = {
        code: terms.name_ru if language == "ru" else terms.name_en
        for code, terms in terms_in_force().items()
    }
    clients = tuple(
        Transferred(
            code=row.public_id[:6].upper(),
            name=row.display_name,
            category=_category(row, tiers) if row.id in firsts else "beside",
            receiver=written_name(row.family_name, row.given_name, row.patronymic),
            open_matters=sum(matters.get(row.id, {}).values()),
            is_vip=row.is_vip and row.id in firsts,
            detail=_told(matters.get(row.id, {}), language) if row.is_vip else "",
        )
        for row in rows
    )
    took = {row.receiver_id for row in rows}  # who is given nobody has nothing to sign
    supervisors = [handover.created_by, handover.signed_by]
    return draw_act(
        Act(
            bank=settings().bank_in(language),
            number=handover.public_id[:8].upper(),
            date=handover.effective_on,
            at=handover.executed_at or clock.now(),
            reason=_reason(handover, language),
            until=handover.returns_on,
            stands=_stands(handover),
            leaver=_person(handover.leaver, language),
            receivers=tuple(
                _person(one.employee, language)
                for one in handover.receivers
                if one.employee_id in took
            ),
            supervisors=tuple(_person(one, language) for one in supervisors if one is not None),
            clients=clients,
            counted=len(clients),
            stays=queries.count_left_out(handover) if receiver_id is None else 0,
            language="ru" if language == "ru" else "en",
        )
    )


def _category(row: Any, tiers: dict[str, str]) -> str:
    """A VIP is one that was one when the clients were given: a paper that was signed stays."""
    return tiers.get(row.vip_tier, "VIP") if row.is_vip else str(row.lifecycle.value)


def _told(matters: dict[str, int], language: str) -> str:
    """What goes along with a client, in words: ``Contacts 2, Promises 1``."""
    with force_locale(language):
        names = {str(one): str(one.label or one.table) for one in registry.on_employee()}
        return ", ".join(f"{names[kind]}\u00a0{number}" for kind, number in matters.items())


def _reason(handover: Handover, language: str) -> str:
    """In the language of the paper: work that draws it has no reader."""
    with force_locale(language):
        return str(REASONS[handover.reason])


def _person(employee: Employee, language: str) -> Person:
    return Person(name=employee.name, position=position_in(language, employee.position))


def _stands(handover: Handover) -> tuple[str, dt.date | None] | None:
    """Why the paper is no act of what is: nothing has moved yet, or it went back; None: it is."""
    zone = settings().bank_zone
    if handover.state in UNDER_WAY:
        return "ahead", None
    if handover.state is HandoverState.DROPPED:
        return "dropped", None
    for code, at in (("undone", handover.undone_at), ("returned", handover.returned_at)):
        if at is not None:
            return code, at.astimezone(ZoneInfo(zone)).date()
    return None
