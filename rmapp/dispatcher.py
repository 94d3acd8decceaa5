"""The dispatcher: looks around every second, wakes workers, does the work itself without Redis.

Any number of them may run; each look is a few fenced statements. It holds nothing that its loss
would lose.
"""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType

import structlog
from flask import Flask
from sqlalchemy.exc import DBAPIError

from . import timetable
from .outbox import dispatch as outbox
from .outbox import jobs as _outbox_jobs  # noqa: F401  # enters the jobs it wakes
from .work import dispatch as work
from .work import jobs as _work_jobs  # noqa: F401

log = structlog.get_logger("rmapp.dispatcher")
IDLE_SECONDS = 1.0
BUSY_SECONDS = 0.05
TROUBLE_SECONDS = 2.0


def run_dispatcher(app: Flask, *, until: threading.Event | None = None) -> None:
    """Look around until SIGTERM or SIGINT (or ``until`` is set); ends after the look in hand."""
    stop = until or _stop_on_signal()
    with app.app_context():
        letters, works = outbox.Dispatcher(), work.Dispatcher()
        while not stop.is_set():
            stop.wait(_look(letters, works))


def look_once(app: Flask) -> None:
    """One look at everything (tests, ``rmapp dispatcher --once``)."""
    with app.app_context():
        works = work.Dispatcher()
        _look(outbox.Dispatcher(), works)
        works.wait()


def _look(letters: outbox.Dispatcher, works: work.Dispatcher) -> float:
    """Look; how long to rest. Trouble in one part does not keep the others from their turn."""
    started, busy, trouble = time.monotonic(), False, False
    for name, part in (("letters", letters.tick), ("work", works.tick)):
        try:
            busy = part().is_busy or busy
        except DBAPIError as error:
            log.warning("dispatcher_without_database", part=name, error=type(error).__name__)
            trouble = True
        except Exception:
            log.error("dispatcher_trouble", part=name, exc_info=True)
            trouble = True
    try:
        timetable.run_due()
    except Exception:
        log.error("dispatcher_trouble", part="timetable", exc_info=True)
        trouble = True
    if trouble:
        return TROUBLE_SECONDS
    return BUSY_SECONDS if busy else max(0.0, IDLE_SECONDS - (time.monotonic() - started))


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()

    def heed(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, heed)
    signal.signal(signal.SIGINT, heed)
    return stop
