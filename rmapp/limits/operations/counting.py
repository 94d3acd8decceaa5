"""Counting what people are shown, and telling the supervisor once when it is unusual."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import insert

from ...audit.operations import record
from ...core import clock, seen
from ...core.db import db
from ...core.errors import TooMany
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...policy.enforce import Actor
from ...policy.table import shows_clients
from ...settings import settings
from ...staff.queries import those_who
from .. import queries
from ..models import Reading
from ..table import READING_MOST, READING_NOTICE

UNUSUAL = notice_kind(
    "reading:unusual",
    icon="eye",
    tone="warn",
    words=_l("%(subject)s has seen %(rows)s client rows today"),
)
REFUSED = notice_kind(
    "reading:refused",
    icon="eye",
    tone="bad",
    words=_l("%(subject)s has reached the limit of %(rows)s client rows a day"),
)


def count_shown(permission: str | None, actor: Actor | None, status: int) -> None:
    """Count what an answer of ``status`` behind the door of ``permission`` shows of clients.

    A page is one row unless its lists noted more (``core.seen``). Refuses as :func:`read`.
    """
    if actor is not None and status in (200, 201) and shows_clients(permission):
        read(max(1, seen.noted()), actor=actor)


def read(rows: int, *, actor: Actor) -> int:
    """Add ``rows`` to what ``actor`` has been shown today; return the sum. One statement.

    Tells the supervisor once when the first limit is passed. Refuses (TooMany) beyond the second:
    nothing is added then, and the first refusal of a day is written into the trail.
    """
    day = clock.today(settings().bank_zone)
    added = {"who": actor.employee_id, "day": day, "rows": rows, "role": actor.role_id}
    total, told_at, notice, most = db.session.execute(_adding(), added).one()
    if total > most:
        raise TooMany(
            _(
                "Rows of clients your role may see in a day: %(rows)s, and that is reached."
                " Your supervisor sees it. Tomorrow it begins anew; an administrator can raise"
                " the limit with a second person.",
                rows=format_decimal(most),
            ),
            retry_after=_seconds_left(),
            titled=_("The day's limit of clients is reached"),
            leads_to={
                "endpoint": "notices.listing",
                "values": {},
                "label": _("To the notices"),
            },
            deeds=[lambda: _note_refusal(actor, day, most)],
        )
    if total > notice and told_at is None:
        _tell(actor, day, total)
    return int(total)


@functools.lru_cache(maxsize=1)
def _adding() -> Any:
    """Add ``:rows`` to the ``:day`` of ``:who`` in the ``:role``: built once, every page counts."""
    reading: Any = Reading.__table__
    statement = insert(reading).values(
        employee_id=sa.bindparam("who"), day=sa.bindparam("day"), rows=sa.bindparam("rows")
    )
    role = sa.bindparam("role", type_=sa.BigInteger)
    return statement.on_conflict_do_update(
        index_elements=[reading.c.employee_id, reading.c.day],
        set_={"rows": reading.c.rows + statement.excluded.rows},
    ).returning(
        reading.c.rows,
        reading.c.told_at,
        queries.stored(READING_NOTICE, role),
        queries.stored(READING_MOST, role),
    )


def room(actor: Actor) -> int:
    """How many rows more ``actor`` may be shown today without a second person."""
    day = clock.today(settings().bank_zone)
    most = queries.value_of(READING_MOST, actor.role_id)
    return max(0, most - queries.read_today(actor.employee_id, day))


def _tell(actor: Actor, day: dt.date, total: int) -> None:
    _mark(actor, day, "told_at")
    record("reading:unusual", actor=actor, name=actor.name, detail={"rows": total})
    _notify(actor, UNUSUAL.code, total)


def _note_refusal(actor: Actor, day: dt.date, most: int) -> None:
    db.session.execute(
        insert(Reading)
        .values(employee_id=actor.employee_id, day=day, rows=0)
        .on_conflict_do_nothing()
    )
    if _mark(actor, day, "refused_at"):
        record("reading:refused", actor=actor, name=actor.name, detail={"limit": most})
        _notify(actor, REFUSED.code, most)


def _notify(actor: Actor, kind: str, rows: int) -> None:
    tell(
        those_who("team:watch", over=actor.employee_id, but=actor.employee_id),
        kind,
        subject=actor.name,
        params={"rows": rows},
        leads_to="home.day_of",
        values={"public_id": actor.public_id},
    )


def _mark(actor: Actor, day: dt.date, column: str) -> bool:
    """Write the moment into ``column`` of the day's row unless one stands there."""
    done = db.session.execute(
        sa.update(Reading)
        .where(
            Reading.employee_id == actor.employee_id,
            Reading.day == day,
            getattr(Reading, column).is_(None),
        )
        .values({column: clock.now()})
        .returning(Reading.employee_id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


def _seconds_left() -> int:
    """Until the next day of the bank's zone begins."""
    here = clock.now().astimezone(ZoneInfo(settings().bank_zone))
    tomorrow = dt.datetime.combine(here.date() + dt.timedelta(days=1), dt.time(), here.tzinfo)
    return max(1, int((tomorrow - here).total_seconds()))
