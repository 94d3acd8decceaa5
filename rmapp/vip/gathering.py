"""What the lists on paper say, gathered from the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _

from ..clients.models import OF_PRIMARY_MANAGER, Assignment, Client
from ..clients.queries import within_reach
from ..core.db import db
from ..core.formatting import day
from ..policy.enforce import Actor
from ..policy.table import PERSONAL
from ..portfolios.queries import managers
from ..staff.models import Employee
from ..staff.positions import position_in
from . import queries, words
from .models import Basis, StatusState, VipStatus
from .rules import Criterion, Rule, rule_of

if TYPE_CHECKING:
    from .paper import Listed, Manager

#: VIP clients on one paper.
MOST = 2_000


def managers_listed(actor: Actor, language: str) -> list[Manager]:
    """The personal managers within reach, by name; nobody whose access has ended."""
    from .paper import Manager

    return [
        Manager(
            name=one.employee.name,
            about=", ".join(
                part
                for part in (
                    position_in(language, one.employee.position),
                    one.employee.branch,
                    one.employee.specialisation,
                    ", ".join(one.employee.languages).upper(),
                )
                if part
            ),
            vips=one.load.vips,
            clients=one.load.clients,
            points=one.load.points,
            capacity=one.load.capacity,
            is_certified=one.employee.is_vip_certified,
        )
        for one in managers(actor, "vip:read")
        if one.role_code == PERSONAL and one.employee.may_enter
    ]


def clients_listed(actor: Actor, language: str) -> tuple[list[Listed], bool]:
    """The VIP clients within reach by name, and whether there are more than :data:`MOST`."""
    from .paper import Listed

    rows = db.session.execute(
        sa.select(Client, VipStatus, Employee)
        .outerjoin(
            VipStatus,
            sa.and_(VipStatus.client_id == Client.id, VipStatus.state == StatusState.CONFIRMED),
        )
        .outerjoin(
            Assignment,
            OF_PRIMARY_MANAGER,
        )
        .outerjoin(Employee, Employee.id == Assignment.employee_id)
        .where(within_reach(actor, "vip:read"), Client.deleted_at.is_(None), Client.vip_tier != "")
        .order_by(Client.name_key, Client.id)
        .limit(MOST + 1)
    ).all()
    versions = queries.versions()
    numbers = {one.id: one.number for one in versions}
    rules = {(one.id, tier.code): rule_of(tier.rule) for one in versions for tier in one.tiers}
    names = {
        code: one.name_ru if language == "ru" else one.name_en
        for code, one in queries.terms_in_force().items()
    }
    with force_locale(language):
        found = [
            Listed(
                name=client.display_name,
                tier=words.tier_name(names, client.vip_tier),
                since=status.decided_at.date() if status and status.decided_at else None,
                version=numbers.get(status.policy_version_id) if status else None,
                why=_why(status, rules.get((status.policy_version_id, status.tier)))
                if status
                else [_("The tier came with the record.")],
                manager=manager.name if manager else "",
            )
            for client, status, manager in rows[:MOST]
        ]
    return found, len(rows) > MOST


def _why(status: VipStatus, rule: Rule | None) -> Sequence[str]:
    """What the status stands on, line by line: the decision, or what was met with its figures;
    where that is too little for the ``rule`` of the tier, what was not met as well; and since when
    the client has been short of the criteria."""
    if status.basis is not Basis.CRITERIA:
        return [f"{words.BASES[status.basis.value]}: {status.decision_reason}"]
    told = [_line(one) for one in status.evidence if one["met"]]
    if not told or (rule is not None and not rule.meets(_figures(status))):
        missing = [_line(one) for one in status.evidence if not one["met"]]
        told += [_("%(line)s: not met", line=line) for line in missing]
    if status.short_since is not None:
        told.append(_("Below the criteria since %(day)s, in grace", day=day(status.short_since)))
    return told


def _figures(status: VipStatus) -> dict[str, int]:
    """The figures of the evidence by the names that a rule looks for."""
    return {
        Criterion(one["measure"], one["required"], one.get("scope", "client")).figure: one["actual"]
        for one in status.evidence
    }


def _line(one: dict[str, Any]) -> str:
    return str(
        _(
            "%(figure)s: %(actual)s, required %(required)s",
            figure=words.figure_name(one["measure"], one.get("scope", "client")),
            actual=words.amount(one["measure"], one["actual"]),
            required=words.amount(one["measure"], one["required"]),
        )
    )
