"""The trail at ``/api/v1/audit``: read, never changed."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _

from ..audit.models import AuditEntry
from ..audit.queries import Filter, entries, entry
from ..core.errors import NotFound
from ..policy.enforce import requires
from .doors import operation
from .shapes.base import PageOf, page_of
from .shapes.house import AuditEntryShown, AuditQuery

audit = Blueprint("api_audit", __name__, url_prefix="/api/v1/audit")
_PLAIN = (
    "at", "tag", "object_kind", "object_name", "reason", "detail", "prev_hash", "hash",
)  # fmt: skip


@audit.get("")
@requires("audit:read")
@operation("List entries of the trail", query=AuditQuery, answer=PageOf[AuditEntryShown])
def listing(query: AuditQuery) -> PageOf[AuditEntryShown]:
    """The trail, newest first."""
    wanted = Filter(tag=query.tag, text=query.q, since=query.since, until=query.until)
    page = entries(wanted, cursor=query.cursor, limit=query.limit)
    return page_of(page, _shown, shape=PageOf[AuditEntryShown])


@audit.get("/<int(max=9223372036854775807):number>")
@requires("audit:read")
@operation("Read an entry of the trail", answer=AuditEntryShown)
def show(number: int) -> AuditEntryShown:
    """One entry."""
    found = entry(number)
    if found is None:
        raise NotFound(_("There is no such entry."))
    return _shown(found)


def _shown(found: AuditEntry) -> AuditEntryShown:
    return AuditEntryShown(
        **{name: getattr(found, name) for name in _PLAIN},
        number=found.id,
        actor=found.actor_name,
        request=found.request_number,
    )
