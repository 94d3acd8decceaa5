"""The timeline on a page of its own: filtered, searched, an entry at a time, pinned (D18)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.queries import client_of, reaches_client
from ...core.errors import NotFound
from ...core.forms import DeedForm
from ...core.i18n import reader_zone
from ...policy.enforce import Actor, can, current_actor, requires
from .. import operations, queries
from ..queries import FINE, GROUPS, Wanted
from ..turning_back import replaced_by
from ..words import GROUP_WORDS, told
from .card import ONE, card, days_of

_NAME = re.compile(r"([a-z]{1,20})-(\d{1,18})")
ENTRY = f"{ONE}/timeline/<string(maxlength=40):entry>"


@card.get(f"{ONE}/timeline")
@requires("clients:read")
def timeline(public_id: str) -> ResponseReturnValue:
    """A stretch of the timeline: a fragment for the card, a page of its own without scripts."""
    actor = current_actor()
    client = client_of(public_id, actor=actor)
    wanted = _wanted(actor)
    entries, more = queries.timeline(
        actor, client.id, wanted=wanted, before=request.args.get("before")
    )
    is_fragment = bool(request.headers.get("X-Fragment"))
    return render_template(
        "card/_entries.html" if is_fragment else "card/timeline.html",
        client=client,
        days=days_of(entries, client.currency),
        more=more,
        wanted=wanted,
        asked=_asked(wanted),
        groups=GROUP_WORDS,
        authors=[] if is_fragment else queries.authors(client.id),
        may_pin=can(actor, "clients:edit"),
    )


@card.get(ENTRY)
@requires("clients:read")
def entry(public_id: str, entry: str) -> ResponseReturnValue:
    """One entry: its permanent address."""
    actor = current_actor()
    dossier = queries.dossier_of(public_id, actor=actor)
    client = dossier.client
    found, is_pinned = queries.entry_of(actor, client.id, *named(entry))
    zone = reader_zone()
    sensitive = reaches_client(actor, "clients:read-sensitive", client.id)
    return render_template(
        "card/entry.html",
        client=client,
        one=told(found, client.currency),
        replaced=replaced_by(found, dossier, sensitive=sensitive),
        may_edit=reaches_client(actor, "clients:edit", client.id),
        is_pinned=is_pinned,
        day=found.at.astimezone(zone).date(),
        may_pin=can(actor, "clients:edit"),
        form=DeedForm(),
    )


@card.post(f"{ENTRY}/pin")
@requires("clients:edit")
def pin(public_id: str, entry: str) -> ResponseReturnValue:
    """To the top of the timeline, or (``off``) back to its place."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    found, _is_pinned = queries.entry_of(actor, client.id, *named(entry))
    stays = request.form.get("off") != "1"
    operations.pin(client, found, actor=actor, stays=stays)
    flash(_("The entry stays on top.") if stays else _("The entry is back in its place."), "ok")
    return redirect(url_for("card.show", public_id=public_id, _anchor="history"))


def named(entry: str) -> tuple[str, int]:
    """(source, key) of the entry that an address calls ``entry``; NotFound where it is none."""
    found = _NAME.fullmatch(entry)
    if found is None:
        raise NotFound(_("There is no such entry in this timeline."))
    return found[1], int(found[2])


def _wanted(actor: Actor) -> Wanted:
    """What the address asks for; what does not fit is left out: an address can be old."""
    given = request.args
    group = given.get("show", "")
    return Wanted(
        group=group if group in (*GROUPS, *FINE) else "",
        text=" ".join(given.get("q", "").replace("\x00", "").split())[:100],
        author=given.get("by", "")[:16],
        since=_day(given.get("from", "")),
        until=_day(given.get("to", "")),
        zone=actor.zone,
    )


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2200 else None


def _asked(wanted: Wanted) -> dict[str, Any]:
    """The arguments of the address that ask for ``wanted``."""
    given = {
        "show": wanted.group,
        "q": wanted.text,
        "by": wanted.author,
        "from": wanted.since.isoformat() if wanted.since else "",
        "to": wanted.until.isoformat() if wanted.until else "",
    }
    return {name: value for name, value in given.items() if value}
