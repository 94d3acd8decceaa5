"""Taking a list out: what one may see, no more than the cap, written into the trail (D14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ..audit import operations as audit
from ..clients import queries as clients
from ..clients.arrangements import asked
from ..clients.queries import Filter
from ..clients.words import KINDS, LIFECYCLES, TEMPERATURES, words
from ..core import clock
from ..core.db import db
from ..core.errors import Conflict, TooMany
from ..core.formatting import day, moment
from ..policy.enforce import Actor, demand
from .models import Export
from .writing import csv_bytes, xlsx_bytes

MOST_ROWS = 500  # pages take no more at once; above it a second person is needed
MOST_A_DAY = 2_000


def filter_of(args: Mapping[str, str], actor: Actor) -> Filter:
    """The list of clients as its address asks for it; what does not fit is left out."""
    return asked(args, actor).filter


def told(wanted: Filter) -> dict[str, Any]:
    """The filter as the trail keeps it."""
    said = {"q": wanted.text, "where": wanted.where.plain() if wanted.where else None}
    return {name: value for name, value in said.items() if value}


def export_clients(wanted: Filter, *, actor: Actor, form: str, reason: str) -> tuple[Export, bytes]:
    """The list of clients that ``actor`` sees under ``wanted`` as a file (csv or xlsx).

    At most ``MOST_ROWS`` rows. Refuses with Forbidden, Conflict when the list is longer, TooMany
    over the budget of a day.
    """
    demand(actor, "exports:run")
    page = clients.listed(actor, wanted, limit=MOST_ROWS)
    if page.next:
        raise Conflict(
            _("The list has more than %(most)s rows. Narrow it by the filter.", most=MOST_ROWS)
        )
    if _rows_today(actor) + len(page.rows) > MOST_A_DAY:
        raise TooMany(
            _("No more than %(most)s rows leave the house in a day.", most=MOST_A_DAY),
            retry_after=3_600,
        )
    export = Export(
        kind="clients",
        format=form,
        rows=len(page.rows),
        reason=reason[:500],
        filter=told(wanted),
        created_by_id=actor.employee_id,
        created_at=clock.now(),
    )
    db.session.add(export)
    db.session.flush()
    audit.record(
        "export:made",
        actor=actor,
        obj=export,
        name="clients",
        reason=reason,
        detail={"rows": export.rows, "format": form, "filter": export.filter},
    )
    head = [
        _("Client"), _("Kind"), _("Lifecycle"), _("Temperature"), "VIP", _("Manager"),
        _("Last contact"), _("Next contact"), _("Phone"),
    ]  # fmt: skip
    rows = [
        (row.name, words(KINDS, row.kind), words(LIFECYCLES, row.lifecycle),
         words(TEMPERATURES, row.temperature), row.vip_tier, row.manager,
         day(row.last_contact_at) if row.last_contact_at else "",
         day(row.next_contact_at) if row.next_contact_at else "", row.phone)
        for row in page.rows
    ]  # fmt: skip
    mark = _(
        "Taken out by %(name)s on %(day)s, number %(number)s. Not to be passed on.",
        name=actor.name,
        day=moment(export.created_at, "d MMMM y, HH:mm"),
        number=export.public_id,
    )
    write = xlsx_bytes if form == "xlsx" else csv_bytes
    return export, write(head, rows, last=mark)


def _rows_today(actor: Actor) -> int:
    return int(
        db.session.execute(
            sa.select(sa.func.coalesce(sa.func.sum(Export.rows), 0)).where(
                Export.created_by_id == actor.employee_id,
                Export.created_at > clock.now() - dt.timedelta(days=1),
            )
        ).scalar_one()
    )
