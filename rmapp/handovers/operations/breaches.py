"""The supervisors hear of clients that were not met in time after a handover (V9)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask_babel import lazy_gettext as _l

from ...core import clock
from ...core.db import db
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...staff.queries import those_who
from .. import queries
from ..models import Handover, HandoverItem

#: So many of one receiver are named one by one; more are told as a number.
NAMED = 3
LATE = notice_kind(
    "handover:late",
    icon="handover",
    tone="bad",
    words=_l("Not introduced in time after a handover: %(subject)s"),
)
MANY_LATE = notice_kind(
    "handover:many-late",
    icon="handover",
    tone="bad",
    words=_l(
        "%(subject)s has not met clients in time after a handover: %(count)s, VIPs among them"
        " %(vips)s"
    ),
)
UNVISITED = notice_kind(
    "handover:unvisited",
    icon="handover",
    tone="bad",
    words=_l("A VIP client was not visited within 30 days of a handover: %(subject)s"),
)
MANY_UNVISITED = notice_kind(
    "handover:many-unvisited",
    icon="handover",
    tone="bad",
    words=_l("%(subject)s has not visited VIP clients within 30 days of a handover: %(count)s"),
)


def tell_late() -> int:
    """Tell the supervisors once of each client whose introduction is overdue, and of each VIP that
    was not visited in time; return how many. More than three of one receiver and one handover are
    one notice with their number. Run by the timetable."""
    late, unvisited = queries.late_items(), queries.unvisited_items()
    _tell(late, LATE.code, MANY_LATE.code)
    _tell(unvisited, UNVISITED.code, MANY_UNVISITED.code)
    now = clock.now()
    for item, _handover in late:
        item.told_late_at = now
    for item, _handover in unvisited:
        item.told_unvisited_at = now
    db.session.flush()
    return len(late) + len(unvisited)


def _tell(found: list[Any], one_by_one: str, together: str) -> None:
    groups: dict[tuple[int, int | None], list[tuple[HandoverItem, Handover]]] = defaultdict(list)
    for item, handover in found:
        groups[handover.id, item.receiver_id].append((item, handover))
    for (_key, receiver_id), rows in groups.items():
        people = [rows[0][1].created_by_id, *those_who("handovers:make", over=receiver_id)]
        if len(rows) > NAMED:
            tell(
                people, together, subject=queries.receiver_of(rows[0][0]).name,
                params={"count": len(rows), "vips": sum(item.is_vip for item, _ in rows)},
                leads_to="handovers.late",
            )  # fmt: skip
            continue
        for item, _handover in rows:
            tell(
                people, one_by_one, subject=item.client.display_name,
                leads_to="handovers.late", client_id=item.client_id,
            )  # fmt: skip
