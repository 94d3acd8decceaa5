"""My day: the plan of the day, the ranked work, what matters now."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from ...calendars.words import ANSWER_NAMES, ANSWER_TONES
from ...core import clock
from ...core.charts import Chart, Series, bars
from ...core.i18n import reader_language, reader_zone
from ...core.working_days import WorkingCalendar
from ...interactions import words as contact_words
from ...interactions.queries import colleague_within
from ...interactions.rules.times import Gap, day_bounds, gaps, nearest_moment
from ...interactions.words import Kind
from ...policy.enforce import Actor, can, current_actor, requires, signed_in
from ...staff.calendar import calendar_for
from .. import queries, words
from ..queries import ContactLine, Matter
from ..rules import Need, Task, rank, timeline

home = Blueprint("home", __name__)
PID = "<string(length=16):public_id>"
#: Where people go whose day has no contacts of their own, in order of preference.
ELSEWHERE = (
    ("home.desk", "team:watch"),
    ("audit.trail", "audit:read"),
    ("staff.listing", "staff:read"),
)


@home.app_template_global()
def local_time(at: dt.datetime) -> str:
    """A moment as an address carries it: local writing of the reader's zone."""
    return at.astimezone(reader_zone()).strftime("%Y-%m-%dT%H:%M")


@home.get("/")
@signed_in
def my_day() -> ResponseReturnValue:
    """The manager's own day; others are shown to the place where theirs begins."""
    actor = current_actor()
    wants_own = request.args.get("own") == "1"
    if not can(actor, "interactions:read") or (can(actor, "team:watch") and not wants_own):
        for endpoint, permission in ELSEWHERE:
            if can(actor, permission):
                return redirect(url_for(endpoint))
    return _page(actor, actor.employee_id, name=None)


@home.get(f"/team/{PID}")
@requires("team:watch")
def day_of(public_id: str) -> ResponseReturnValue:
    """The day of a manager, watched by the supervisor."""
    actor = current_actor()
    employee = colleague_within(public_id, actor=actor)
    assert employee is not None  # an empty id never reaches this address
    return _page(actor, employee.id, name=employee.name, of=public_id)


@home.get("/day/<any(no_step, overdue, silent):what>")
@requires("interactions:read")
def cases(what: str) -> ResponseReturnValue:
    """The list behind a number of the day."""
    actor = current_actor()
    whose = colleague_within(request.args.get("of", ""), actor=actor)
    need = Need(what)
    page = queries.case_page(
        actor,
        [whose.id if whose else actor.employee_id],
        need,
        before=bounds(actor)[0],
        cursor=request.args.get("cursor"),
    )
    return render_template(
        "home/cases.html", page=page, need=need, whose=whose, team=False, **vocabulary()
    )


@home.get("/day/without-outcome")
@requires("interactions:record")
def next_outcome() -> ResponseReturnValue:
    """The end of the day: the outcome of the next contact that has none, until all have one;
    ``?after=`` a contact goes on from it, recorded or passed over."""
    actor, after = current_actor(), request.args.get("after", "")
    step, left = queries.next_without_outcome(actor, actor.employee_id, clock.now(), after=after)
    if step is None:
        if left:
            words_of = ngettext(
                "%(num)s contact waits for its outcome still.",
                "%(num)s contacts wait for their outcome still.",
                left,
            )
            flash(words_of, "warn")
        else:
            flash(_("Every contact has its outcome."), "ok")
        return redirect(url_for("home.my_day", own=1))
    back = url_for("home.next_outcome", after=step.public_id)
    return redirect(
        url_for(
            "interactions.outcome",
            public_id=step.public_id,
            back=back,
            place=step.place,
            of=step.count,
        )
    )


def bounds(actor: Actor) -> tuple[dt.datetime, dt.datetime]:
    """The first moment of the actor's day and of the next."""
    return day_bounds(clock.today(actor.zone), actor.zone)


def vocabulary() -> dict[str, Any]:
    """What every page of the slice says in words."""
    return {
        "words": words,
        "contact_words": contact_words,
        "Need": Need,
        "answer_names": ANSWER_NAMES,
        "answer_tones": ANSWER_TONES,
    }


