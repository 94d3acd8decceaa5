"""Planning, moving and cancelling contacts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from rmapp.audit.models import AuditEntry
from rmapp.clients.models import Client, ClientEvent
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid, NotFound
from rmapp.interactions import operations, queries
from rmapp.interactions.models import Interaction, InteractionState
from rmapp.interactions.words import Kind, Purpose, Rank
from tests.cast import Cast
from tests.factories import a_client, a_contact_person
from tests.interactions.conftest import in_days


def test_a_first_visit_is_planned_with_everything_it_needs(cast: Cast, scene: Any) -> None:
    """C3: purpose, structure, strategies, people on both sides."""
    client = a_client(cast)
    person = a_contact_person(client)
    db.session.flush()
    visit = operations.plan(
        actor=cast.actor("mara"),
        client=client,
        kind=Kind.VISIT,
        at=in_days(2),
        minutes=60,
        matter=operations.Matter(
            purpose=Purpose.FIRST_CONTACT,
            structure=["Who we are", "", "The need"],
            strategies=["multi_level", "references"],
            contact_person_id=person.id,
            seniors=[(cast.ids["sofia"], Rank.HEAD)],
            place="Their office",
        ),
    )
    assert visit.manager_id == cast.ids["mara"]
    assert visit.structure == ["Who we are", "The need"]
    assert visit.ends_at - visit.planned_at == dt.timedelta(hours=1)
    assert [(p.employee_id, p.rank) for p in visit.participants] == [(cast.ids["sofia"], Rank.HEAD)]
    assert visit.contact_number == 1


def test_the_client_knows_its_next_contact(cast: Cast, scene: Any, planned: Any) -> None:
    client = a_client(cast)
    version = client.version
    planned(client, days=5)
    sooner = planned(client, days=2)
    assert client.next_contact_at == sooner.planned_at
    operations.cancel(
        sooner, actor=cast.actor("mara"), version=sooner.version, reason="The client is away"
    )
    db.session.expire_all()
    fresh = db.session.execute(sa.select(Client).where(Client.id == client.id)).scalar_one()
    assert fresh.next_contact_at == in_days(5).astimezone(dt.UTC)
    assert fresh.version == version, "a contact planned is no edit of the dossier"


def test_a_planned_contact_stands_in_the_trail_and_the_history(
    cast: Cast, scene: Any, planned: Any
) -> None:
    client = a_client(cast)
    visit = planned(client, "visit")
    events = scene.execute(
        sa.select(ClientEvent.kind).where(ClientEvent.object_public_id == visit.public_id)
    ).scalars()
    assert list(events) == ["contact-planned"]


@pytest.mark.parametrize("who", ["max", "otto", "stefan"])
def test_a_foreign_client_does_not_exist_for_the_planner(
    cast: Cast, scene: Any, planned: Any, who: str
) -> None:
    with pytest.raises(NotFound):
        planned(a_client(cast), who=who)


@pytest.mark.parametrize("who", ["ada", "adam"])
def test_who_does_not_serve_clients_plans_nothing(
    cast: Cast, scene: Any, planned: Any, who: str
) -> None:
    with pytest.raises(Forbidden):
        planned(a_client(cast), who=who)


def test_a_supervisor_plans_for_the_manager(cast: Cast, scene: Any, planned: Any) -> None:
    assert planned(a_client(cast), who="sofia").manager_id == cast.ids["mara"]


def test_two_visits_at_once_are_refused_and_a_call_is_not(
    cast: Cast, scene: Any, planned: Any
) -> None:
    """C8: conflicts are refused."""
    one, other = a_client(cast), a_client(cast, name="ООО «Лада»")
    planned(one, "visit", hour=12)
    with pytest.raises(Invalid) as refusal:
        planned(other, "meeting", hour=12, minute=30)
    assert "at" in refusal.value.fields
    assert "Кедр" not in str(refusal.value.fields), "names no client the reader may not know"
    planned(other, "meeting", hour=13)  # begins when the other ends
    planned(other, "call", hour=12, minute=30)


def test_the_constraint_holds_without_the_question(cast: Cast, scene: Any, planned: Any) -> None:
    """Two at the same moment pass the question together; the database refuses the second."""
    client = a_client(cast)
    first = planned(client, "visit", hour=12)
    second = planned(client, "visit", hour=15)
    refused = pytest.raises(sa.exc.IntegrityError, match="interaction_no_double_booking")
    with refused, db.session.begin_nested():
        db.session.execute(
            sa.text("UPDATE interaction SET planned_at = :at, ends_at = :end WHERE id = :id"),
            {"at": first.planned_at, "end": first.ends_at, "id": second.id},
        )


def test_an_inherited_visit_does_not_collide_until_it_is_confirmed(
    cast: Cast, scene: Any, planned: Any
) -> None:
    """V8: a handover moves visits into a full diary and never fails for it."""
    client, own = a_client(cast), a_client(cast, name="ООО «Лада»", manager="max")
    inherited = planned(client, "visit", hour=12)
    planned(own, "visit", who="max", hour=12)
    inherited.manager_id = cast.ids["max"]  # what a handover does
    db.session.flush()
    assert inherited.is_inherited
    sofia = cast.actor("sofia")
    with pytest.raises(Invalid), db.session.begin_nested():
        operations.reschedule(
            inherited, actor=sofia, version=inherited.version, at=inherited.planned_at
        )
    operations.reschedule(inherited, actor=sofia, version=inherited.version, at=in_days(1, hour=15))
    assert not inherited.is_inherited


def test_a_time_that_has_passed_is_refused(cast: Cast, scene: Any, planned: Any) -> None:
    with pytest.raises(Invalid):
        planned(a_client(cast), days=-1)


def test_a_letter_may_be_dated_today_at_any_hour(cast: Cast, scene: Any, planned: Any) -> None:
    planned(a_client(cast), "letter", days=0, hour=0)


def test_a_time_too_far_is_refused(cast: Cast, scene: Any, planned: Any) -> None:
    with pytest.raises(Invalid):
        planned(a_client(cast), days=3_000)


@pytest.mark.parametrize("minutes", [0, 4, 721, -30])
def test_a_length_out_of_range_is_refused(
    cast: Cast, scene: Any, planned: Any, minutes: int
) -> None:
    with pytest.raises(Invalid):
        planned(a_client(cast), minutes=minutes)


def test_a_contact_person_of_another_client_is_refused(
    cast: Cast, scene: Any, planned: Any
) -> None:
    stranger = a_contact_person(a_client(cast, name="ООО «Лада»", manager="otto"))
    db.session.flush()
    with pytest.raises(Invalid):
        planned(a_client(cast), contact_person_id=stranger.id)
    with pytest.raises(Invalid):
        planned(a_client(cast, name="ООО «Ель»"), persons=[stranger.id])


def test_somebody_who_left_is_not_taken_along(cast: Cast, scene: Any, planned: Any) -> None:
    with pytest.raises(Invalid):
        planned(a_client(cast), "visit", seniors=[(cast.ids["greta"], Rank.BOARD)])


def test_a_contact_is_moved_with_its_reason(cast: Cast, scene: Any, planned: Any) -> None:
    client = a_client(cast)
    visit = planned(client, "visit", days=1)
    operations.reschedule(
        visit, actor=cast.actor("mara"), version=visit.version, at=in_days(3), reason="Asked to"
    )
    assert client.next_contact_at == visit.planned_at == in_days(3)
    detail = scene.execute(
        sa.select(ClientEvent.detail).where(ClientEvent.kind == "contact-moved")
    ).scalar_one()
    assert detail["before"]["at"] != detail["after"]["at"]


def test_a_stale_move_is_refused_with_both_times(cast: Cast, scene: Any, planned: Any) -> None:
    visit = planned(a_client(cast), "visit")
    stale = visit.version
    mara = cast.actor("mara")
    operations.reschedule(visit, actor=mara, version=stale, at=in_days(2))
    with pytest.raises(Conflict) as refusal:
        operations.reschedule(visit, actor=mara, version=stale, at=in_days(3))
    (version,) = refusal.value.extra["versions"]
    assert version["theirs"] != version["yours"]


def test_a_cancelled_contact_is_not_moved(cast: Cast, scene: Any, planned: Any) -> None:
    call = planned(a_client(cast))
    mara = cast.actor("mara")
    with pytest.raises(Invalid):
        operations.cancel(call, actor=mara, version=call.version, reason=" ")
    operations.cancel(call, actor=mara, version=call.version, reason="Not needed")
    assert call.state is InteractionState.CANCELLED
    with pytest.raises(Conflict):
        operations.reschedule(call, actor=mara, version=call.version, at=in_days(4))


def test_planning_wakes_a_resting_client(cast: Cast, scene: Any, planned: Any) -> None:
    client = a_client(cast, is_active=False)
    planned(client)
    assert client.is_active


def test_the_trail_tells_what_was_planned(app: Any, cast: Cast, stage: Any) -> None:
    from rmapp.core.transaction import transaction

    with app.app_context(), transaction():
        client = a_client(cast)
        operations.plan(actor=cast.actor("mara"), client=client, kind=Kind.CALL, at=in_days(1))
    with app.app_context(), transaction() as session:
        entry = session.execute(
            sa.select(AuditEntry).where(AuditEntry.tag == "interaction:planned")
        ).scalar_one()
        assert entry.actor_id == cast.ids["mara"]
        assert entry.detail["kind"] == "call"
        assert clock.now() is not None


def test_the_proposed_time_of_a_visit_is_free(cast: Cast, scene: Any, planned: Any) -> None:
    client, mara = a_client(cast), cast.actor("mara")
    at = in_days(3)
    for minutes in (0, 60):
        operations.plan(
            actor=mara,
            client=client,
            kind=Kind.VISIT,
            at=at + dt.timedelta(minutes=minutes),
            minutes=60,
        )
    free = queries.free_from(mara.employee_id, at, 60)
    assert free == at + dt.timedelta(minutes=120)
    operations.plan(actor=mara, client=client, kind=Kind.VISIT, at=free, minutes=60)


def test_c8_a_refused_time_says_from_when_there_is_time_for_it(scene: Any, cast: Cast) -> None:
    """Behind everything that stands there; what is moved does not stand in its own way."""
    mara, client = cast.actor("mara"), a_client(cast)

    def met(hour: int, minute: int = 0) -> Interaction:
        return operations.plan(
            actor=mara, client=client, kind=Kind.MEETING, at=in_days(3, hour, minute), minutes=60
        )

    def refused(hour: int, minute: int) -> str:
        with force_locale("en"), pytest.raises(Invalid) as refusal:
            met(hour, minute)
        return str(refusal.value.fields["at"][0])

    first = met(9)
    second = met(10, 15)
    assert "There is time from 11:15 on." in refused(8, 30)
    with force_locale("en"), pytest.raises(Invalid) as refusal:
        operations.reschedule(
            first, actor=mara, version=first.version, at=in_days(3, 10), reason="Later"
        )
    db.session.expire(first)
    assert "There is time from 11:15 on." in refusal.value.fields["at"][0]
    assert second.planned_at == in_days(3, 10, 15)
    for hour in (11, 12, 13, 14):
        met(hour, 15)
    assert "Choose another time." in refused(9, 30), "nothing is free soon"
