"""What a deed needs to know, read from what a page or a program hands in (D16).

Every function returns (parameters as plain JSON, title) for ``operations.begin``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _

from ..clients.models import AssignmentRole, Client, ClientKind
from ..core.db import db
from ..core.errors import Invalid
from ..core.formatting import day as day_in_words
from ..core.i18n import reader_language
from ..interactions.words import Fits, Kind
from ..plans.queries import plan_of
from ..policy.enforce import Actor
from ..policy.models import Role
from ..policy.table import PERSONAL
from ..portfolios.operations import receiver_of
from ..schedules.models import TemplateVersion
from ..schedules.operations.running import check_start
from ..schedules.queries import in_force
from ..segments.operations import create_segment
from ..segments.queries import segment_of
from . import diaries, fields
from .words import PLANNED_KINDS

Wish = tuple[dict[str, Any], str]


def set_field(key: str, value: Any, *, actor: Actor) -> Wish:
    """The field ``key`` gets ``value``, None to empty it. Refuses with Invalid."""
    return fields.wanted(fields.field_of(key), value, actor=actor)


def assign(employee: str, reason: str, *, actor: Actor) -> Wish:
    """``employee`` (public id) will serve them. Refuses with NotFound, Invalid."""
    receiver = receiver_of(employee, actor=actor)
    code = db.session.get_one(Role, receiver.role_id).code
    role = AssignmentRole.PERSONAL if code == PERSONAL else AssignmentRole.ACQUISITION
    params = {
        "employee_id": receiver.id,
        "name": receiver.name,
        "role": role.value,
        "is_certified": receiver.is_vip_certified,
        "reason": reason,
    }
    return params, _("Assigned to: %(name)s", name=receiver.name)


def plan(
    on: dt.date,
    about: str,
    statement: sa.Select[Client],
    *,
    actor: Actor,
    kind: str = Kind.CALL.value,
    spares: bool = False,
) -> Wish:
    """A contact of ``kind`` with each client of ``statement`` on that day, ten o'clock of the
    manager who asks; on the next working day where it is a day off. ``spares``: but for those
    with whom one is planned already. Refuses with Invalid on ``day`` and ``kind``."""
    if kind not in PLANNED_KINDS:
        raise Invalid(fields={"kind": [_("Choose one of the values offered.")]})
    params = diaries.laid(on, statement, actor=actor)
    day = dt.datetime.fromisoformat(params["at"]).astimezone(ZoneInfo(actor.zone)).date()
    said: Any = PLANNED_KINDS[kind]
    title = (
        _("Call on %(day)s", day=day_in_words(day))
        if kind == Kind.CALL.value
        else _("%(kind)s: %(day)s", kind=said, day=day_in_words(day))
    )
    return {**params, "about": about, "kind": kind, "spares": spares}, title


def move_to_bin(reason: str) -> Wish:
    """Into the bin."""
    return {"reason": reason}, _("Into the bin")


def new_list(name: str, *, actor: Actor) -> Wish:
    """On a new list by hand called ``name``, made now. Refuses with Invalid on ``name``."""
    segment = create_segment(actor=actor, name=name, condition=None)
    return {"segment_id": segment.id}, _("List: %(name)s", name=segment.name)


def list_of(public_id: str, *, actor: Actor) -> Wish:
    """On or off a list by hand of one's own. Refuses with NotFound."""
    segment = segment_of(public_id, actor=actor, mine=True)
    return {"segment_id": segment.id}, _("List: %(name)s", name=segment.name)


def take(public_id: str, *, actor: Actor) -> Wish:
    """Into a plan. Refuses with NotFound."""
    plan = plan_of(public_id, actor=actor, permission="plans:take")
    return {"plan_id": plan.id}, _("Plan: %(name)s", name=plan.title)


def start(public_id: str, on: dt.date, *, actor: Actor) -> Wish:
    """The series of a template from a day on. Refuses with NotFound, Invalid on ``starts_on``."""
    version = in_force(public_id)
    check_start(on, actor.zone)
    speech = reader_language()
    params = {**series_params(version), "starts_on": on.isoformat()}
    return params, _("Series: %(name)s", name=version.title(speech))


def series_params(version: TemplateVersion) -> dict[str, Any]:
    """What the deed is told of a template."""
    return {
        "template": version.template.public_id,
        "template_id": version.template_id,
        "version_id": version.id,
        "kinds": [kind.value for kind in KINDS[version.template.fits]],
    }


KINDS = {
    Fits.ANY: list(ClientKind),
    Fits.ORGANISATION: [ClientKind.ORGANISATION],
    Fits.PERSON: [ClientKind.PERSON, ClientKind.SOLE_TRADER],
}
