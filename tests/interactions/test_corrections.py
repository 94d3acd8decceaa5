"""Correcting and undoing an outcome (C5): nothing that hung on it is forgotten."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from rmapp.clients.models import AssignmentRole, Client, ClientEvent, Temperature
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.interactions import operations, queries
from rmapp.interactions.followers import hanging_on
from rmapp.interactions.models import Interaction, InteractionState, PromiseState
from rmapp.interactions.operations import Correction, Outcome, PromiseDraft
from rmapp.interactions.rules.next_step import NextStep
from rmapp.interactions.words import Kind, NoNextReason, Result
from rmapp.materials.models import MaterialKind
from rmapp.materials.operations import keep_material
from rmapp.opportunities.models import Opportunity
from rmapp.staff.models import Employee
from tests.cast import Cast
from tests.factories import a_client
from tests.interactions.conftest import in_days
from tests.opportunities.stories import submit, token_of


@pytest.fixture
def done(cast: Cast, planned: Any) -> Any:
    """``done(client, "reached", …)``: a call of Mara's with an outcome, a call planned after it."""

    def do(client: Client, result: str = "reached", **values: Any) -> Interaction:
        if "no_next_reason" not in values:
            values.setdefault("next_step", NextStep(Kind.CALL, in_days(3, hour=11)))
        contact = planned(client)
        return operations.record_outcome(
            contact,
            Outcome(result=Result(result), **values),
            actor=cast.actor("mara"),
            version=contact.version,
        )

    return do


def undo(cast: Cast, contact: Interaction, *, who: str = "mara", keep: bool = False) -> None:
    actor = cast.actor(who)
    keys = [] if keep else [one.key for one in hanging_on(contact, actor=actor) if not one.stays]
    operations.undo_outcome(
        contact, actor=actor, version=contact.version, reason="Wrong client", taken_back=keys
    )


def correct(cast: Cast, contact: Interaction, result: str, **values: Any) -> None:
    taken_back = values.pop("taken_back", ())
    operations.correct_outcome(
        contact,
        Correction(result=Result(result), **values),
        actor=cast.actor("mara"),
        version=contact.version,
        reason="Typed the wrong key",
        taken_back=taken_back,
    )


def test_c5_an_undone_contact_that_took_place_early_is_planned_for_its_own_hour_again(
    scene: Any, cast: Cast
) -> None:
    at, mara = in_days(2), cast.actor("mara")
    one = operations.plan(actor=mara, client=a_client(cast), kind=Kind.VISIT, at=at)
    ends = one.ends_at
    operations.record_outcome(
        one,
        Outcome(result=Result.HELD, no_next_reason=NoNextReason.WAITS),
        actor=mara,
        version=one.version,
    )
    assert one.planned_at < clock.now()
    undo(cast, one)
    assert (one.state, one.planned_at, one.ends_at) == (InteractionState.PLANNED, at, ends)


def test_c5_a_correction_keeps_what_was_said_who_changed_it_and_why(
    cast: Cast, scene: Any, done: Any
) -> None:
    client = a_client(cast)
    call = done(client, note="They want a loan")
    correct(cast, call, "not_reached", note="Nobody answered")
    assert (call.result, call.outcome_note) == (Result.NOT_REACHED, "Nobody answered")
    event, author = queries.corrections_of(call)[0]
    assert event.title == "Typed the wrong key"
    assert event.detail["before"]["note"] == "They want a loan"
    mara = db.session.get_one(Employee, cast.ids["mara"])
    assert (event.detail["before"]["result"], author) == ("reached", mara.name)


def test_c5_a_correction_without_a_reason_or_of_a_stale_contact_is_refused(
    cast: Cast, scene: Any, done: Any
) -> None:
    call = done(a_client(cast))
    given = Correction(result=Result.NOT_REACHED)
    mara = cast.actor("mara")
    with pytest.raises(Invalid) as refusal:
        operations.correct_outcome(call, given, actor=mara, version=call.version, reason=" ")
    assert "reason" in refusal.value.fields
    with pytest.raises(Conflict):
        operations.correct_outcome(call, given, actor=mara, version=call.version - 1, reason="So")
    undo(cast, call)
    with pytest.raises(Conflict):
        operations.correct_outcome(call, given, actor=mara, version=call.version, reason="So")


def test_c5_nobody_corrects_the_outcome_of_a_foreign_client(
    cast: Cast, scene: Any, done: Any
) -> None:
    call = done(a_client(cast))
    for who, refusal in (("otto", NotFound), ("adam", Forbidden)):
        with pytest.raises(refusal):
            undo(cast, call, who=who, keep=True)


def test_c9_a_call_that_never_was_does_not_reset_the_clock_of_silence(
    cast: Cast, scene: Any, done: Any
) -> None:
    client = a_client(cast)
    heard = clock.now() - dt.timedelta(days=20)
    first = operations.record_contact(
        client,
        Outcome(result=Result.REACHED, next_step=NextStep(Kind.CALL, in_days(2, hour=11))),
        actor=cast.actor("mara"),
        kind=Kind.CALL,
        ended_at=heard,
    )
    second = done(client)
    assert client.last_contact_at > heard
    correct(cast, second, "not_reached")
    assert client.last_contact_at == heard
    undo(cast, first, keep=True)
    assert client.last_contact_at is None


def test_c5_an_outcome_undone_leaves_the_contact_planned_and_takes_back_what_it_brought(
    cast: Cast, scene: Any, done: Any
) -> None:
    client = a_client(cast)
    call = done(
        client,
        note="Wants payroll",
        temperature=Temperature.HOT,
        need="Payroll",
        wants_opportunity=True,
        promises=[PromiseDraft("Send the tariffs", in_days(2).date())],
        answers={"problems": "Furniture"},
    )
    kinds = {one.key.partition(":")[0] for one in hanging_on(call, actor=cast.actor("mara"))}
    assert kinds == {"promise", "next", "fact", "opportunity"}
    assert (client.temperature, client.problems) == (Temperature.HOT, "Furniture")
    undo(cast, call)
    assert (call.state, call.result, call.outcome_at) == (InteractionState.PLANNED, None, None)
    assert [one.id for one in queries.planned_of(client.id)] == [call.id]
    assert queries.promises_of(client.id) == []
    assert client.problems == ""
    assert client.temperature is not Temperature.HOT
    lost = db.session.scalars(
        sa.select(Opportunity.loss_note).where(Opportunity.client_id == client.id)
    ).all()
    assert lost == ["Wrong client"]
    assert hanging_on(call, actor=cast.actor("mara")) == []
    kept = db.session.scalars(sa.select(ClientEvent.kind).where(ClientEvent.client_id == client.id))
    assert "outcome-undone" in set(kept)


def test_c5_what_is_not_taken_back_stays(cast: Cast, scene: Any, done: Any) -> None:
    client = a_client(cast)
    promise = PromiseDraft("Send the tariffs", in_days(2).date())
    call = done(client, promises=[promise], answers={"problems": "Furniture"})
    undo(cast, call, keep=True)
    assert [one.state for one in queries.promises_of(client.id)] == [PromiseState.OPEN]
    assert client.problems == "Furniture"
    assert len(queries.planned_of(client.id)) == 2


def test_c5_a_fact_told_anew_since_is_not_taken_back(cast: Cast, scene: Any, done: Any) -> None:
    from rmapp.dossiers.operations import edit_client

    client = a_client(cast)
    call = done(client, answers={"problems": "Furniture"})
    edit_client(
        client, actor=cast.actor("mara"), version=client.version, fields={"problems": "Timber"}
    )
    assert "fact:problems" not in [one.key for one in hanging_on(call, actor=cast.actor("mara"))]
    undo(cast, call)
    assert client.problems == "Timber"


