"""Those who serve clients, at ``/api/v1/managers``: profile, load, notice."""

from __future__ import annotations

from flask import Blueprint

from ..core.errors import NotFound
from ..policy.enforce import current_actor, requires
from ..portfolios import operations
from ..portfolios.queries import ManagerLoad, profile_of
from ..portfolios.queries import managers as all_managers
from .doors import ONE, WORDS, operation
from .shapes.handing import ManagerShown, ManagersShown, NoticeGiven, ProfileChange

managers = Blueprint("api_managers", __name__, url_prefix="/api/v1/managers")
_PLAIN = (
    "version", "name", "branch", "specialisation", "languages", "licences", "is_vip_certified",
    "is_exclusive", "leaves_on",
)  # fmt: skip


@managers.get("")
@requires("assignments:edit")
@operation("List managers with their load", answer=ManagersShown)
def listing() -> ManagersShown:
    """Everybody within reach who serves clients; five hundred at most."""
    return ManagersShown(items=[_shown(one) for one in all_managers(current_actor())])


@managers.get(ONE)
@requires("assignments:edit")
@operation("Read a manager with the load", answer=ManagerShown)
def show(public_id: str) -> ManagerShown:
    """One manager."""
    return _one(public_id)


@managers.patch(ONE)
@requires("assignments:edit")
@operation("Change the profile of a manager", body=ProfileChange, answer=ManagerShown)
def edit(public_id: str, body: ProfileChange) -> ManagerShown:
    """Capacity, languages, licences and the rest."""
    actor = current_actor()
    fields = body.model_dump(exclude={"version"}, exclude_unset=True, mode="json")
    employee = profile_of(public_id, actor=actor)
    operations.keep_profile(employee, fields, version=body.version, actor=actor)
    return _one(public_id)


@managers.post(f"{ONE}/notice")
@requires("assignments:edit")
@operation("Say when a manager leaves the bank", body=NoticeGiven, answer=ManagerShown)
def notice(public_id: str, body: NoticeGiven) -> ManagerShown:
    """Leaver mode begins, or ends."""
    actor = current_actor()
    operations.give_notice(profile_of(public_id, actor=actor), body.leaves_on, actor=actor)
    return _one(public_id)


def _one(public_id: str) -> ManagerShown:
    for one in all_managers(current_actor()):
        if one.employee.public_id == public_id:
            return _shown(one)
    raise NotFound(WORDS["missing"])


def _shown(one: ManagerLoad) -> ManagerShown:
    return ManagerShown(
        **{name: getattr(one.employee, name) for name in _PLAIN},
        id=one.employee.public_id,
        role=one.role_code,
        team=one.team,
        clients=one.load.clients,
        vips=one.load.vips,
        prospects=one.load.prospects,
        promises=one.load.promises,
        points=one.load.points,
        capacity=one.load.capacity,
        away_from=one.absence.starts_on if one.absence else None,
        away_until=one.absence.ends_on if one.absence else None,
    )
