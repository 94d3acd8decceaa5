"""Taking a list out (D14): asked for with a reason, made in steps, fetched by its author, gone.

What is over a limit of one's role waits for a second person. What a person takes out alone counts
as read (``limits``), so that lists, cards, the API and exports share one budget of a day.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...audit import operations as audit
from ...core import clock, files
from ...core.db import db
from ...core.errors import Conflict, Forbidden, Invalid, NotFound
from ...limits import operations as limits
from ...limits import queries as limit_values
from ...limits.table import EXPORT_DAYS, EXPORT_ROWS, EXPORT_ROWS_A_DAY, READING_MOST
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...policy.enforce import Actor, demand
from ...settings import settings
from ...staff import sessions
from ...staff.queries import those_who
from ...staff.signing import is_leaving
from ...work import operations as work
from ...work.kinds import Progress
from .. import queries, spool
from ..canaries import invented
from ..export_file import write_file
from ..lists import ExportList, list_of
from ..models import Export, ExportState

TO_DECIDE = notice_kind(
    "export:asked", icon="export", words=_l("%(subject)s asks for an export over the limit")
)
APPROVED = notice_kind(
    "export:approved", icon="export", tone="ok", words=_l("Your export was approved: %(subject)s")
)
REFUSED = notice_kind(
    "export:refused", icon="export", tone="bad", words=_l("Your export was refused: %(subject)s")
)
WORK = "export"
STEP = 500
AT_ONCE = 500  # so many rows are made while the person waits
FORMATS = ("xlsx", "csv")
_COUNTED_TO = 1_000_000
_LOCK = 0x657870  # "exp"


def count_of(kind: ExportList, address: Mapping[str, str], *, actor: Actor) -> int:
    """How many rows ``actor`` would take out, counted up to a million."""
    page = kind.rows(kind.within(actor), address, None, 1, _COUNTED_TO)
    return page.count or 0


def needs_of(rows: int, *, actor: Actor) -> list[str]:
    """The limits that ``rows`` more would go over today: each wants a second person."""
    day = clock.today(settings().bank_zone)
    begins = dt.datetime.combine(day, dt.time(), ZoneInfo(settings().bank_zone))
    taken = queries.taken_alone(actor.employee_id, since=begins)
    checks = (
        (EXPORT_ROWS, rows),
        (EXPORT_ROWS_A_DAY, taken + rows),
    )
    over = [code for code, value in checks if value > limit_values.value_of(code, actor.role_id)]
    return over + ([READING_MOST] if rows > limits.room(actor) else [])


def ask(name: str, given: Mapping[str, str], *, actor: Actor, form: str, reason: str) -> Export:
    """Ask for the list ``name`` as its address ``given`` shows it.

    Within the limits it is made: at once when it is short, as work when it is long. Over a limit it
    waits for a second person. Refuses with Forbidden without ``exports:run`` and the permission of
    the list, with Invalid an unknown form or a reason that says nothing, with Conflict an empty
    list.
    """
    demand(actor, "exports:run")
    _demand_stays(actor)
    kind = list_of(name)
    demand(actor, kind.permission)
    if form not in FORMATS:
        raise Invalid(fields={"format": [_("Choose one of the values offered.")]})
    if len(reason.strip()) < 10:
        raise Invalid(fields={"reason": [_("Say it in at least ten letters.")]})
    # two exports at once would each find the day's rows without the other's
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK, actor.employee_id)))
    address = kind.address(given)
    rows = count_of(kind, address, actor=actor)
    if not rows:
        raise Conflict(_("The list is empty: there is nothing to take out."))
    export = Export(
        kind=name,
        format=form,
        rows=rows,
        reason=reason.strip()[:500],
        filter=address,
        columns=[one.name for one in kind.columns(kind.within(actor), address)],
        language=actor.language,
        zone=actor.zone,
        needs=needs_of(rows, actor=actor),
        canary={**_new_canary(), "after": secrets.randbelow(rows)},
        created_by_id=actor.employee_id,
        created_at=clock.now(),
    )
    export.state = ExportState.ASKED if export.needs else ExportState.MAKING
    db.session.add(export)
    db.session.flush()
    audit.record(
        "export:asked",
        actor=actor,
        obj=export,
        name=str(kind.label),
        reason=reason,
        detail=_told(export),
    )
    if export.state is ExportState.MAKING:
        limits.read(rows, actor=actor)
        _begin(export, actor=actor)
    else:
        deciders = those_who("exports:approve", over=actor.employee_id, but=actor.employee_id)
        _notify(export, TO_DECIDE.code, deciders, actor.name)
    return export


def decide(public_id: str, *, actor: Actor, grant: bool, note: str = "") -> Export:
    """Let an export over the limit go, or refuse it, as the second person.

    Refuses with Forbidden the one who asked, with Conflict what was decided already, with Invalid
    a refusal without a word.
    """
    demand(actor, "exports:approve")
    export = queries.export_of(public_id, actor=actor, lock=True)
    if export.created_by_id == actor.employee_id:
        raise Forbidden(_("A second person has to sign this."))
    if export.state is not ExportState.ASKED:
        raise Conflict(_("This export has been decided already."))
    if not grant and not note.strip():
        raise Invalid(fields={"note": [_("Say why.")]})
    export.decided_by_id, export.decided_at = actor.employee_id, clock.now()
    export.decision_note = note.strip()[:500]
    export.state = ExportState.MAKING if grant else ExportState.REFUSED
    audit.record(
        "export:approved" if grant else "export:refused",
        actor=actor,
        obj=export,
        name=str(list_of(export.kind).label),
        reason=note,
        detail=_told(export),
    )
    kind = APPROVED if grant else REFUSED
    _notify(export, kind.code, [export.created_by_id], export.reason)
    if grant:
        author = sessions.actor_of_employee(export.created_by_id)
        if author is None:
            raise Conflict(_("Whoever asked for this export has left."))
        _begin(export, actor=author)
    return export


def fetch(public_id: str, *, actor: Actor) -> tuple[Export, bytes]:
    """The file of one's own export; the trail gets an entry.

    NotFound for anybody else's, and where there is no file yet or no more.
    """
    demand(actor, "exports:run")
    _demand_stays(actor)
    export = queries.export_of(public_id, actor=actor, mine=True)
    if export.state is ExportState.EXPIRED:
        raise NotFound(_("The file is gone: its time is over. Ask for the export anew."))
    if export.state is not ExportState.READY or export.sha256 is None:
        raise NotFound(_("There is no file yet."))
    if export.expires_at is not None and export.expires_at <= clock.now():
        raise NotFound(_("The file is gone: its time is over. Ask for the export anew."))
    content = files.read(export.sha256, export.format)
    audit.record(queries.DOWNLOADED, actor=actor, obj=export, name=str(list_of(export.kind).label))
    return export, content


def expire_due() -> int:
    """Delete the files whose time is over, and what crashes left of others; return how many."""
    now = clock.now()
    due = queries.expired(now)
    for export in due:
        if export.sha256 is not None:
            files.forget(export.sha256, export.format)
        export.state = ExportState.EXPIRED
        audit.record("export:expired", actor=None, obj=export, name=export.kind)
    spool.sweep(queries.being_made())
    return len(due)


def make(
    export_id: int, *, cursor: str | None = None, at: int = 0, done: int = 0, more: bool = True
) -> Iterator[Progress]:
    """The handler: five hundred rows a step from ``cursor``, kept at byte ``at``; then
    (when there are no ``more``) the file.

    Never more rows than were asked for (and signed), however the list has grown.
    """
    while more:
        export = queries.export_to_make(export_id)
        kind, author = list_of(export.kind), _author(export)
        with force_locale(export.language):
            page = kind.rows(
                kind.within(author), export.filter, cursor, min(STEP, export.rows - done), 0
            )
        at = spool.append(export.public_id, at, page.rows)
        done += len(page.rows)
        cursor, more = page.next, page.next is not None and done < export.rows
        yield Progress(done, export.rows, {"cursor": cursor, "at": at, "is_last": not more})
    _finish(export_id, done)


def _finish(export_id: int, done: int) -> None:
    export = queries.export_to_make(export_id)
    author = _author(export)
    export.made_at = clock.now()
    days = limit_values.value_of(EXPORT_DAYS)
    export.expires_at = export.made_at + dt.timedelta(days=days)
    with force_locale(export.language):
        kind = list_of(export.kind)
        kept = write_file(export, kind, author=author, rows=done)
    export.sha256, export.size, export.state = kept.sha256, kept.size, ExportState.READY
    audit.record(
        "export:made",
        actor=author,
        obj=export,
        name=str(kind.label),
        reason=export.reason,
        detail={**_told(export), "made": done, "sha256": kept.sha256},
    )
    spool.drop(export.public_id)


def _begin(export: Export, *, actor: Actor) -> None:
    if export.rows <= AT_ONCE:
        for _step in make(export.id):
            continue
        return
    item = work.submit(
        WORK,
        actor=actor,
        params={"export": export.id, "public_id": export.public_id},
        label=str(list_of(export.kind).label),
        total=export.rows,
    )
    export.work_item_id = item.id


def _notify(export: Export, kind: str, people: list[int], subject: str) -> None:
    values = {"public_id": export.public_id}
    tell(people, kind, subject=subject, leads_to="exports.show", values=values)


def _author(export: Export) -> Actor:
    author = sessions.actor_of_employee(export.created_by_id)
    if author is None:
        raise Conflict(_("Whoever asked for this export has left."))
    demand(author, "exports:run")
    _demand_stays(author)
    demand(author, list_of(export.kind).permission)
    return author


def _demand_stays(actor: Actor) -> None:
    """Whoever has given notice takes nothing out (V8)."""
    if is_leaving(actor.employee_id):
        raise Forbidden(_("Whoever leaves the bank makes no exports. Ask your supervisor."))


def _new_canary() -> dict[str, str]:
    for _try in range(20):
        parts = invented(secrets.choice)
        if not queries.is_known_canary(parts["name"]):
            break
    return parts


def _told(export: Export) -> dict[str, Any]:
    return {
        "list": export.kind,
        "rows": export.rows,
        "format": export.format,
        "filter": export.filter,
        "columns": export.columns,
        "over": export.needs,
    }
