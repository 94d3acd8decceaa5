"""Work on handovers: large share-outs, executions and acts, letters of introduction, new dates."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from ..work.beside import SILENT
from ..work.kinds import Progress, Task, work_kind
from .operations import acts, afterwards, carrying, sharing

PAGE = "handovers.show"


@work_kind(
    sharing.WORK, label=_l("Share-out of clients"), page=PAGE, is_whole=True,
    stop=_l("Stop the share-out"), opens=_l("See the share-out"),
)  # fmt: skip
def share(task: Task) -> Iterator[Progress]:
    """One step: the whole share-out."""
    yield from sharing.shared(task.params, author_id=task.created_by_id)


@work_kind(
    carrying.WORK, label=_l("Handover of clients"), page=PAGE, lease=120.0, first=SILENT,
    is_whole=True, stop=_l("Stop, nothing moves"),
)  # fmt: skip
def carry_out(task: Task) -> Iterator[Progress]:
    """One step: all or nothing."""
    yield from carrying.carried_out(task)


@work_kind(afterwards.LETTERS, label=_l("Letters of introduction"), page=PAGE)
def introduce(task: Task) -> Iterator[Progress]:
    """A hundred clients a step."""
    yield from afterwards.introduce(int(task.params["handover"]), task.done)


@work_kind(afterwards.DATES, label=_l("New dates of contacts"), page=PAGE)
def lay_out(task: Task) -> Iterator[Progress]:
    """Fifty contacts a step."""
    yield from afterwards.lay_out(int(task.params["handover"]), task.done)


@work_kind(
    acts.WORK, label=_l("Act of transfer"), page="handovers.act_page", is_whole=True,
    opens=_l("Open the act"), stop=_l("Stop, no act is made"), lease=300.0,
)  # fmt: skip
def make_act(task: Task) -> Iterator[Progress]:
    """One step: the whole act."""
    yield from acts.made(int(task.params["act"]), author_id=task.created_by_id)
