"""What a series started with many clients would do, before it is done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask import request

from ...clients.models import Client
from ...core import clock
from ...core.i18n import reader_language
from ...policy.enforce import Actor
from ...schedules.models import TemplateVersion
from ...schedules.operations import Diaries, preview_many
from ...schedules.operations.running import FARTHEST
from ...schedules.queries import in_use
from .. import queries
from ..models import Deed

#: So many clients are laid out to show what comes of it; the others follow the same way.
MOST_SHOWN = 100


def offered(deed: Deed) -> list[tuple[str, str]]:
    """(public id, title) of the templates in use, where ``deed`` asks for one."""
    if deed is not Deed.START:
        return []
    return [(one.template.public_id, one.title(reader_language())) for one in in_use()]


def chosen(public_id: str) -> TemplateVersion | None:
    """The version in force of the template ``public_id``; None for none."""
    return next((one for one in in_use() if one.template.public_id == public_id), None)


def day_asked(actor: Actor) -> dt.date:
    """The first day the address asks for; today where it asks for none that can be."""
    today = clock.today(actor.zone)
    try:
        day = dt.date.fromisoformat(request.values.get("starts_on", ""))
    except ValueError:
        return today
    return day if today <= day <= today + FARTHEST else today


def preview(
    statement: sa.Select[Client],
    version: TemplateVersion,
    params: dict[str, Any],
    starts_on: dt.date,
    actor: Actor,
) -> list[Diaries]:
    """What the first hundred clients come to, diary by diary."""
    due = queries.due_of(statement, Deed.START, params, actor, MOST_SHOWN)
    day = max(starts_on, clock.today(actor.zone))
    return preview_many(version, queries.served_first(due), starts_on=day)
