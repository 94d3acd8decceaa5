"""Recording what came of a contact, with the next step (C5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from ..queries import client_held, contacts_so_far, next_planned
from ..rules.next_step import USUAL_MINUTES, NextStep
from ..rules.persistence import is_too_early_to_drop
from ..rules.results import result_of
from ..strategies import Motive
from ..words import GIVES_UP, Kind, NoNextReason, Purpose, Result, Side
from .dates import keep_dates, set_facts
from .letters import note_dispatch
from .materials import Handed, hand_over
from .matters import Matter, join
from .moving import check_open
from .planning import plan
from .promises import make_promise
from .rooms import give_up_room


@dataclass(frozen=True)
class PromiseDraft:
    """A promise given in a contact: ``side`` promised ``text`` by ``due_on``."""

    text: str
    due_on: dt.date
    side: Side = Side.BANK


def record_outcome(
    interaction: Interaction,
    *,
    actor: Actor,
    version: int,
    result: Result,
    note: str = "",
    temperature: Temperature | None = None,
    next_step: NextStep | None = None,
    no_next_reason: NoNextReason | None = None,
    need: str = "",
    motives: Sequence[Motive] = (),
    promises: Sequence[PromiseDraft] = (),
    drop_early: bool = False,
    answers: Mapping[str, Any] | None = None,
    handed: Sequence[Handed] = (),
    wants_opportunity: bool = False,
) -> Interaction:
    """Record the outcome of a planned contact and plan the next one; return the contact.

    Something must come next: ``next_step``, or a contact planned already, or ``no_next_reason``.
    ``drop_early``: give a prospect up although the bank's minimum of contacts is not reached.
    ``temperature`` None leaves it. ``answers``: what was learned, field of the dossier → value;
    it goes into the dossier with the contact as its source. ``handed``: what was given to whom.
    ``wants_opportunity``: the need becomes an opportunity with it. Refuses with NotFound (reach),
    :class:`Conflict` when somebody dealt with the contact, :class:`Invalid` at ``result``,
    ``next_step``, ``no_next_reason``, ``note``, ``answer_<field>``, and as :func:`plan` for the
    time of the next step.
    """
    client = client_held(interaction.client_id, actor=actor, permission="interactions:record")
    check_open(interaction, version)
    fitting = _fitting(interaction.kind, result)
    number = contacts_so_far(interaction.client_id) + 1
    outcome = _Outcome(note, temperature, next_step, no_next_reason, tuple(promises), drop_early)
    interaction.result = fitting
    interaction.need = need or interaction.need
    if wants_opportunity and not interaction.need:
        words = _("Say what the client needs.")
        raise Invalid(words, fields={"need": [words]})
    interaction.wants_opportunity = wants_opportunity
    if motives:
        interaction.motives = [Motive(one).value for one in motives]
    _settle(interaction, client, outcome, actor=actor, number=number)
    if answers:
        learn(client, actor=actor, answers=answers, told_at=interaction)
    hand_over(interaction, client, handed, actor=actor)
    tell_followers(interaction, actor=actor)
    return interaction


def record_contact(
    *,
    actor: Actor,
    client: Client,
    kind: Kind,
    result: Result,
    purpose: Purpose = Purpose.OTHER,
    minutes: int | None = None,
    contact_person_id: int | None = None,
    note: str = "",
    temperature: Temperature | None = None,
    next_step: NextStep | None = None,
    no_next_reason: NoNextReason | None = None,
    promises: Sequence[PromiseDraft] = (),
    drop_early: bool = False,
) -> Interaction:
    """Record a contact that was not planned (the client called) and return it.

    ``minutes``: how long it took. It takes no time in the diary. Refuses as
    :func:`record_outcome`.
    """
    client_held(client.id, actor=actor, permission="interactions:record")
    now = clock.now()
    length = minutes or USUAL_MINUTES[kind]
    interaction = Interaction(
        client_id=client.id,
        contact_person_id=contact_person_id,
        manager_id=actor.employee_id,
        diary_id=actor.employee_id,
        kind=kind,
        state=InteractionState.DONE,
        result=_fitting(kind, result),
        outcome_at=now,
        planned_at=now - dt.timedelta(minutes=length),
        ends_at=now,
        minutes=length,
        purpose=purpose,
        contact_number=contacts_so_far(client.id) + 1,
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
    outcome = _Outcome(note, temperature, next_step, no_next_reason, tuple(promises), drop_early)
    number = interaction.contact_number
    _settle(interaction, client, outcome, actor=actor, number=number)
    tell_followers(interaction, actor=actor)
    return interaction


@dataclass(frozen=True)
class _Outcome:
    """What was handed in about a contact, apart from its result."""

    note: str
    temperature: Temperature | None
    next_step: NextStep | None
    no_next_reason: NoNextReason | None
    promises: tuple[PromiseDraft, ...]
    drop_early: bool


def _fitting(kind: Kind, result: Result) -> Result:
    fitting = result_of(kind, result)
    if fitting is None:
        words = _("A contact of this kind cannot end so.")
        raise Invalid(words, fields={"result": [words]})
    return fitting


def _settle(
    interaction: Interaction, client: Client, outcome: _Outcome, *, actor: Actor, number: int
) -> Interaction:
    """Close the contact, plan what comes next, teach the client's record, keep the promises."""
    interaction.state = InteractionState.DONE
    interaction.outcome_at = clock.now()
    interaction.outcome_note = outcome.note
    interaction.temperature_after = outcome.temperature
    interaction.contact_number = number
    give_up_room(interaction)  # what is left of its time
    if interaction.result is Result.SENT:
        note_dispatch(interaction, zone=actor.zone)
    db.session.flush()
    following = _following(interaction, client, actor, number, outcome)
    interaction.next_id = following.id if following else None
    interaction.no_next_reason = None if following else outcome.no_next_reason
    _teach(client, interaction, actor, outcome.temperature)
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
            "result": interaction.result.value if interaction.result else "",
            "number": number,
            "next": following.public_id if following else None,
            "no_next": reason.value if reason else None,
        },
    )
    return interaction


def _following(
    interaction: Interaction, client: Client, actor: Actor, number: int, outcome: _Outcome
) -> Interaction | None:
    """The contact that comes next: planned now or before; None when a reason stands instead."""
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
    minimum = settings().minimum_contacts
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
        )
    except Invalid as refusal:
        words = [message for messages in refusal.fields.values() for message in messages]
        raise Invalid(refusal.message, fields={"next_step": words}) from None


def _teach(
    client: Client, interaction: Interaction, actor: Actor, temperature: Temperature | None
) -> None:
    """What the contact teaches about the client."""
    if temperature is not None and temperature is not client.temperature:
        detail = {"before": client.temperature.value, "after": temperature.value}
        set_facts(client, temperature=temperature)
        note_event(client.id, "temperature", actor=actor, obj=interaction, detail=detail)
