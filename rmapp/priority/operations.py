"""Learning by night, putting the clients in order, switching it off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ..audit import operations as audit
from ..clients.models import Client
from ..core import clock
from ..core.db import db
from ..core.errors import Conflict, Invalid
from ..policy.enforce import Actor, demand
from ..work import operations as work
from ..work.models import WorkItem
from ..work.queries import is_under_way
from . import queries
from .models import CallModel, CallSwitch

WORK = "learn-calls"


def learn_tonight() -> WorkItem | None:
    """Submit tonight's learning, once a day; None while another is under way."""
    return work.submit_tonight(WORK)


def learn_now(*, actor: Actor) -> WorkItem:
    """Learn now. Refuses with Forbidden; with Conflict while it is under way."""
    demand(actor, "calls:learn")
    if is_running():
        raise Conflict(_("It is being learned just now."))
    return work.submit(WORK, actor=actor)


def is_running() -> bool:
    """Whether learning is under way or waits."""
    return is_under_way(WORK)


def switch(is_on: bool, *, reason: str = "", actor: Actor) -> CallSwitch:
    """Let the learned order decide, or the stated rules alone; the clients are put in order anew.

    Refuses with Forbidden; with Invalid where it is switched off without a reason.
    """
    demand(actor, "calls:learn")
    reason = reason.strip()
    if not is_on and not reason:
        raise Invalid(fields={"reason": [_("Say why it is switched off.")]})
    row = CallSwitch(is_on=is_on, reason=reason, made_at=clock.now(), made_by_id=actor.employee_id)
    db.session.add(row)
    db.session.flush()
    audit.record(
        "call-order:switched", actor=actor, obj=row, reason=reason, detail={"is_on": is_on}
    )
    if not is_running():
        work.submit(WORK, actor=actor)
    return row


def keep_model(**values: Any) -> CallModel:
    """Write down what a night's learning came to."""
    model = CallModel(learned_at=clock.now(), is_used=False, ranked=0, **values)
    db.session.add(model)
    db.session.flush()
    audit.record(
        "call-order:learned",
        actor=None,
        obj=model,
        detail={"verdict": model.verdict.value, "contacts": model.contacts},
    )
    return model


#: A client's key, the chance of success in per cent, where it stands, and why.
Place = tuple[int, int, int, str]


def put_in_order(places: Sequence[Place]) -> int:
    """Write where the clients stand; how many have moved. One statement.

    The version of a client stays, as with the dates of its contacts: this is no edit.
    """
    if not places:
        return 0
    client: Any = Client.__table__
    ids, chances, orders, reasons = zip(*places, strict=True)
    new = sa.select(
        sa.func.unnest(
            sa.literal(list(ids), sa.ARRAY(sa.BigInteger)),
            sa.literal(list(chances), sa.ARRAY(sa.SmallInteger)),
            sa.literal(list(orders), sa.ARRAY(sa.Integer)),
            sa.literal(list(reasons), sa.ARRAY(sa.String)),
        )
        .table_valued("id", "chance", "place", "why")
        .render_derived()
    ).subquery()
    done = db.session.execute(
        sa.update(client)
        .where(
            client.c.id == new.c.id,
            sa.or_(
                client.c.call_order != new.c.place,
                client.c.call_chance.is_distinct_from(new.c.chance),
                client.c.call_why != new.c.why,
            ),
        )
        .values(call_chance=new.c.chance, call_order=new.c.place, call_why=new.c.why)
    )
    return int(getattr(done, "rowcount", 0))


def is_decided_by(model: CallModel) -> bool:
    """Whether ``model`` decides: it is better than the rules and not switched off."""
    return model.verdict.value == "learned" and queries.is_on()


def finish(model_id: int, *, is_used: bool, ranked: int) -> None:
    """Note that every client stands in its place, and by what."""
    db.session.execute(
        sa.update(CallModel)
        .where(CallModel.id == model_id)
        .values(is_used=is_used, ranked=ranked)
        .execution_options(synchronize_session=False)
    )
