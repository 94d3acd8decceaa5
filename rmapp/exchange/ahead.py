"""Work done ahead in processes of its own: the next rows are understood on another core while the
base takes in the ones before."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle
from typing import IO, Any, TypeVar

from ..core import forking

_Made = TypeVar("_Made")


@contextmanager
def ahead(*makes: Callable[[], Iterable[_Made]]) -> Iterator[Iterator[_Made]]:
    """What ``makes`` give in turn, made ahead, each in a forked child that ends with the block.

    A ``make`` must not touch the base: the child has the parent's connections. Where there are
    several each gives what comes at its turn, and the first that has nothing left is the end.
    What one raises comes up here at its turn (it must be picklable).
    """
    with ExitStack() as stack:
        yield _in_turn([stack.enter_context(_child(make)) for make in makes])


@contextmanager
def _child(make: Callable[[], Iterable[Any]]) -> Iterator[IO[bytes]]:
    read, write = os.pipe()
    pid = forking.fork(lambda: _send(make, read, write))
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        try:
            yield pipe
        finally:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _send(make: Callable[[], Iterable[Any]], read: int, write: int) -> None:
    os.close(read)
    with os.fdopen(write, "wb") as pipe:
        try:
            for made in make():
                pickle.dump((made, None), pipe, pickle.HIGHEST_PROTOCOL)
                pipe.flush()  # and waits here until the parent has room for it
        except Exception as error:
            pickle.dump((None, error), pipe)
        else:
            pickle.dump(None, pipe)


def _in_turn(pipes: Sequence[IO[bytes]]) -> Iterator[Any]:
    for pipe in cycle(pipes):
        said = _one(pipe)
        if said is None:
            return
        made, error = said
        if error is not None:
            raise error
        yield made


def _one(pipe: IO[bytes]) -> tuple[Any, Exception | None] | None:
    try:
        said: tuple[Any, Exception | None] | None = pickle.load(pipe)
    except EOFError:
        raise RuntimeError("the process that reads ahead has ended") from None
    return said
