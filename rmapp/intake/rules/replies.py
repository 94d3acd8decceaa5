"""From the calendar that a letter carries to the answer in it."""

from __future__ import annotations

import re

from .text import ADDRESS, one_line


def reply_of(text: str) -> dict[str, str] | None:
    """The reply to an invitation (RFC 5546) in a calendar: {uid, answer, attendee, sequence: "0"
    where it names none, starts: in UTC, else empty}. None when it is no reply."""
    text = re.sub(r"\r?\n[ \t]", "", text)
    if not re.search(r"^METHOD:REPLY\s*$", text, re.I | re.M):
        return None
    attendee = re.search(r"^ATTENDEE([^\n]*)$", text, re.I | re.M)
    answer = re.search(r"PARTSTAT=\"?([A-Z-]+)", attendee[1], re.I) if attendee else None
    who = ADDRESS.search(attendee[1].rpartition(":")[2]) if attendee else None
    return {
        "uid": one_line(_said(text, "UID", ".+"), 300),
        "answer": answer[1].lower() if answer else "",
        "attendee": who[0].lower() if who else "",
        "sequence": _said(text, "SEQUENCE", r"\d{1,9}") or "0",
        "starts": _said(text, "DTSTART", r"\d{8}T\d{6}Z"),
    }


def _said(text: str, name: str, value: str) -> str:
    found = re.search(rf"^{name}[^:\n]*:({value})\s*$", text, re.I | re.M)
    return found[1] if found else ""
