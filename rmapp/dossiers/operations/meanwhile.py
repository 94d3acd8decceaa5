"""How a stale form says who saved meanwhile, and when: a colleague, or oneself elsewhere."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from ...core import clock
from ...core.errors import Conflict
from ...core.formatting import hour, moment
from ...policy.enforce import Actor
from ..queries import Meanwhile

Line = dict[str, Any]


def clash(
    since: Meanwhile, actor: Actor, *, asked: list[Line], taken: list[Line], version: int
) -> Conflict:
    """The refusal that asks what shall stand; ``extra["saved"]``: by whom and when."""
    at = ""
    if since.last_at is not None:
        today = since.last_at.astimezone(ZoneInfo(actor.zone)).date() == clock.today(actor.zone)
        at = hour(since.last_at) if today else moment(since.last_at)
    others = [name for key, name in since.names.items() if key != actor.employee_id]
    if others:
        words = _(
            "%(names)s changed this dossier while you were writing. Choose what shall stand.",
            names=", ".join(others),
        )
    elif since.names:
        words = _("You changed this dossier elsewhere, %(time)s. Choose what shall stand.", time=at)
    else:
        words = _("Somebody changed this dossier while you were writing. Choose what shall stand.")
    who = ", ".join([*([_("by you")] if actor.employee_id in since.names else []), *others])
    saved = ", ".join(part for part in (who, at) if part) if who else ""
    return Conflict(words, versions=asked, taken=taken, version=version, saved=saved)
