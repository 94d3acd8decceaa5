"""An SMTP server that misbehaves on purpose and writes down what it accepted.

Every accepted letter is a line ``message-id recipient time`` in ``log``, written before the
answer. Faults are drawn per letter from seeded chances; ``script`` overrides them per recipient.
Run as a program: ``python -m tests.outbox.sink PORT LOG SEED JSON-OF-FAULTS``.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rmapp.core.processes import die_with_parent


@dataclass
class Faults:
    """Chances of each fault, 0–1."""

    rcpt_later: float = 0.0
    rcpt_refused: float = 0.0
    data_later: float = 0.0
    data_refused: float = 0.0
    drop_before: float = 0.0  # the connection breaks in the body: not accepted
    drop_after: float = 0.0  # accepted, and the connection breaks before the answer
    stall: float = 0.0  # seconds of silence before the answer to the dot
    auth_wanted: bool = False
    script: dict[str, str] = field(default_factory=dict)  # recipient → the name of a fault

    def drawn(self, recipient: str, dice: random.Random) -> str:
        if recipient in self.script:
            return self.script[recipient]
        left = dice.random()
        for name in ("rcpt_later", "rcpt_refused", "data_later", "data_refused"):
            left -= getattr(self, name)
            if left < 0:
                return name
        for name in ("drop_before", "drop_after"):
            left -= getattr(self, name)
            if left < 0:
                return name
        return ""


class Sink:
    """The server; ``accepted`` is what it took, in order."""

    def __init__(self, faults: Faults | None = None, *, log: Path | None = None, seed: int = 7):
        self.faults = faults or Faults()
        self.accepted: list[tuple[str, str, float]] = []
        self.letters: dict[str, bytes] = {}
        self.envelopes: list[tuple[str, str]] = []
        self.port = 0
        self._dice = random.Random(seed)
        self._log = log.open("a", buffering=1) if log else None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    async def serve(self, port: int = 0) -> asyncio.Server:
        server = await asyncio.start_server(self._talk, "127.0.0.1", port, backlog=200)
        self.port = server.sockets[0].getsockname()[1]
        return server

    def __enter__(self) -> Sink:
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(self.serve())
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *rest: object) -> None:
        assert self._loop is not None
        assert self._thread is not None

        async def end() -> None:
            self._server.close()
            mine = asyncio.current_task()
            others = [task for task in asyncio.all_tasks() if task is not mine]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(line: str) -> None:
            writer.write(line.encode() + b"\r\n")
            await writer.drain()

        recipient, sender, fault = "", "", ""
        try:
            await say("220 sink")
            while line := await reader.readline():
                word = line.strip().upper()
                if word.startswith((b"EHLO", b"HELO")):
                    await say("250 sink")
                elif word.startswith(b"MAIL"):
                    sender = line.decode().split("<")[1].split(">")[0]
                    await say("530 5.7.0 sign in first" if self.faults.auth_wanted else "250 ok")
                elif word.startswith(b"RCPT"):
                    recipient = line.decode().split("<")[1].split(">")[0]
                    fault = self.faults.drawn(recipient, self._dice)
                    await say(
                        {
                            "rcpt_later": "451 4.3.0 try later",
                            "rcpt_refused": "550 5.1.1 no such user",
                            "rcpt_policy": "550 5.7.1 not from you",
                        }.get(fault, "250 ok")
                    )
                elif word == b"DATA":
                    await say("354 go on")
                    if not await self._take(reader, writer, sender, recipient, fault, say):
                        return
                elif word == b"QUIT":
                    await say("221 bye")
                    return
                else:
                    await say("250 ok")
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _take(self, reader, writer, sender, recipient, fault, say) -> bool:  # type: ignore[no-untyped-def]
        lines: list[bytes] = []
        while True:
            line = await reader.readline()
            if not line or fault == "drop_before":
                writer.transport.abort()
                return False
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b"..") else line)
        if fault in ("data_later", "data_refused"):
            await say("451 4.7.1 greylisted" if fault == "data_later" else "554 5.6.0 no")
            return True
        content = b"".join(lines)
        heads = content.split(b"\r\n\r\n", 1)[0].decode().splitlines()
        id = next(h.split(":", 1)[1].strip() for h in heads if h.lower().startswith("message-id:"))
        moment = time.time()
        if self._log:
            self._log.write(f"{id} {recipient} {moment}\n")
        else:
            self.accepted.append((id, recipient, moment))
            self.letters[recipient] = content
            self.envelopes.append((sender, recipient))
        if fault == "drop_after":
            writer.transport.abort()
            return False
        if self.faults.stall:
            await asyncio.sleep(self.faults.stall)
        await say("250 2.0.0 queued")
        return True


def main() -> None:
    """Serve until killed."""
    die_with_parent()
    port, log, seed, faults = sys.argv[1:5]

    async def run() -> None:
        sink = Sink(Faults(**json.loads(faults)), log=Path(log), seed=int(seed))
        server = await sink.serve(int(port))
        async with server:
            await server.serve_forever()

    asyncio.run(run())


def as_json(faults: Faults) -> str:
    """For the command line."""
    return json.dumps(asdict(faults))


if __name__ == "__main__":
    main()
