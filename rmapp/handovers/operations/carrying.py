"""When and where a signed handover is carried out: while the page is made, or by a worker.

Whatever the size it is one transaction. A large one goes to a worker, which tells beside that
transaction how far it is; while it runs, and after a kill, nothing has moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import sqlalchemy as sa
import structlog
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from ...audit.operations import record
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Refusal
from ...core.hanging import count_open
from ...core.registry import AtHandover
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...policy.enforce import Actor
from ...settings import settings
from ...staff import sessions
from ...work import operations as work
from ...work.beside import telling
from ...work.kinds import Progress, Task
from ...work.models import OPEN as AT_WORK
from .. import queries
from ..models import Handover, HandoverState
from .execution import execute
from .happened import demand_maker

log = structlog.get_logger("rmapp.handovers")
WORK = "handover:execution"
AT_ONCE = 2_000  # clients
REFUSED = notice_kind(
    "handover:not-carried-out", icon="handover", tone="bad",
    words=_l("Not carried out, nothing has moved: the handover of %(subject)s is a draft again"),
)  # fmt: skip


def carry_out(handover: Handover, *, actor: Actor | None) -> bool:
    """Carry a signed handover out, or give it to a worker where it takes longer than a page may;
    whether it is done. Refuses as ``execute`` does."""
    clients = queries.count_items(handover)
    if clients <= AT_ONCE:
        execute(handover, actor=actor)
        return True
    item = work.submit(
        WORK,
        actor=actor,
        params={"public_id": handover.public_id, "handover": handover.id},
        label=handover.leaver.name,
        total=clients,
    )
    handover.counts = {**handover.counts, "execution": item.public_id}
    db.session.flush()
    return False


def carry_on(handover: Handover, *, actor: Actor) -> None:
    """Take up the execution that ended before anything moved.

    Refuses with :class:`Conflict` what is not signed, is being carried out, or waits for its day.
    """
    demand_maker(handover, actor)
    item = queries.execution(handover)
    if handover.state is not HandoverState.SIGNED or item is None or item.state in AT_WORK:
        raise Conflict(_("There is nothing to take up: this handover goes on or is over."))
    record("handover:taken-up", actor=actor, obj=handover)
    carry_out(handover, actor=actor)


def carried_out(task: Task) -> Iterator[Progress]:
    """The handler: one step, for it is all or nothing. A refusal gives the draft back with the
    reason. It shows that it lives before it does anything else."""
    with telling(task) as how_far:
        handover = _held(int(task.params["handover"]))
        if handover.state is not HandoverState.SIGNED:
            return
        author = task.created_by_id
        actor = sessions.actor_of_employee(author) if author is not None else None
        rules = (AtHandover.SERVES, AtHandover.MOVES, AtHandover.SUCCESSOR)
        total = max(sum(count_open(handover.leaver_id, rules).values()), 1)
        _attempt(handover, actor=actor, tell=partial(how_far, of=total))
    yield Progress(total, total)


def execute_due() -> int:
    """Carry out the signed handovers whose day has come, or give them to a worker; return how
    many. Run by the timetable.

    One that does not hold any more keeps the reason and waits for a person.
    """
    today = clock.today(settings().bank_zone)
    due = db.session.scalars(
        sa.select(Handover)
        .options(selectinload(Handover.receivers), selectinload(Handover.leaver))
        .where(
            Handover.state == HandoverState.SIGNED,
            Handover.effective_on <= today,
            Handover.failure == "",
            ~Handover.counts.has_key("execution"),
        )
        .order_by(Handover.id)
        .with_for_update(skip_locked=True)
    ).all()
    done = 0
    for handover in due:
        if queries.count_items(handover) > AT_ONCE:
            carry_out(handover, actor=None)
        else:
            done += _attempt(handover, actor=None)
    return done


def _attempt(handover: Handover, **how: object) -> bool:
    """Carry it out; False, and a draft again with the reason, where it does not hold any more."""
    try:
        with db.session.begin_nested():
            execute(handover, **how)  # type: ignore[arg-type]
    except Refusal as refusal:
        log.warning("handover_refused", handover=handover.id)
        handover.failure = str(refusal.message)[:2_000]
        handover.state = HandoverState.DRAFT
        handover.counts = {k: v for k, v in handover.counts.items() if k != "execution"}
        tell(
            [handover.created_by_id], REFUSED.code, subject=handover.leaver.name,
            leads_to="handovers.show", values={"public_id": handover.public_id},
        )  # fmt: skip
        return False
    return True


def _held(handover_id: int) -> Handover:
    return db.session.scalars(
        sa.select(Handover)
        .options(selectinload(Handover.receivers), selectinload(Handover.leaver))
        .where(Handover.id == handover_id)
        .with_for_update(of=Handover)
    ).one()
