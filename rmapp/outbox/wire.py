"""One SMTP connection, step by step, with three kinds of trouble told apart.

An answer is definite, whatever its code. :class:`RelayDown`: the relay does not talk to us at
all. :class:`Lost`: the connection broke; whether that matters depends on the step, so the caller
knows which one it was.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from typing import Protocol


class RelayDown(Exception):
    """No connection, no TLS, no sign-in: no fault of any message."""


class Lost(Exception):
    """The connection broke or fell silent in the middle of a conversation."""


@dataclass(frozen=True)
class Server:
    """Where letters are handed off."""

    host: str
    port: int
    security: str = "starttls"  # none, starttls, tls
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    sender: str = "desk@bank.example"
    timeout: float = 30.0
    dot_timeout: float = 100.0


@dataclass(frozen=True)
class Reply:
    """What the relay said."""

    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Wire(Protocol):
    """A conversation with the relay. Every method may raise :class:`Lost`."""

    def open(self) -> None: ...
    def mail(self, sender: str) -> Reply: ...
    def rcpt(self, address: str) -> Reply: ...
    def data(self) -> Reply: ...
    def body(self, content: bytes) -> None: ...
    def dot(self) -> Reply: ...
    def reset(self) -> None: ...
    def close(self) -> None: ...


_LINE_END = re.compile(rb"\r\n|\n|\r")
_DOT = re.compile(rb"(?m)^\.")


class SMTPWire:
    """The wire over ``smtplib``; certificates are verified."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect, greet, encrypt, sign in; :class:`RelayDown` when any of it fails."""
        server = self._server
        name = server.sender.rpartition("@")[2]  # asking the resolver for our own name may hang
        smtp: smtplib.SMTP | None = None
        try:
            if server.security == "tls":
                smtp = smtplib.SMTP_SSL(
                    server.host,
                    server.port,
                    local_hostname=name,
                    timeout=server.timeout,
                    context=ssl.create_default_context(),
                )
            else:
                smtp = smtplib.SMTP(
                    server.host, server.port, local_hostname=name, timeout=server.timeout
                )
                if server.security == "starttls":
                    smtp.starttls(context=ssl.create_default_context())
            if smtp.sock is not None:  # body and dot are two sends: Nagle would hold the dot 40 ms
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            smtp.ehlo_or_helo_if_needed()
            if server.user:
                smtp.login(server.user, server.password or "")
        except (OSError, smtplib.SMTPException) as error:
            if smtp is not None:
                smtp.close()
            raise RelayDown(f"{type(error).__name__}: {error}") from error
        self._smtp = smtp

    def mail(self, sender: str) -> Reply:
        return self._command(f"MAIL FROM:<{sender}>")

    def rcpt(self, address: str) -> Reply:
        return self._command(f"RCPT TO:<{address}>")

    def data(self) -> Reply:
        return self._command("DATA")

    def body(self, content: bytes) -> None:
        """Send everything but the dot: whatever happens until then, nothing was delivered."""
        lines = _DOT.sub(b"..", _LINE_END.sub(b"\r\n", content))
        self._send(lines if lines.endswith(b"\r\n") else lines + b"\r\n")

    def dot(self) -> Reply:
        """Send the dot and wait for the answer, longer than for others (RFC 1047)."""
        smtp = self._open()
        if smtp.sock is not None:
            smtp.sock.settimeout(self._server.dot_timeout)
        self._send(b".\r\n")
        reply = self._answer()
        if smtp.sock is not None:
            smtp.sock.settimeout(self._server.timeout)
        return reply

    def reset(self) -> None:
        self._command("RSET")

    def close(self) -> None:
        """Hang up, politely when possible; never raises."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        with contextlib.suppress(OSError, smtplib.SMTPException, ValueError):
            if smtp.sock is not None:
                smtp.sock.settimeout(2.0)
                smtp.putcmd("QUIT")
        smtp.close()

    def drop(self) -> None:
        """Cut the connection without a word (in the middle of a body)."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def _open(self) -> smtplib.SMTP:
        if self._smtp is None:
            raise Lost("not connected")
        return self._smtp

    def _send(self, content: bytes) -> None:
        smtp = self._open()
        try:
            smtp.send(content)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.drop()
            raise Lost(f"{type(error).__name__}: {error}") from error

    def _answer(self) -> Reply:
        smtp = self._open()
        try:
            code, text = smtp.getreply()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.drop()
            raise Lost(f"{type(error).__name__}: {error}") from error
        if code == -1:
            self.drop()
            raise Lost("an answer that is no answer")
        return Reply(code, text.decode("utf-8", "replace"))

    def _command(self, line: str) -> Reply:
        self._send(line.encode("ascii") + b"\r\n")
        return self._answer()
