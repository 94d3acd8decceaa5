"""A schedule from its start to its end, in the database (C2)."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from rmapp.clients.models import Client, ClientEvent, CustomType, DecisionRole
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid, NotFound
from rmapp.dossiers import operations as dossiers
from rmapp.interactions import operations as contacts
from rmapp.interactions.models import Interaction, InteractionState
from rmapp.interactions.queries import handings_of
from rmapp.interactions.rules.next_step import NextStep
from rmapp.interactions.words import Kind, NoNextReason, Result
from rmapp.materials.models import Material, MaterialKind
from rmapp.materials.operations import add_version, keep_material
from rmapp.schedules import operations
from rmapp.schedules.models import Schedule
from rmapp.schedules.operations import StepFacts
from rmapp.schedules.words import ScheduleState, StepState, explain
from rmapp.staff.models import AbsenceKind, Employee
from tests.cast import Cast
from tests.clients.test_custom_fields import define
from tests.factories import a_client, a_contact_person
from tests.schedules.conftest import fresh, monday, shipped

MOSCOW = ZoneInfo("Europe/Moscow")


def dates(schedule: Schedule) -> list[dt.date]:
    return [
        one.interaction.planned_at.astimezone(MOSCOW).date()
        for one in fresh(schedule).steps
        if one.interaction is not None
    ]


def record(cast: Cast, schedule: Schedule, number: int, result: Result, **facts: Any) -> None:
    contact = fresh(schedule).steps[number - 1].interaction
    assert contact is not None
    contacts.record_outcome(
        contact,
        contacts.Outcome(result=result, **facts),
        actor=cast.actor("mara"),
        version=contact.version,
    )


def test_c2_starting_plans_every_step_as_a_contact_with_people_texts_and_scenario(
    scene, cast, started
):
    client = a_client(cast, name="ООО «Кедр»")
    head = a_contact_person(
        client,
        "Илья Кузнецов",
        position="Директор",
        is_head=True,
        decision_role=DecisionRole.INFLUENCES,
    )
    money = a_contact_person(client, "Анна", decision_role=DecisionRole.DECIDES)
    schedule = started(client)
    steps = fresh(schedule).steps
    kinds = [one.interaction.kind for one in steps]
    assert kinds == [Kind.LETTER, Kind.CALL, Kind.VISIT, Kind.MEETING, Kind.CALL]
    assert len(kinds) >= 4, "the bank's rule: at least four contacts"
    letter, call, _visit, meeting, _last = [one.interaction for one in steps]
    assert (letter.contact_person_id, meeting.contact_person_id) == (head.id, money.id)
    assert letter.addressee == "Илья Кузнецов, Директор"
    assert "ООО «Кедр»" in letter.body
    assert "{" not in letter.body
    assert call.scenario_id is not None
    assert call.structure
    senior = db.session.execute(
        sa.text("SELECT employee_id FROM participant WHERE interaction_id = :id"),
        {"id": meeting.id},
    ).scalar_one()
    assert senior == cast.ids["sofia"]
    assert client.next_contact_at == letter.planned_at
    events = db.session.scalars(
        sa.select(ClientEvent.kind).where(ClientEvent.client_id == client.id)
    )
    assert "schedule-started" in set(events)


def test_c2_a_step_brings_materials_and_words_in_the_clients_language(scene, cast, started):
    sofia = cast.actor("sofia")
    booklet = keep_material(
        None, actor=sofia, kind=MaterialKind.BROCHURE, name_en="Booklet", name_ru="Буклет"
    )
    english = add_version(booklet, actor=sofia, language="en")
    template = operations.new_template(actor=sofia, title_en="Own", title_ru="Свой", code="own")
    step = StepFacts(
        kind=Kind.LETTER, goal_en="They know us", goal_ru="Нас знают", subject_en="To you",
        subject_ru="Вам", message_en="Good day, {addressee}", message_ru="Здравствуйте",
        material_ids=[booklet.id],
    )  # fmt: skip
    operations.add_step(template, step, actor=sofia, version=template.version)
    operations.publish(template, actor=sofia, version=template.version)
    db.session.get_one(Employee, cast.ids["mara"]).language = "ru"
    schedule = started(a_client(cast, language="en", name="Cedar Ltd"), code="own")
    letter = fresh(schedule).steps[0].interaction
    assert [one.version_id for one in handings_of(letter.id)] == [english.id]
    assert (letter.subject, letter.body) == ("To you", "Good day, Cedar Ltd")
    assert letter.purpose_text == "Нас знают", "inner words: in the manager's language"


def test_d9_a_step_is_filled_with_the_own_fields_of_its_client(scene, cast, started):
    row, sofia = define(cast, CustomType.DATE, "lease"), cast.actor("sofia")
    template = operations.new_template(actor=sofia, title_en="Own", title_ru="Свой", code="own")
    words = "Until {custom.lease}, {client.name}"
    step = StepFacts(
        kind=Kind.LETTER, goal_en="They know us", goal_ru="Нас знают", subject_en="To you",
        subject_ru="Вам", message_en=words, message_ru="До {custom.lease}",
    )  # fmt: skip
    wrong = replace(step, message_ru="{custom.nothing}")
    with pytest.raises(Invalid):
        operations.add_step(template, wrong, actor=sofia, version=template.version)
    operations.add_step(template, step, actor=sofia, version=template.version)
    operations.publish(template, actor=sofia, version=template.version)
    client = a_client(cast, language="en", name="Cedar Ltd")
    day = dt.date(2026, 11, 24)
    dossiers.edit_client(
        client, actor=cast.actor("mara"), version=client.version, fields={row.key: day}
    )
    letter = fresh(started(client, code="own")).steps[0].interaction
    assert letter.body == "Until 24 Nov 2026, Cedar Ltd"


def test_c2_the_words_of_a_date(app, scene, cast, started):
    client = a_client(cast)
    schedule = started(client)
    with app.test_request_context("/"), force_locale("en"):
        said = [explain(one.why) for one in fresh(schedule).steps]
    assert said[0][0] == "on the first day"
    assert said[1][0] == "3 working days after the letter"
    assert said[2][:2] == [
        "5 working days after the outcome of the call", "moves when the outcome is recorded"
    ]  # fmt: skip


def test_c2_the_same_template_does_not_run_twice_with_a_client(scene, cast, started):
    client = a_client(cast)
    started(client)
    with pytest.raises(Invalid) as refused:
        started(client)
    assert "template" in refused.value.fields
    started(client, code="vip-care")


def test_c2_a_foreign_client_and_a_role_without_the_right_are_refused(scene, cast, started):
    theirs = a_client(cast, manager="otto")
    with pytest.raises(NotFound):
        started(theirs)
    with pytest.raises(Forbidden):
        started(theirs, who="ada")


def test_c2_an_outcome_moves_the_steps_that_hang_on_it(scene, cast, started):
    client = a_client(cast)
    schedule = started(client)
    before = dates(schedule)
    record(cast, schedule, 1, Result.SENT)
    record(cast, schedule, 2, Result.REACHED)
    after = dates(schedule)
    assert after[2] < before[2], "the visit is counted from the day the call was made"
    steps = fresh(schedule).steps
    assert [one.state for one in steps[:3]] == [StepState.DONE, StepState.DONE, StepState.PLANNED]
    assert steps[1].done_on == clock.today("Europe/Moscow")
    assert "provisional" not in {reason["why"] for reason in steps[2].why}
    assert after[2:] == sorted(after[2:])


def test_c2_the_last_outcome_finishes_and_no_next_step_stops(scene, cast, started):
    client = a_client(cast)
    schedule = started(client)
    for number in range(1, 5):
        one = Result.SENT if number == 1 else Result.AGREED
        record(cast, schedule, number, one)
    record(cast, schedule, 5, Result.AGREED, no_next_reason=NoNextReason.BOUGHT)
    assert fresh(schedule).state is ScheduleState.STOPPED
    other = started(a_client(cast, name="ООО «Лада»"))
    record(cast, other, 1, Result.REFUSED, no_next_reason=NoNextReason.REFUSED, drop_early=True)
    other = fresh(other)
    assert other.state is ScheduleState.STOPPED
    assert other.reason
    states = db.session.scalars(
        sa.select(Interaction.state).where(Interaction.client_id == other.client_id)
    ).all()
    assert sorted(state.value for state in states) == ["cancelled"] * 4 + ["done"]


def test_c2_the_rest_is_shifted_in_order_and_keeps_its_hour(scene, cast, started):
    client = a_client(cast)
    schedule = started(client)
    before = dates(schedule)
    operations.shift_rest(schedule, actor=cast.actor("mara"), version=schedule.version, days=5)
    after = dates(schedule)
    assert all(new > old for new, old in zip(after, before, strict=True))
    assert after == sorted(after)
    assert {reason["why"] for reason in fresh(schedule).steps[0].why} >= {"offset", "shifted"}
    for days in (0, 251):
        with pytest.raises(Invalid) as refused:
            operations.shift_rest(
                schedule, actor=cast.actor("mara"), version=schedule.version, days=days
            )
        assert "days" in refused.value.fields


def test_c2_a_pause_clears_the_diary_and_the_day_brings_it_back(scene, cast, started):
    client = a_client(cast)
    schedule = started(client)
    mara = cast.actor("mara")
    until = clock.today("Europe/Moscow") + dt.timedelta(days=1)
    operations.pause(schedule, actor=mara, version=schedule.version, until=until, reason="Ремонт")
    schedule = fresh(schedule)
    assert schedule.state is ScheduleState.PAUSED
    assert dates(schedule) == []
    assert client.next_contact_at is None
    assert operations.resume_due() == 0, "not before its day"
    schedule.paused_until = clock.today(None)
    db.session.flush()
    assert operations.resume_due() == 1
    schedule = fresh(schedule)
    assert schedule.state is ScheduleState.RUNNING
    assert len(dates(schedule)) == 5
    with pytest.raises(Conflict):
        operations.resume(schedule, actor=mara, version=schedule.version)


def test_c2_a_step_is_dropped_with_a_reason_and_the_others_stay(scene, cast, started):
    schedule = started(a_client(cast))
    mara, before = cast.actor("mara"), dates(schedule)
    with pytest.raises(Invalid) as refused:
        operations.drop_step(
            schedule, schedule.steps[1], actor=mara, version=schedule.version, reason=" "
        )
    assert "reason" in refused.value.fields
    operations.drop_step(
        schedule, schedule.steps[1], actor=mara, version=schedule.version, reason="Уже знакомы"
    )
    assert dates(schedule) == [before[0], *before[2:]]
    assert fresh(schedule).steps[1].state is StepState.DROPPED


def test_c2_a_time_a_person_chose_stays_and_what_hangs_on_it_follows(scene, cast, started):
    schedule = started(a_client(cast))
    mara, call = cast.actor("mara"), schedule.steps[1].interaction
    chosen = call.planned_at + dt.timedelta(days=7, hours=1)
    contacts.reschedule(call, actor=mara, version=call.version, at=chosen)
    steps = fresh(schedule).steps
    assert steps[1].interaction.planned_at == chosen
    assert steps[1].is_pinned
    assert steps[2].interaction.planned_at > chosen
    record(cast, schedule, 1, Result.SENT)
    assert fresh(schedule).steps[1].interaction.planned_at == chosen, "still the person's"


def test_c2_a_contact_cancelled_drops_its_step(scene, cast, started):
    schedule = started(a_client(cast))
    visit = schedule.steps[2].interaction
    contacts.cancel(visit, actor=cast.actor("mara"), version=visit.version, reason="Закрыты")
    step = fresh(schedule).steps[2]
    assert (step.state, step.drop_reason) == (StepState.DROPPED, "Закрыты")


def test_c2_stopping_needs_a_reason_and_cancels_what_is_to_come(scene, cast, started):
    schedule = started(a_client(cast))
    mara = cast.actor("mara")
    with pytest.raises(Invalid):
        operations.stop(schedule, actor=mara, version=schedule.version, reason="")
    with pytest.raises(Conflict):
        operations.stop(schedule, actor=mara, version=schedule.version + 1, reason="x")
    operations.stop(schedule, actor=mara, version=schedule.version, reason="Куплен конкурентом")
    schedule = fresh(schedule)
    assert (schedule.state, schedule.reason) == (ScheduleState.STOPPED, "Куплен конкурентом")
    open_ones = db.session.scalar(
        sa.select(sa.func.count()).where(
            Interaction.client_id == schedule.client_id,
            Interaction.state == InteractionState.PLANNED,
        )
    )
    assert open_ones == 0


def test_c2_many_schedules_never_overfill_a_day_nor_meet_in_one_hour(scene, cast, started):
    for number in range(15):
        started(a_client(cast, name=f"ООО «Кедр {number}»"))
    rows = db.session.execute(
        sa.select(Interaction.planned_at, Interaction.ends_at, Interaction.kind).order_by(
            Interaction.planned_at
        )
    ).all()
    days: dict[dt.date, int] = {}
    for row in rows:
        day = row.planned_at.astimezone(MOSCOW).date()
        days[day] = days.get(day, 0) + 1
    assert max(days.values()) <= 12
    timed = [row for row in rows if row.kind in (Kind.CALL, Kind.VISIT, Kind.MEETING)]
    assert all(a.ends_at <= b.planned_at for a, b in itertools.pairwise(timed))


def test_c2_an_absence_newly_entered_is_previewed_and_then_moves_everything_on_its_days(
    scene, cast, started, planned_loose
):
    schedule = started(a_client(cast))
    loose = planned_loose(monday() + dt.timedelta(days=1))
    mara, employee = cast.actor("mara"), cast.employee("mara")
    first, last = monday(), monday() + dt.timedelta(days=6)
    before = dates(schedule)
    shown = operations.preview_absence(employee, first, last, actor=mara)
    assert dates(schedule) == before, "a preview changes nothing"
    assert {one.schedule is None for one in shown} == {True, False}
    moving = len([one for one in shown if one.moves])
    absence, count = operations.enter_absence(
        employee, actor=mara, kind=AbsenceKind.LEAVE, first=first, last=last
    )
    assert absence.id
    assert count == moving == 6
    after = dates(schedule)
    assert all(day > last for day in after)
    assert after == sorted(after)
    assert loose.planned_at.astimezone(MOSCOW).date() > last
    promised = {one.interaction.id: one.placed.at for one in shown}
    for step in fresh(schedule).steps:
        if step.interaction.id in promised:
            assert step.interaction.planned_at == promised[step.interaction.id]
    assert "away" in {reason["why"] for reason in fresh(schedule).steps[0].why}


def test_c2_running_schedules_keep_the_version_they_began_with(scene, cast, started):
    schedule = started(a_client(cast))
    sofia, version = cast.actor("sofia"), shipped()
    template = version.template
    draft = operations.open_draft(template, actor=sofia)
    operations.remove_step(template, draft.steps[-1], actor=sofia, version=template.version)
    operations.publish(template, actor=sofia, version=template.version)
    assert template.number == 2
    assert len(shipped().steps) == 4
    assert len(fresh(schedule).steps) == 5
    assert fresh(schedule).template_version.number == 1


def undo(cast: Cast, contact: Interaction) -> None:
    contacts.undo_outcome(
        contact, actor=cast.actor("mara"), version=contact.version, reason="Wrong client"
    )


def test_c5_an_outcome_undone_starts_the_schedule_it_ended_again(scene, cast, started):
    schedule = started(a_client(cast))
    record(cast, schedule, 1, Result.REFUSED, no_next_reason=NoNextReason.REFUSED, drop_early=True)
    letter = fresh(schedule).steps[0].interaction
    assert letter is not None
    undo(cast, letter)
    schedule = fresh(schedule)
    assert (schedule.state, schedule.reason, schedule.ended_at) == (ScheduleState.RUNNING, "", None)
    assert [one.state for one in schedule.steps] == [StepState.PLANNED] * 5
    assert scene.get_one(Client, schedule.client_id).is_active


def test_c5_a_corrected_outcome_that_goes_on_starts_the_schedule_again(scene, cast, started):
    schedule = started(a_client(cast))
    record(cast, schedule, 1, Result.REFUSED, no_next_reason=NoNextReason.REFUSED, drop_early=True)
    letter = fresh(schedule).steps[0].interaction
    assert letter is not None
    at = dt.datetime.combine(monday() + dt.timedelta(days=30), dt.time(12), MOSCOW)
    contacts.correct_outcome(
        letter,
        contacts.Correction(result=Result.SENT, next_step=NextStep(Kind.CALL, at)),
        actor=cast.actor("mara"),
        version=letter.version,
        reason="It was the letter to another firm",
    )
    schedule = fresh(schedule)
    assert schedule.state is ScheduleState.RUNNING
    states = [one.state for one in schedule.steps]
    assert states == [StepState.DONE, *[StepState.PLANNED] * 4]


def test_c5_a_schedule_stopped_by_hand_stays_stopped_when_an_outcome_is_undone(
    scene, cast, started
):
    schedule = started(a_client(cast))
    record(cast, schedule, 1, Result.SENT)
    letter = fresh(schedule).steps[0].interaction
    assert letter is not None
    version = fresh(schedule).version
    operations.stop(fresh(schedule), actor=cast.actor("mara"), version=version, reason="Enough")
    undo(cast, letter)
    schedule = fresh(schedule)
    assert (schedule.state, schedule.reason) == (ScheduleState.STOPPED, "Enough")
    assert letter.state is InteractionState.PLANNED


def test_c10_shipped_steps_bring_what_the_nomenclature_has(scene, cast, started):
    schedule = started(a_client(cast))
    letter, _call, visit, meeting, _last = [one.interaction for one in fresh(schedule).steps]
    codes = {one.code for one in db.session.scalars(sa.select(Material)) if one.code}
    assert codes == {"booklet", "business-card", "benefit"}
    for contact, brought in ((letter, 2), (visit, 2), (meeting, 1)):
        assert contact is not None
        assert len(handings_of(contact.id)) == brought
    assert letter.note == "", "what is counted is not told in words as well"
    assert "предложение" in meeting.note or "Proposal" in meeting.note


def test_c3_a_letter_of_a_schedule_greets_the_head_by_name(scene, cast, started):
    client = a_client(cast)
    a_contact_person(client, "Кузнецова Ольга Сергеевна", position="Директор", is_head=True)
    letter = fresh(started(client)).steps[0].interaction
    assert letter is not None
    assert letter.body.startswith("Уважаемая Ольга Сергеевна!\n")
    foreign = a_client(cast, language="en", name="Cedar Ltd")
    a_contact_person(foreign, "John Smith", position="Director", is_head=True)
    letter = fresh(started(foreign)).steps[0].interaction
    assert letter is not None
    assert letter.body.startswith("Dear John Smith,\n")
    nobody = fresh(started(a_client(cast, name="ООО «Без людей»"))).steps[0].interaction
    assert nobody is not None
    assert nobody.body.startswith("Здравствуйте!\n")


def test_c2_a_senior_who_is_taken_is_named_in_the_note_and_holds_nothing_up(scene, cast, started):
    first = started(a_client(cast))
    meeting = fresh(first).steps[3].interaction
    assert meeting is not None
    assert seniors_of(meeting) == [cast.ids["sofia"]]
    second = operations.start(
        a_client(cast, name="ООО «Тополь»", manager="max"), shipped(), actor=cast.actor("max"),
        starts_on=monday(),
    )  # fmt: skip
    other = fresh(second).steps[3].interaction
    assert other is not None
    assert (other.planned_at, seniors_of(other)) == (meeting.planned_at, [])
    assert "Руководитель" in other.note or "Head" in other.note


def seniors_of(contact: Interaction) -> list[int]:
    wanted = sa.text("SELECT employee_id FROM participant WHERE interaction_id = :id")
    return list(db.session.execute(wanted, {"id": contact.id}).scalars())
