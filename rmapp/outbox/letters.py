"""The demo's letters, read back from their files for the page that shows them.

Whatever a letter contains is text here: nothing is drawn as HTML, no file is named by a request
but by the pattern of our own names.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

from flask_babel import gettext as _

from ..core.errors import NotFound
from . import place

NAME = re.compile(r"[0-9]{19}-[0-9a-f]{8}")
TEXT_LENGTH = 100_000
HEAD_BYTES = 16_384
_LINK = re.compile(r"https?://[^\s<>\"']{1,500}")


@dataclass(frozen=True)
class StoredLetter:
    """A letter on the list."""

    name: str
    at: dt.datetime
    sender: str
    recipient: str
    subject: str


@dataclass(frozen=True)
class OpenedLetter:
    """A letter opened: its headers, its plain text, the links in it, its files' names."""

    name: str
    at: dt.datetime
    headers: tuple[tuple[str, str], ...]
    text: str
    links: tuple[str, ...]
    files: tuple[tuple[str, int], ...]

    def header(self, name: str) -> str:
        """The first header ``name``, or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def letters(*, before: str | None = None, limit: int = 50) -> list[StoredLetter]:
    """The newest letters, or those before the letter ``before``; at most ``limit``."""
    names = sorted((path.stem for path in _folder().glob("*.eml")), reverse=True)
    known = [name for name in names if NAME.fullmatch(name)]
    if before is not None:
        known = [name for name in known if name < before]
    return list(_listed(known[: max(1, min(limit, 500))]))


def letter(name: str) -> OpenedLetter:
    """One letter; :class:`NotFound` for a name that is not one of ours."""
    path = _folder() / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.is_file():
        raise NotFound(_("There is no such letter."))
    content = path.read_bytes()
    mail = _parsed(content)
    text = _text(mail)
    return OpenedLetter(
        name=name,
        at=_moment(name),
        headers=tuple(headers_of(content)),
        text=text,
        links=tuple(dict.fromkeys(m.group().rstrip(".,;:!?)") for m in _LINK.finditer(text))),
        files=tuple(_files(mail)),
    )


def attached(name: str, number: int) -> tuple[str, bytes]:
    """The file ``number`` (from 0) of a letter, name and bytes; :class:`NotFound` for others."""
    path = _folder() / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.is_file():
        raise NotFound(_("There is no such letter."))
    parts = list(_parsed(path.read_bytes()).iter_attachments())
    if not 0 <= number < len(parts):
        raise NotFound(_("There is no such letter."))
    content = parts[number].get_payload(decode=True)
    shown = _plain(parts[number].get_filename() or "file")
    return shown, content if isinstance(content, bytes) else b""


def _listed(names: list[str]) -> Iterator[StoredLetter]:
    for name in names:
        try:
            with (_folder() / f"{name}.eml").open("rb") as file:
                said = dict(headers_of(file.read(HEAD_BYTES)))
        except OSError:
            continue
        yield StoredLetter(
            name=name,
            at=_moment(name),
            sender=said.get("From", ""),
            recipient=said.get("To", ""),
            subject=said.get("Subject", ""),
        )


def _folder() -> Path:
    return place.folder() / "letters"


def _parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)


def headers_of(content: bytes) -> list[tuple[str, str]]:
    """The headers in words. Read as they stand: the parser of addresses leaves a blank between two
    halves of an encoded word, where RFC 2047 has none."""
    raw = BytesHeaderParser(policy=email.policy.compat32).parsebytes(content)
    return [(key, _plain(_in_words(str(value)))) for key, value in raw.items()]


def _in_words(header: str) -> str:
    """``header`` decoded; as it stands where its encoded words are broken."""
    try:
        return str(make_header(decode_header(header)))
    except (ValueError, LookupError, HeaderParseError):
        return header


def _moment(name: str) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(name[:19]) / 1e9, dt.UTC)


def _plain(value: object) -> str:
    return " ".join(str(value).split())[:1_000]


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    if part is None:
        return ""
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    return raw.decode("utf-8", "replace").replace("\r\n", "\n")[:TEXT_LENGTH]


def _files(mail: EmailMessage) -> Iterator[tuple[str, int]]:
    for part in mail.iter_attachments():
        content = part.get_payload(decode=True)
        size = len(content) if isinstance(content, bytes) else 0
        yield _plain(part.get_filename() or part.get_content_type()), size
