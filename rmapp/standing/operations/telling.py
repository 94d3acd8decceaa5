"""Who is told of the service norms of VIP clients (V6): the manager before one is broken, the
supervisors when it is."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from ...clients.models import Client
from ...core import clock
from ...notices import operations as notices
from ...notices.kinds import NoticeKind, notice_kind
from ...settings import settings
from ...staff.calendar import bank_calendar
from ...staff.models import Employee
from ...staff.queries import those_who
from ...vip.queries import terms_of
from .. import queries

AHEAD = 3  # days before the norm of contact is broken, with no contact planned until then
#: The list behind a number of clients: the longest silent first, with what is planned.
BY_SILENCE = {
    "columns": "standing,manager,last_contact_at,days_to_breach,next_contact_at",
    "sort": "days_to_breach",
}

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
MANY_NEAR = notice_kind(
    "norm:contacts-near", icon="clock", tone="warn",
    words=_l("VIP clients with whom a contact is due by the norm in the next days: %(count)s"),
)  # fmt: skip
MANY_BROKEN = notice_kind(
    "norm:contacts-broken", icon="clock", tone="bad",
    words=_l(
        "VIP clients whose norm of contact is broken: %(count)s, served by %(who)s"
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


@dataclass(frozen=True)
class Silence:
    """A VIP client whose norm of contact ends, or ended, on ``ends``; ``key``: of this silence."""

    client: Client
    ends: dt.datetime
    key: str


def tell_contact_norms() -> int:
    """Tell managers of VIP clients whose norm of contact ends soon with nothing planned before, and
    them and their supervisors of a broken one; each silence once. Several of one manager are one
    notice with their number, which leads to their list. Return how many notices."""
    now = clock.now()
    found: dict[tuple[Employee, bool], list[Silence]] = defaultdict(list)
    for client, manager, heard, days in queries.vips_near_breach(now, ahead=AHEAD):
        ends = heard + dt.timedelta(days=days)
        is_broken = ends <= now
        if not is_broken and client.next_contact_at and client.next_contact_at <= ends:
            continue
        key = f"{client.id}:{heard:%Y%m%d%H%M}"
        found[manager, is_broken].append(Silence(client, ends, key))
    return sum(
        _tell_silences(manager, silences, is_broken=is_broken)
        for (manager, is_broken), silences in found.items()
    )


def _tell_silences(manager: Employee, silences: list[Silence], *, is_broken: bool) -> int:
    one, many = (BROKEN, MANY_BROKEN) if is_broken else (NEAR, MANY_NEAR)
    people = [manager.id, *_above(manager, is_broken)]
    known = queries.silences_told(people, one=one.code, many=many.code)
    told = 0
    for person in sorted(set(people)):
        fresh = [silence for silence in silences if (person, silence.key) not in known]
        if len(fresh) == 1:
            zone, silence = ZoneInfo(settings().bank_zone), fresh[0]
            told += _tell(
                one, [person], silence.client, manager,
                params={"day": silence.ends.astimezone(zone).date().isoformat()}, once=silence.key,
            )  # fmt: skip
        elif fresh:
            told += notices.tell(
                [person],
                many.code,
                params={
                    "count": len(fresh),
                    "who": manager.short_name,
                    queries.SILENCES: [silence.key for silence in fresh],
                },
                leads_to="clients.listing",
                values={"manager": manager.public_id, "vip": "any", **BY_SILENCE},
            )
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
            UNANSWERED if is_broken else ANSWER,
            [manager.id, *_above(manager, is_broken)],
            client,
            manager,
            params={"moment": until.isoformat()},
            once=str(letter_id),
        )
    return told


def _above(manager: Employee, is_broken: bool) -> list[int]:
    """Who watches over a manager hears of what is broken already."""
    return those_who("team:watch", over=manager.id, but=manager.id) if is_broken else []


def _tell(
    kind: NoticeKind, people: Iterable[int], client: Client, manager: Employee, *,
    params: dict[str, str], once: str,
) -> int:  # fmt: skip
    return notices.tell(
        people,
        kind.code,
        subject=client.display_name,
        params={**params, "who": manager.short_name},
        leads_to="card.show",
        values={"public_id": client.public_id},
        client_id=client.id,
        once=f"{kind.code}:{once}",
    )
