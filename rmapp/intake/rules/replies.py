"""From the calendar that a letter carries to the answer in it."""

from __future__ import annotations

import datetime as dt
import re
import warnings

from .text import ADDRESS, one_line

#: What a counter-proposal (RFC 5546 3.2.7) says, beside the values of PARTSTAT.
COUNTER = "counter"
_FOLD = re.compile(r"\r?\n[ \t]")
_LONGEST = 20_000


def reply_of(text: str, *, method: str = "", sender: str = "") -> dict[str, str] | None:
    """The reply to an invitation, or the other time proposed (RFC 5546), in a calendar.

    ``method``: of the part's type, where the calendar itself names none; ``sender``: whose answer
    is meant when it names several attendees. {uid, answer: "counter" for another time, attendee,
    sequence: "0" where it names none, starts: in UTC, else empty, comment: where there is one}.
    None when it is neither.
    """
    text = _FOLD.sub("", text)
    said = re.search(r"^METHOD:([A-Z]+)\s*$", text, re.I | re.M)
    method = (said[1] if said else method).upper()
    if method not in ("REPLY", "COUNTER"):
        return None
    attendee = _attendee(text, sender)
    answer = re.search(r"PARTSTAT=\"?([A-Z-]+)", attendee, re.I)
    who = ADDRESS.search(attendee.rpartition(":")[2])
    found = {
        "uid": one_line(_said(text, "UID", ".+"), 300),
        "answer": COUNTER if method == "COUNTER" else answer[1].lower() if answer else "",
        "attendee": who[0].lower() if who else "",
        "sequence": _said(text, "SEQUENCE", r"\d{1,9}") or "0",
        "starts": _starts(text),
    }
    comment = _comment(text, attendee)
    return found | {"comment": comment} if comment else found


def _attendee(text: str, sender: str) -> str:
    """The line of who answers: the sender's, else the first."""
    lines = re.findall(r"^ATTENDEE([^\r\n]*)", text, re.I | re.M)
    of_sender = [one for one in lines if sender and one.lower().rstrip().endswith(":" + sender)]
    return next(iter([*of_sender, *lines]), "")


def _comment(text: str, attendee: str) -> str:
    """What the reader wrote to it: by the standard, or beside the attendee as one large provider
    does."""
    beside = re.search(r"X-RESPONSE-COMMENT=(?:\"([^\"]*)\"|([^;:\"]*))", attendee, re.I)
    said = _said(text, "COMMENT", ".+") or (beside and (beside[1] or beside[2])) or ""
    plain = re.sub(r"\\([nN,;\\])", lambda one: " " if one[1] in "nN" else one[1], said)
    return one_line(plain, 500)


def _said(text: str, name: str, value: str) -> str:
    """The value of the first property ``name``; a parameter in quotes may hold a colon."""
    found = re.search(rf"^{name}(?:;(?:\"[^\"\n]*\"|[^\":\n])*)?:({value})\s*$", text, re.I | re.M)
    return found[1] if found else ""


def _starts(text: str) -> str:
    """When it begins, in UTC: said so, or on the clock of a zone that the calendar names, by the
    names of the world's zones, by those of Windows, or by a table of its own."""
    tables, outside = _tables(text)
    utc = _said(outside, "DTSTART", r"\d{8}T\d{6}Z")
    if utc:
        return utc.upper()
    local = re.search(r"^DTSTART[^\n]*TZID=[^\n]*:\d{8}T\d{6}\s*$", outside, re.I | re.M)
    if local is None or len(tables) > _LONGEST:
        return ""
    moment = _read_with_zone(local[0].strip(), tables)
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}" if moment else ""


def _tables(text: str) -> tuple[str, str]:
    """The tables of zones that the calendar brings along, and the rest of it."""
    tables: list[str] = []
    rest: list[str] = []
    is_within = False
    for line in text.splitlines():
        said = line.strip().upper()
        is_within = is_within or said == "BEGIN:VTIMEZONE"
        (tables if is_within else rest).append(line.rstrip())
        is_within = is_within and said != "END:VTIMEZONE"
    return "\r\n".join(tables), "\n".join(rest)


def _read_with_zone(line: str, tables: str) -> dt.datetime | None:
    from icalendar import Calendar  # loads tables of its own

    event = f"BEGIN:VEVENT\r\n{line}\r\nEND:VEVENT\r\n"
    whole = f"BEGIN:VCALENDAR\r\n{tables}\r\n{event}END:VCALENDAR\r\n"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a zone's name was guessed at
            [found] = Calendar.from_ical(whole).walk("VEVENT")
        moment = found.decoded("dtstart")
    except Exception:  # strangers write these lines: what cannot be read names no time
        return None
    return moment if isinstance(moment, dt.datetime) and moment.tzinfo else None
