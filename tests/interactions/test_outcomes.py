"""Recording outcomes, the next step, giving up, promises, letters."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from rmapp.clients.models import Lifecycle, Temperature
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Invalid, NotFound
from rmapp.interactions import operations, queries
from rmapp.interactions.models import InteractionState, PromiseState
from rmapp.interactions.operations import PromiseDraft
from rmapp.interactions.rules.next_step import NextStep
from rmapp.interactions.words import Kind, NoNextReason, Purpose, Result, Side
from tests.cast import Cast
from tests.factories import a_client
from tests.interactions.conftest import in_days


@pytest.fixture
def record(cast: Cast) -> Any:
    """``record(interaction, "reached", step=3)``: by the client's manager; step in days."""

    def do(
        interaction: Any, result: str, *, step: int | None = None, who: str = "mara", **values: Any
    ) -> Any:
        if step is not None:
            values["next_step"] = NextStep(Kind.CALL, in_days(step, hour=11))
        version = values.pop("version", interaction.version)
        outcome = operations.Outcome(result=Result(result), **values)
        return operations.record_outcome(
            interaction, outcome, actor=cast.actor(who), version=version
        )

    return do


def test_an_outcome_without_a_next_step_is_refused(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    """Promise 1 of the product: no client is left without a next step."""
    call = planned(a_client(cast))
    with pytest.raises(Invalid) as refusal, db.session.begin_nested():
        record(call, "reached")
    assert "next_step" in refusal.value.fields
    db.session.refresh(call)
    assert call.state is InteractionState.PLANNED


def test_an_outcome_plans_the_next_step(cast: Cast, scene: Any, planned: Any, record: Any) -> None:
    client = a_client(cast)
    call = planned(client)
    record(call, "reached", step=3, note="Interested in payroll", temperature=Temperature.WARM)
    following = queries.planned_of(client.id)
    assert [one.id for one in following] == [call.next_id]
    assert client.next_contact_at == following[0].planned_at
    assert client.last_contact_at == call.outcome_at
    assert client.temperature is Temperature.WARM
    assert (call.contact_number, following[0].contact_number) == (1, 2)


def test_a_contact_planned_already_is_the_next_step(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    client = a_client(cast)
    call, visit = planned(client), planned(client, "visit", days=6)
    record(call, "reached")
    assert call.next_id == visit.id


def test_only_a_contact_of_both_sides_stops_the_clock_of_silence(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    client = a_client(cast)
    record(planned(client), "not_reached", step=1)
    assert client.last_contact_at is None
    record(queries.planned_of(client.id)[0], "refused", step=20)
    assert client.last_contact_at is not None


def test_an_imported_last_contact_is_never_moved_back(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    later = clock.now() + dt.timedelta(hours=1)
    client = a_client(cast, last_contact_at=later)
    record(planned(client), "reached", step=2)
    assert client.last_contact_at == later


def test_a_prospect_is_not_dropped_before_the_fourth_contact(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    """C6: the bank's minimum of contacts, and the words of the warning."""
    client = a_client(cast)
    call = planned(client)
    with pytest.raises(Invalid) as refusal, db.session.begin_nested():
        record(call, "refused", no_next_reason=NoNextReason.REFUSED)
    assert "4" in str(refusal.value.fields["no_next_reason"][0])
    record(call, "refused", no_next_reason=NoNextReason.REFUSED, drop_early=True)
    assert call.no_next_reason is NoNextReason.REFUSED
    assert not client.is_active, "a prospect given up rests"


def test_after_four_contacts_a_prospect_may_be_dropped(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    client = a_client(cast)
    planned(client)
    for _again in range(3):
        record(queries.planned_of(client.id)[0], "not_reached", step=1)
    fourth = queries.planned_of(client.id)[0]
    record(fourth, "refused", no_next_reason=NoNextReason.REFUSED)
    assert fourth.contact_number == 4


def test_without_a_need_the_contact_ends_soon_and_politely(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    """C4: no need found ends it at the first contact, and the reason is kept."""
    client = a_client(cast)
    record(planned(client), "reached", no_next_reason=NoNextReason.NO_NEED)
    assert client.next_contact_at is None


def test_a_client_is_not_put_to_rest_by_a_refusal(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    client = a_client(cast, lifecycle=Lifecycle.CLIENT, manager="lena")
    call = planned(client, who="lena")
    record(call, "refused", who="lena", no_next_reason=NoNextReason.REFUSED)
    assert client.is_active


def test_another_reason_is_told_in_the_note(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    call = planned(a_client(cast))
    with pytest.raises(Invalid) as refusal, db.session.begin_nested():
        record(call, "reached", no_next_reason=NoNextReason.OTHER)
    assert "note" in refusal.value.fields
    record(call, "reached", no_next_reason=NoNextReason.OTHER, note="Moves abroad")


def test_a_step_and_a_reason_together_are_refused(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    with pytest.raises(Invalid):
        record(planned(a_client(cast)), "reached", step=2, no_next_reason=NoNextReason.WAITS)


def test_a_next_visit_into_a_full_diary_leaves_the_outcome_unrecorded(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    client = a_client(cast)
    planned(a_client(cast, name="ООО «Лада»"), "visit", days=3)
    call = planned(client)
    step = NextStep(Kind.VISIT, in_days(3, minute=15), 60)
    with pytest.raises(Invalid) as refusal, db.session.begin_nested():
        record(call, "reached", next_step=step)
    assert "next_step" in refusal.value.fields
    db.session.refresh(call)
    assert call.state is InteractionState.PLANNED


def test_an_outcome_is_recorded_once(cast: Cast, scene: Any, planned: Any, record: Any) -> None:
    call = planned(a_client(cast))
    record(call, "reached", step=2)
    with pytest.raises(Conflict):
        record(call, "refused", step=4)


def test_a_stale_outcome_is_refused(cast: Cast, scene: Any, planned: Any, record: Any) -> None:
    call = planned(a_client(cast))
    with pytest.raises(Conflict):
        record(call, "reached", step=2, version=call.version + 1)


@pytest.mark.parametrize("who", ["max", "otto"])
def test_a_foreign_contact_gets_no_outcome(
    cast: Cast, scene: Any, planned: Any, record: Any, who: str
) -> None:
    with pytest.raises(NotFound):
        record(planned(a_client(cast)), "reached", step=1, who=who)


def test_spoke_of_a_visit_is_held(cast: Cast, scene: Any, planned: Any, record: Any) -> None:
    visit = record(planned(a_client(cast), "visit"), "reached", step=2)
    assert visit.result is Result.HELD


def test_a_call_cannot_be_sent(cast: Cast, scene: Any, planned: Any, record: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        record(planned(a_client(cast)), "sent", step=2)
    assert "result" in refusal.value.fields


def test_a_letter_is_sent_and_its_answer_counts_as_a_contact(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    client = a_client(cast)
    letter = planned(client, "letter", days=0, hour=9, subject="Payroll", body="Dear …")
    record(letter, "sent", step=3)
    assert letter.dispatched_on is not None
    assert letter.answer_by is not None
    assert letter.answer_by > letter.dispatched_on + dt.timedelta(days=11)
    assert letter.awaits_answer
    assert client.last_contact_at is None
    operations.record_answer(letter, actor=cast.actor("mara"))
    assert client.last_contact_at is not None
    with pytest.raises(Conflict):
        operations.record_answer(letter, actor=cast.actor("mara"))


def test_a_call_that_came_in_is_recorded_at_once(cast: Cast, scene: Any, planned: Any) -> None:
    """It takes no time in the diary, even in the middle of a meeting."""
    client = a_client(cast)
    contact = operations.record_contact(
        client,
        operations.Outcome(
            result=Result.REACHED,
            note="Rang about the proposal",
            next_step=NextStep(Kind.VISIT, in_days(2), 60),
        ),
        actor=cast.actor("mara"),
        kind=Kind.CALL,
        purpose=Purpose.OFFER,
    )
    assert contact.state is InteractionState.DONE
    assert client.last_contact_at == contact.outcome_at
    assert client.next_contact_at == in_days(2)


def test_promises_are_kept_with_who_and_when(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    client = a_client(cast)
    today = clock.today("Europe/Moscow")
    draft = PromiseDraft("Send the list of bonds", today + dt.timedelta(days=2), Side.BANK)
    record(planned(client), "reached", step=3, promises=[draft])
    (promise,) = queries.promises_of(client.id)
    assert promise.owner_id == cast.ids["mara"]
    mara = cast.actor("mara")
    operations.close_promise(promise, actor=mara, version=promise.version, state=PromiseState.KEPT)
    assert queries.promises_of(client.id) == []
    with pytest.raises(Conflict):
        operations.close_promise(
            promise, actor=mara, version=promise.version, state=PromiseState.BROKEN
        )


def test_a_promise_for_yesterday_is_refused(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    draft = PromiseDraft("Ring back", clock.today("Europe/Moscow") - dt.timedelta(days=1))
    with pytest.raises(Invalid):
        record(planned(a_client(cast)), "reached", step=3, promises=[draft])


def test_the_history_reads_newest_first_and_goes_on_where_it_stopped(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    client = a_client(cast)
    planned(client)
    for _again in range(5):
        record(queries.planned_of(client.id)[0], "not_reached", step=1)
    whole = queries.history_of(client.id)
    assert len(whole) == 5
    first = queries.history_of(client.id, limit=2)
    rest = queries.history_of(client.id, first[-1].key, limit=10)
    assert [e.interaction.id for e in first + rest] == [e.interaction.id for e in whole]
    assert whole[0].interaction.manager.name  # loaded: a lazy load would raise


def test_c5_an_overdue_contact_is_no_next_step(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    client = a_client(cast)
    forgotten, call = planned(client, days=1), planned(client, days=2)
    forgotten.planned_at, forgotten.ends_at = (
        moment - dt.timedelta(days=3) for moment in (forgotten.planned_at, forgotten.ends_at)
    )
    db.session.flush()
    with pytest.raises(Invalid) as refusal:
        record(call, "reached")
    assert "next_step" in refusal.value.fields


def test_c3_an_email_awaits_its_answer_for_five_working_days(
    cast: Cast, scene: Any, planned: Any, record: Any
) -> None:
    mail = record(planned(a_client(cast), "email", days=0, hour=23), "sent", step=3)
    assert mail.answer_by is not None
    assert mail.answer_by >= mail.dispatched_on + dt.timedelta(days=7)
    assert mail.awaits_answer


@pytest.mark.parametrize(("result", "moves"), [(Result.REACHED, True), (Result.NOT_REACHED, False)])
def test_c5_what_took_place_before_its_hour_stands_at_the_hour_it_took_place(
    scene: Any, cast: Cast, result: Result, moves: bool
) -> None:
    client, mara = a_client(cast), cast.actor("mara")
    at = in_days(2)
    one = operations.plan(actor=mara, client=client, kind=Kind.CALL, at=at)
    operations.record_outcome(
        one,
        operations.Outcome(result=result, no_next_reason=NoNextReason.WAITS),
        actor=mara,
        version=one.version,
    )
    db.session.flush()
    assert (one.ends_at <= clock.now()) is moves
    assert (one.planned_at == at) is not moves
    again = operations.plan(actor=mara, client=client, kind=Kind.CALL, at=at)
    assert again.planned_at == at
