"""From the bytes of a letter (RFC 5322) to the facts about it."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses
from typing import Any

from .replies import reply_of
from .text import ADDRESS, excerpt_of, harmless, one_line, plain_of_html

MOST_PARTS = 300
MOST_REFERENCES = 30
_ID = re.compile(r"<[^<>\s]{3,190}>")
_OURS = re.compile(rb"<[0-9a-f]{32}@[A-Za-z0-9.-]{1,150}>")
_AWAY = re.compile(
    r"\b(out of (the )?office|auto(matic)?[ -]?(reply|response)|autoreply)\b"
    r"|автоответ|автоматический ответ|вне офиса|отсутстви[ея] на работе",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"undeliver|delivery (status|failure|has failed)|mail delivery|returned mail|failure notice"
    r"|delivery to the following|could not be delivered|error sending|не доставлен|недоставлен",
    re.IGNORECASE,
)
_DELAYED = re.compile(r"\bdelay|still being retried|задерж", re.IGNORECASE)
_DAEMON = re.compile(r"mailer-daemon|postmaster|mail delivery (sub)?system|mdaemon", re.IGNORECASE)


@dataclass(frozen=True)
class Parsed:
    """What a letter says of itself. ``kind``: a value of ``models.LetterKind``.

    ``references``: Message-IDs it answers, the nearest first; ``reported``: of our letters a
    report names. ``calendar``: what ``replies.reply_of`` says; ``delivery``: {action,
    recipient, status, words}.
    """

    kind: str = "letter"
    from_address: str = ""
    from_name: str = ""
    to_addresses: tuple[str, ...] = ()
    subject: str = ""
    excerpt: str = ""
    references: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    attachments: tuple[dict[str, Any], ...] = ()
    calendar: dict[str, str] | None = None
    delivery: dict[str, str] | None = None
    is_readable: bool = field(default=True)


def read_letter(raw: bytes) -> Parsed:
    """Read ``raw``. Never raises: what cannot be read is a letter with nothing in it."""
    try:
        return _read(email.message_from_bytes(raw, policy=compat32), raw)
    except Exception:  # strangers write these bytes: any fault of the library is theirs
        first = raw[:2_000].decode("utf-8", "replace")
        return Parsed(excerpt=harmless(first, 500), is_readable=False)


def _read(letter: Message, raw: bytes) -> Parsed:
    parts = list(_parts(letter))
    name, address = _from(letter)
    found = Parsed(
        from_address=address,
        from_name=name,
        to_addresses=_recipients(letter),
        subject=one_line(_header(letter, "subject"), 500),
        excerpt=_words(parts),
        references=_references(letter),
        attachments=tuple(_attachments(parts)),
    )
    calendar, delivery = _calendar(parts, address), _delivery(letter, parts)
    if _is_report(letter, "feedback-report", parts):
        return replace(found, kind="complaint", reported=_reported(parts, raw))
    if delivery is not None:
        kind = {"failed": "bounce", "delayed": "delay"}.get(delivery["action"], "auto-reply")
        return replace(found, kind=kind, delivery=delivery, reported=_reported(parts, raw))
    if _is_unformed_bounce(found):
        failed = ADDRESS.search(_raw(letter, "x-failed-recipients")[:500])
        delivery = {
            "action": "delayed" if _DELAYED.search(found.subject) else "failed",
            "recipient": failed[0].lower() if failed else "",
            "status": "",
            "words": one_line(found.excerpt, 300),
        }
        kind = "delay" if delivery["action"] == "delayed" else "bounce"
        return replace(found, kind=kind, delivery=delivery, reported=_reported(parts, raw))
    if calendar is not None:
        return replace(found, kind="invitation-reply", calendar=calendar)
    if _is_automatic(letter, found.subject):
        return replace(found, kind="auto-reply")
    return found


def _parts(letter: Message) -> Iterator[Message]:
    waiting, seen = [letter], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        yield part
        if part.is_multipart():
            waiting = [one for one in part.get_payload() if isinstance(one, Message)] + waiting


def _raws(part: Message, name: str) -> list[str]:
    """The headers ``name`` as written on one line; bytes outside ASCII are guessed at."""
    found = []
    for key, value in part.raw_items():
        if key.lower() == name:
            text = str(value).replace("\r", " ").replace("\n", " ")[:10_000]
            if any("\udc80" <= sign <= "\udcff" for sign in text):
                text = _decode(text.encode("utf-8", "surrogateescape"), None)
            found.append(text)
    return found


def _raw(part: Message, name: str) -> str:
    return next(iter(_raws(part, name)), "")


def _header(part: Message, name: str) -> str:
    """The header in words: encoded words decoded."""
    return _in_words(_raw(part, name))


def _in_words(text: str) -> str:
    pieces = []
    try:
        for piece, charset in decode_header(text):
            pieces.append(piece if isinstance(piece, str) else _decode(piece, charset))
    except Exception:  # broken base64 in a subject
        return text
    return "".join(pieces)


def _decode(content: bytes, charset: str | None) -> str:
    for name in (charset, "utf-8", "cp1251"):
        if not name:
            continue
        try:
            return content.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("latin-1")


def _from(letter: Message) -> tuple[str, str]:
    for name in ("from", "sender", "reply-to", "return-path"):
        raw = _raw(letter, name)[:2_000]
        for shown, address in getaddresses([raw]):
            if ADDRESS.fullmatch(address):
                return one_line(_in_words(shown), 200), address.lower()[:320]
        found = ADDRESS.search(raw)
        if found:
            return "", found[0].lower()[:320]
    return "", ""


def _recipients(letter: Message) -> tuple[str, ...]:
    values = [
        value[:5_000]
        for name in ("to", "cc", "delivered-to", "x-original-to")
        for value in _raws(letter, name)
    ]
    found = (address.lower() for value in values for address in ADDRESS.findall(value))
    return tuple(dict.fromkeys(found))[:50]


def _references(letter: Message) -> tuple[str, ...]:
    answered = _ID.findall(_raw(letter, "in-reply-to")[:2_000])
    thread = _ID.findall(_raw(letter, "references")[-8_000:])
    return tuple(dict.fromkeys([*answered, *reversed(thread)]))[:MOST_REFERENCES]


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    charset = part.get_content_charset()
    return _decode(_content(part)[:500_000], charset if isinstance(charset, str) else None)


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _words(parts: list[Message]) -> str:
    shown = [part for part in parts if not part.is_multipart() and not _is_attached(part)]
    for part in shown:
        if part.get_content_type() == "text/plain" and (text := _text(part).strip()):
            return excerpt_of(text)
    for part in shown:
        if part.get_content_type() == "text/html":
            return excerpt_of(plain_of_html(_text(part)))
    return ""


def _attachments(parts: list[Message]) -> Iterator[dict[str, Any]]:
    for part in parts:
        if not part.is_multipart() and _is_attached(part):
            name = (
                one_line(_in_words(str(part.get_filename() or "")), 200)
                .replace("/", "_")
                .replace("\\", "_")
            )
            mime = one_line(part.get_content_type(), 100)
            yield {"name": name or "—", "mime": mime, "size": len(_content(part))}


def _is_report(letter: Message, kind: str, parts: list[Message]) -> bool:
    types = {part.get_content_type() for part in parts}
    return f"message/{kind}" in types or (
        letter.get_content_type() == "multipart/report"
        and str(letter.get_param("report-type") or "").lower() == kind
    )


def _delivery(letter: Message, parts: list[Message]) -> dict[str, str] | None:
    """What a delivery report (RFC 3464) says of the first recipient that it names."""
    if not _is_report(letter, "delivery-status", parts):
        return None
    lines = ""
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            payload = part.get_payload()
            blocks = payload if isinstance(payload, list) else []
            lines += "\n\n".join(str(block) for block in blocks)[:50_000] or _text(part)

    def fact(name: str) -> str:
        found = re.search(rf"^{name}:[ \t]*(.+(?:\n[ \t]+.+)*)", lines, re.I | re.M)
        return one_line(found[1], 300) if found else ""

    recipient = ADDRESS.search(fact("Final-Recipient") or fact("Original-Recipient"))
    status = fact("Status")
    action = fact("Action").lower() or ("delayed" if status.startswith("4") else "failed")
    return {
        "action": action,
        "recipient": recipient[0].lower() if recipient else "",
        "status": status[:20],
        "words": fact("Diagnostic-Code") or status,
    }


def _is_unformed_bounce(found: Parsed) -> bool:
    """A report of a mail server that does not keep to the standard."""
    daemon = _DAEMON.search(f"{found.from_name} {found.from_address}")
    return bool(daemon and _FAILED.search(f"{found.subject} {found.excerpt[:2_000]}"))


def _reported(parts: list[Message], raw: bytes) -> tuple[str, ...]:
    """The Message-IDs of the letters a report is about."""
    named: list[str] = []
    for part in parts[1:]:
        named += _ID.findall(_raw(part, "message-id")[:500])
        if part.get_content_type() == "text/rfc822-headers":
            text = re.findall(r"^message-id:\s*(<[^<>\s]+>)", _text(part), re.I | re.M)
            named += text
    ours = [found.decode("ascii") for found in _OURS.findall(raw[:2_000_000])]
    return tuple(dict.fromkeys([*named, *ours]))[:MOST_REFERENCES]


def _is_automatic(letter: Message, subject: str) -> bool:
    submitted = (_raw(letter, "auto-submitted") or "no").split(";")[0].strip().lower()
    if submitted != "no":
        return True
    if any(_raw(letter, name) for name in ("x-autoreply", "x-autorespond", "x-autoresponder")):
        return True
    if _raw(letter, "precedence").strip().lower() in ("auto_reply", "auto-reply"):
        return True
    return bool(_AWAY.search(subject))


def _calendar(parts: list[Message], sender: str) -> dict[str, str] | None:
    """The reply to an invitation (RFC 5546), if the letter carries one: in words of a calendar, or
    as a file whose name alone says so."""
    for part in parts:
        is_named = str(part.get_filename() or "").lower().endswith(".ics")
        if part.get_content_type() not in ("text/calendar", "application/ics") and not is_named:
            continue
        method = str(part.get_param("method") or "")
        found = reply_of(_text(part), method=method, sender=sender)
        if found is not None:
            return found
    return None
