"""Bringing the contacts of a series to where its rule says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.events import note as note_event
from ...clients.models import Client
from ...core import clock
from ...core.db import db
from ...core.errors import Invalid
from ...interactions.models import Interaction, InteractionState
from ...interactions.operations import Matter, call_off, move, plan
from ...interactions.rules.times import nearest_moment
from ...policy.enforce import Actor
from ...rooms.models import Room
from ..models import Series, SeriesContact, SeriesState
from ..rules import DayOff, Every, Occurrence, Why, horizon, in_order


@dataclass(frozen=True)
class Facts:
    """When a series falls, on the clocks of ``zone``: until a day, so many times, or for ever."""

    every: Every
    starts_on: dt.date
    at: dt.time
    zone: str
    interval: int = 1
    until: dt.date | None = None
    times: int | None = None
    on_day_off: DayOff = DayOff.AFTER
    minutes: int = 30


def horizon_of(series: Series) -> dt.date:
    begins = max(series.starts_on, clock.today(series.zone))
    return begins + dt.timedelta(days=horizon(series.every, series.interval))


def set_facts(series: Series, facts: Facts) -> None:
    series.every, series.interval, series.starts_on = facts.every, facts.interval, facts.starts_on
    series.until, series.times = facts.until, facts.times
    series.at, series.zone = facts.at.replace(second=0, microsecond=0), facts.zone
    series.on_day_off, series.minutes = facts.on_day_off, facts.minutes
    series.laid_to = horizon_of(series)


def contacts_ahead(series: Series, since: dt.date | None = None) -> list[Interaction]:
    """The planned contacts ahead, in the order in which they fall."""
    now = clock.now()
    return [
        one.interaction
        for one in sorted(series.contacts, key=lambda one: one.falls_on)
        if one.interaction is not None
        and one.interaction.state is InteractionState.PLANNED
        and one.interaction.planned_at > now
        and (since is None or one.falls_on >= since)
    ]


def moved_by_hand(series: Series, ahead: Collection[Interaction]) -> list[Interaction]:
    """Those of ``ahead`` that somebody took to another time than the rule gave them. Where the rule
    itself went round something, only another hour tells."""
    here, placed = ZoneInfo(series.zone), {one.interaction_id: one for one in series.contacts}
    found = []
    for contact in ahead:
        row = placed[contact.id]
        if row.why in (Why.AS_RULED, Why.ROOM, Why.CLOCKS):
            stands = contact.planned_at == nearest_moment(row.falls_on, series.at, series.zone)
        elif row.why in (Why.DAY_OFF, Why.ABSENCE):
            stands = contact.planned_at.astimezone(here).time() == series.at
        else:
            stands = True
        if not stands:
            found.append(contact)
    return found


def moved_keys(series: Series) -> set[int]:
    """Keys of the contacts of ``series`` still to be held that somebody moved by hand."""
    planned = [
        one.interaction
        for one in series.contacts
        if one.interaction is not None and one.interaction.state is InteractionState.PLANNED
    ]
    return {one.id for one in moved_by_hand(series, planned)}


def cut(series: Series, since: dt.date, actor: Actor) -> Series:
    """A series like ``series`` that takes over what falls on ``since`` and later."""
    alike = (
        "client_id", "manager_id", "contact_person_id", "room_id", "kind", "purpose",
        "purpose_text", "zone", "every", "minutes", "starts_on", "at", "laid_to",
    )  # fmt: skip
    made = Series(
        **{name: getattr(series, name) for name in alike},
        created_at=clock.now(),
        created_by_id=actor.employee_id,
        contacts=[],
    )
    made.contacts = [one for one in series.contacts if one.falls_on >= since]
    series.contacts = [one for one in series.contacts if one.falls_on < since]
    series.until, series.times = since - dt.timedelta(days=1), None
    db.session.add(made)
    db.session.flush()
    finish_if_over(series)
    return made


def finish_if_over(series: Series) -> None:
    if series.until is not None and series.until <= series.laid_to and not contacts_ahead(series):
        series.state, series.ended_at = SeriesState.ENDED, clock.now()


def put(
    series: Series,
    client: Client,
    found: Sequence[Occurrence],
    ahead: list[Interaction],
    *,
    actor: Actor,
    is_more: bool = False,
    fixed: Collection[int] = (),
) -> None:
    """Bring the contacts to where ``found`` says: ``ahead`` are moved (but those with the keys
    ``fixed``), more are planned, what is left over is cancelled."""
    if not is_more:
        held = {one.id for one in ahead}
        series.contacts = [
            one
            for one in series.contacts
            if one.interaction_id is not None and one.interaction_id not in held
        ]
        db.session.flush()
    known = {one.falls_on for one in series.contacts}
    found = [one for one in found if one.falls_on not in known]
    standing = [one for one in found if one.at is not None]
    pairs = list(zip(ahead, standing, strict=False))
    for contact in ahead[len(standing) :]:
        call_off(contact, client, actor=actor, reason=_("The series was changed"))
    moves = [(contact.planned_at, _at(one)) for contact, one in pairs]
    for index in in_order(moves):
        contact, at = pairs[index][0], moves[index][1]
        if contact.id not in fixed and (
            (contact.planned_at, contact.minutes) != (at, series.minutes)
        ):
            move(contact, client, actor=actor, at=at, minutes=series.minutes)
    kept = {one.falls_on: contact for contact, one in pairs}
    for one in found:
        why, made = one.why, kept.get(one.falls_on)
        if made is None and one.at is not None:
            made, why = _planned(series, client, one, actor)
        row = SeriesContact(falls_on=one.falls_on, why=why, interaction=made)
        row.interaction_id = made.id if made else None
        series.contacts.append(row)
    db.session.flush()


def _at(one: Occurrence) -> dt.datetime:
    assert one.at is not None
    return one.at


def _planned(
    series: Series, client: Client, one: Occurrence, actor: Actor
) -> tuple[Interaction, Why]:
    facts: dict[str, Any] = {
        "actor": actor,
        "client": client,
        "kind": series.kind,
        "at": _at(one),
        "minutes": series.minutes,
        "matter": Matter(
            purpose=series.purpose,
            purpose_text=series.purpose_text,
            contact_person_id=series.contact_person_id,
        ),
        "manager_id": series.manager_id,
        "is_told": False,
    }
    room = db.session.get(Room, series.room_id) if series.room_id else None
    if room is None:
        return plan(**facts), one.why
    try:
        with db.session.begin_nested():
            return plan(**facts, room=room), one.why
    except Invalid as refusal:
        if set(refusal.fields) != {"room"}:
            raise
        return plan(**facts), Why.ROOM


def close(series: Series, client: Client, *, actor: Actor, reason: str) -> None:
    for contact in contacts_ahead(series):
        call_off(contact, client, actor=actor, reason=reason)
    series.state, series.ended_at, series.end_reason = SeriesState.ENDED, clock.now(), reason
    db.session.flush()
    tell("series:ended", "series-ended", series, client, actor, reason=reason)


def tell(
    tag: str, event: str, series: Series, client: Client, actor: Actor, *, reason: str = ""
) -> None:
    detail = {"kind": series.kind.value, "every": series.every.value, "interval": series.interval}
    record(
        tag,
        actor=actor,
        obj=series,
        name=client.display_name,
        client_id=client.id,
        reason=reason,
        detail=detail,
    )
    note_event(client.id, event, actor=actor, title=series.purpose_text, detail=detail)
