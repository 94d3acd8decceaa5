"""Handovers killed at random points: ``make crash-handover`` runs 200, the suite a few
(``tests/handovers/test_at_once.py``, ``RMTEST_HANDOVER_KILLS``).

A child carries a handover out and is killed with SIGKILL after a random time; afterwards either
nothing or everything has moved, every client has one first manager and no lock of the dead is left.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: Longest wait before the kill, seconds, after the child is ready to sign.
LONGEST = 0.6
_CHILD = """
import sys
from rmapp.core.transaction import transaction
from rmapp.factory import create_app
from rmapp.handovers import operations, queries
from rmapp.staff import sessions
app = create_app(database_url=sys.argv[1])
with app.app_context(), transaction():
    actor = sessions.actor_of_employee(int(sys.argv[3]))
    print("ready", flush=True)
    sys.stdin.readline()
    handover = queries.handover_of(sys.argv[2], actor=actor, lock=True)
    operations.sign(handover, version=handover.version, actor=actor)
print("done", flush=True)
"""


def run(
    url: str,
    signer: int,
    *,
    kills: int,
    seed: int,
    ask: Callable[[int], tuple[str, int]],
    look: Callable[[str, int], dict[str, int]],
) -> dict[str, int]:
    """Kill ``kills`` children. ``ask(number)`` prepares a handover and gives its key and how many
    clients it has; ``look(key, clients)`` counts what is wrong afterwards."""
    rng = random.Random(seed)
    found = {"kills": 0, "half_moved": 0, "without_manager": 0, "two_managers": 0}
    for number in range(kills):
        key, clients = ask(number)
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD, url, key, str(signer)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        assert child.stdin is not None
        assert child.stdout is not None
        if child.stdout.readline().strip() != "ready":
            raise RuntimeError("the child did not come so far")
        child.stdin.write("\n")
        child.stdin.flush()
        time.sleep(rng.uniform(0, LONGEST))
        child.send_signal(signal.SIGKILL)
        child.wait(30)
        child.stdin.close()
        child.stdout.close()
        found["kills"] += 1
        for name, count in look(key, clients).items():
            found[name] += count
    return found
