"""Whose the new clients of an import will be (D13): asked openly, with the load it makes.

A row whose column names a colleague goes to that colleague; all others where the importer chose:
to one manager, to a team by load, or to nobody, which is the queue of clients without a manager.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ..core.db import db
from ..core.errors import Invalid
from ..core.formatting import number, percent
from ..core.text import fold
from ..dossiers.queries import assignable
from ..policy.enforce import Actor
from ..policy.models import Role
from ..policy.table import ACQUISITION, PERSONAL
from ..portfolios.queries import loads, managers
from ..portfolios.rules import PROSPECT, Load
from ..staff.models import Employee, Team
from .models import Fate, Import, ImportRow, KeeperRule

NOBODY, TEAM = "nobody", "team:"


@dataclass(frozen=True)
class Keeping:
    """Who gets the new clients: an employee, a team, or nobody."""

    rule: KeeperRule
    employee_id: int
    team_id: int | None = None


def usual(actor: Actor) -> KeeperRule:
    """What happens unless somebody chooses: a manager brings in clients of their own, whoever
    serves nobody fills the queue."""
    return KeeperRule.ONE if actor.role in (ACQUISITION, PERSONAL) else KeeperRule.NOBODY


def offered(actor: Actor) -> dict[str, Any]:
    """Value of the form → words, the load of each told."""
    people = assignable(actor)
    found = managers(actor) if people else []
    carried = {one.employee.id: one.load for one in found}
    missing = {actor.employee_id, *(one.id for one in people)} - set(carried)
    carried |= loads(missing) if missing else {}
    choices: dict[str, Any] = {"": _("me: %(load)s", load=load_words(carried[actor.employee_id]))}
    choices[NOBODY] = _("nobody: they wait among the clients without a manager")
    for team in _teams(actor):
        of_team = [one for one in found if one.employee.team_id == team.id]
        if of_team:
            count = len(of_team)
            choices[f"{TEAM}{team.public_id}"] = ngettext(
                "team %(name)s: shared out by load to %(num)s manager",
                "team %(name)s: shared out by load to %(num)s managers",
                count,
                name=team.name,
            )
    for one in people:
        if one.id != actor.employee_id:
            choices[one.public_id] = f"{one.name}: {load_words(carried[one.id])}"
    return choices


def load_words(load: Load) -> str:
    """How many clients somebody has, and how full that makes them."""
    clients: str = ngettext("%(num)s client now", "%(num)s clients now", load.clients)
    if load.capacity:
        clients = _("%(clients)s, load %(share)s", clients=clients, share=percent(load.share))
    return clients


def chosen(value: str, actor: Actor) -> Keeping:
    """What a value of :func:`offered` means. Refuses with Invalid what is out of reach."""
    mine = actor.employee_id
    if value == NOBODY:
        return Keeping(KeeperRule.NOBODY, mine)
    if value.startswith(TEAM):
        team = next((t for t in _teams(actor) if t.public_id == value.removeprefix(TEAM)), None)
        if team is None or not _of_team(actor, team.id):
            raise Invalid(fields={"assign_to": [_l("Choose one of the values offered.")]})
        return Keeping(KeeperRule.TEAM, mine, team.id)
    if value in ("", actor.public_id):
        return Keeping(KeeperRule.ONE, mine)
    one = next((e for e in assignable(actor) if e.public_id == value), None)
    if one is None:
        raise Invalid(fields={"assign_to": [_l("You cannot give a client to this colleague.")]})
    return Keeping(KeeperRule.ONE, one.id)


def value_of(import_: Import) -> str:
    """The value of the form that the import stands at."""
    if import_.keeper_rule is KeeperRule.NOBODY:
        return NOBODY
    if import_.keeper_rule is KeeperRule.TEAM and import_.assign_team_id is not None:
        return TEAM + db.session.get_one(Team, import_.assign_team_id).public_id
    if import_.assign_to_id == import_.created_by_id:
        return ""
    return db.session.get_one(Employee, import_.assign_to_id).public_id


def keep(import_: Import, keeping: Keeping) -> None:
    """Let ``keeping`` say who gets the new clients of the import."""
    import_.keeper_rule, import_.assign_to_id = keeping.rule, keeping.employee_id
    import_.assign_team_id = keeping.team_id


def remembered(value: str | None, actor: Actor) -> Keeping | None:
    """What was chosen for such columns last time; None for nothing, or nobody within reach now."""
    try:
        return None if value is None else chosen(value, actor)
    except Invalid:
        return None


def by_name(actor: Actor) -> dict[str, int]:
    """Folded name, login or address → the colleague, of those ``actor`` may give a client to; a
    name that two bear is nobody's."""
    found: dict[str, set[int]] = {}
    me = db.session.get_one(Employee, actor.employee_id)
    for one in {e.id: e for e in (*assignable(actor), me)}.values():
        family, given, patronymic = one.family_name, one.given_name, one.patronymic
        for text in (
            f"{family} {given}", f"{given} {family}", f"{family} {given} {patronymic}",
            f"{given} {patronymic} {family}", one.login, one.email or "",
        ):  # fmt: skip
            if key := fold(text):
                found.setdefault(key, set()).add(one.id)
    return {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}