def _page(actor: Actor, manager_id: int, *, name: str | None, of: str | None = None) -> str:
    today, now = clock.today(actor.zone), clock.now()
    starts, ends = day_bounds(today, actor.zone)
    day = queries.agenda(actor, manager_id, starts, ends)
    agenda = day.lines
    overdue = queries.overdue(actor, manager_id, starts)
    attention = queries.attention(actor, manager_id, today)
    matters = queries.matters(actor, manager_id, today)
    calendar = calendar_for(manager_id)
    free = _free(agenda, calendar, today, actor.zone, now)
    monday = today - dt.timedelta(days=today.weekday())
    tasks = rank(
        [
            *attention.tasks,
            *(_of_overdue(line, now) for line in overdue.lines),
            *(_of_matter(matter, today) for matter in matters),
        ]
    )
    return render_template(
        "home/my_day.html",
        name=name,
        of=of,
        today=today,
        now=now,
        lines=timeline([(line.planned_at, line) for line in agenda], free, now),
        done=day.done,
        total=day.total,
        late=[
            line
            for line in agenda
            if line.result is None and line.ends_at <= now and not line.with_whom
        ],
        overdue=overdue,
        attention=attention,
        tasks=tasks,
        begins=not (agenda or tasks) and queries.serves_nobody(manager_id),
        following=calendar.next_working_day(today + dt.timedelta(days=1)),
        results=_results(reader_language()),
        suggestions=[task for task in tasks if task.need in (Need.NO_STEP, Need.SILENT)],
        gaps=free,
        matters=matters,
        counters=queries.counters(actor) if name is None else None,
        chart=contacts_chart(queries.weeks_of(manager_id, monday, actor.zone)),
        **vocabulary(),
    )


def _free(
    agenda: list[ContactLine],
    calendar: WorkingCalendar,
    today: dt.date,
    zone: str,
    now: dt.datetime,
) -> list[Gap]:
    """The free hours left of a working day."""
    if not calendar.is_working(today):
        return []
    quarter = now.replace(second=0, microsecond=0) + dt.timedelta(minutes=15 - now.minute % 15)
    opens = max(nearest_moment(today, calendar.opens, zone), quarter)
    closes = nearest_moment(today, calendar.closes, zone)
    taken = [(line.planned_at, line.ends_at) for line in agenda if line.result is None]
    return gaps(taken, opens, closes) if opens < closes else []


def _of_overdue(line: ContactLine, now: dt.datetime) -> Task:
    return Task(
        need=Need.OVERDUE,
        client_public_id=line.client_public_id,
        client_name=line.client_name,
        days=max(1, (now - line.planned_at).days),
        vip_tier=line.vip_tier,
        temperature=str(line.temperature),
        profit=line.profit,
        contact_public_id=line.public_id,
        number=line.number,
        call_order=line.call_order,
        call_why=line.call_why,
    )


def _of_matter(matter: Matter, today: dt.date) -> Task:
    return Task(
        need=matter.need,
        client_public_id=matter.client_public_id,
        client_name=matter.client_name,
        days=max(0, (today - matter.day).days),
        vip_tier=matter.vip_tier,
        temperature=matter.temperature,
        contact_public_id=matter.contact_public_id,
        text=matter.text,
        day=matter.day,
        by_client=matter.by_client,
        is_due=matter.day <= today,
    )


@functools.lru_cache(maxsize=4)
def _results(_language: str) -> dict[Kind, list[tuple[str, str]]]:
    """The six results of each kind with their names, said once for all lines of the day."""
    return {
        kind: [(one.value, str(contact_words.result_name(kind, one))) for one in results]
        for kind, results in contact_words.RESULTS.items()
    }


def contacts_chart(rows: list[tuple[dt.date, int, int]], *, width: int = 340) -> Chart:
    """Contacts with an outcome in the last six weeks, by kind; ``width`` as it will be drawn."""
    rows = rows if any(calls or visits for _monday, calls, visits in rows) else []
    return bars(
        _("Contacts, 6 weeks"),
        [format_date(row[0], "d MMM") for row in rows],
        [
            Series(_("Calls and letters"), [row[1] for row in rows]),
            Series(_("Visits and meetings"), [row[2] for row in rows]),
        ],
        stacked=True,
        width=width,
        height=220,
        empty=_("No contacts yet"),
    )
