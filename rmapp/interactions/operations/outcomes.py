"""Recording what came of a contact, with the next step (C5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm.attributes import set_committed_value

from ...audit.operations import record
from ...clients.events import note as note_event
from ...clients.models import Client, Lifecycle, Temperature
from ...core import clock
from ...core.db import db
from ...core.errors import Invalid
from ...dossiers.operations import learn
from ...policy.enforce import Actor
from ...settings import settings
from ..followers import tell_followers
from ..models import Interaction, InteractionState
from ..queries import Standing, client_held, contacts_so_far, next_planned, standing_of
from ..rules.next_step import NextStep
from ..rules.persistence import is_too_early_to_drop
from ..rules.results import result_of
from ..strategies import Motive
from ..words import GIVES_UP, Kind, NoNextReason, Purpose, Result
from .dates import keep_dates, set_facts
from .letters import BY_RULE, Dispatch, note_dispatch
from .materials import Handed, hand_over
from .matters import Matter, join
from .moving import check_open, stand_when_it_took_place
from .planning import GRACE, minutes_of, plan
from .promises import PromiseDraft, make_promise
from .rooms import give_up_room

REMEMBERED = dt.timedelta(days=31)  # so far back a contact is recorded that nobody planned


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a contact, and what must come next: ``next_step``, or a contact planned already,
    or ``no_next_reason``.

    ``drop_early``: give a prospect up below the bank's minimum of contacts. ``temperature`` None,
    an empty ``need``, no ``motives``: left as is. ``answers``: field of the dossier → what was
    learned. ``handed``: what was given to whom. ``wants_opportunity``: one is made of the need.
    ``dispatch``: of a letter that is sent.
    """

    result: Result
    note: str = ""
    temperature: Temperature | None = None
    next_step: NextStep | None = None
    no_next_reason: NoNextReason | None = None
    need: str = ""
    motives: Sequence[Motive] = ()
    promises: Sequence[PromiseDraft] = ()
    drop_early: bool = False
    answers: Mapping[str, Any] = field(default_factory=dict)
    handed: Sequence[Handed] = ()
    wants_opportunity: bool = False
    dispatch: Dispatch = BY_RULE


def record_outcome(
    interaction: Interaction, outcome: Outcome, *, actor: Actor, version: int
) -> Interaction:
    """Record the outcome of a planned contact and plan the next one; return the contact.

    Refuses with NotFound (reach), :class:`Conflict` when somebody dealt with the contact,
    :class:`Invalid` at ``result``, ``need``, ``next_step``, ``no_next_reason``, ``note``,
    ``handed``, ``answer_<field>``, and as :func:`plan` for the time of the next step.
    """
    client = client_held(interaction.client_id, actor=actor, permission="interactions:record")
    check_open(interaction, version)
    standing = standing_of(interaction)
    interaction.outcome_at = clock.now()
    return _settle(interaction, client, outcome, standing, actor=actor)


def record_contact(
    client: Client,
    outcome: Outcome,
    *,
    actor: Actor,
    kind: Kind,
    purpose: Purpose = Purpose.OTHER,
    ended_at: dt.datetime | None = None,
    minutes: int | None = None,
    contact_person_id: int | None = None,
) -> Interaction:
    """Record a contact that was not planned (the client called) and return it.

    ``ended_at``: aware; it has ended just now if None. ``minutes``: how long it took. It takes no
    time in the diary. Refuses as :func:`record_outcome`, and at ``ended_at`` what is still to come
    or lies more than :data:`REMEMBERED` back.
    """
    client_held(client.id, actor=actor, permission="interactions:record")
    now = clock.now()
    ended_at = _ended(ended_at, now)
    length = minutes_of(kind, minutes)
    standing = Standing(contacts_so_far(client.id) + 1)
    interaction = Interaction(
        client_id=client.id,
        contact_person_id=contact_person_id,
        manager_id=actor.employee_id,
        diary_id=actor.employee_id,
        kind=kind,
        state=InteractionState.DONE,
        result=fitting(kind, outcome.result),
        outcome_at=ended_at,
        planned_at=ended_at - dt.timedelta(minutes=length),
        ends_at=ended_at,
        minutes=length,
        purpose=purpose,
        contact_number=standing.number,
        created_at=now,
        created_by_id=actor.employee_id,
        participants=[],
    )
    join(interaction, (), ())
    db.session.add(interaction)
    db.session.flush()
    set_committed_value(interaction, "client", client)
    if not client.is_active:
        set_facts(client, is_active=True)
    return _settle(interaction, client, outcome, standing, actor=actor)


