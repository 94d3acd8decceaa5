"""The console of one desk in a process that has loaded the house already: each command runs in a
fork of it, which costs a tenth of a process that begins from nothing.

``python -m tests.journeys.console`` reads a request a line and answers with a line: JSON both.
"""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping
from typing import Any

from tests.journeys import CHECKOUT

WITHIN = 120


class Console:
    """Runs ``rmapp WORDS`` for a desk; loads the house while the desk rises."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.console"],
            cwd=CHECKOUT,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, words: tuple[str, ...], given: bytes) -> tuple[int, str, str]:
        """The exit code, standard output and standard error of a command."""
        into, out = self._process.stdin, self._process.stdout
        assert into is not None
        assert out is not None
        alarm = threading.Timer(WITHIN, self._process.kill)
        alarm.start()
        try:
            into.write(json.dumps({"words": words, "given": given.decode("latin-1")}) + "\n")
            into.flush()
            answer = out.readline()
        finally:
            alarm.cancel()
        assert answer, f"rmapp {' '.join(words)}: no answer within {WITHIN} s"
        told = json.loads(answer)
        return told["code"], told["out"], told["err"]

    def close(self) -> None:
        """End the process: nothing more is asked."""
        self._process.communicate()


def serve() -> None:
    """Answer what is asked on standard input until it ends."""
    import rmapp.cli  # noqa: F401
    from rmapp.core.forking import run_once
    from rmapp.factory import create_app

    create_app(database_url="postgresql://")  # connects to nothing; every command makes its own
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(run_once(lambda asked=asked: _carry_out(**asked))), flush=True)


def _carry_out(words: list[str], given: str) -> dict[str, Any]:
    from rmapp.cli import main

    sys.stdin = io.TextIOWrapper(io.BytesIO(given.encode("latin-1")), encoding="utf-8")
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    code: object = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(words)
        except SystemExit as leaving:
            code = leaving.code
        except Exception:
            traceback.print_exc()
            code = 1
    return {"code": code or 0, "out": _text(out), "err": _text(err)}


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    held = stream.buffer
    assert isinstance(held, io.BytesIO)
    return held.getvalue().decode("utf-8", "replace")


if __name__ == "__main__":
    serve()
