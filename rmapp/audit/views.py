"""The auditor's pages: the trail and one entry. Nothing here changes anything."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..core.errors import NotFound
from ..policy.enforce import current_actor, requires
from . import queries, shown
from .words import TOGETHER

audit = Blueprint("audit", __name__, url_prefix="/audit")
blueprints = [audit]


@audit.get("/")
@requires("audit:read")
def trail() -> ResponseReturnValue:
    """The trail, newest first: of a person, about a client, of some days."""
    asked = _asked()
    since, until = _day("from"), _day("to")
    zone = ZoneInfo(current_actor().zone)
    wanted = queries.Filter(
        actor_id=_key("actor"),
        client_id=_key("client"),
        tag=asked.get("tag", ""),
        text=asked.get("text", ""),
        since=_midnight(since, zone) if since else None,
        until=_midnight(until + dt.timedelta(days=1), zone) if until else None,
    )
    return render_template(
        "audit/trail.html",
        page=queries.entries(wanted, cursor=request.args.get("cursor")),
        asked=asked,
        chips=_chips(wanted, asked),
        tags=_tags(),
        deed=shown.deed,
    )


def _tags() -> list[tuple[str, str]]:
    """(what the address asks for, words): what belongs together first, then each deed there is."""
    known = queries.tags()
    together = [
        (f"{begin}*", str(said))
        for begin, said in TOGETHER.items()
        if any(tag.startswith(begin) for tag in known)
    ]
    return together + sorted(((tag, shown.deed(tag)) for tag in known), key=lambda one: one[1])


def _key(name: str) -> int | None:
    key = request.args.get(name, type=int)
    return key if key is not None and 0 < key < 2**63 else None


def _day(name: str) -> dt.date | None:
    """A day of the address; one that does not fit is left out: an address can be old."""
    try:
        day = dt.date.fromisoformat(request.args.get(name, "")[:10])
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2200 else None


def _midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)


def _asked() -> dict[str, str]:
    """The arguments of the address that ask for something."""
    days = {name: day.isoformat() for name in ("from", "to") if (day := _day(name))}
    keys = {name: str(key) for name in ("actor", "client") if (key := _key(name))}
    words = {"tag": request.args.get("tag", "")[:64], "text": request.args.get("text", "")[:100]}
    return {name: value for name, value in {**keys, **words, **days}.items() if value}


def _chips(wanted: queries.Filter, asked: dict[str, str]) -> list[dict[str, str]]:
    """Whom and whose entries are shown, each with the way to show all again."""
    found = []
    if wanted.actor_id is not None:
        who = queries.actor_named(wanted.actor_id) or asked["actor"]
        found.append({"text": _("Done by: %(name)s", name=who), "key": "actor"})
    if wanted.client_id is not None:
        client = queries.client_named(wanted.client_id) or asked["client"]
        found.append({"text": _("About: %(name)s", name=client), "key": "client"})
    for chip in found:
        rest: dict[str, Any] = {name: asked[name] for name in asked if name != chip["key"]}
        chip["url"] = url_for("audit.trail", **rest)
    return found


@audit.get("/<int(max=9223372036854775807):number>")
@requires("audit:read")
def show(number: int) -> ResponseReturnValue:
    """One entry with its detail and its place in the chain."""
    entry = queries.entry(number)
    if entry is None:
        raise NotFound(_("There is no such entry."))
    return render_template(
        "audit/show.html",
        entry=entry,
        deed=shown.deed(entry.tag),
        lines=shown.lines(entry.tag, entry.detail),
    )