def _ended(at: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    if at is None:
        return now
    words = ""
    if at > now + GRACE:
        words = _("This is still to come. Plan it, or choose when it took place.")
    elif at < now - REMEMBERED:
        words = _("This is more than a month ago.")
    if words:
        raise Invalid(words, fields={"ended_at": [words]})
    return min(at, now)


def fitting(kind: Kind, result: Result) -> Result:
    """``result`` as a contact of ``kind`` has it. Refuses with :class:`Invalid` what none has."""
    found = result_of(kind, result)
    if found is None:
        words = _("A contact of this kind cannot end so.")
        raise Invalid(words, fields={"result": [words]})
    return found


def _settle(
    interaction: Interaction,
    client: Client,
    outcome: Outcome,
    standing: Standing,
    *,
    actor: Actor,
) -> Interaction:
    """Close the contact, plan what comes next, teach the client's record, keep the promises."""
    result = fitting(interaction.kind, outcome.result)
    need = outcome.need or interaction.need
    if outcome.wants_opportunity and not need:
        words = _("Say what the client needs.")
        raise Invalid(words, fields={"need": [words]})
    interaction.state, interaction.result = InteractionState.DONE, result
    interaction.contact_number = standing.number
    interaction.outcome_note, interaction.need = outcome.note, need
    interaction.temperature_after = outcome.temperature
    interaction.wants_opportunity = outcome.wants_opportunity
    if outcome.motives:
        interaction.motives = [Motive(one).value for one in outcome.motives]
    stand_when_it_took_place(interaction, result)
    give_up_room(interaction)
    if interaction.result is Result.SENT:
        note_dispatch(interaction, outcome.dispatch, zone=actor.zone)
    db.session.flush()
    following = comes_next(interaction, client, actor, outcome)
    interaction.next_id = following.id if following else None
    interaction.no_next_reason = None if following else outcome.no_next_reason
    _teach(client, interaction, actor, outcome)
    for promise in outcome.promises:
        make_promise(
            client,
            actor=actor,
            text=promise.text,
            due_on=promise.due_on,
            side=promise.side,
            interaction=interaction,
        )
    if outcome.next_step is None:  # planning the next one has kept them already
        keep_dates([client.id])
    reason = interaction.no_next_reason
    record(
        "interaction:recorded",
        actor=actor,
        obj=interaction,
        name=client.display_name,
        client_id=client.id,
        detail={
            "kind": interaction.kind.value,
            "result": interaction.result.value,
            "number": interaction.contact_number,
            "next": following.public_id if following else None,
            "no_next": reason.value if reason else None,
        },
    )
    if standing.is_brought or outcome.handed:
        hand_over(interaction, client, outcome.handed, actor=actor)
    tell_followers(interaction, actor=actor, whom=standing.concerned)
    return interaction


def comes_next(
    interaction: Interaction, client: Client, actor: Actor, outcome: Outcome
) -> Interaction | None:
    """The contact that comes next: planned now or before; None when a reason stands instead. A part
    of a deed that holds ``client``. Refuses with :class:`Invalid` as :func:`record_outcome`."""
    step, reason = outcome.next_step, outcome.no_next_reason
    if step is not None and reason is not None:
        words = _("Plan the next step or say why there is none: not both.")
        raise Invalid(words, fields={"no_next_reason": [words]})
    if step is not None:
        return _plan_next(interaction, client, actor, step)
    if reason is None:
        planned = next_planned(client.id, but=interaction.id, zone=actor.zone)
        if planned is None:
            words = _("Plan the next step, or say why there is none.")
            raise Invalid(words, fields={"next_step": [words]})
        return planned
    if reason is NoNextReason.OTHER and not outcome.note.strip():
        words = _("Tell the reason in the note.")
        raise Invalid(words, fields={"note": [words]})
    number, minimum = interaction.contact_number, settings().minimum_contacts
    is_prospect = client.lifecycle is Lifecycle.PROSPECT
    if not outcome.drop_early and is_too_early_to_drop(
        number, minimum=minimum, reason=reason, is_prospect=is_prospect
    ):
        words = _(
            "This is contact %(number)s; the bank gives up after %(minimum)s at the earliest."
            " Plan a next step, or confirm that you give up all the same.",
            number=number,
            minimum=minimum,
        )
        raise Invalid(words, fields={"no_next_reason": [words], "drop_early": [words]})
    if reason in GIVES_UP and is_prospect:
        set_facts(client, is_active=False)
        note_event(
            client.id,
            "contact-given-up",
            actor=actor,
            obj=interaction,
            detail={"reason": reason.value, "number": number},
        )
    return None


def _plan_next(
    interaction: Interaction, client: Client, actor: Actor, step: NextStep
) -> Interaction:
    try:
        return plan(
            actor=actor,
            client=client,
            kind=step.kind,
            at=step.at,
            minutes=step.minutes,
            matter=Matter(
                purpose=step.purpose,
                purpose_text=step.purpose_text,
                contact_person_id=step.contact_person_id,
            ),
            manager_id=interaction.manager_id,
            held_for="interactions:record",
            number=interaction.contact_number + 1,
        )
    except Invalid as refusal:
        words = [message for messages in refusal.fields.values() for message in messages]
        raise Invalid(refusal.message, fields={"next_step": words}) from None


def _teach(client: Client, interaction: Interaction, actor: Actor, outcome: Outcome) -> None:
    """What the contact teaches about the client."""
    temperature = outcome.temperature
    if temperature is not None and temperature is not client.temperature:
        detail = {"before": client.temperature.value, "after": temperature.value}
        set_facts(client, temperature=temperature)
        note_event(client.id, "temperature", actor=actor, obj=interaction, detail=detail)
    if outcome.answers:
        learn(client, actor=actor, answers=outcome.answers, told_at=interaction)