def test_c5_a_contact_nobody_planned_is_called_off_when_its_outcome_is_undone(
    cast: Cast, scene: Any
) -> None:
    client = a_client(cast)
    contact = operations.record_contact(
        client,
        Outcome(result=Result.REACHED, next_step=NextStep(Kind.CALL, in_days(3, hour=11))),
        actor=cast.actor("mara"),
        kind=Kind.CALL,
    )
    undo(cast, contact)
    assert (contact.state, contact.cancel_reason) == (InteractionState.CANCELLED, "Wrong client")
    assert queries.planned_of(client.id) == []
    assert (client.last_contact_at, client.next_contact_at) == (None, None)


def test_c6_the_contacts_after_an_undone_one_are_numbered_anew(
    cast: Cast, scene: Any, done: Any
) -> None:
    client = a_client(cast)
    first, second = done(client), done(client)
    assert (first.contact_number, second.contact_number) == (1, 2)
    undo(cast, first, keep=True)
    db.session.refresh(second)
    assert second.contact_number == 1


def test_c5_a_prospect_given_up_by_mistake_is_worked_again(
    cast: Cast, scene: Any, done: Any
) -> None:
    client = a_client(cast)
    call = done(client, "refused", no_next_reason=NoNextReason.REFUSED, drop_early=True)
    assert not client.is_active
    with pytest.raises(Invalid) as refusal, db.session.begin_nested():
        correct(cast, call, "agreed")
    assert "next_step" in refusal.value.fields
    db.session.refresh(call)
    db.session.refresh(client)
    correct(cast, call, "agreed", next_step=NextStep(Kind.VISIT, in_days(5, hour=10)))
    assert client.is_active
    assert call.no_next_reason is None
    assert [one.kind for one in queries.planned_of(client.id)] == [Kind.VISIT]


def test_c5_of_an_earlier_contact_what_came_next_stays(cast: Cast, scene: Any, done: Any) -> None:
    client = a_client(cast)
    first = done(client)
    after = first.next_id
    done(client, "refused", no_next_reason=NoNextReason.REFUSED, drop_early=True)
    correct(cast, first, "agreed", no_next_reason=NoNextReason.NO_NEED)
    assert (first.result, first.next_id, first.no_next_reason) == (Result.AGREED, after, None)
    assert not client.is_active


def test_c10_pieces_noted_as_given_by_mistake_go_back_into_stock(
    cast: Cast, scene: Any, done: Any
) -> None:
    gift = keep_material(
        None, actor=cast.actor("sofia"), kind=MaterialKind.GIFT, name_en="Diary",
        name_ru="Ежедневник", stock=5,
    )  # fmt: skip
    call = done(a_client(cast), handed=[operations.Handed(gift.versions[0], 2)])
    assert gift.stock == 3
    undo(cast, call)
    db.session.refresh(gift)
    assert gift.stock == 5


def test_c5_a_time_taken_meanwhile_is_no_place_for_the_contact_to_go_back_to(
    cast: Cast, scene: Any, planned: Any
) -> None:
    client = a_client(cast)
    visit = planned(client, "visit", days=4)
    operations.record_outcome(
        visit,
        Outcome(result=Result.HELD, next_step=NextStep(Kind.CALL, in_days(6, hour=11))),
        actor=cast.actor("mara"),
        version=visit.version,
    )
    planned(a_client(cast, name="ООО «Сосна»"), "visit", days=4)
    with pytest.raises(Conflict):
        undo(cast, visit)


def test_c5_a_supervisor_corrects_and_the_manager_is_told(
    cast: Cast, scene: Any, done: Any
) -> None:
    call = done(a_client(cast, role=AssignmentRole.ACQUISITION))
    undo(cast, call, who="sofia")
    told = db.session.execute(
        sa.text("SELECT employee_id FROM notice WHERE kind = 'contact:corrected'")
    ).scalars()
    assert list(told) == [cast.ids["mara"]]


