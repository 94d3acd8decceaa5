"""Contacts and letters as tables."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...core.formatting import day as written
from ...core.pagination import Page
from ...followups import queries as letters
from ...followups.words import kind_label
from ...interactions import queries as contacts
from ...interactions.models import Interaction, InteractionState
from ...interactions.rules.times import day_bounds
from ...interactions.words import KIND_NAMES, PURPOSE_NAMES, result_name
from ...outbox.states import PURPOSE_LABELS, STATE_LABELS, State
from ...policy.enforce import Actor
from .base import Address, Column, ExportList, Row, among, local

EVERYBODY = "all"  # of the people within reach, not of one


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2200 else None


def _contact_columns(_actor: Actor, _address: Address) -> list[Column]:
    return [
        Column("planned", _l("When")),
        Column("client", _l("Client"), canary="name"),
        Column("kind", _l("Kind")),
        Column("purpose", _l("Purpose")),
        Column("person", _l("Contact person")),
        Column("state", _l("State")),
        Column("result", _l("Result")),
        Column("manager", _l("Manager")),
    ]


def _contacts(
    actor: Actor, address: Address, cursor: str | None, limit: int, count_to: int
) -> Page[Any]:
    whose = address.get("of", "")
    since, until = _day(address.get("since", "")), _day(address.get("until", ""))
    page: Page[Any] = contacts.listing(
        actor,
        manager="" if whose == EVERYBODY else whose or actor.public_id,
        since=day_bounds(since, actor.zone)[0] if since else None,
        until=day_bounds(until, actor.zone)[1] if until else None,
        cursor=cursor,
        limit=limit,
        count_to=count_to,
    )
    page.rows = [_contact(row, actor) for row in page.rows]
    return page


_STATES = {
    InteractionState.PLANNED: _l("planned"),
    InteractionState.DONE: _l("done"),
    InteractionState.CANCELLED: _l("cancelled"),
}


def _contact(one: Interaction, actor: Actor) -> Row:
    return (
        local(one.planned_at, actor),
        one.client.display_name,
        str(KIND_NAMES[one.kind]),
        one.goal or str(PURPOSE_NAMES[one.purpose]),
        one.contact_person.name if one.contact_person else "",
        str(_STATES.get(one.state, one.state)),
        str(result_name(one.kind, one.result)) if one.result else "",
        one.manager.short_name,
    )


def _contact_words(_actor: Actor, address: Address) -> list[str]:
    found = []
    if since := _day(address.get("since", "")):
        found.append(_("from %(day)s", day=written(since)))
    if until := _day(address.get("until", "")):
        found.append(_("to %(day)s", day=written(until)))
    whose = address.get("of")
    found.append(_("of everybody") if whose == EVERYBODY else _("of one manager"))
    return [str(one) for one in found]


def _wrong_contact(_actor: Actor, address: Address) -> list[str]:
    said = {name: address.get(name, "") for name in ("since", "until")}
    return [name for name, day in said.items() if day and not _day(day)]


INTERACTIONS = ExportList(
    name="interactions",
    label=_l("Contacts"),
    permission="interactions:read",
    page="interactions.week",
    arguments=("of", "since", "until"),
    columns=_contact_columns,
    rows=_contacts,
    words=_contact_words,
    wrong=_wrong_contact,
)


def _letter_columns(_actor: Actor, address: Address) -> list[Column]:
    coming = address.get("view") != "past"
    return [
        Column("client", _l("Client"), canary="name"),
        Column("letter", _l("Letter")),
        Column("to", _l("To"), canary="email"),
        Column("state", _l("State")),
        Column("when", _l("Leaves") if coming else _l("When")),
        Column("purpose", _l("Purpose")),
    ]


def _states(address: Address) -> tuple[State, ...]:
    asked = address.get("state", "")
    return (State(asked),) if asked in set(State) else ()


def _letters(
    actor: Actor, address: Address, cursor: str | None, limit: int, count_to: int
) -> Page[Any]:
    coming = address.get("view") != "past"
    page: Page[Any] = letters.ledger(
        actor,
        coming=coming,
        states=_states(address),
        cursor=cursor,
        limit=limit,
        count_to=count_to,
    )
    page.rows = [_letter(row, actor, coming) for row in page.rows]
    return page


def _letter(row: letters.Entry, actor: Actor, coming: bool) -> Row:
    one = row.message
    return (
        row.client.display_name,
        kind_label(one.kind),
        one.recipient.address,
        str(STATE_LABELS[one.state]),
        local(one.next_at if coming else (one.sent_at or one.due_at), actor),
        str(PURPOSE_LABELS[one.purpose]),
    )


def _letter_words(_actor: Actor, address: Address) -> list[str]:
    time = _("Over") if address.get("view") == "past" else _("The next 30 days")
    return [str(time), *(str(STATE_LABELS[state]) for state in _states(address))]


MESSAGES = ExportList(
    name="messages",
    label=_l("Messages"),
    permission="messages:read",
    page="messages.ledger",
    arguments=("view", "state"),
    columns=_letter_columns,
    rows=_letters,
    words=_letter_words,
    wrong=among(view=("coming", "past"), state=[one.value for one in State]),
)
