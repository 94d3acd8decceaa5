"""The evaluation of the whole base, step by step; each step is a few set-based statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import JSONB

from ...audit import operations as audit
from ...clients.models import Client
from ...core import clock
from ...core.db import db, new_public_ids
from ...core.errors import Conflict
from ...figures.queries import whole_months
from ...figures.rules import months_before
from ...policy.enforce import Actor, demand
from ...settings import settings
from ...work import operations as work
from ...work.models import WorkItem
from ...work.queries import is_under_way
from .. import queries
from ..models import (
    StatusState,
    VerdictKind,
    VerdictState,
    VipEvaluation,
    VipFigure,
    VipPolicyVersion,
    VipStatus,
    VipVerdict,
)
from ..queries.figures import NAMES, OWN, select_figures, ties
from ..queries.judging import Judged

WORK = "evaluate-vip"
#: Who was declined is not offered anew for so long.
DECLINED_FOR = dt.timedelta(days=90)
#: A pass over the whole base may take longer than a page, and more memory.
_LONG = (
    "SET LOCAL statement_timeout = 0", "SET LOCAL work_mem = '192MB'",
    "SET LOCAL max_parallel_workers_per_gather = 2",
)  # fmt: skip


def evaluate_tonight() -> WorkItem | None:
    """Submit tonight's evaluation, once a day; None while another is under way."""
    return work.submit_tonight(WORK)


def evaluate_now(*, actor: Actor) -> WorkItem:
    """Evaluate now. Refuses with Forbidden; with Conflict while it is under way."""
    demand(actor, "vip:confirm")
    queries.policy_in_force()
    if is_running():
        raise Conflict(_("The base is being evaluated just now."))
    audit.record("vip:evaluation-asked", actor=actor)
    return work.submit(WORK, actor=actor)


def is_running() -> bool:
    """Whether an evaluation is under way or waits."""
    return is_under_way(WORK)


