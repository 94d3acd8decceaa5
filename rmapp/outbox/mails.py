"""From a letter in words to the bytes that leave: one recipient, no header people can write in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from markupsafe import Markup, escape

from .renderers import Attachment, Letter, NoLetter
from .rules import one_line

SUBJECT_LENGTH = 200
NAME_LENGTH = 100
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~@-]{3,190}>")
_MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_PARAMETER = re.compile(r"([a-z]+)=([A-Za-z0-9-]+)")
_LINK = re.compile(r"https://[^\s<>\"']{1,500}")
_POLICY = SMTP.clone(max_line_length=76, cte_type="7bit")


@dataclass(frozen=True)
class Envelope:
    """Everything about a letter that does not come from its text."""

    sender: str  # the bank's address
    bank_name: str
    recipient: str
    message_id: str
    date: dt.datetime
    unsubscribe_url: str | None = None


def build(letter: Letter, envelope: Envelope) -> EmailMessage:
    """Make the message to be sent. Refuses (NoLetter) an address that is not one address."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _address(envelope.sender, letter.from_name or envelope.bank_name)
    mail["To"] = _address(envelope.recipient, "")
    mail["Subject"] = one_line(letter.subject, SUBJECT_LENGTH)
    mail["Date"] = format_datetime(envelope.date)
    mail["Message-ID"] = _message_id(envelope.message_id)
    mail["Auto-Submitted"] = "auto-generated"
    if letter.reply_to:
        mail["Reply-To"] = _address(letter.reply_to, "")
    if letter.in_reply_to:
        mail["In-Reply-To"] = _message_id(letter.in_reply_to)
        mail["References"] = _message_id(letter.in_reply_to)
    if envelope.unsubscribe_url:
        mail["List-Unsubscribe"] = f"<{envelope.unsubscribe_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text = letter.text
    if envelope.unsubscribe_url:
        text = f"{text.rstrip()}\n\n-- \n{envelope.unsubscribe_url}\n"
    mail.set_content(text, charset="utf-8", cte="base64")
    if letter.html:
        mail.add_alternative(
            html_of(text, letter.language), subtype="html", charset="utf-8", cte="base64"
        )
    for attachment in letter.attachments:
        if attachment.mime.startswith("text/calendar"):
            _invite(mail, attachment)
    for attachment in letter.attachments:
        _attach(mail, attachment)
    return mail


def html_of(text: str, language: str) -> str:
    """``text`` as a plain HTML page: every character escaped, paragraphs, https links."""
    paragraphs = [
        Markup("<p>{}</p>").format(
            Markup("<br>\n").join(_linked(line) for line in part.split("\n"))
        )
        for part in re.split(r"\n\s*\n", text.strip())
    ]
    return str(
        Markup(
            '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"><title></title></head>'
            "<body>\n{}\n</body></html>\n"
        ).format(language, Markup("\n").join(paragraphs))
    )


def _linked(line: str) -> Markup:
    return Markup("").join(_pieces(line))


def _pieces(line: str) -> Iterator[Markup]:
    end = 0
    for match in _LINK.finditer(line):
        yield escape(line[end : match.start()])
        url = match.group().rstrip(".,;:!?)")
        yield Markup('<a href="{0}">{0}</a>').format(url)
        end = match.start() + len(url)
    yield escape(line[end:])


def _address(address: str, name: str) -> Address:
    try:
        return Address(display_name=one_line(name, NAME_LENGTH), addr_spec=address)
    except (ValueError, IndexError) as error:
        raise NoLetter("the address cannot be written to") from error
    except Exception as error:  # email.errors of several kinds; all mean "not one address"
        raise NoLetter("the address cannot be read") from error


def _message_id(value: str) -> str:
    if not _MESSAGE_ID.fullmatch(value):
        raise NoLetter("the Message-ID is broken")
    return value


def _invite(mail: EmailMessage, attachment: Attachment) -> None:
    """An invitation is one more reading of the text (RFC 6047 2.4): a calendar answers to that."""
    mail.add_alternative(
        attachment.content,
        maintype="text",
        subtype="calendar",
        cte="base64",
        params={"charset": "utf-8", **_parameters(attachment.mime)},
    )


def _attach(mail: EmailMessage, attachment: Attachment) -> None:
    kind = attachment.mime.partition(";")[0].strip()
    if not _MIME.fullmatch(kind):
        raise NoLetter(f"no such type of attachment: {kind[:50]}")
    is_invitation = kind == "text/calendar"  # as a file it is only kept: the reading answers
    main, _, sub = ("application/ics" if is_invitation else kind).partition("/")
    mail.add_attachment(
        attachment.content,
        maintype=main,
        subtype=sub,
        cte="base64",
        filename=one_line(attachment.name, 150).replace("/", "_").replace("\\", "_"),
        params={} if is_invitation else _parameters(attachment.mime),
    )


def _parameters(mime: str) -> dict[str, str]:
    found = (_PARAMETER.fullmatch(part.strip()) for part in mime.split(";")[1:])
    return {one[1]: one[2] for one in found if one}
