"""Who is told of the service norms of VIP clients (V6): the manager before one is broken, the
supervisors when it is."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from ...clients.models import Client
from ...core import clock
from ...notices import operations as notices
from ...notices.kinds import notice_kind
from ...settings import settings
from ...staff.calendar import bank_calendar
from ...staff.models import Employee
from ...staff.queries import those_who
from ...vip.queries import terms_of
from .. import queries

AHEAD = 3  # days before the norm of contact is broken, with no contact planned until then

NEAR = notice_kind(
    "norm:contact-near", icon="clock", tone="warn",
    words=_l("VIP client: a contact is due by the norm until %(day)s: %(subject)s"),
)  # fmt: skip
BROKEN = notice_kind(
    "norm:contact-broken", icon="clock", tone="bad",
    words=_l(
        "VIP client: the norm of contact is broken since %(day)s, served by %(who)s: %(subject)s"
    ),
)  # fmt: skip
ANSWER = notice_kind(
    "norm:answer-due", icon="mail", tone="warn",
    words=_l("VIP client: the letter is to be answered by %(moment)s: %(subject)s"),
)  # fmt: skip
UNANSWERED = notice_kind(
    "norm:answer-broken", icon="mail", tone="bad",
    words=_l("VIP client: a letter was not answered by %(moment)s, served by %(who)s: %(subject)s"),
)  # fmt: skip


def tell_contact_norms() -> int:
    """Tell managers of VIP clients whose norm of contact ends soon with nothing planned before, and
    them and their supervisors of a broken one; each silence once. Return how many notices."""
    zone, now = ZoneInfo(settings().bank_zone), clock.now()
    told = 0
    for client, manager, heard, days in queries.vips_near_breach(now, ahead=AHEAD):
        ends = heard + dt.timedelta(days=days)
        is_broken = ends <= now
        if not is_broken and client.next_contact_at and client.next_contact_at <= ends:
            continue
        told += _tell(
            BROKEN if is_broken else NEAR, client, manager, is_broken=is_broken,
            params={"day": ends.astimezone(zone).date().isoformat()},
            once=f"{client.id}:{heard:%Y%m%d%H%M}",
        )  # fmt: skip
    return told


def tell_answer_norms() -> int:
    """Tell managers of letters of VIP clients by when the terms promise an answer, and them and
    their supervisors when it did not come; each letter once. Return how many notices."""
    calendar, now = bank_calendar(), clock.now()
    told = 0
    for letter_id, received, client, manager in queries.unanswered_of_vips(now):
        terms = terms_of(client.vip_tier)
        if terms is None:
            continue
        amount = dt.timedelta(hours=terms.answer_hours)
        until = calendar.add_working_time(received, amount, settings().bank_zone)
        is_broken = until <= now
        told += _tell(
            UNANSWERED if is_broken else ANSWER, client, manager, is_broken=is_broken,
            params={"moment": until.isoformat()},
            once=str(letter_id),
        )  # fmt: skip
    return told


def _tell(
    kind: Any, client: Client, manager: Employee, *, is_broken: bool, params: dict[str, str],
    once: str,
) -> int:  # fmt: skip
    above = those_who("team:watch", over=manager.id, but=manager.id) if is_broken else []
    return notices.tell(
        [manager.id, *above],
        kind.code,
        subject=client.display_name,
        params={**params, "who": manager.short_name},
        leads_to="card.show",
        values={"public_id": client.public_id},
        client_id=client.id,
        once=f"{kind.code}:{once}",
    )