def chooser(import_: Import, actor: Actor) -> Callable[[int | None], int | None]:
    """Who gets the next new client, given whom its row names."""
    if import_.keeper_rule is KeeperRule.TEAM and import_.assign_team_id is not None:
        heap = [
            (load.share, load.points, key, load)
            for key, load in _of_team(actor, import_.assign_team_id).items()
        ]
        heapq.heapify(heap)

        def next_of_team() -> int | None:
            if not heap:
                return None  # nobody is left there: the queue
            _share, _points, key, load = heap[0]
            more = load.with_more(PROSPECT)
            heapq.heapreplace(heap, (more.share, more.points, key, more))
            return key

        return lambda named: named or next_of_team()
    default = None if import_.keeper_rule is KeeperRule.NOBODY else import_.assign_to_id
    return lambda named: named or default


def roles_of(employee_ids: set[int]) -> Mapping[int, str]:
    """Colleague → the code of their role, of those who still work here."""
    rows = db.session.execute(
        sa.select(Employee.id, Role.code)
        .join(Role, Employee.role_id == Role.id)
        .where(Employee.id.in_(employee_ids), Employee.is_active.is_(True))
    )
    return {key: code for key, code in rows}  # noqa: C416 - rows of two


def outlook(import_: Import) -> list[str]:
    """How many new clients each gets and how many they have now, in words; after the check."""
    keeper = ImportRow.draft["keeper"].as_integer()
    rows = db.session.execute(
        sa.select(keeper, sa.func.count())
        .where(ImportRow.import_id == import_.id, ImportRow.fate == Fate.CREATE)
        .group_by(keeper)
    ).all()
    named = {key: count for key, count in rows if key is not None}
    rest = sum(count for key, count in rows if key is None)
    if import_.keeper_rule is KeeperRule.ONE and rest:
        named[import_.assign_to_id] = named.get(import_.assign_to_id, 0) + rest
    carried = loads(set(named)) if named else {}
    people = db.session.scalars(sa.select(Employee).where(Employee.id.in_(named))).all()
    told = [
        f"{one.name}: +{number(named[one.id])} ({load_words(carried[one.id])})"
        for one in sorted(people, key=lambda one: (-named[one.id], one.name_key))[:20]
    ]
    if rest and import_.keeper_rule is KeeperRule.NOBODY:
        told.append(_("the queue without a manager: +%(count)s", count=number(rest)))
    if rest and import_.keeper_rule is KeeperRule.TEAM and import_.assign_team_id is not None:
        team = db.session.get_one(Team, import_.assign_team_id)
        told.append(_("team %(name)s, by load: +%(count)s", name=team.name, count=number(rest)))
    return told


def _teams(actor: Actor) -> list[Team]:
    ids = {one.team_id for one in assignable(actor) if one.team_id is not None}
    rows = db.session.scalars(sa.select(Team).where(Team.id.in_(ids)).order_by(Team.name))
    return list(rows)


def _of_team(actor: Actor, team_id: int) -> dict[int, Load]:
    return {one.employee.id: one.load for one in managers(actor) if one.employee.team_id == team_id}
