"""Sentences about contacts that several pages say."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask_babel import format_percent
from flask_babel import gettext as _

from ...clients.models import Client, Lifecycle
from ...core.formatting import hour
from ...core.i18n import reader_language
from ...settings import settings
from ...staff.calendar import calendar_for
from ..followers import limit_for
from ..models import Interaction
from ..queries import contacts_so_far
from ..rules.persistence import Limit, Persistence, persistence
from ..rules.times import Caution, cautions


def settings_minimum() -> int:
    """How many contacts pass before a prospect may be given up (C6)."""
    return settings().minimum_contacts


def cautions_of(interaction: Interaction) -> list[str]:
    """What speaks against the time of a planned contact, in sentences. Its client and manager
    are loaded."""
    client = interaction.client
    there = interaction.planned_at.astimezone(ZoneInfo(client.zone))
    say = {
        Caution.DAY_OFF: lambda: _("This is a day off for the manager."),
        Caution.AFTER_HOURS: lambda: _("This is outside the manager's working hours."),
        Caution.CLIENT_NIGHT: lambda: _(
            "Where the client lives it is %(time)s then.", time=there.strftime("%H:%M")
        ),
        Caution.CLIENT_HOURS: lambda: _(
            "The client prefers %(start)s to %(end)s.",
            start=hour(client.hours_from),
            end=hour(client.hours_to),
        ),
    }
    found = cautions(
        interaction.planned_at,
        interaction.minutes,
        calendar=calendar_for(interaction.manager_id),
        zone=interaction.manager.zone,
        client_zone=client.zone,
        hours_from=client.hours_from,
        hours_to=client.hours_to,
    )
    return [say[one]() for one in found]


def too_long_words(number: int, limit: Limit | None) -> str:
    """Why contact ``number`` is one too many: by the bank's own figures where they are known."""
    if limit is None:
        return str(
            _(
                "This is contact %(number)s: the chance that the next one succeeds is about one in"
                " a hundred.",
                number=number,
            )
        )
    return str(
        _(
            "This is contact %(number)s. From contact %(from)s on %(chance)s of the tries"
            " succeeded, of all tries %(usual)s (%(tries)s tries%(part)s).",
            number=number,
            **{"from": limit.number},
            chance=_share(limit.chance),
            usual=_share(limit.usual),
            tries=limit.tries,
            part=f", {limit.part}" if limit.part else "",
        )
    )


def pursued_too_long(client: Client) -> str:
    """Why one contact more with a prospect is one too many, "" where it is not (C6)."""
    if client.lifecycle is not Lifecycle.PROSPECT:
        return ""
    number, minimum = contacts_so_far(client.id) + 1, settings_minimum()
    if number < minimum:
        return ""
    limit = limit_for(client.id)
    is_long = persistence(number, minimum=minimum, limit=limit) is Persistence.LONG
    return too_long_words(number, limit) if is_long else ""


def _share(part: float) -> str:
    """A share with one decimal: most of these are small."""
    return str(format_percent(part, "#,##0.#\u00a0%" if reader_language() == "ru" else "#,##0.#%"))