def test_c5_the_pages_of_a_done_contact_correct_and_undo_its_outcome(
    app: Flask, browser_of: Any, cast: Cast
) -> None:
    with app.app_context(), transaction():
        client = a_client(cast)
        mara = cast.actor("mara")
        contact = operations.record_contact(
            client,
            Outcome(
                result=Result.REACHED,
                note="They want a loan",
                next_step=NextStep(Kind.CALL, in_days(3, hour=11)),
                promises=[PromiseDraft("Send the tariffs", in_days(2).date())],
            ),
            actor=mara,
            kind=Kind.CALL,
        )
        page = f"/interactions/{contact.public_id}"
    browser = browser_of("mara")
    shown = browser.get(page).text
    assert f"{page}/correct" in shown
    assert f"{page}/undo" in shown
    form = browser.get(f"{page}/correct").text
    assert "They want a loan" in form
    assert "Send the tariffs" in form
    given = {"result": "not_reached", "note": "", "next_step": "", "temperature": ""}
    given |= {"taken_back": [], "no_next_reason": ""}
    refused = submit(browser, f"{page}/correct", action="/correct", **given, reason="")
    assert refused.status_code == 200
    done = submit(browser, f"{page}/correct", action="/correct", **given, reason="A slip")
    assert done.status_code == 302, done.text
    shown = browser.get(page).text
    assert "A slip" in shown
    assert "They want a loan" in shown, "what it said stays readable"
    keys = re.findall(r'name="taken_back"[^>]* value="([^"]+)"', browser.get(f"{page}/undo").text)
    assert {one.partition(":")[0] for one in keys} == {"promise", "next"}
    undone = submit(browser, f"{page}/undo", action="/undo", reason="Another firm", taken_back=keys)
    assert undone.status_code == 302, undone.text
    shown = browser.get(page).text
    assert "Another firm" in shown
    assert browser.get(f"{page}/undo").status_code == 409
    assert "Send the tariffs" not in shown
    assert browser_of("otto").get(f"{page}/correct").status_code == 404


def test_c5_an_outcome_recorded_by_mistake_is_taken_back_in_one_press_with_what_it_brought(
    app: Flask, browser_of: Any, cast: Cast, planned: Any
) -> None:
    with app.app_context(), transaction():
        contact = planned(a_client(cast, name="ООО «Ошибка»"))
        page, key = f"/interactions/{contact.public_id}", contact.id
    browser = browser_of("mara")
    submit(browser, f"{page}/outcome?back=/day/overdue", action="/outcome", at_once="reached")
    press = one_press(browser.get("/day/overdue").text)
    assert f"{page}/take-back" in press
    browser.post(press, data={"csrf_token": token_of(browser)})
    assert "with what it brought about" in browser.get("/day/overdue").text
    with app.app_context():
        now = db.session.get_one(Interaction, key)
        assert now.state is InteractionState.PLANNED
        assert queries.following(now) is None, "the next step is called off"
    browser.post(press, data={"csrf_token": token_of(browser)})  # a double press
    assert "somebody has undone it" in browser.get("/day/overdue").text


def test_c5_one_press_takes_back_nothing_that_has_gone_on_since(
    app: Flask, browser_of: Any, cast: Cast, done: Any
) -> None:
    with app.app_context(), transaction():
        contact = done(a_client(cast))
        page, key, version = f"/interactions/{contact.public_id}", contact.id, contact.version
    browser = browser_of("mara")
    stale = f"{page}/take-back?version={version - 1}"
    there = browser.post(stale, data={"csrf_token": token_of(browser)})
    assert there.location.startswith(f"{page}/undo")
    assert "Look what would be undone" in browser.get(there.location).text
    with app.app_context():
        assert db.session.get_one(Interaction, key).state is InteractionState.DONE


def one_press(text: str) -> str:
    """Where the button of the message in a page sends to."""
    found = re.search(r'action="([^"]*/take-back[^"]*)"', text)
    assert found, "a message with Undo"
    return html.unescape(found[1])
