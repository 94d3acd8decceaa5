"""Laying a series of steps over the working calendar (C2).

Each step is placed or explained. Source of the order of work: domain.md, "Approach"; offsets are
working days of the manager, holidays and absences skipped.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from ...core.working_days import NoWorkingDay, WorkingCalendar
from .hours import moment_within
from .steps import TIMED, Anchor, Diary, Habits, Placed, Reason, Step, Why

#: How many working days after its day a step is looked a place for.
PATIENCE = 60


def lay_out(
    steps: Sequence[Step],
    *,
    starts_on: dt.date,
    now: dt.datetime,
    diary: Diary,
    client: Habits,
) -> list[Placed]:
    """Where each step of ``steps`` (in order) goes that is not done.

    ``starts_on``: a day of the manager's calendar; nothing is placed before ``now``. A placed
    step is never on a day off, never makes a day fuller than the capacity, and begins after the
    one before it has ended. What is ``held`` stands in the diary already.
    """
    return list(_Run(starts_on, now, diary, client).through(steps))


def downstream(steps: Sequence[Step], changed: Iterable[int]) -> frozenset[int]:
    """The positions whose days hang on the days of ``changed``, these left out."""
    moved, found = set(changed), set()
    before: int | None = None
    for step in steps:
        if before is not None and step.anchor is not Anchor.START and before in moved:
            moved.add(step.position)
            found.add(step.position)
        before = step.position
    return frozenset(found)


def with_placed(diary: Diary, placed: Iterable[tuple[Step, Placed]]) -> Diary:
    """``diary`` when the steps stand in it too."""
    load, busy = Counter(dict(diary.load)), list(diary.busy)
    for step, where in placed:
        if where.at is not None and where.ends is not None:
            load[where.at.astimezone(ZoneInfo(diary.zone)).date()] += 1
            if step.kind in TIMED:
                busy.append((where.at, where.ends))
    return replace(diary, load=dict(load), busy=tuple(sorted(busy)))


def without_placed(diary: Diary, placed: Iterable[tuple[Step, Placed]]) -> Diary:
    """``diary`` without the steps: what :func:`with_placed` has put in is taken out."""
    load, busy = Counter(dict(diary.load)), list(diary.busy)
    for _step, where in placed:
        if where.at is not None and where.ends is not None:
            load[where.at.astimezone(ZoneInfo(diary.zone)).date()] -= 1
            if (where.at, where.ends) in busy:
                busy.remove((where.at, where.ends))
    return replace(diary, load=dict(load), busy=tuple(busy))


class _Run:
    """One laying out: what stands so far."""

    def __init__(self, starts_on: dt.date, now: dt.datetime, diary: Diary, client: Habits) -> None:
        self.starts_on, self.now, self.client = starts_on, now, client
        self.diary, self.place = diary, ZoneInfo(diary.zone)
        self.floor, self.today = now, now.astimezone(self.place).date()
        self.before: Step | None = None
        self.day: dt.date = starts_on  # of the step before
        self.lost: int | None = None  # the first step that has no place

    def through(self, steps: Sequence[Step]) -> Iterator[Placed]:
        for step in steps:
            if step.done_on is not None:
                self.day = step.done_on
            elif self._stays(step):
                assert step.held is not None
                yield self._stand(Placed(step.position, step.held, step.minutes, ()))
            elif self.lost is not None:
                yield Placed(
                    step.position, None, step.minutes, (Reason(Why.WAITS, {"step": self.lost}),)
                )
                continue
            else:
                placed = self._find(step)
                if placed.at is None:
                    self.lost = step.position
                    yield placed
                    continue
                self.diary = with_placed(self.diary, [(step, placed)])
                yield self._stand(placed)
            self.before = step

    def _stays(self, step: Step) -> bool:
        if step.held is None:
            return False
        return step.is_fixed or (self.lost is None and step.held >= self.floor)

    def _stand(self, placed: Placed) -> Placed:
        assert placed.at is not None
        assert placed.ends is not None
        self.day = placed.at.astimezone(self.place).date()
        self.floor = max(self.floor, placed.ends)
        return placed

    def _find(self, step: Step) -> Placed:
        why: list[Reason] = []
        try:
            due = self._due(step, why)
        except (NoWorkingDay, OverflowError):
            return Placed(step.position, None, step.minutes, (Reason(Why.NEVER, {"days": 0}),))
        skipped: list[tuple[dt.date, Reason]] = []
        day, tried = due, 0
        while tried < PATIENCE:
            try:
                working = self.diary.calendar.next_working_day(day)
            except (NoWorkingDay, OverflowError):
                break
            why += days_off(day, working, self.diary)
            day, tried = working, tried + 1
            if self.diary.load.get(day, 0) >= self.diary.capacity:
                skipped.append((day, Reason(Why.FULL, {"capacity": self.diary.capacity})))
            else:
                found = moment_within(
                    day, step, floor=self.floor, diary=self.diary, client=self.client
                )
                if found.at is not None:
                    every = (*why, *_told(skipped), *found.why)
                    return Placed(step.position, found.at, step.minutes, _once(every))
                skipped += [(day, reason) for reason in found.why]
            day += dt.timedelta(days=1)
        apart = bool(skipped) and all(reason.why is Why.APART for _day, reason in skipped)
        last = Reason(Why.APART) if apart else Reason(Why.NEVER, {"days": PATIENCE})
        told = () if apart else _told(skipped)
        return Placed(step.position, None, step.minutes, _once((*why, *told, last)))

    def _due(self, step: Step, why: list[Reason]) -> dt.date:
        """The day the template asks for, not before today nor the step before; and why."""
        calendar, before = self.diary.calendar, self.before
        anchor = step.anchor if before is not None else Anchor.START
        base = self.starts_on if anchor is Anchor.START else self.day
        after = before.kind.value if before is not None else ""
        why.append(
            Reason(Why.OFFSET, {"days": step.offset, "anchor": anchor.value, "after": after})
        )
        if anchor is Anchor.OUTCOME and before is not None and before.done_on is None:
            why.append(Reason(Why.PROVISIONAL, {"after": after}))
        if step.delay:
            why.append(Reason(Why.SHIFTED, {"days": step.delay}))
        due = calendar.add_working_days(base, step.offset + step.delay)
        told = days_off(base, due, self.diary)
        if due != base and not step.offset + step.delay and not told:
            told = [Reason(Why.DAY_OFF, {"day": base.isoformat()})]
        # a day that is counted from anew makes whatever was passed over before it no reason
        if due < self.today:
            due = calendar.next_working_day(self.today)
            told = [Reason(Why.PAST), *days_off(self.today, due, self.diary)]
        least = self.floor.astimezone(self.place).date()
        if before is not None and due < least:
            due = calendar.next_working_day(least)
            told = [Reason(Why.ORDER), *days_off(least, due, self.diary)]
        why += told
        return due


def days_off(first: dt.date, last: dt.date, diary: Diary) -> list[Reason]:
    """The holidays and absences between ``first`` and ``last``, both counted; weekends are no
    news."""
    calendar = diary.calendar
    found: list[Reason] = []
    day = first
    while day <= last:
        away = next((one for one in calendar.absences if one.covers(day)), None)
        if away is not None:
            reason = Reason(
                Why.AWAY, {"first": away.first.isoformat(), "last": away.last.isoformat()}
            )
            found.append(reason)
        elif _is_holiday(day, calendar):
            holiday = Reason(
                Why.HOLIDAY, {"day": day.isoformat(), "name": diary.names.get(day, "")}
            )
            found[-1:] = _joined(found[-1:], holiday, calendar)
        day += dt.timedelta(days=1)
    return found


def _joined(former: list[Reason], holiday: Reason, calendar: WorkingCalendar) -> list[Reason]:
    """One reason for holidays of one name between which nobody works: the New Year is one."""
    about = former[0].about if former and former[0].why is Why.HOLIDAY else {}
    if about.get("name") != holiday.about["name"]:
        return [*former, holiday]
    last, now = (
        dt.date.fromisoformat(text)
        for text in (about.get("last", about["day"]), holiday.about["day"])
    )
    if calendar.next_working_day(last) < now:
        return [*former, holiday]
    return [Reason(Why.HOLIDAY, {**about, "last": now.isoformat()})]


def _is_holiday(day: dt.date, calendar: WorkingCalendar) -> bool:
    return day.weekday() in calendar.weekdays and not calendar.is_working(day)


def _told(skipped: Sequence[tuple[dt.date, Reason]]) -> tuple[Reason, ...]:
    """One reason for all days passed over for the same cause."""
    told = []
    for why in (Why.FULL, Why.NO_ROOM):
        days = [(day, reason) for day, reason in skipped if reason.why is why]
        if days:
            about = {"first": days[0][0].isoformat(), "last": days[-1][0].isoformat()}
            capacity = days[0][1].about.get("capacity")
            more = {"capacity": capacity} if capacity is not None else {}
            told.append(Reason(why, {**about, "days": len(days), **more}))
    return tuple(told)


def _once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    seen: list[Reason] = []
    for reason in reasons:
        if reason not in seen:
            seen.append(reason)
    return tuple(seen)
