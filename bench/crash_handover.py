"""Handovers killed at random points: ``make crash-handover`` runs 200, the suite a few
(``tests/handovers/test_at_once.py``, ``RMTEST_HANDOVER_KILLS``).

A child carries a handover out and is killed with SIGKILL after a random time; afterwards either
nothing or everything has moved, every client has one first manager and no lock of the dead is left.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable

from flask import Flask

from rmapp.core.db import db

#: Longest wait before the kill, seconds, after the child has begun.
LONGEST = 0.5


def run(
    app: Flask,
    *,
    kills: int,
    seed: int,
    ask: Callable[[], str],
    sign: Callable[[str], None],
    look: Callable[[str], bool],
) -> dict[str, int]:
    """Kill ``kills`` children. ``ask()`` prepares a handover and gives its key, ``sign(key)``
    carries it out (in the child), ``look(key)`` says whether it moved by half."""
    rng = random.Random(seed)
    half = 0
    for _number in range(kills):
        key = ask()
        child = _child(app, key, sign)
        time.sleep(rng.uniform(0, LONGEST))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        half += look(key)
    return {"kills": kills, "half_moved": half}


def _child(app: Flask, key: str, sign: Callable[[str], None]) -> int:
    """A process of its own with a connection of its own, that has begun to sign."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        os.read(reading, 1)
        os.close(reading)
        return child
    try:
        with app.app_context():
            db.engine.dispose(close=False)  # the connections are the parent's
        os.write(writing, b"1")
        sign(key)
        time.sleep(10)  # committed: waits for the kill
    finally:
        os._exit(0)
