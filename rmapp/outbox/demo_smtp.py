"""The demo's mail server: on loopback, keeps every letter as a file, delivers nothing.

A real SMTP conversation, so that the demo runs the very code that production runs. It listens on
a port of the system's choice and writes the number into ``mailbox.port`` of the instance folder,
where :func:`rmapp.outbox.place.server` finds it.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import time
from pathlib import Path
from typing import Any

import structlog
from aiosmtpd.smtp import SMTP

from .place import MAILBOX_PORT

log = structlog.get_logger("rmapp.mailbox")
LARGEST = 30 * 1024 * 1024
KEPT = 5_000


class Keeper:
    """Keeps what comes in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Called by aiosmtpd for each letter."""
        try:
            keep(self._folder, bytes(envelope.original_content or b""))
        except OSError:
            log.error("letter_not_kept", exc_info=True)
            return "452 4.3.1 no room"
        return "250 2.0.0 kept"


def keep(folder: Path, content: bytes) -> Path:
    """Write ``content`` as a letter into ``folder``, whole or not at all; drop the oldest over
    :data:`KEPT`."""
    target = folder / f"{time.time_ns():019d}-{secrets.token_hex(4)}.eml"
    fresh = target.with_suffix(".fresh")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    fresh.rename(target)
    names = sorted(folder.glob("*.eml"))
    for old in names[: max(0, len(names) - KEPT)]:
        old.unlink(missing_ok=True)
    return target


async def serve(instance: Path, *, until: asyncio.Event, port: int = 0) -> None:
    """Take letters on 127.0.0.1 into ``instance/letters`` until ``until`` is set."""
    keeper = Keeper(instance / "letters")

    def conversation() -> Any:
        return SMTP(
            keeper, data_size_limit=LARGEST, enable_SMTPUTF8=False, hostname="mailbox.example"
        )

    server = await asyncio.get_running_loop().create_server(conversation, "127.0.0.1", port)
    known = instance / MAILBOX_PORT
    known.write_text(str(server.sockets[0].getsockname()[1]))
    try:
        async with server:
            await until.wait()
    finally:
        known.unlink(missing_ok=True)


def run_mailbox(instance: Path, *, port: int = 0) -> None:
    """Serve until SIGTERM or SIGINT: the process ``rmapp mailbox``."""

    async def run() -> None:
        until = asyncio.Event()
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGTERM, signal.SIGINT):
            try:
                loop.add_signal_handler(signum, until.set)
            except NotImplementedError:  # Windows
                signal.signal(signum, lambda *_: loop.call_soon_threadsafe(until.set))
        await serve(instance, until=until, port=port)

    asyncio.run(run())
