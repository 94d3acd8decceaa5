"""Two records become one, in one transaction: everything moves and the counts agree, or nothing
has happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.events import note
from ...clients.models import Client, ClientKind
from ...clients.operations import refresh_search_many
from ...clients.rules import display_name
from ...core import clock, journal
from ...core.db import db
from ...core.errors import Conflict, Forbidden, InTheWay
from ...dossiers.rules import masked
from ...duplicates.queries import said_apart
from ...interactions.operations.dates import keep_dates
from ...policy.enforce import Actor, demand
from .. import queries
from ..models import Merge
from ..rules import Choices, decided
from . import moving
from .locking import locked
from .own import choose_own
from .serving import settle_service, settle_vip

NAMES = ("full_name", "short_name", "family_name", "given_name", "patronymic")


def merge(
    survivor: Client,
    loser: Client,
    *,
    choices: Choices,
    actor: Actor | None,
    versions: tuple[int, int] | None = None,
    reason: str = "",
    rule: str = "",
) -> Merge:
    """Let ``loser`` go over into ``survivor`` as chosen; both histories are kept.

    ``versions``: of the survivor and the loser as the person saw them. ``actor`` None: by the
    certain case ``rule``. Refuses with Forbidden; with Conflict when either was changed, merged or
    deleted meanwhile, when somebody said that they are not the same, when a handover is under
    way, when a firm would become a person, when the counts do not agree.
    """
    if actor is not None:
        demand(actor, "merges:make")
    if survivor.id == loser.id:
        raise Conflict(_("This is one record already."))
    survivor, loser = locked(survivor.id, loser.id)
    if versions is not None and versions != (survivor.version, loser.version):
        raise Conflict(_("Somebody changed one of the two meanwhile. Look at them anew."))
    _refuse(survivor, loser, actor)
    mine, other = queries.values_of(survivor), queries.values_of(loser)
    operation = journal.begin(
        "merge",
        f"{loser.display_name} → {survivor.display_name}",
        author_id=actor.employee_id if actor else None,
    )
    before = moving.counts(survivor.id, loser.id)
    changes = decided(mine, other, choices.fields)
    changes |= settle_vip(operation, survivor, loser, actor)
    is_vip = bool(changes.get("vip_tier", survivor.vip_tier))
    settle_service(operation, survivor, loser, choices.manager, is_vip=is_vip)
    own = choose_own(operation, survivor, loser, choices)
    moved = moving.move(operation, survivor.id, loser.id, choices.lists)
    after = moving.counts(survivor.id, loser.id)
    _check(before, after)
    for name, (_mine, others) in before.items():  # what was ended moved in the same statement
        if others > after[name][1]:
            moved.rows[name] = max(moved.rows.get(name, 0), others - after[name][1])
    seen = survivor.version
    told = _change(operation, survivor, changes) | own
    table: Any = Client.__table__
    journal.change(
        operation,
        table,
        {"deleted_at": clock.now(), "merged_into_id": survivor.id},
        table.c.id == loser.id,
    )
    done = Merge(
        survivor_id=survivor.id,
        loser_id=loser.id,
        survivor_name=survivor.display_name,
        loser_name=loser.display_name,
        made_by_id=actor.employee_id if actor else None,
        made_at=clock.now(),
        rule=rule,
        reason=reason[:500],
        chosen=choices.plain(),
        moved=moved.rows,
        stayed=moved.left,
        operation_id=operation.id,
    )
    db.session.add(done)
    db.session.flush()
    journal.finish(operation, {"moved": sum(moved.rows.values()), "fields": len(told)})
    _tell(done, actor, seen, told)
    keep_dates([survivor.id])
    refresh_search_many([survivor.id])
    db.session.flush()
    db.session.expire_all()
    return done


def _refuse(survivor: Client, loser: Client, actor: Actor | None) -> None:
    for client in (survivor, loser):
        if client.merged_into_id is not None:
            raise Conflict(
                _("%(name)s has been merged with another record already.", name=client.display_name)
            )
        if client.deleted_at is not None:
            raise Conflict(_("%(name)s lies in the bin.", name=client.display_name))
    kinds = {survivor.kind, loser.kind}
    if kinds == {ClientKind.PERSON, ClientKind.ORGANISATION}:
        raise InTheWay(_("A person and an organisation are not one client."))
    if said_apart(survivor.id, loser.id):
        raise InTheWay(
            _("Somebody said that these two are not the same. Take that back before you merge.")
        )
    stands = moving.in_the_way([survivor.id, loser.id], actor=actor)
    if stands is not None:
        raise InTheWay(stands.words, leads_to=stands.leads_to)
    if actor is not None and not queries.both_within_reach(survivor, loser, actor=actor):
        raise Forbidden(_("One of the two is not yours. Ask for access, or your supervisor."))


def _change(
    operation: journal.Operation, survivor: Client, changes: Mapping[str, Any]
) -> dict[str, list[Any]]:
    """Write the chosen fields, one entry each so that each can go back alone; what changed."""
    table: Any = Client.__table__
    told: dict[str, list[Any]] = {}
    names = {name: changes.get(name, getattr(survivor, name)) for name in NAMES}
    kind = changes.get("kind", survivor.kind)
    shown = display_name(kind, **{name: value for name, value in names.items() if value})
    values = dict(changes)
    if shown and shown != survivor.display_name:
        values["display_name"] = shown
    for name, value in values.items():
        was = getattr(survivor, name)
        journal.change(operation, table, {name: value}, table.c.id == survivor.id)
        told[name] = [masked(name, was), masked(name, value)]
    return told


def _check(
    before: Mapping[str, tuple[int, int]],
    after: Mapping[str, tuple[int, int]],
) -> None:
    """Nothing is lost and nothing doubled."""
    wrong = [name for name in before if sum(before[name]) != sum(after[name])]
    if wrong:
        raise Conflict(
            _("The rows before and after do not agree: %(names)s.", names=", ".join(wrong)),
            names=wrong,
        )


def _tell(done: Merge, actor: Actor | None, seen: int, told: dict[str, list[Any]]) -> None:
    detail = {
        "merge": done.public_id,
        "moved": done.moved,
        "stayed": done.stayed,
        "rule": done.rule,
    }
    if told:
        # as an edit tells it, so that an open form of the survivor sees both versions
        note(
            done.survivor_id,
            "changed",
            actor=actor,
            obj=done,
            detail={"version": seen, "changes": told},
        )
    note(done.survivor_id, "merged", actor=actor, title=done.loser_name, obj=done, detail=detail)
    note(
        done.loser_id,
        "merged-away",
        actor=actor,
        title=done.survivor_name,
        obj=done,
        detail={"merge": done.public_id},
    )
    record(
        "client:merged",
        actor=actor,
        obj=done,
        name=f"{done.loser_name} → {done.survivor_name}",
        client_id=done.survivor_id,
        reason=done.reason,
        detail={**detail, "loser_id": done.loser_id, "changes": told, "chosen": done.chosen},
    )
