"""Where the outbox of this process stands: its relay, folder, limits and hours, from the settings.

Tests and the crash run put ``OUTBOX_SERVER``, ``OUTBOX_LIMITS`` or ``OUTBOX_FOLDER`` into the
application's config; everybody else gets what the settings say.
"""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from ..settings import settings
from .rules import Hours, Limits
from .wire import Server

#: Where the demo's mail server writes its port, in the instance folder.
MAILBOX_PORT = "mailbox.port"


def limits() -> Limits:
    """The times of this outbox."""
    own = current_app.config.get("OUTBOX_LIMITS")
    return own if isinstance(own, Limits) else Limits()


def hours() -> Hours:
    """When people may be written to for other purposes than service."""
    own = current_app.config.get("OUTBOX_HOURS")
    return own if isinstance(own, Hours) else Hours()


def server() -> Server:
    """The relay this bank hands its letters to."""
    own = current_app.config.get("OUTBOX_SERVER")
    if isinstance(own, Server):
        return own
    known, times = settings(), limits()
    mailbox = _mailbox_port() if known.is_demo and not _names_a_relay() else None
    return Server(
        host=known.smtp_host,
        port=known.smtp_port if mailbox is None else mailbox,
        security=known.smtp_security if mailbox is None else "none",
        user=known.smtp_user,
        password=known.smtp_password,
        sender=known.mail_from,
        timeout=min(times.relay_timeout, times.lease / 6),
        dot_timeout=times.lease / 3,
    )


def folder() -> Path:
    """Where this machine keeps its journals (``journal``), and the demo its ``letters``."""
    return Path(current_app.config.get("OUTBOX_FOLDER") or settings().instance)


def _names_a_relay() -> bool:
    return bool({"smtp_host", "smtp_port"} & settings().model_fields_set)


def _mailbox_port() -> int:
    """The port of the demo's own mail server; 1, where nobody answers, when it does not run."""
    try:
        return int((folder() / MAILBOX_PORT).read_text())
    except (OSError, ValueError):
        return 1
