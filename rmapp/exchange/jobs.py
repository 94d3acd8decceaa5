"""The kinds of work of the exchange."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator
from contextlib import contextmanager

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from ..work.beside import SILENT
from ..work.kinds import Progress, Task, work_kind
from . import book
from .operations import checking, exporting, running


@contextmanager
def _few_collections() -> Iterator[None]:
    """Rows by the thousand are no garbage: looking for it among them takes a fifth of the time."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


@work_kind(
    checking.WORK,
    label=_l("Check of an import"),
    page="imports.show",
    stop=_l("Stop the check"),
)
def check_import(task: Task) -> Iterator[Progress]:
    """The dry run of an import, from its resume point."""
    with _few_collections():
        yield from checking.check(
            task.params["import"], after=int(task.resume.get("after", 0)), done=task.done
        )


@work_kind(running.WORK, label=_l("Import"), page="imports.show")
def run_import(task: Task) -> Generator[Progress, None, dict[str, str]]:
    """An import, from its resume point."""
    with _few_collections():
        return (
            yield from running.run(
                task.params["import"], after=int(task.resume.get("after", 0)), done=task.done
            )
        )


@work_kind(exporting.WORK, label=_lp("thing", "Export"), page="exports.show")
def make_export(task: Task) -> Iterator[Progress]:
    """The file of an export, from its resume point."""
    yield from exporting.make(
        task.params["export"],
        cursor=task.resume.get("cursor"),
        at=int(task.resume.get("at", 0)),
        done=task.done,
        more=not task.resume.get("is_last", False),
    )


@work_kind(
    book.WORK, label=_l("Undo"), page="journal.show", lease=900.0, first=SILENT,
    is_whole=True, stop=_l("Stop, nothing is given back"),
)  # fmt: skip
def give_back(task: Task) -> Iterator[Progress]:
    """The undo of a large operation, all of it or nothing."""
    yield from book.carried(task)