def begin(version: VipPolicyVersion, *, requested_by_id: int | None) -> VipEvaluation:
    """Open an evaluation against ``version``."""
    row = VipEvaluation(
        policy_version_id=version.id,
        started_at=clock.now(),
        as_of=whole_months()[1],
        requested_by_id=requested_by_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def take_long() -> None:
    """Let this transaction read the base once without the limits of a page."""
    for setting in _LONG:
        db.session.execute(sa.text(setting))


def gather_figures(groups: dict[int, int] | None = None) -> int:
    """Replace the figures of all clients by those of now; how many. ``groups``: client → the name
    of its group, of those who have one (read now, if None)."""
    since, until = whole_months()
    today = clock.today(settings().bank_zone)
    db.session.execute(sa.delete(VipFigure))
    found = select_figures(since=since, until=until, today=today).subquery()
    own = [found.c[name] for name in OWN]
    names = ["client_id", *OWN, *(f"group_{name}" for name in OWN), "members", "by_months"]
    done: Any = db.session.execute(
        sa.insert(VipFigure.__table__).from_select(  # type: ignore[arg-type]
            names, sa.select(found.c.client_id, *own, *own, sa.literal(1), found.c.by_months)
        ),
        execution_options={"preserve_rowcount": True},
    )
    _add_groups(groups_of(ties()) if groups is None else groups)
    return int(done.rowcount)


def groups_of(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Client → its group, named by its smallest key: all that pairs tie together directly or over
    others (union and find, with paths halved)."""
    parent: dict[int, int] = {}

    def find(key: int) -> int:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for left, right in pairs:
        one, other = find(left), find(right)
        if one != other:
            parent[max(one, other)] = min(one, other)
    return {key: find(key) for key in parent}


def _add_groups(groups: dict[int, int]) -> None:
    """The figures of each group on every one of its members: one statement."""
    if not groups:
        return
    member = sa.select(
        sa.func.unnest(sa.literal(list(groups), sa.ARRAY(sa.BigInteger))).label("client_id"),
        sa.func.unnest(sa.literal(list(groups.values()), sa.ARRAY(sa.BigInteger))).label("name"),
    ).cte("member").prefix_with("MATERIALIZED")  # fmt: skip
    table: Any = VipFigure.__table__
    sums = (
        sa.select(
            member.c.name,
            *[
                (sa.func.max if name == "years" else sa.func.sum)(table.c[name]).label(name)
                for name in OWN
            ],
            sa.func.count().label("members"),
        )
        .join(table, table.c.client_id == member.c.client_id)
        .group_by(member.c.name)
        .subquery("sums")
    )
    values = {f"group_{name}": sums.c[name] for name in OWN} | {"members": sums.c.members}
    db.session.execute(
        sa.update(table)
        .values(values)
        .where(table.c.client_id == member.c.client_id, member.c.name == sums.c.name)
    )


def judge_all(evaluation: VipEvaluation, version: VipPolicyVersion) -> dict[str, int]:
    """Write what the figures say of whom; kind → how many. Who is short of the criteria is marked
    with today, who meets them again is unmarked: so the grace period runs. The open verdicts of
    evaluations before this one go; what was decided stays."""
    today = clock.today(settings().bank_zone)
    judged = Judged(version.tiers, grace_days=version.grace_days, today=today)
    alive = Client.deleted_at.is_(None)
    short = judged.source(sa.select(VipStatus.id, judged.short.label("is_short"))).where(
        alive, VipStatus.id.is_not(None)
    ).subquery()  # fmt: skip
    is_short = VipStatus.id.in_(sa.select(short.c.id).where(short.c.is_short))
    marked = sa.update(VipStatus).execution_options(synchronize_session=False)
    confirmed = VipStatus.state == StatusState.CONFIRMED
    db.session.execute(
        marked.where(confirmed, VipStatus.short_since.is_(None), is_short).values(short_since=today)
    )
    db.session.execute(
        marked.where(confirmed, VipStatus.short_since.is_not(None), sa.not_(is_short)).values(
            short_since=None
        )
    )
    db.session.execute(
        sa.delete(VipVerdict).where(
            VipVerdict.evaluation_id != evaluation.id, VipVerdict.state == VerdictState.OPEN
        )
    )
    _write_verdicts(evaluation, judged)
    rows = db.session.execute(
        sa.select(VipVerdict.kind, sa.func.count())
        .where(VipVerdict.evaluation_id == evaluation.id)
        .group_by(VipVerdict.kind)
    )
    found = {kind.value: many for kind, many in rows}
    return {kind.value: found.get(kind.value, 0) for kind in VerdictKind}


def _write_verdicts(evaluation: VipEvaluation, judged: Judged) -> None:
    pairs = [part for name in NAMES for part in (sa.literal(name), getattr(VipFigure, name))]
    pairs += [sa.literal("by_months"), VipFigure.by_months]
    said = judged.source(
        sa.select(
            Client.id.label("client_id"),
            judged.kind.label("kind"),
            Client.vip_tier.label("tier_now"),
            judged.due_code.label("tier_due"),
            VipFigure.profit.label("worth"),
            sa.func.jsonb_build_object(*pairs, type_=JSONB).label("figures"),
            judged.grace_until.label("grace_until"),
        ).where(Client.deleted_at.is_(None), judged.kind.is_not(None))
    ).subquery()
    declined = sa.exists().where(
        VipVerdict.client_id == said.c.client_id,
        VipVerdict.state == VerdictState.DECLINED,
        VipVerdict.kind == said.c.kind,
        VipVerdict.decided_at > clock.now() - DECLINED_FOR,
    )
    waiting = sa.and_(
        said.c.kind == VerdictKind.ENTER.value,
        sa.exists().where(
            VipStatus.client_id == said.c.client_id, VipStatus.state == StatusState.PROPOSED
        ),
    )
    grace = VerdictKind.GRACE.value
    rows = sa.select(
        sa.literal(evaluation.id),
        said.c.client_id,
        said.c.kind,
        said.c.tier_now,
        said.c.tier_due,
        said.c.worth,
        said.c.figures,
        sa.case((said.c.kind == grace, said.c.grace_until), else_=None),
        sa.literal(VerdictState.OPEN.value),
        sa.literal(""),
        sa.func.substr(sa.func.md5(_seed() + sa.cast(said.c.client_id, sa.String)), 1, 16),
    ).where(sa.not_(declined), sa.not_(waiting))
    names = [
        "evaluation_id", "client_id", "kind", "tier_now", "tier_due", "worth", "figures",
        "grace_until", "state", "reason", "public_id",
    ]  # fmt: skip
    db.session.execute(
        sa.insert(VipVerdict.__table__).from_select(names, rows)  # type: ignore[arg-type]
    )


def _seed() -> Any:
    """A secret of this statement, so that the public keys of its rows cannot be guessed."""
    return sa.literal("".join(new_public_ids(2)))


def measure(version: VipPolicyVersion) -> dict[str, Any]:
    """How good the rules of ``version`` are: those they would have chosen a year ago, held against
    the profit since (:class:`rules.Quality`, plain); {} where there are too few months.

    Products and the others of a group count as they are today: of the past nobody knows them.
    """
    since, _until = whole_months()
    before = months_before(since, 12)
    today = clock.today(settings().bank_zone)
    past_day = months_before(today, 12)
    past = select_figures(since=before, until=since, today=past_day).cte("past")
    return queries.quality_since(version, past)


def finish(
    evaluation: VipEvaluation, *, clients: int, counts: dict[str, int], quality: dict[str, Any]
) -> None:
    """Close an evaluation with what it came to."""
    evaluation.finished_at = clock.now()
    evaluation.clients, evaluation.counts, evaluation.quality = clients, counts, quality
    db.session.flush()
    audit.record("vip:evaluated", actor=None, obj=evaluation, detail={"clients": clients, **counts})
