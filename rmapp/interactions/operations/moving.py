"""Moving and cancelling a planned contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.events import note as note_event
from ...clients.models import Client
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...core.formatting import moment
from ...policy.enforce import Actor
from ...rooms.models import Room
from ..followers import tell_followers
from ..models import Interaction, InteractionState
from ..queries import client_held
from ..words import TOOK_PLACE, Result
from .colleagues import respect_colleagues
from .dates import keep_dates, set_ticks
from .planning import check_time, enter, minutes_of, when
from .rooms import give_up_room, leave_room, take_room


def reschedule(
    interaction: Interaction,
    *,
    actor: Actor,
    version: int,
    at: dt.datetime,
    minutes: int | None = None,
    reason: str = "",
    room: Room | None = None,
    without_room: bool = False,
) -> Interaction:
    """Move a planned contact to ``at``; the same time confirms an inherited one. A room it holds
    comes along, or becomes ``room``, or is given up (``without_room``).

    Refuses with NotFound (reach), :class:`Conflict` when it was changed meanwhile or is planned
    no more, :class:`Invalid` as :func:`plan`.
    """
    client = client_held(interaction.client_id, actor=actor, permission="interactions:plan")
    check_open(interaction, version, yours=moment(at))
    if without_room or room is not None:
        leave_room(interaction)
    move(interaction, client, actor=actor, at=at, minutes=minutes, reason=reason)
    if room is not None:
        take_room(interaction, room, client, actor=actor)
        db.session.flush()
    tell_followers(interaction, actor=actor)
    return interaction


def move(
    interaction: Interaction,
    client: Client,
    *,
    actor: Actor,
    at: dt.datetime,
    minutes: int | None = None,
    reason: str = "",
) -> None:
    """Put a planned contact at ``at``: a part of a deed that has asked for its own right and holds
    ``client``. Refuses with :class:`Invalid` as :func:`plan`."""
    before = when(interaction)
    if at != interaction.planned_at:
        check_time(interaction.kind, at, actor.zone)
    length = minutes_of(interaction.kind, minutes or interaction.minutes)
    with db.session.no_autoflush:
        interaction.planned_at = at
        interaction.minutes = length
        interaction.ends_at = at + dt.timedelta(minutes=length)
        enter(interaction)
        respect_colleagues(interaction, field="at")
    keep_dates([interaction.client_id])
    detail = {"before": before, "after": when(interaction)}
    _tell("interaction:moved", "contact-moved", interaction, client, actor, reason, detail)


def tick(interaction: Interaction, points: Sequence[int], *, actor: Actor) -> Interaction:
    """Note which points of the structure (0 the first) were gone through so far; of a planned
    contact. Refuses with NotFound (reach), :class:`Conflict` when it is over."""
    client_held(interaction.client_id, actor=actor, permission="interactions:record")
    if interaction.state is not InteractionState.PLANNED:
        raise Conflict(_("This contact is not planned any more: somebody has dealt with it."))
    known = range(len(interaction.structure))
    set_ticks(interaction, sorted({one for one in points if one in known}))
    return interaction


def cancel(interaction: Interaction, *, actor: Actor, version: int, reason: str) -> Interaction:
    """Cancel a planned contact for ``reason`` (required). Refuses as :func:`reschedule`."""
    client = client_held(interaction.client_id, actor=actor, permission="interactions:plan")
    check_open(interaction, version)
    if not reason.strip():
        raise Invalid(_("Say why it is cancelled."), fields={"reason": [_("Say why.")]})
    call_off(interaction, client, actor=actor, reason=reason)
    tell_followers(interaction, actor=actor)
    return interaction


def choose_room(
    interaction: Interaction, room: Room | None, *, actor: Actor, version: int
) -> Interaction:
    """Take another room for a planned contact, or none (None). Refuses with NotFound (reach),
    :class:`Conflict` when it was changed meanwhile, :class:`Invalid` at ``room``."""
    client = client_held(interaction.client_id, actor=actor, permission="interactions:plan")
    check_open(interaction, version)
    if room is None:
        leave_room(interaction)
    else:
        take_room(interaction, room, client, actor=actor)
    db.session.flush()
    record(
        "interaction:room",
        actor=actor,
        obj=interaction,
        name=client.display_name,
        client_id=client.id,
        detail={"room": room.name if room else ""},
    )
    return interaction


def call_off_untouched(wanted: Any, *, reason: str) -> list[int]:
    """Cancel the planned contacts of ``wanted`` (a select of keys) that nobody has changed since
    they were planned; return their clients, once each. A part of a deed that has asked for its own
    right; one statement, and one for the dates of the clients."""
    row: Any = Interaction.__table__
    done = db.session.execute(
        sa.update(row)
        .where(
            row.c.id.in_(wanted),
            row.c.state == InteractionState.PLANNED.value,
            row.c.version == 1,
            row.c.booking_id.is_(None),
        )
        .values(
            state=InteractionState.CANCELLED, cancelled_at=clock.now(), cancel_reason=reason,
            version=row.c.version + 1,
        )
        .returning(row.c.client_id)
    )  # fmt: skip
    clients = sorted(set(done.scalars()))
    keep_dates(clients)
    return clients


def call_off(interaction: Interaction, client: Client, *, actor: Actor, reason: str) -> None:
    """Cancel a planned contact as a part of a deed that has asked for its own right."""
    interaction.state = InteractionState.CANCELLED
    interaction.cancelled_at = clock.now()
    interaction.cancel_reason = reason
    give_up_room(interaction)
    keep_dates([interaction.client_id])
    _tell(
        "interaction:cancelled",
        "contact-cancelled",
        interaction,
        client,
        actor,
        reason,
        {**when(interaction), "reason": reason},
    )


def check_open(interaction: Interaction, version: int, *, yours: str = "") -> None:
    """Refuse with :class:`Conflict` unless the contact is planned and still at ``version``."""
    if interaction.state is not InteractionState.PLANNED:
        raise Conflict(_("This contact is not planned any more: somebody has dealt with it."))
    if interaction.version != version:
        theirs = moment(interaction.planned_at)
        raise Conflict(
            _("Somebody changed this contact meanwhile. Open it anew and compare."),
            versions=[
                {
                    "field": "at",
                    "label": _("Time"),
                    "before": "",
                    "theirs": theirs,
                    "yours": yours or theirs,
                }
            ],
        )


def _tell(
    tag: str,
    event: str,
    interaction: Interaction,
    client: Client,
    actor: Actor,
    reason: str,
    detail: dict[str, Any],
) -> None:
    record(
        tag,
        actor=actor,
        obj=interaction,
        name=client.display_name,
        client_id=interaction.client_id,
        reason=reason,
        detail=detail,
    )
    note_event(interaction.client_id, event, actor=actor, obj=interaction, detail=detail)


def stand_when_it_took_place(interaction: Interaction, result: Result) -> None:
    """Let a contact that took place before its hour stand where it did: the diary is free again."""
    now = clock.now().replace(second=0, microsecond=0)
    if interaction.planned_at > now and result in TOOK_PLACE:
        interaction.planned_for = interaction.planned_at
        _stand(interaction, now - dt.timedelta(minutes=interaction.minutes))


def stand_when_planned(interaction: Interaction) -> None:
    """Give the contact back the hour it had been planned for."""
    if interaction.planned_for is not None:
        _stand(interaction, interaction.planned_for)
        interaction.planned_for = None


def _stand(interaction: Interaction, at: dt.datetime) -> None:
    interaction.planned_at = at
    interaction.ends_at = at + dt.timedelta(minutes=interaction.minutes)
