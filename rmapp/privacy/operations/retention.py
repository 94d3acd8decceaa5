"""Retention: the rules, the dry run, the erasure two people let be carried out."""

from __future__ import annotations

from flask_babel import gettext as _

from ...audit import operations as audit
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Forbidden
from ...policy.enforce import Actor, demand
from ...settings import settings
from ...work import operations as work
from .. import queries
from ..models import RetentionRule, RetentionRun, RunState
from .requests import erase

RETENTION = "privacy-retention"


def edit_rule(
    rule: RetentionRule, *, actor: Actor, version: int, months: int, is_active: bool,
    reason_en: str, reason_ru: str,
) -> None:  # fmt: skip
    """Change how long data are kept. Refuses: Forbidden, Conflict when stale."""
    demand(actor, "privacy:rules")
    if rule.version != version:
        raise Conflict(_("Somebody changed this rule meanwhile. Open it anew."))
    before = {"months": rule.months, "is_active": rule.is_active}
    rule.months, rule.is_active = months, is_active
    rule.reason_en, rule.reason_ru = reason_en[:500], reason_ru[:500]
    audit.record(
        "retention:rule-changed", actor=actor, obj=rule, name=rule.code,
        detail={"before": before, "after": {"months": months, "is_active": is_active}},
    )  # fmt: skip


def look_for_overdue() -> RetentionRun | None:
    """The dry run: write down whose data are kept too long, touch nothing. A periodic job.

    One run waits at a time; nothing beyond its time makes none. Seals whose day has come go.
    """
    today = clock.today(settings().bank_zone)
    for hold in queries.holds_over(today):
        audit.record("retention:seal-ended", actor=None, obj=hold, client_id=hold.client_id)
        db.session.delete(hold)
    if queries.open_run() is not None:
        return None
    counts: dict[str, int] = {}
    found: list[int] = []
    for rule in queries.rules():
        if rule.is_active:
            known = set(found)
            fresh = [one for one in queries.beyond(rule, today) if one not in known]
            if fresh:
                counts[rule.code] = len(fresh)
                found += fresh
    if not found:
        return None
    run = RetentionRun(
        found=len(found), counts=counts, client_ids=found, made_at=clock.now(), erased=0
    )
    db.session.add(run)
    db.session.flush()
    audit.record("retention:dry-run", actor=None, obj=run, detail={"found": counts})
    return run


def ask_for_run(run: RetentionRun, *, actor: Actor, but: set[str]) -> None:
    """The first person asks that the run be carried out, without the clients ``but``."""
    demand(actor, "privacy:approve")
    if run.state is not RunState.DRY:
        raise Conflict(_("This run is closed."))
    spared = {client.id for client in queries.clients_of_run(run) if client.public_id in but}
    run.client_ids = [one for one in run.client_ids if one not in spared]
    run.asked_by_id, run.asked_at = actor.employee_id, clock.now()
    audit.record(
        "retention:asked", actor=actor, obj=run,
        detail={"clients": len(run.client_ids), "spared": len(spared)},
    )  # fmt: skip


def sign_run(run: RetentionRun, *, actor: Actor) -> None:
    """The second person signs; the work begins. Refuses: Conflict, Forbidden (the first one)."""
    demand(actor, "privacy:approve")
    if run.state is not RunState.DRY or run.asked_by_id is None:
        raise Conflict(_("This run does not wait for a signature."))
    if run.asked_by_id == actor.employee_id:
        raise Forbidden(_("A second person signs: not the one who asked."))
    run.state, run.signed_by_id, run.signed_at = RunState.SIGNED, actor.employee_id, clock.now()
    audit.record("retention:signed", actor=actor, obj=run, detail={"clients": len(run.client_ids)})
    work.submit(RETENTION, actor=actor, params={"run": run.id}, total=len(run.client_ids))


def drop_run(run: RetentionRun, *, actor: Actor) -> None:
    """Give a run up; the next dry run finds anew. Refuses with Conflict."""
    demand(actor, "privacy:approve")
    if run.state is not RunState.DRY:
        raise Conflict(_("This run is closed."))
    run.state = RunState.DROPPED
    audit.record("retention:dropped", actor=actor, obj=run)


def erase_of_run(run_id: int, number: int) -> None:
    """Erase the client at place ``number`` of a signed run unless it has come to life again.

    Asked anew with the client's row held, by the rules in force now: a VIP status, a product, a
    planned contact, an open request of the person, a rule switched off since, each spares it.
    """
    run = db.session.get_one(RetentionRun, run_id)
    client_id = run.client_ids[number]
    queries.hold(client_id)
    today = clock.today(settings().bank_zone)
    rules = [rule for rule in queries.rules() if rule.is_active]
    still = any(queries.beyond(rule, today, only=client_id) for rule in rules)
    if still and erase(client_id):
        run = db.session.get_one(RetentionRun, run_id)
        run.erased += 1
    if number == len(run.client_ids) - 1:
        run.state, run.done_at = RunState.DONE, clock.now()
