"""What is proposed and asked after a contact, whether it was planned or not (C5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request

from ...clients.models import Client, ContactPerson, Lifecycle
from ...clients.queries import reaches_client
from ...core import clock
from ...dossiers import questions
from ...policy.enforce import Actor, current_actor, reach
from ...staff.calendar import calendar_for
from .. import queries, words
from ..followers import limit_for
from ..forms import OutcomeForm
from ..models import Interaction
from ..operations import awaited_until
from ..queries.contacts import EXCLUSIVE
from ..rules.next_step import NextStep, Proposal, next_step
from ..rules.persistence import persistence
from ..rules.times import nearest_moment
from ..words import RESULTS, Kind, Purpose, Result
from .words import settings_minimum, too_long_words

#: How many working days are looked through for a free time.
SEARCHED_DAYS = 10


@dataclass(frozen=True)
class Ended:
    """A contact that is over, as far as what comes next depends on it. ``id`` None: nobody
    planned it."""

    client: Client
    kind: Kind
    purpose: Purpose
    at: dt.datetime
    manager_id: int
    zone: str
    contact_person_id: int | None = None
    id: int | None = None

    @classmethod
    def of(cls, interaction: Interaction) -> Ended:
        """The planned contact ``interaction``, its client and manager loaded."""
        return cls(
            client=interaction.client,
            kind=interaction.kind,
            purpose=interaction.purpose,
            at=interaction.planned_at,
            manager_id=interaction.manager_id,
            zone=interaction.manager.zone,
            contact_person_id=interaction.contact_person_id,
            id=interaction.id,
        )


def asking(base: type[OutcomeForm], client: Client, *, actor: Actor) -> type[Any]:
    """``base`` with the next questions about the client, whom ``actor`` reaches to record contacts;
    for those who may edit the dossier."""
    may = "clients:edit"
    is_known = reach(actor, may) is reach(actor, "interactions:record")
    if not is_known and not reaches_client(actor, may, client.id):
        return base
    if request.method == "POST":
        asked = questions.asked_in(request.form, client, actor=actor, reached_for=may)
    else:
        asked = questions.next_questions(client, actor=actor)
    return questions.asking(base, client, asked)


def result_asked(kind: Kind, asked: str | None = None) -> Result | None:
    """The result named by ``asked``, else by ``?result=``; None for one the kind does not have."""
    given = request.args.get("result", "") if asked is None else asked
    return next((one for one in RESULTS[kind] if one.value == given), None)


def propose_dispatch(form: OutcomeForm, ended: Ended) -> None:
    """Say when a letter goes out and until when its answer is awaited, by the rule."""
    if form.awaited_until is not None:
        today = clock.today(ended.zone)
        form.dispatched_on.data, form.awaited_until.data = today, awaited_until(ended.kind, today)


def propose(form: OutcomeForm, ended: Ended, result: Result | None) -> None:
    """Fill in what the rules propose; nothing where a contact is planned already."""
    if planned_after(ended) is not None:
        return
    proposal = proposal_after(ended, result or RESULTS[ended.kind][0])
    if proposal.step is not None:
        form.next_kind.data = proposal.step.kind.value
        form.next_step.data = proposal.step.at
        form.next_purpose.data = proposal.step.purpose.value
    if proposal.reason is not None:
        form.no_next_reason.data = proposal.reason.value


def next_fields(ended: Ended) -> str:
    """The fields of the next step proposed after ``?result=``."""
    form = OutcomeForm(formdata=None)
    form.offer(ended.kind)
    propose(form, ended, result_asked(ended.kind))
    return render_template("interactions/_next_step.html", form=form, words=words, **around(ended))


def planned_after(ended: Ended) -> Interaction | None:
    """The next contact with the client that is planned already."""
    zone = current_actor().zone
    return queries.next_planned(ended.client.id, but=ended.id, zone=zone)


def proposal_after(ended: Ended, result: Result) -> Proposal:
    """The next step by the rules, a visit or a meeting at a time that is free in the diary."""
    proposal = next_step(
        kind=ended.kind,
        purpose=ended.purpose,
        result=result,
        planned_at=ended.at,
        now=clock.now(),
        zone=ended.zone,
        calendar=calendar_for(ended.manager_id),
        contact_number=queries.contacts_so_far(ended.client.id) + 1,
        minimum_contacts=settings_minimum(),
        contact_person_id=ended.contact_person_id,
        is_prospect=_is_prospect(ended.client),
    )
    if proposal.step is None or proposal.step.kind not in EXCLUSIVE:
        return proposal
    return replace(proposal, step=_where_free(proposal.step, ended))


def _where_free(step: NextStep, ended: Ended) -> NextStep:
    """``step`` at the first time from its own on, within working hours, that nothing takes."""
    calendar, place = calendar_for(ended.manager_id), ZoneInfo(ended.zone)
    length, wanted = dt.timedelta(minutes=step.minutes), step.at
    for _day in range(SEARCHED_DAYS):
        at = queries.free_from(ended.manager_id, wanted, step.minutes)
        day, ends = wanted.astimezone(place).date(), (at + length).astimezone(place)
        if ends.date() == day and ends.time() <= calendar.closes:
            return replace(step, at=at)
        following = calendar.add_working_days(day, 1)
        wanted = nearest_moment(following, max(calendar.opens, dt.time(10)), ended.zone)
    return step


def around(ended: Ended) -> dict[str, object]:
    """What the form of an outcome says besides its fields."""
    number, minimum = queries.contacts_so_far(ended.client.id) + 1, settings_minimum()
    is_prospect = _is_prospect(ended.client)
    limit = limit_for(ended.client.id) if is_prospect and number >= minimum else None
    return {
        "questions_in": questions.fields_in,
        "planned": planned_after(ended),
        "number": number,
        "minimum": minimum,
        "persistence": persistence(number, minimum=minimum, limit=limit),
        "too_long": too_long_words(number, limit),
        "is_prospect": is_prospect,
    }


def dialling(ended: Ended, people: Sequence[ContactPerson] | None = None) -> dict[str, object]:
    """At a call: whom to ring and where, first whom it was planned with, and what time it is
    there. ``people``: the contact persons, where they are known already."""
    if ended.kind is not Kind.CALL:
        return {"numbers": []}
    people = queries.contact_persons_of(ended.client.id) if people is None else people
    first = next((one.name for one in people if one.id == ended.contact_person_id), None)
    numbers = queries.numbers_of(ended.client, people)
    return {
        "numbers": sorted(numbers, key=lambda number: number[0] != first),
        "there": clock.now().astimezone(ZoneInfo(ended.client.zone)),
    }


def _is_prospect(client: Client) -> bool:
    return client.lifecycle is Lifecycle.PROSPECT
