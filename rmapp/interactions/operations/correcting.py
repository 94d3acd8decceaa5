"""Correcting and undoing the outcome of a contact that is over (C5), for a reason that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit.operations import record
from ...clients.events import note as note_event
from ...clients.models import Client, Lifecycle, Temperature
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...policy.enforce import Actor
from ...staff.models import Employee
from ..followers import Was, take_back, tell_followers, tell_reverters
from ..models import Interaction, InteractionState
from ..queries import clashing, client_held, is_last_contact, was_planned
from ..queries.contacts import EXCLUSIVE
from ..rules.next_step import NextStep
from ..words import GIVES_UP, TWO_WAY, NoNextReason, Result
from .dates import keep_dates, set_facts
from .letters import BY_RULE, Dispatch, note_dispatch
from .moving import stand_when_planned
from .outcomes import Outcome, comes_next, fitting

PERMISSION = "interactions:correct"
CORRECTED = notice_kind(
    "contact:corrected",
    icon="edit",
    words=_l("A colleague corrected the outcome of your contact: %(subject)s"),
)


@dataclass(frozen=True, kw_only=True)
class Correction:
    """The outcome as it should have been: the whole of it, so what is empty here becomes empty.

    What comes next is asked of the last contact only; of an earlier one it stays as it was.
    """

    result: Result
    note: str = ""
    need: str = ""
    temperature: Temperature | None = None
    next_step: NextStep | None = None
    no_next_reason: NoNextReason | None = None
    drop_early: bool = False
    dispatch: Dispatch | None = None  # of a letter; None: as it was, of one just sent by the rule


def correct_outcome(
    interaction: Interaction,
    correction: Correction,
    *,
    actor: Actor,
    version: int,
    reason: str,
    taken_back: Sequence[str] = (),
) -> Interaction:
    """Give a contact that is over another outcome for ``reason`` (required); return it.

    ``taken_back``: keys of what hung on the outcome and shall not stay (``followers.hanging_on``).
    The clock of silence, the temperature, a schedule it ended, a plan it sifted the prospect out of
    follow by themselves. Refuses with Forbidden, NotFound (reach), :class:`Conflict` when it was
    changed meanwhile or has no outcome, :class:`Invalid` at ``reason`` and as ``record_outcome``.
    """
    client, was = _begun(interaction, actor, version, reason)
    before = _said(interaction)
    is_last = is_last_contact(interaction)
    take_back(interaction, taken_back, actor=actor, reason=reason)
    result = fitting(interaction.kind, correction.result)
    interaction.result, interaction.outcome_note = result, correction.note
    interaction.need, interaction.temperature_after = correction.need, correction.temperature
    _redate(interaction, client, was, actor, correction.dispatch)
    db.session.flush()
    anew = is_last and correction.no_next_reason is not was.no_next_reason
    if anew:
        _wake(client, was)
    if is_last:
        interaction.no_next_reason = None
        following = comes_next(
            interaction,
            client,
            actor,
            Outcome(
                result=result,
                note=correction.note,
                next_step=correction.next_step,
                no_next_reason=correction.no_next_reason,
                drop_early=correction.drop_early,
            ),
        )
        interaction.next_id = following.id if following else None
        interaction.no_next_reason = None if following else correction.no_next_reason
    _finish(interaction, client, was, actor)
    if anew:
        tell_followers(interaction, actor=actor)
    detail = {"before": before, "after": _said(interaction)}
    _tell(interaction, client, actor, reason, detail, is_undone=False)
    return interaction


def undo_outcome(
    interaction: Interaction,
    *,
    actor: Actor,
    version: int,
    reason: str,
    taken_back: Sequence[str] = (),
) -> Interaction:
    """Take an outcome away for ``reason`` (required): what was planned is planned again and waits
    for its outcome, what nobody had planned is called off; return the contact.

    ``taken_back`` and refusals as :func:`correct_outcome`, :class:`Conflict` too where another
    visit stands in its time.
    """
    client, was = _begun(interaction, actor, version, reason)
    before = _said(interaction)
    stand_when_planned(interaction)
    _respect_time(interaction)
    take_back(interaction, taken_back, actor=actor, reason=reason)
    if was_planned(interaction):
        _give_to_present(interaction, actor)
        interaction.state = InteractionState.PLANNED
    else:
        interaction.state, interaction.cancel_reason = InteractionState.CANCELLED, reason[:500]
        interaction.cancelled_at = clock.now()
    interaction.result = interaction.outcome_at = interaction.temperature_after = None
    interaction.outcome_note, interaction.wants_opportunity = "", False
    interaction.next_id = interaction.no_next_reason = None
    interaction.dispatched_on = interaction.answer_by = None
    _redate(interaction, client, was, actor)
    db.session.flush()
    _wake(client, was)
    _close_numbers(interaction, was)
    _finish(interaction, client, was, actor)
    detail = {"before": before, "after": dict.fromkeys(before, "")}
    _tell(interaction, client, actor, reason, detail, is_undone=True)
    return interaction


def _begun(interaction: Interaction, actor: Actor, version: int, reason: str) -> tuple[Client, Was]:
    client = client_held(interaction.client_id, actor=actor, permission=PERMISSION)
    result, at = interaction.result, interaction.outcome_at
    if interaction.state is not InteractionState.DONE or result is None or at is None:
        raise Conflict(_("This contact has no outcome: somebody has undone it."))
    interaction.unchanged_since(version)
    if not reason.strip():
        raise Invalid(_("Say why."), fields={"reason": [_("Say why.")]})
    return client, Was(
        result,
        at,
        interaction.contact_number,
        interaction.temperature_after,
        interaction.no_next_reason,
    )


def _said(interaction: Interaction) -> dict[str, Any]:
    """The outcome as plain values, for the history."""
    plain = {
        "result": interaction.result,
        "note": interaction.outcome_note,
        "need": interaction.need,
        "temperature": interaction.temperature_after,
        "no_next": interaction.no_next_reason,
        "dispatched_on": interaction.dispatched_on,
        "answer_by": interaction.answer_by,
    }
    return {name: str(value)[:500] if value else "" for name, value in plain.items()}


def _redate(
    interaction: Interaction,
    client: Client,
    was: Was,
    actor: Actor,
    dispatch: Dispatch | None = None,
) -> None:
    """Let the clock of silence and the date of dispatch be what the outcome says now."""
    spoke, speaks = was.result in TWO_WAY, interaction.result in TWO_WAY
    if spoke and not speaks and client.last_contact_at == was.at:
        set_facts(client, last_contact_at=None)  # computed anew from the other contacts
    if was.result is Result.SENT and interaction.result is not Result.SENT:
        interaction.dispatched_on = interaction.answer_by = None
    elif interaction.result is Result.SENT and (dispatch or was.result is not Result.SENT):
        note_dispatch(interaction, dispatch or BY_RULE, zone=actor.zone)


def _wake(client: Client, was: Was) -> None:
    """A prospect that this outcome gave up is worked again."""
    is_prospect = client.lifecycle is Lifecycle.PROSPECT
    if was.no_next_reason in GIVES_UP and is_prospect and not client.is_active:
        set_facts(client, is_active=True)


def _finish(interaction: Interaction, client: Client, was: Was, actor: Actor) -> None:
    keep_dates([client.id])
    tell_reverters(interaction, was, actor=actor)
    db.session.flush()


def _respect_time(interaction: Interaction) -> None:
    if interaction.kind not in EXCLUSIVE or not was_planned(interaction):
        return
    there = clashing(
        interaction.manager_id, interaction.planned_at, interaction.ends_at, but=interaction.id
    )
    if there is not None:
        words = _(
            "Another visit or meeting stands in its time by now: %(name)s. Move that one first."
        )
        raise Conflict(words % {"name": there.client.display_name})


def _give_to_present(interaction: Interaction, actor: Actor) -> None:
    """A manager who has left gets nothing open again: it goes to whoever undoes."""
    manager = db.session.get_one(Employee, interaction.manager_id)
    if not manager.is_active:
        interaction.manager_id = interaction.diary_id = actor.employee_id


def _close_numbers(interaction: Interaction, was: Was) -> None:
    """The contacts after it are one fewer: the sieve counts what took place."""
    row: Any = Interaction.__table__
    db.session.execute(
        sa.update(row)
        .where(
            row.c.client_id == interaction.client_id,
            row.c.contact_number > was.number,
            row.c.state != InteractionState.CANCELLED.value,
        )
        .values(contact_number=row.c.contact_number - 1)
    )


def _tell(
    interaction: Interaction,
    client: Client,
    actor: Actor,
    reason: str,
    detail: dict[str, Any],
    *,
    is_undone: bool,
) -> None:
    reason = reason.strip()[:500]
    record(
        "interaction:undone" if is_undone else "interaction:corrected",
        actor=actor,
        obj=interaction,
        name=client.display_name,
        client_id=client.id,
        reason=reason,
        detail=detail,
    )
    what = "outcome-undone" if is_undone else "outcome-corrected"
    note_event(client.id, what, actor=actor, title=reason, obj=interaction, detail=detail)
    if interaction.manager_id != actor.employee_id:
        tell(
            [interaction.manager_id],
            CORRECTED.code,
            subject=client.display_name,
            leads_to="interactions.show",
            values={"public_id": interaction.public_id},
            client_id=client.id,
        )
