"""iCalendar texts (RFC 5545, 5546): every time in UTC, so that no zone table can be read wrongly.

Loads a library of its own: imported where a feed or a letter is made, not when a web process
starts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

PRODUCT = "-//Relationship manager's desk//EN"


@dataclass(frozen=True)
class Person:
    """A name and an e-mail address."""

    name: str
    email: str

    def address(self, **parameters: str) -> vCalAddress:
        """As a property: no quotation mark may stand in a parameter (RFC 5545 3.2)."""
        found = vCalAddress(f"mailto:{self.email}")
        found.params["CN"] = self.name.replace('"', "'")
        for name, value in parameters.items():
            found.params[name.replace("_", "-").upper()] = value
        return found


@dataclass(frozen=True)
class Entry:
    """One contact as a calendar keeps it. ``changed``: when this state of it was made, UTC."""

    uid: str
    sequence: int
    starts: dt.datetime
    ends: dt.datetime
    changed: dt.datetime
    summary: str
    place: str = ""
    description: str = ""
    link: str = ""
    is_sure: bool = True
    reminds_at: dt.datetime | None = None

    def event(self) -> Event:
        """The VEVENT."""
        event = Event()
        event.add("uid", self.uid)
        event.add("sequence", self.sequence)
        event.add("dtstamp", self.changed.astimezone(dt.UTC))
        event.add("dtstart", self.starts.astimezone(dt.UTC))
        event.add("dtend", self.ends.astimezone(dt.UTC))
        event.add("summary", self.summary)
        if self.place:
            event.add("location", self.place)
        if self.description:
            event.add("description", self.description)
        if self.link:
            event.add("url", self.link)
        event.add("status", "CONFIRMED" if self.is_sure else "CANCELLED")
        if self.reminds_at is not None:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", self.summary)
            alarm.add(
                "trigger", self.reminds_at.astimezone(dt.UTC), parameters={"VALUE": "DATE-TIME"}
            )
            event.add_component(alarm)
        return event


def feed(entries: Iterable[Entry], *, name: str) -> bytes:
    """A diary to subscribe to, read anew every hour (RFC 7986)."""
    calendar = _calendar()
    calendar.add("x-wr-calname", vText(name))
    calendar.add("name", vText(name))
    calendar.add("refresh-interval", dt.timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText("PT1H"))
    for entry in entries:
        calendar.add_component(entry.event())
    return bytes(calendar.to_ical())


def invitation(entry: Entry, *, organizer: Person, reader: Person, is_taken_back: bool) -> bytes:
    """An invitation (REQUEST) or its end (CANCEL) for one reader."""
    calendar = _calendar()
    calendar.add("method", "CANCEL" if is_taken_back else "REQUEST")
    event = entry.event()
    event["organizer"] = organizer.address()
    event.add(
        "attendee",
        reader.address(
            cutype="INDIVIDUAL", role="REQ-PARTICIPANT", partstat="NEEDS-ACTION", rsvp="TRUE"
        ),
        encode=False,
    )
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar
