"""The whole suite: its two halves side by side, so that no processor waits for either.

``python -m tests.halves WORKERS TRAVELLERS [arguments of pytest]``. The journeys are told of when
the rest is done: two reports in one another could not be read. Both are always run to their end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time

PYTEST = (sys.executable, "-m", "pytest")
JOURNEYS = "tests/journeys"
#: Who waits in front of a browser goes first; the rest has all that a journey leaves.
BEHIND = 4


def main(workers: str, travellers: str, *more: str) -> int:
    """Run both; 0 when both ended well, else the code of one that did not."""
    began = time.monotonic()
    rest = [*PYTEST, "-n", workers, "--dist", "worksteal", f"--ignore={JOURNEYS}", *more]
    journeys = [*PYTEST, "-n", travellers, "--dist", "loadfile", JOURNEYS, *more]
    with tempfile.TemporaryFile() as told:
        beside = subprocess.Popen(journeys, stdout=told, stderr=subprocess.STDOUT)
        first = subprocess.Popen(_behind(rest))
        try:
            codes = [first.wait()]
            codes.append(beside.wait())
        except KeyboardInterrupt:  # the terminal told both of them too: they put away their engines
            first.wait()
            beside.wait()
            raise
        finally:
            told.seek(0)
            shutil.copyfileobj(told, sys.stdout.buffer)
            sys.stdout.flush()
    print(f"both halves: {time.monotonic() - began:.0f} s", flush=True)
    return next((code for code in codes if code), 0)


def _behind(command: list[str]) -> list[str]:
    nice = shutil.which("nice") if os.name == "posix" else None
    return [nice, "-n", str(BEHIND), *command] if nice else command


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
