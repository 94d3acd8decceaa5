"""Deciding on a pair: not the same (for everybody, until taken back) or later; switching the
certain cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from flask_babel import gettext as _

from ...audit import operations as audit
from ...clients.events import note
from ...clients.models import Client
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Forbidden, Invalid, NotFound
from ...policy.enforce import Actor, demand
from ..models import DuplicatePair, DuplicateRule, NotSame, PairState
from ..queries.deciding import rules, said_apart
from ..queries.queue import Queued

LATER = dt.timedelta(days=14)


def say_apart(one: Client, two: Client, *, actor: Actor, reason: str = "") -> NotSame:
    """Remember for everybody that ``one`` and ``two`` are not the same; once is enough.

    Refuses with Forbidden.
    """
    demand(actor, "duplicates:decide")
    return _remember(one, two, actor=actor, reason=reason)


def say_new(client: Client, others: Iterable[int], *, actor: Actor) -> None:
    """Whoever saves ``client`` has seen these look-alikes and says it is somebody else."""
    rows = db.session.execute(sa.select(Client).where(Client.id.in_(list(others)))).scalars()
    for other in rows:
        _remember(client, other, actor=actor, reason="")


def _remember(one: Client, two: Client, *, actor: Actor, reason: str) -> NotSame:
    if one.id == two.id:
        raise Conflict(_("This is one record already."))
    known = said_apart(one.id, two.id)
    if known is not None:
        return known
    said = NotSame(
        left_id=min(one.id, two.id),
        right_id=max(one.id, two.id),
        said_by_id=actor.employee_id,
        said_at=clock.now(),
        reason=reason[:500],
    )
    db.session.add(said)
    db.session.flush()
    for client, other in ((one, two), (two, one)):
        detail = {"reason": reason[:500], "other": other.public_id}
        note(client.id, "not-same", actor=actor, title=other.display_name, detail=detail)
    audit.record(
        "duplicate:not-same",
        actor=actor,
        obj=said,
        name=f"{one.display_name} ≠ {two.display_name}",
        client_id=one.id,
        reason=reason,
        detail={"other_id": two.id},
    )
    return said


def take_back(one: Client, two: Client, *, actor: Actor) -> None:
    """What was said of the two no longer stands: they may be proposed and merged again.

    Where nothing was said nothing is done. Refuses with Forbidden.
    """
    demand(actor, "duplicates:decide")
    known = said_apart(one.id, two.id)
    if known is None:
        return
    pair = {one.id, two.id}
    db.session.execute(
        sa.update(NotSame)
        .where(
            NotSame.left_id.in_(pair), NotSame.right_id.in_(pair), NotSame.withdrawn_at.is_(None)
        )
        .values(withdrawn_at=clock.now(), withdrawn_by_id=actor.employee_id)
        .execution_options(synchronize_session=False)
    )
    audit.record(
        "duplicate:not-same-withdrawn",
        actor=actor,
        obj=known,
        name=f"{one.display_name} ≠ {two.display_name}",
        client_id=one.id,
        detail={"other_id": two.id},
    )


def demand_whole(found: Queued) -> None:
    """Nobody decides on a client they cannot look at. Refuses with Forbidden."""
    if not found.is_whole:
        raise Forbidden(_("One of the two is not yours. Ask for access, or your supervisor."))


def put_off(pair: DuplicatePair, *, actor: Actor) -> DuplicatePair:
    """Decide later: out of the queue for two weeks. Refuses with Forbidden."""
    demand(actor, "duplicates:decide")
    pair.state, pair.later_until = PairState.LATER, (clock.now() + LATER).date()
    db.session.flush()
    audit.record("duplicate:put-off", actor=actor, obj=pair, client_id=pair.left_id)
    return pair


def switch_rule(
    code: str, *, is_on: bool, merges_alone: bool, version: int, actor: Actor
) -> DuplicateRule:
    """Let the certain case ``code`` count as certain, and let the nightly search merge by it.

    Refuses with Forbidden; NotFound for an unknown case; Conflict when somebody switched it
    meanwhile; Invalid to let a case merge that is off.
    """
    demand(actor, "settings:edit")
    known = rules()
    if code not in known:
        raise NotFound(_("There is no such case."))
    if merges_alone and not is_on:
        raise Invalid(_("A case that is off cannot merge."))
    rule = known[code]
    if rule.version != version:
        raise Conflict(_("Somebody changed this meanwhile. Open it anew and compare."))
    was = [rule.is_on, rule.merges_alone]
    if rule.version == 0:
        rule = DuplicateRule(code=code, is_on=is_on, merges_alone=merges_alone)
        db.session.add(rule)
    rule.is_on, rule.merges_alone = is_on, merges_alone
    rule.changed_by_id, rule.changed_at = actor.employee_id, clock.now()
    db.session.flush()
    audit.record(
        "duplicate:rule-switched",
        actor=actor,
        obj=rule,
        name=code,
        detail={"was": was, "now": [is_on, merges_alone]},
    )
    return rule
