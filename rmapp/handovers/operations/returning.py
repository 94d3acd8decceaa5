"""A substitution is over: on its day, or earlier, everything goes back by itself (V9).

Not an undo: what the substitute began with the clients meanwhile goes back as well, and the leaver
is told what was done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
import structlog
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit.operations import record
from ...clients.models import Assignment
from ...core import clock, journal, registry
from ...core.db import Base, db
from ...core.errors import Conflict, Invalid, Refusal
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...outbox import operations as outbox
from ...policy.enforce import Actor
from ...settings import settings
from ...staff.models import Employee
from ...staff.queries import those_who
from .. import queries
from ..models import Handover, HandoverItem, HandoverState
from .afterwards import occasion
from .happened import demand_maker, too_late
from .parts import finished
from .undoing import return_assignments

log = structlog.get_logger("rmapp.handovers")
BACK = notice_kind(
    "handover:back", icon="handover", tone="ok",
    words=_l("Your clients are back. See what was done meanwhile."),
)  # fmt: skip
OVER = notice_kind(
    "handover:over", icon="handover", words=_l("The substitution for %(subject)s is over")
)
STAYS = notice_kind(
    "handover:not-returned", icon="handover", tone="bad",
    words=_l("The substitution could not end on its day, the clients stay: %(subject)s"),
)  # fmt: skip


def give_back(handover: Handover, *, actor: Actor | None) -> dict[str, int]:
    """Return the clients of a substitution with everything open, new work among it.

    ``actor`` None: the timetable. A client that somebody else serves by now stays there. Refuses
    with :class:`Conflict` what is no substitution or is over, and to open an access that somebody
    has ended since: nobody comes back by a timetable whom the bank has let go.
    """
    if actor is not None:
        demand_maker(handover, actor)
    demand_going_on(handover)
    assert handover.operation_id is not None
    leaver = db.session.get_one(Employee, handover.leaver_id)
    _demand_not_left(handover, leaver)
    if not leaver.may_enter:  # before the rows: who is inactive receives nothing
        leaver.is_active, leaver.left_at, leaver.access_closed_at = True, None, None
        db.session.flush()
    at = clock.now()
    rounds = queries.came_round(handover, follows=True)
    returned = return_assignments(
        handover, actor, reason=_("The substitution is over"), rounds=rounds
    )
    moved = sum(_move_back(handover, hanging, rounds) for hanging in registry.on_employee())
    operation = db.session.get_one(journal.Operation, handover.operation_id)
    author = actor.employee_id if actor else None
    journal.undo(operation, author_id=author, finished=finished)  # what is no client's
    handover = db.session.get_one(Handover, handover.id)
    leaver = db.session.get_one(Employee, handover.leaver_id)
    handover.state, handover.returned_at = HandoverState.RETURNED, at
    handover.permanence_asked_by_id = handover.permanence_asked_at = None
    counts = {"returned": returned, "rows": moved}
    outbox.cancel_for(occasion(handover.id), actor=actor)
    record("handover:returned", actor=actor, obj=handover, name=leaver.name, detail=counts)
    values = {"public_id": handover.public_id}
    tell([leaver.id], BACK.code, leads_to="handovers.show", values=values)
    tell(
        [*receivers_of(handover), handover.created_by_id], OVER.code, subject=leaver.name,
        leads_to="handovers.show", values=values,
    )  # fmt: skip
    db.session.flush()
    return counts


def give_back_due() -> int:
    """Return the substitutions whose day has come; how many. Run by the timetable."""
    today = clock.today(settings().bank_zone)
    due = db.session.scalars(
        sa.select(Handover)
        .where(
            Handover.state == HandoverState.DONE,
            Handover.returns_on <= today,
            Handover.failure == "",
        )
        .order_by(Handover.id)
        .with_for_update(skip_locked=True)
    ).all()
    done = 0
    for key in [handover.id for handover in due]:
        try:
            with db.session.begin_nested():
                give_back(db.session.get_one(Handover, key), actor=None)
            done += 1
        except Refusal as refusal:
            log.warning("handover_not_returned", handover=key)
            kept = db.session.get_one(Handover, key)
            kept.failure = str(refusal.message)[:2_000]
            leaver = db.session.get_one(Employee, kept.leaver_id)
            makers = those_who("handovers:make", over=kept.leaver_id)
            tell(
                [kept.created_by_id, *makers], STAYS.code, subject=leaver.name,
                leads_to="handovers.show", values={"public_id": kept.public_id},
            )  # fmt: skip
    return done


def prolong(handover: Handover, returns_on: dt.date, *, version: int, actor: Actor) -> Handover:
    """Let a substitution end on another day. Refuses (Invalid) a day that is over."""
    demand_maker(handover, actor)
    demand_going_on(handover)
    if handover.version != version:
        too_late(handover, version=version)
    if returns_on <= clock.today(settings().bank_zone):
        raise Invalid(fields={"returns_on": [_("Choose a day to come.")]})
    before, handover.returns_on = handover.returns_on, returns_on
    handover.permanence_asked_by_id = handover.permanence_asked_at = None
    assert before is not None
    record(
        "handover:prolonged", actor=actor, obj=handover,
        detail={"before": before.isoformat(), "after": returns_on.isoformat()},
    )  # fmt: skip
    db.session.flush()
    return handover


def has_left(handover: Handover, leaver: Employee) -> bool:
    """Whether the access of the substituted person has ended since the clients moved."""
    ended, moved = leaver.access_closed_at or leaver.left_at, handover.executed_at
    late = ended is not None and moved is not None and ended > moved
    return late and not leaver.may_enter


def _demand_not_left(handover: Handover, leaver: Employee) -> None:
    if has_left(handover, leaver):
        raise Conflict(
            _(
                "The access of %(name)s has ended since: the clients stay with those who stand in."
                " Open the access again if the person comes back, else make the substitution"
                " permanent.",
                name=leaver.name,
            )
        )


def receivers_of(handover: Handover) -> list[int]:
    """Keys of those who stand in."""
    found = (
        sa.select(HandoverItem.receiver_id)
        .where(HandoverItem.handover_id == handover.id, HandoverItem.receiver_id.is_not(None))
        .distinct()
    )
    return [key for key in db.session.scalars(found) if key is not None]


def demand_going_on(handover: Handover) -> None:
    """Refuse (:class:`Conflict`) what is no substitution, or is over."""
    if handover.state in (HandoverState.RETURNED, HandoverState.UNDONE):
        too_late(handover)
    if handover.state is not HandoverState.DONE or handover.returns_on is None:
        raise Conflict(_("Only a substitution that goes on can be ended."))


def _move_back(
    handover: Handover, hanging: registry.Hanging, rounds: Sequence[queries.Round]
) -> int:
    """Open rows of the returned clients that hang on their substitute go to the leaver; not those
    of a client that the substitute serves first anyway (the leaver was its deputy)."""
    if hanging.rule is not registry.AtHandover.MOVES or hanging.table == "handover_item":
        return 0
    table = Base.metadata.tables[hanging.table]
    assert hanging.client_column is not None
    item: Any = HandoverItem.__table__
    client, owner = table.c[hanging.client_column], table.c[hanging.column]
    held = [item.c.receiver_id == owner]
    if rounds:  # others carried it on meanwhile
        pairs = [f"{one.client_id}:{one.holder_id}" for one in rounds]
        held.append(
            sa.func.concat(client, ":", owner) == sa.any_(sa.literal(pairs, sa.ARRAY(sa.Text)))
        )
    conditions = [
        item.c.handover_id == handover.id,
        item.c.state == "returned",
        item.c.client_id == client,
        sa.or_(*held),
    ]
    conditions.append(
        ~sa.exists().where(
            Assignment.client_id == item.c.client_id,
            Assignment.employee_id == owner,
            Assignment.ended_at.is_(None),
            Assignment.is_primary,
        )
    )
    if hanging.is_open is not None:
        conditions.append(hanging.is_open(table))
    values: dict[Any, Any] = {table.c[hanging.column]: handover.leaver_id}
    if "version" in table.c:
        values[table.c.version] = table.c.version + 1
    done: Any = db.session.execute(
        sa.update(table)
        .where(*conditions)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)
