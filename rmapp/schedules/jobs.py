"""The work of schedules: introductions after many clients were accepted at once."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from ..staff.sessions import actor_of_employee
from ..work.kinds import Progress, Task, work_kind
from .operations.introducing import WORK, introduce_now, tell_unplanned

PAGE = 10


@work_kind(WORK, label=_l("Introductions after a handover"))
def run(task: Task) -> Iterator[Progress]:
    """Ten clients a step, in the name of who accepted them, who is told with how many nothing could
    be planned."""
    ids, done = list(task.params["clients"]), task.done
    while done < len(ids):
        actor = actor_of_employee(task.created_by_id) if task.created_by_id else None
        if actor is None:
            break
        introduce_now(ids[done : done + PAGE], actor=actor)
        done = min(done + PAGE, len(ids))
        if done == len(ids):
            page = {"leads_to": task.params.get("leads_to", "")}
            tell_unplanned(ids, actor=actor, values=task.params.get("values") or {}, **page)
        yield Progress(done, len(ids))
    yield Progress(done, len(ids))
