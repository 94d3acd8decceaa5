"""Deeds over thousands of rows, on a copy of the base, in this process as a worker does them."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import sqlalchemy as sa
from flask import Flask

from ..clients.models import ClientEmail
from ..core import clock
from ..core.db import db
from ..core.placeholders import fill
from ..core.transaction import transaction
from ..demo.subjects import Registry
from ..exchange.cli import run as run_import
from ..handovers import operations as handovers
from ..handovers.models import Handover, HandoverReason, HandoverState
from ..handovers.queries import execution, handover_of
from ..outbox import operations as outbox
from ..outbox.dispatch import Dispatcher
from ..outbox.models import Message, RecipientAddress
from ..outbox.renderers import Letter, kinds, renders
from ..outbox.states import MOVING, Purpose
from ..outbox.wire import Server as Relay
from ..settings import settings
from ..staff import sessions
from ..staff.models import Employee
from ..work import runner
from .browser import Unexpected
from .figures import Figure, figure
from .leavers import leaver_of, receivers, supervisors
from .mailbox import accepting
from .people import Facts

KIND = "bench"
_TEXT = """Good day, {client.name}!

This is letter {letter.number}, written for you alone on {day}.

Kind regards,
{manager.name}"""
_COLUMNS = (
    "Наименование", "ИНН", "КПП", "ОГРН", "Телефон", "E-mail", "Адрес", "Контактное лицо",
)  # fmt: skip


class Bulk:
    """The workloads on one copy."""

    def __init__(self, app: Flask, facts: Facts, clients: int) -> None:
        self._app = app
        self._facts = facts
        self._clients = clients

    def handover_1000(self) -> Iterator[Figure]:
        """A thousand clients of a leaver to two colleagues: the second signature carries it out."""
        yield figure(
            "handover_1000", [self._hand_over(1_000)[0] for _ in range(5)], "ms", self._clients
        )

    def handover_10000(self) -> Iterator[Figure]:
        """Ten thousand clients at once, and all of them back."""
        took, key = self._hand_over(10_000)
        yield figure("handover_10000", [took], "ms", self._clients)
        yield figure("undo_10000", [self._undo(key, 10_000)], "ms", self._clients)

    def import_10000(self) -> Iterator[Figure]:
        """A directory of ten thousand firms: read, checked against the base, written."""
        yield self._import("import_10000", 10_000, seed=11)

    def import_100000(self) -> Iterator[Figure]:
        """The same with a hundred thousand: the time of a row must not grow."""
        yield self._import("import_100000", 100_000, seed=12)

    def _import(self, name: str, rows: int, seed: int) -> Figure:
        with tempfile.TemporaryDirectory() as folder, self._app.app_context():
            path = Path(folder) / "firms.csv"
            _write_firms(path, rows, seed)
            started = time.perf_counter()
            answer = run_import(path, login=self._facts.manager().login, wanted=None, dry_run=False)
            seconds = time.perf_counter() - started
        if answer["created"] < rows * 0.9:
            raise Unexpected(f"only {answer['created']} of {rows} rows became clients")
        return figure(name, [seconds * 1000], "ms", self._clients)

    def letters_1000(self) -> Iterator[Figure]:
        """A thousand letters with a text of their own, from due to sent, state kept."""
        if KIND not in kinds():
            renders(KIND)(_letter)
        with accepting() as port, tempfile.TemporaryDirectory() as folder:
            self._app.config["OUTBOX_SERVER"] = Relay("127.0.0.1", port, security="none")
            self._app.config["OUTBOX_FOLDER"] = folder
            times = [self._send_letters(number, 1_000) for number in range(2)]
        yield figure("letters_1000", times, "ms", self._clients)

    def _send_letters(self, run: int, count: int) -> float:
        with self._app.app_context():
            with transaction():
                rows = db.session.execute(
                    sa.select(RecipientAddress.id, RecipientAddress.client_id)
                    .join(ClientEmail, ClientEmail.client_id == RecipientAddress.client_id)
                    .order_by(RecipientAddress.id)
                    .limit(count)
                ).all()
                for number in range(count):
                    address, client = rows[number % len(rows)]
                    outbox.schedule(
                        actor=None,
                        kind=KIND,
                        address_id=address,
                        purpose=Purpose.SERVICE,
                        occasion=f"bench:{run}",
                        dedup_key=f"bench:{run}:{number}",
                        params={"number": number},
                        client_id=client,
                    )
            dispatcher = Dispatcher()
            started = time.perf_counter()
            while True:
                dispatcher.tick()
                with transaction():
                    left = db.session.scalar(
                        sa.select(Message.id).where(
                            Message.occasion == f"bench:{run}", Message.state.in_(MOVING)
                        )
                    )
                if left is None:
                    return (time.perf_counter() - started) * 1000
                if time.perf_counter() - started > 120:
                    raise Unexpected("the letters did not leave within two minutes")

    # -- handovers ----------------------------------------------------------------------------

    def _hand_over(self, count: int) -> tuple[float, str]:
        """Milliseconds of the signature that moves ``count`` clients, and the handover's key."""
        with self._app.app_context():
            with transaction():
                leaver = leaver_of(count)
                maker, signer = supervisors()
                takers = receivers(leaver)
                actor = sessions.actor_of_employee(maker)
                assert actor is not None
                handover = handovers.start(
                    db.session.get_one(Employee, leaver),
                    reason=HandoverReason.ROTATION,
                    effective_on=clock.today(settings().bank_zone),
                    returns_on=None,
                    closes_access=False,
                    note="bench",
                    actor=actor,
                )
                began = time.perf_counter()
                handovers.share_out(handover, takers, keep_families=True, actor=actor)
                _say(f"{count} clients were shared out in {time.perf_counter() - began:.1f} s")
                handovers.finish_draft(handover, version=_version(handover), actor=actor)
                key = handover.public_id
            started = time.perf_counter()
            with transaction():
                actor = sessions.actor_of_employee(signer)
                assert actor is not None
                handover = handover_of(key, actor=actor, lock=True)
                handovers.sign(handover, version=handover.version, actor=actor)
                item = execution(handover)
                work_id = item.id if item is not None else None
            if work_id is not None:  # as a worker does it
                runner.run(work_id)
            with transaction():
                handover = handover_of(key, actor=actor)
                state, counts = handover.state, handover.counts
            seconds = time.perf_counter() - started
        if state is not HandoverState.DONE or counts["clients"] < count:
            raise Unexpected(f"the handover ended as {state} with {counts}")
        return seconds * 1000, key

    def _undo(self, key: str, count: int) -> float:
        """Milliseconds of giving the clients of a handover back."""
        with self._app.app_context():
            started = time.perf_counter()
            with transaction():
                actor = sessions.actor_of_employee(supervisors()[0])
                assert actor is not None
                handover = handover_of(key, actor=actor, lock=True)
                counts = handovers.undo(handover, version=handover.version, actor=actor)
            seconds = time.perf_counter() - started
        if counts["returned"] < count or counts["rows_kept"]:
            raise Unexpected(f"the undo ended with {counts}")
        return seconds * 1000


def _say(words: str) -> None:
    print(f"rmapp bench: {words}", file=sys.stderr)


def _version(handover: Handover) -> int:
    db.session.flush()
    return handover.version


def _letter(message: Message) -> Letter:
    values = {
        "client.name": f"client {message.client_id}",
        "letter.number": str(message.params["number"]),
        "day": f"{dt.date(2026, 1, 1):%d %B}",
        "manager.name": "Mara Lindt",
    }
    return Letter(subject=fill("Letter {letter.number}", values), text=fill(_TEXT, values))


def _write_firms(path: Path, count: int, seed: int = 11) -> None:
    registry = Registry(Random(seed), dt.date(2026, 1, 1))
    with contextlib.closing(path.open("w", encoding="utf-8", newline="")) as file:
        sheet = csv.writer(file, delimiter=";")
        sheet.writerow(_COLUMNS)
        for number in range(count):
            firm = registry.firm(seed * 500_000 + number, "ru")
            member = firm.members[0].name
            sheet.writerow(
                (
                    f"{firm.short} {number}", firm.inn, firm.kpp, firm.ogrn, firm.phones[0][0],
                    firm.email, firm.address, member,
                )
            )  # fmt: skip
