"""Forking: a function of ours run in a child of a preloaded process, for ever or once.

A child has a session of its own (Ctrl-C in the terminal does not reach it), reads nothing, and
dies with its parent even when the parent is killed.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from . import processes

#: After how many new objects the first of three generations is searched for garbage (Python: 700).
FIRST_GENERATION = 10_000


class ChildFailed(RuntimeError):
    """A function run once in a child did not end well."""


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """While the house is loaded nobody looks for garbage: all of it stays, and a quarter of a
    process's start would go into looking (Python looks after every 700 new objects)."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()


def settle() -> None:
    """Before the forks: what was loaded stays for good, and nobody looks for garbage in it.

    A search writes into each object it looks at, so every child would soon hold a copy of the
    whole house, and a request would wait for it (see ``gc.freeze`` in Python's documentation).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(FIRST_GENERATION, 20, 50)


def run_once(run: Callable[[], Any], *, after_fork: Callable[[], None] | None = None) -> Any:
    """Run ``run`` in a forked child, wait, and return its result (what JSON can carry).

    Raises ChildFailed when the child does not end with exit code 0.
    """
    read, write = os.pipe()

    def tell() -> None:
        result = run()
        with os.fdopen(write, "w", encoding="utf-8") as pipe:
            json.dump(result, pipe)

    pid = fork(tell, after_fork=after_fork)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as pipe:
        words = pipe.read()
    _, status = os.waitpid(pid, 0)
    if status != 0:
        raise ChildFailed(told(status))
    return json.loads(words) if words else None


def fork(run: Callable[[], object], *, after_fork: Callable[[], None] | None = None) -> int:
    """Run ``run`` in a child of its own session that dies with this process; return its number."""
    parent = os.getpid()
    lifeline = _lifeline()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if not pid:
        _become_child(run, after_fork, parent, lifeline)
    return pid


#: A pipe no child may write to: its end tells them that the parent is gone.
_pipe: tuple[int, int] | None = None


def _lifeline() -> tuple[int, int]:
    global _pipe
    if _pipe is None:
        _pipe = os.pipe()
    return _pipe


def _become_child(
    run: Callable[[], object],
    after_fork: Callable[[], None] | None,
    parent: int,
    lifeline: tuple[int, int],
) -> NoReturn:
    global _pipe
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        os.setsid()  # Ctrl-C in the terminal is for the parent, which stops things in order
        os.close(lifeline[1])
        _pipe = None
        processes.follow_parent(parent, lifeline[0])
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        if after_fork is not None:
            after_fork()
        run()
        code = 0
    except SystemExit as leaving:
        code = _exit_code(leaving.code)
    except KeyboardInterrupt:
        code = 130
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _exit_code(code: object) -> int:
    if code is None:
        return 0
    return code if isinstance(code, int) else 1


def told(status: int) -> str:
    """How a child ended, in words, from the status of ``waitpid``."""
    code = os.waitstatus_to_exitcode(status)
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
