"""What temperature and norms say in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import format_timedelta, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..clients.words import KINDS
from ..core.formatting import day
from .models import ClientHeat
from .queries.norms import NormRow
from .rules.temperature import FRESH, OFTEN, WARM_FOR, Because


def because(heat: ClientHeat, overrider: str = "") -> str:
    """Why the temperature is as it is, as a manager can say it."""
    if heat.override is not None and heat.because == Because.OVERRIDE:
        return str(
            _(
                "%(who)s says so until %(day)s: %(why)s",
                who=overrider,
                day=day(heat.override_until),
                why=heat.override_reason,
            )
        )
    number = heat.number if heat.number is not None else 0
    return _said(Because(heat.because), number)


def _said(why: Because, number: int) -> str:
    if why is Because.DEAL:
        return str(
            ngettext("%(num)s opportunity is open", "%(num)s opportunities are open", number)
        )
    if why is Because.SPOKE_OFTEN:
        return str(_("both spoke %(num)s times in %(days)s days", num=number, days=WARM_FOR))
    if why is Because.NEVER:
        return str(_("both have never spoken"))
    line = {
        Because.ACCEPTED: _l("a proposal was accepted %(ago)s"),
        Because.AGREED: _l("the last contact ended with a yes %(ago)s"),
        Because.BOUGHT: _l("a product was connected %(ago)s"),
        Because.WORD: _l("a colleague said so %(ago)s"),
        Because.REFUSED: _l("the last contact ended with a no %(ago)s"),
        Because.PROPOSED: _l("a proposal sent %(ago)s waits for its answer"),
        Because.WAS_WARM: _l("a colleague found the client warm %(ago)s"),
        Because.COOLED: _l("both have not spoken for %(days)s days"),
    }.get(why)
    return str(line) % {"days": number, "ago": _ago(number)} if line is not None else ""


def _ago(days: int) -> str:
    if not days:
        return str(_("today"))
    since = dt.timedelta(days=-days)
    return str(format_timedelta(since, granularity="day", threshold=10**6, add_direction=True))


def rules_in_words() -> list[tuple[str, Any]]:
    """(temperature, rule) in the order in which they are asked."""
    return [
        ("", _l("Somebody overrides it, with a reason, until a day: then that holds.")),
        (
            "",
            _(
                "A colleague said so in the last %(days)s days (in an outcome, the list, the"
                " dossier), and nothing stronger has come since.",
                days=FRESH,
            ),
        ),
        ("hot", _("A proposal was accepted in the last %(days)s days.", days=FRESH)),
        ("hot", _("The last contact ended with a yes, in the last %(days)s days.", days=FRESH)),
        ("hot", _("A product was connected in the last %(days)s days.", days=FRESH)),
        ("cold", _l("The last contact ended with a no, and no opportunity is open.")),
        ("warm", _l("An opportunity is open.")),
        (
            "warm",
            _("A proposal sent in the last %(days)s days waits for its answer.", days=WARM_FOR),
        ),
        (
            "warm",
            _(
                "A colleague found the client warm or hot in the last %(days)s days.",
                days=WARM_FOR,
            ),
        ),
        (
            "warm",
            _(
                "Both spoke at least %(times)s times in the last %(days)s days.",
                times=OFTEN,
                days=WARM_FOR,
            ),
        ),
        ("cold", _l("Nothing of all that.")),
    ]


def whom(row: NormRow) -> str:
    """For whom a norm holds."""
    norm = row.norm
    if norm.segment_id is not None:
        return str(_("Clients on the list “%(name)s”", name=row.list_name))
    if norm.vip == "*":
        return str(_("VIP clients"))
    if norm.vip:
        return str(_("VIP clients of the tier %(tier)s", tier=norm.vip))
    return str(KINDS[norm.kind]) if norm.kind is not None else str(_("All other clients"))
