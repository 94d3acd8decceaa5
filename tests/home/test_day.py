"""My day and the supervisor's desk."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from html5lib import HTMLParser
from hypothesis import given
from hypothesis import strategies as st

from rmapp.clients.models import Lifecycle
from rmapp.clients.rules import next_birthday
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.home import queries
from rmapp.home.rules import Need, Task, birthdays_within, rank, timeline
from rmapp.interactions import operations
from rmapp.interactions.models import Interaction, InteractionState
from rmapp.interactions.rules.times import Gap
from rmapp.interactions.words import Kind, NoNextReason, Purpose, Result
from tests.cast import Cast
from tests.factories import a_client, a_person


def past(cast: Cast, client: Any, *, hours: int, who: str = "mara", **values: Any) -> Interaction:
    """A contact planned ``hours`` ago and still without an outcome."""
    at = clock.now() - dt.timedelta(hours=hours)
    row = Interaction(
        client_id=client.id,
        manager_id=cast.ids[who],
        diary_id=cast.ids[who],
        kind=values.pop("kind", Kind.CALL),
        planned_at=at,
        ends_at=at + dt.timedelta(minutes=15),
        minutes=15,
        purpose=Purpose.OFFER,
        created_at=at,
        **values,
    )
    db.session.add(row)
    db.session.flush()
    operations.keep_dates([client.id])
    return row


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.text[:600]
    HTMLParser(strict=True).parse(response.text)
    assert not re.search(r"<[^>]+\s(style|on\w+)=", response.text)
    return str(response.text)


@pytest.fixture
def busy(app: Flask, cast: Cast) -> None:
    """Mara: overdue, without a step, silent, birthday. Otto: a marker of his own."""
    with app.app_context(), transaction():
        past(cast, a_client(cast, name="ООО «Просрочено»"), hours=50)
        a_client(cast, name="ООО «Бесшаговое»")
        a_client(cast, name="ООО «Тихое»", lifecycle=Lifecycle.CLIENT, days_ago=200)
        a_client(cast, name="ООО «Недавнее»", lifecycle=Lifecycle.CLIENT, days_ago=20)
        a_client(cast, name="ООО «Спящее»", is_active=False)
        a_client(cast, name="ООО «Удалённое»", deleted_at=clock.now())
        today = clock.today("Europe/Moscow")
        a_person(
            cast,
            "Левина Марина Олеговна",
            lifecycle=Lifecycle.CLIENT,
            birth_date=today.replace(year=1980, day=min(today.day, 28)),
        )
        otto = a_client(cast, name="ООО «Чужак»", manager="otto")
        past(cast, otto, hours=50, who="otto")


def test_a_day_shows_what_is_overdue_without_a_step_and_silent(busy: None, browser_of: Any) -> None:
    """C7, C9."""
    text = text_of(browser_of("mara").get("/"))
    for words in ("Просрочено", "Бесшаговое", "Тихое", "days of silence, the norm is 180"):
        assert words in text
    for words in ("Недавнее", "Спящее", "Удалённое", "Чужак"):
        assert words not in text


def test_a_prospect_without_a_step_stands_at_the_top(busy: None, browser_of: Any) -> None:
    text = text_of(browser_of("mara").get("/"))
    work = text[text.index('id="work"') :]
    assert work.index("Бесшаговое") < work.index("Просрочено") < work.index("Тихое")


@pytest.mark.parametrize(
    ("what", "inside", "outside"),
    [
        ("overdue", "Просрочено", "Бесшаговое"),
        ("no_step", "Бесшаговое", "Тихое"),
        ("silent", "Тихое", "Недавнее"),
    ],
)
def test_every_number_leads_to_its_list(
    busy: None, browser_of: Any, what: str, inside: str, outside: str
) -> None:
    text = text_of(browser_of("mara").get(f"/day/{what}"))
    assert inside in text
    assert outside not in text
    assert "Чужак" not in text


def test_the_supervisor_watches_the_day_of_the_own_team(
    busy: None, browser_of: Any, cast: Cast
) -> None:
    mara, otto = cast.public_ids["mara"], cast.public_ids["otto"]
    sofia = browser_of("sofia")
    text = text_of(sofia.get(f"/team/{mara}"))
    assert "Просрочено" in text
    assert "/outcome" not in text, "a watched day is read only"
    assert sofia.get(f"/team/{otto}").status_code == 404
    assert browser_of("mara").get(f"/team/{mara}").status_code == 403
    for what in ("overdue", "no_step", "silent"):
        assert sofia.get(f"/day/{what}?of={otto}").status_code == 404
        assert "Чужак" not in text_of(sofia.get(f"/day/{what}?of={mara}"))


def test_the_desk_shows_the_managers_of_the_own_teams_only(busy: None, browser_of: Any) -> None:
    """S2."""
    text = text_of(browser_of("sofia").get("/team"))
    assert "Mara Lindt" in text
    assert "Otto Klein" not in text
    assert "Otto Klein" in text_of(browser_of("stefan").get("/team"))
    assert browser_of("mara").get("/team").status_code == 403
    for what in ("overdue", "no_step", "silent"):
        found = text_of(browser_of("sofia").get(f"/team/cases/{what}"))
        assert "Чужак" not in found
    assert "Mara Lindt" in text_of(browser_of("sofia").get("/team/cases/no_step")), "whose it is"


def test_the_desk_counts_as_the_lists_behind_the_numbers(
    busy: None, scene: Any, cast: Cast
) -> None:
    actor = cast.actor("sofia")
    span = queries.Span(clock.today(actor.zone), actor.zone)
    now = span.morning
    desk = queries.desk_of(actor, span)
    rows = {row.load.employee.login: row.figures for row in desk.rows}
    mara = rows["mara"]
    assert (mara.overdue, mara.no_step, mara.silent) == (1, 1, 1)
    for need, number in (
        (Need.OVERDUE, mara.overdue),
        (Need.NO_STEP, mara.no_step),
        (Need.SILENT, mara.silent),
    ):
        page = queries.case_page(actor, [cast.ids["mara"]], need, before=now)
        assert page.count == number


@pytest.mark.parametrize(
    ("who", "there"), [("sofia", "/team"), ("ada", "/audit"), ("adam", "/staff")]
)
def test_everybody_begins_where_their_day_begins(
    busy: None, browser_of: Any, who: str, there: str
) -> None:
    answer = browser_of(who).get("/")
    assert answer.status_code == 302
    assert answer.location.startswith(there)


def test_a_supervisor_has_a_day_of_their_own_too(busy: None, browser_of: Any) -> None:
    assert "My day" in text_of(browser_of("sofia").get("/?own=1"))


def test_who_reads_no_contacts_has_no_lists(busy: None, browser_of: Any) -> None:
    for who in ("ada", "adam"):
        for path in ("/day/overdue", "/team", "/day/without-outcome"):
            assert browser_of(who).get(path).status_code == 403


def test_a_contact_of_a_client_no_longer_served_is_not_shown(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    """G1: the day shows nothing beyond reach, even where a contact was forgotten."""
    with app.app_context(), transaction() as session:
        client = a_client(cast, name="ООО «Уведённое»")
        past(cast, client, hours=30)
        past(cast, client, hours=0)
        session.execute(sa.text("UPDATE assignment SET ended_at = now() + interval '1 s'"))
    text = text_of(browser_of("mara").get("/"))
    assert "Уведённое" not in text
    assert "Уведённое" not in text_of(browser_of("mara").get("/day/overdue"))


def test_the_end_of_the_day_leads_from_outcome_to_outcome(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        later = past(cast, a_client(cast, name="ООО «Второе»"), hours=2).public_id
        first = past(cast, a_client(cast), hours=3).public_id
    mara = browser_of("mara")
    assert first in mara.get("/day/without-outcome").location
    with app.app_context(), transaction():
        finish(cast, first)
    assert later in mara.get("/day/without-outcome").location
    with app.app_context(), transaction():
        finish(cast, later)
    assert mara.get("/day/without-outcome").location == "/?own=1"


def test_c7_a_contact_is_passed_over_at_the_end_of_the_day_and_its_place_is_told(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        second = past(cast, a_client(cast, name="ООО «Второе»"), hours=2).public_id
        first = past(cast, a_client(cast), hours=3).public_id
    mara = browser_of("mara")
    page = mara.get("/day/without-outcome", follow_redirects=True)
    assert first in page.request.path
    assert "1 of 2 without an outcome" in page.text
    later = f"/day/without-outcome?after={first}"
    assert f'href="{later}">Later</a>' in page.text
    on_a_phone = page.text.index(f'phone-only end" href="{later}">Later</a>')
    assert on_a_phone < page.text.index('name="at_once"'), "before the answers, not behind a note"
    assert "place=1&amp;of=2" in page.text, "what needs a word more stays in its place"
    page = mara.get(later, follow_redirects=True)
    assert second in page.request.path
    assert "2 of 2 without an outcome" in page.text
    done = mara.get(f"/day/without-outcome?after={second}", follow_redirects=True)
    assert done.request.path == "/"
    assert "2 contacts wait for their outcome still." in done.text


def test_c7_a_missing_step_is_shown_with_the_reason_that_was_given(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        told = past(cast, a_client(cast, name="ООО «Другая причина»"), hours=3)
        waits = past(cast, a_client(cast, name="ООО «Вернётся»"), hours=3)
        for one, reason, note in (
            (told, NoNextReason.OTHER, "Ждут решения суда"),
            (waits, NoNextReason.WAITS, "Осенью"),
        ):
            operations.record_outcome(
                one,
                operations.Outcome(result=Result.REACHED, no_next_reason=reason, note=note,
                                   drop_early=True),
                actor=cast.actor("mara"),
                version=one.version,
            )  # fmt: skip
    for address in ("/", "/day/no_step"):
        page = text_of(browser_of("mara").get(address))
        assert "none because: Ждут решения суда" in page
        assert "none because: The client will come back to us" in page


def finish(cast: Cast, public_id: str) -> None:
    """Record an outcome with the usual next step."""
    from rmapp.interactions.queries import interaction_of
    from rmapp.interactions.rules.next_step import NextStep

    actor = cast.actor("mara")
    contact = interaction_of(public_id, actor=actor)
    operations.record_outcome(
        contact,
        operations.Outcome(
            result=Result.REACHED, next_step=NextStep(Kind.CALL, clock.now() + dt.timedelta(days=4))
        ),
        actor=actor,
        version=contact.version,
    )
    assert contact.state is InteractionState.DONE


def test_the_navigation_counts_what_is_due(busy: None, scene: Any, cast: Cast) -> None:
    assert queries.counters(cast.actor("mara")).due == 1
    assert queries.counters(cast.actor("mara")) is queries.counters(cast.actor("mara"))


def test_russian_day_speaks_russian(busy: None, browser_of: Any, stage: Any) -> None:
    mara = browser_of("mara")
    stage.execute(sa.text("UPDATE employee SET language = 'ru' WHERE login IN ('mara', 'sofia')"))
    text = text_of(mara.get("/"))
    for words in ("Мой день", "Нет следующего шага", "Без итога", "С чего начать"):
        assert words in text
    assert "Стол руководителя" in text_of(browser_of("sofia").get("/team"))


@pytest.mark.parametrize("clients", [1, 40])
def test_a_day_sends_the_same_statements_for_few_and_many(
    app: Flask, cast: Cast, browser_of: Any, statements: list[str], clients: int
) -> None:
    """quality.md: at most twelve statements a page, at any size."""
    with app.app_context(), transaction():
        for number in range(clients):
            past(cast, a_client(cast, name=f"ООО «Ель {number}»"), hours=number + 1)
            a_client(cast, name=f"ООО «Ива {number}»")
    mara, sofia = browser_of("mara"), browser_of("sofia")
    for browser, path, most in (
        (mara, "/", 12),
        (sofia, "/team", 12),
        (mara, "/day/no_step", 8),
        (mara, "/day/overdue", 8),
    ):
        statements.clear()
        assert browser.get(path).status_code == 200
        assert len(statements) <= most, f"{path}\n" + "\n".join(statements)


# --- rules ---------------------------------------------------------------------------------


def a_task(need: Need, name: str, **values: Any) -> Task:
    return Task(
        need=need, client_public_id=values.pop("key", name), client_name=name, days=1, **values
    )


def test_the_need_decides_before_the_worth() -> None:
    tasks = rank(
        [
            a_task(Need.SILENT, "rich", vip_tier="gold", temperature="hot", profit=10**12),
            a_task(Need.NO_STEP, "poor"),
            a_task(Need.OVERDUE, "middle"),
        ]
    )
    assert [one.client_name for one in tasks] == ["poor", "middle", "rich"]


def test_among_equal_needs_vip_then_heat_then_profit_comes_first() -> None:
    tasks = rank(
        [
            a_task(Need.OVERDUE, "plain"),
            a_task(Need.OVERDUE, "profit", profit=10**9),
            a_task(Need.OVERDUE, "hot", temperature="hot", profit=100),
            a_task(Need.OVERDUE, "vip", vip_tier="gold"),
        ]
    )
    assert [one.client_name for one in tasks] == ["vip", "hot", "profit", "plain"]


def test_c9_a_silent_client_who_is_to_be_called_anyhow_comes_after_whoever_is_not() -> None:
    soon = dt.datetime(2026, 12, 15, 9, tzinfo=dt.UTC)
    tasks = rank(
        [
            a_task(Need.SILENT, "planned", temperature="hot", profit=10**9, planned_at=soon),
            a_task(Need.SILENT, "forgotten"),
        ]
    )
    assert [one.client_name for one in tasks] == ["forgotten", "planned"]


def test_c9_the_day_says_when_a_silent_client_is_to_be_called(
    app: Flask, cast: Cast, browser_of: Any
) -> None:
    with app.app_context(), transaction() as session:
        client = a_client(cast, name="ООО «Тихое»", lifecycle=Lifecycle.CLIENT)
        day = (clock.now() + dt.timedelta(days=30)).date()
        at = dt.datetime.combine(day, dt.time(9), dt.UTC)
        operations.plan(actor=cast.actor("mara"), client=client, kind=Kind.CALL, at=at)
        long_ago = clock.now() - dt.timedelta(days=400)
        session.flush()
        session.execute(
            sa.text("UPDATE client SET last_contact_at = :at, created_at = :at"), {"at": long_ago}
        )
        session.execute(sa.text("UPDATE assignment SET quiet_since = :at"), {"at": long_ago})
    mara = browser_of("mara")
    for path in ("/", "/day/silent"):
        assert f"the next contact is planned for {day.day} {day:%B}" in mara.get(path).text


@pytest.mark.parametrize("who", ["mara", "sofia"])
def test_c9_the_list_of_the_silent_is_in_the_order_of_my_day(
    app: Flask, cast: Cast, who: str
) -> None:
    """VIP clients over their norm come before others, however long these have been silent; who is
    to be spoken with anyhow comes last."""
    with app.app_context(), transaction() as session:
        for name, days, values in (
            ("long", 900, {}),
            ("planned", 900, {"vip_tier": "gold", "next_contact_at": clock.now()}),
            ("likely", 300, {"call_order": 5}),
            ("vip", 200, {"vip_tier": "gold"}),
            ("longer", 901, {}),
        ):
            client = a_client(cast, name=name, lifecycle=Lifecycle.CLIENT, days_ago=days)
            for key, value in values.items():
                setattr(client, key, value)
        a_client(cast, name="without a step")
        session.flush()
        actor, mara = cast.actor(who), cast.ids["mara"]
        names, cursor = [], None
        for _page in range(3):
            page = queries.case_page(actor, [mara], Need.SILENT, before=clock.now(), cursor=cursor)
            names += [one.client_name for one in page.rows]
            cursor = page.next
            if cursor is None:
                break
        assert names == ["vip", "likely", "longer", "long", "planned"]
        found = queries.attention(actor, mara, clock.today(None))
        assert (found.no_step, found.silent) == (2, 5)
        assert [one.client_name for one in found.tasks] == [
            "vip", "without a step", "likely", "longer", "long", "planned"
        ]  # fmt: skip
        needs = [one.need for one in found.tasks]
        assert needs == [Need.NO_STEP] * 2 + [Need.SILENT] * 4


def test_c7_a_list_behind_a_number_reaches_as_far_as_its_reader(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction():
        a_client(cast, name="ООО «Чужое»")
        a_client(cast, name="ООО «Тихое»", lifecycle=Lifecycle.CLIENT, days_ago=900)
        for need in (Need.NO_STEP, Need.SILENT):
            for who, rows in (("mara", 1), ("sofia", 1), ("stefan", 0), ("adam", 0)):
                page = queries.case_page(
                    cast.actor(who), [cast.ids["mara"]], need, before=clock.now()
                )
                assert len(page.rows) == rows, who


@given(st.integers(0, 10**4), st.integers(0, 10**4), st.integers(0, 400), st.booleans())
def test_c7_c11_what_was_promised_by_today_comes_before_what_is_due_later(
    one: int, other: int, days: int, by_client: bool
) -> None:
    """Whatever the worth of who waits until Wednesday; the need still decides first."""
    later = a_task(
        Need.PROMISE, "a", vip_tier="gold", temperature="hot", profit=10**12, is_due=False,
        call_order=one, by_client=by_client,
    )  # fmt: skip
    today = Task(Need.PROMISE, "b", "b", days, call_order=other)
    best = a_task(Need.EXPIRES, "c")
    assert [task.client_name for task in rank([best, later, today])] == ["b", "a", "c"]


def test_c7_eighty_prospects_without_a_step_hide_no_outcome_and_no_promise() -> None:
    many = [a_task(Need.NO_STEP, f"new {number:02}") for number in range(80)]
    others = [a_task(Need.OVERDUE, "late"), a_task(Need.PROMISE, "promised")]
    needs = [one.need for one in rank([*many, *others])]
    assert len(needs) == 12
    assert needs == sorted(needs, key=list(Need).index), "the order of urgency stays"
    assert {Need.OVERDUE, Need.PROMISE} < set(needs)
    assert [one.need for one in rank(many)] == [Need.NO_STEP] * 12, "alone it takes every place"


@given(st.lists(st.tuples(st.sampled_from(list(Need)), st.integers(0, 30)), max_size=60))
def test_c7_the_list_is_as_long_as_it_can_be_and_names_nobody_twice(given_: Any) -> None:
    tasks = [a_task(need, str(key), key=str(key)) for need, key in given_]
    first = rank(tasks)
    keys = [one.client_public_id for one in first]
    assert len(keys) == len(set(keys)) == min(12, len({key for _need, key in given_}))
    worst = {key: min(list(Need).index(n) for n, k in given_ if str(k) == key) for key in keys}
    assert all(list(Need).index(one.need) == worst[one.client_public_id] for one in first)
    assert [one.need for one in first] == sorted((one.need for one in first), key=list(Need).index)


def test_a_client_stands_in_the_list_once() -> None:
    tasks = rank([a_task(Need.SILENT, "b", key="1"), a_task(Need.NO_STEP, "b", key="1")])
    assert [one.need for one in tasks] == [Need.NO_STEP]


def test_the_present_moment_stands_after_what_has_begun() -> None:
    now = dt.datetime(2026, 11, 24, 11, 20, tzinfo=dt.UTC)

    def at(hour: int) -> dt.datetime:
        return now.replace(hour=hour, minute=0)

    lines = timeline([(at(9), "a"), (at(12), "b")], [Gap(at(14), at(16))], now)
    assert [line.contact or ("now" if line.is_now else "gap") for line in lines] == [
        "a", "now", "b", "gap"
    ]  # fmt: skip
    assert timeline([], [], now) == []


def test_a_child_of_29_february_has_its_birthday_every_year() -> None:
    assert 229 in birthdays_within(dt.date(2027, 2, 25), 7)
    assert next_birthday(dt.date(2000, 2, 29), dt.date(2027, 2, 1)) == dt.date(2027, 2, 28)
    assert next_birthday(dt.date(2000, 2, 29), dt.date(2028, 2, 1)) == dt.date(2028, 2, 29)
    assert next_birthday(dt.date(1980, 1, 2), dt.date(2026, 12, 30)) == dt.date(2027, 1, 2)
