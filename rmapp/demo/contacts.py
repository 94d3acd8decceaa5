"""The contacts of one client: what was, with its notes, and what is planned next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from ..clients.models import Temperature
from ..interactions.rules.next_step import ANSWER_DAYS, USUAL_MINUTES
from ..interactions.words import TWO_WAY, Kind, NoNextReason, Purpose, Result
from . import texts
from .diary import Slot
from .firms import Both

_MEETINGS = (Kind.VISIT, Kind.MEETING)
#: By kind: results as often as they happen.
_RESULTS: dict[Kind, tuple[Result, ...]] = {
    Kind.CALL: (
        *[Result.REACHED] * 9, *[Result.NOT_REACHED] * 4, *[Result.POSTPONED] * 2,
        Result.WRONG_CONTACT,
    ),
    Kind.VISIT: (*[Result.HELD] * 8, Result.POSTPONED, Result.NOT_REACHED),
    Kind.MEETING: (*[Result.HELD] * 8, Result.POSTPONED, Result.NOT_REACHED),
    Kind.LETTER: (*[Result.SENT] * 5, Result.REACHED),
    Kind.EMAIL: (*[Result.SENT] * 3, *[Result.REACHED] * 2),
    Kind.MESSAGE: (*[Result.SENT] * 2, Result.REACHED),
}  # fmt: skip
STRATEGIES = (
    "multi_level", "references", "divide", "technology", "future_savings", "foot_in_door",
    "less_risk", "ubiquity",
)  # fmt: skip
_MOTIVES = ("safety", "preference", "comfort", "pride", "novelty")
#: Purposes of the first contacts, then of later ones.
_FIRST = (Purpose.FIRST_CONTACT, Purpose.FIND_NEED, Purpose.PRESENTATION, Purpose.OFFER)
_LATER = (Purpose.SERVICE_REVIEW, Purpose.CROSS_SALE, Purpose.OFFER, Purpose.RENEWAL)


@dataclass
class Contact:
    """One contact to be written. Planned while ``result`` is None."""

    at: dt.datetime
    minutes: int
    kind: Kind
    purpose: Purpose
    purpose_text: str = ""
    said: Both | None = None  # the same in Russian and in English
    note: str = ""
    result: Result | None = None
    number: int = 1
    temperature: Temperature | None = None
    reason: NoNextReason | None = None
    place: str = ""
    strategies: tuple[str, ...] = ()
    motives: tuple[str, ...] = ()
    subject: str = ""
    dispatched_on: dt.date | None = None
    answer_by: dt.date | None = None

    @property
    def is_two_way(self) -> bool:
        """Whether both sides spoke."""
        return self.result in TWO_WAY


class Historian:
    """Makes up contacts. ``days``: working days until yesterday, newest first; ``today``."""

    def __init__(self, rng: Random, days: list[dt.date], today: dt.date) -> None:
        self._rng = rng
        self._days = days
        self._today = today

    def day(self, ago: int) -> dt.date:
        """The working day ``ago`` working days before today (at least 1)."""
        return self._days[min(max(ago, 1), len(self._days)) - 1]

    def past(
        self,
        *,
        first: int,
        last: int,
        count: int,
        is_firm: bool,
        english: int,
        hours: tuple[int, int],
        won_at: int | None = None,
        spoke_last: bool = False,
    ) -> list[Contact]:
        """``count`` contacts from ``first`` to ``last`` working days ago, oldest first.

        ``hours``: UTC minutes of the day between which they lie; ``won_at``: which of them
        (0 = first) won the client; ``spoke_last``: in the last one both sides spoke.
        """
        rng = self._rng
        agos = sorted({rng.randrange(last, first + 1) for _ in range(count - 1)} | {last})
        agos.reverse()
        found = []
        for index, ago in enumerate(agos):
            kind = self._kind(index, is_firm)
            is_won = won_at is not None and index == min(won_at, len(agos) - 1)
            result = Result.AGREED if is_won else rng.choice(_RESULTS[kind])
            if spoke_last and index == len(agos) - 1 and result not in TWO_WAY:
                result = Result.HELD if kind in _MEETINGS else Result.REACHED
            later = won_at is not None and index > won_at
            found.append(
                self._done(
                    self._moment(ago, hours),
                    kind,
                    result,
                    index + 1,
                    rng.choice(_LATER) if later else _FIRST[min(index, 3)],
                    is_firm,
                    english,
                )
            )
        return found

    def done_today(
        self, slot: Slot, number: int, *, is_firm: bool, english: int, is_client: bool
    ) -> Contact:
        """A contact of this day that is over."""
        step = self.planned(slot, number, is_firm=is_firm, english=english, is_client=is_client)
        result = self._rng.choice(_RESULTS[step.kind][:11])
        if step.kind is Kind.LETTER:
            result = Result.SENT
        done = self._done(slot.at, step.kind, result, number, step.purpose, is_firm, english)
        done.purpose_text, done.place, done.subject = step.purpose_text, step.place, step.subject
        done.minutes, done.said = step.minutes, step.said
        return done

    def planned(
        self, slot: Slot, number: int, *, is_firm: bool, english: int, is_client: bool
    ) -> Contact:
        """The contact planned for ``slot``."""
        rng = self._rng
        steps = {
            (True, False): texts.STEPS_FIRM,
            (True, True): texts.STEPS_CLIENT_FIRM,
            (False, False): texts.STEPS_PERSON,
            (False, True): texts.STEPS_CLIENT_PERSON,
        }[is_firm, is_client]
        fitting = [
            step
            for step in steps
            if (step[0] in _MEETINGS) == slot.is_meeting
            and not (step[1] is Purpose.FIRST_CONTACT and number > 2)
            and not (step[0] is Kind.CALL and step[1] is Purpose.OFFER and number < 3)
        ] or [step for step in steps if (step[0] in _MEETINGS) == slot.is_meeting]
        kind, purpose, text = rng.choice(fitting)
        minutes = 60 if slot.is_meeting else USUAL_MINUTES[kind]
        contact = Contact(slot.at, minutes, kind, purpose, text[english], said=text, number=number)
        if kind is Kind.MEETING:
            contact.place = rng.choice(texts.PLACES)[english]
        if slot.is_meeting or rng.random() < 0.2:
            contact.strategies = tuple(rng.sample(STRATEGIES, rng.choice((1, 1, 2))))
            contact.motives = (rng.choice(_MOTIVES),)
        if kind in (Kind.LETTER, Kind.EMAIL):
            contact.subject = text[english]
        return contact

    def refuse(self, contact: Contact, *, is_firm: bool, english: int) -> None:
        """Let a contact be the one in which the client said no."""
        notes = texts.NOTES_FIRM if is_firm else texts.NOTES_PERSON
        if contact.kind in (Kind.LETTER, Kind.EMAIL, Kind.MESSAGE):
            contact.kind, contact.minutes = Kind.CALL, USUAL_MINUTES[Kind.CALL]
            contact.dispatched_on = contact.answer_by = None
        contact.result, contact.temperature = Result.REFUSED, Temperature.COLD
        contact.note = self._rng.choice(notes[Result.REFUSED])[english]

    # -- inside -------------------------------------------------------------------------------

    def _kind(self, index: int, is_firm: bool) -> Kind:
        roll = self._rng.random()
        if index == 0:
            if is_firm and roll < 0.45:
                return Kind.LETTER
            return Kind.CALL
        if roll < 0.5:
            return Kind.CALL
        if roll < 0.68:
            return Kind.EMAIL if is_firm or roll < 0.62 else Kind.MESSAGE
        if roll < 0.85:
            return Kind.MEETING
        return Kind.VISIT if is_firm else Kind.CALL

    def _moment(self, ago: int, hours: tuple[int, int]) -> dt.datetime:
        minute = self._rng.randrange(hours[0], hours[1], 5)
        day = self.day(ago)
        return dt.datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=dt.UTC)

    def _done(
        self,
        at: dt.datetime,
        kind: Kind,
        result: Result,
        number: int,
        purpose: Purpose,
        is_firm: bool,
        english: int,
    ) -> Contact:
        rng = self._rng
        notes: dict[Result, tuple[Both, ...]] = texts.NOTES_FIRM if is_firm else texts.NOTES_PERSON
        contact = Contact(
            at,
            USUAL_MINUTES[kind],
            kind,
            purpose,
            note=rng.choice(notes[result])[english] if rng.random() < 0.9 else "",
            result=result,
            number=number,
        )
        if result is Result.AGREED:
            contact.temperature = Temperature.HOT
        elif result in (Result.REACHED, Result.HELD) and rng.random() < 0.4:
            contact.temperature = Temperature.WARM
        elif result is Result.REFUSED:
            contact.temperature = Temperature.COLD
        if kind is Kind.MEETING:
            contact.place = rng.choice(texts.PLACES)[english]
        if kind is Kind.LETTER and result is Result.SENT:
            contact.dispatched_on = at.date()
            if (self._today - at.date()).days <= ANSWER_DAYS and rng.random() < 0.4:
                contact.answer_by = at.date() + dt.timedelta(days=ANSWER_DAYS + 4)
        return contact
