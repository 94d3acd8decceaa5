"""The card of a client."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone, pgettext

from ..audit import operations as audit
from ..clients.custom import facts_of
from ..clients.models import Client, Lifecycle
from ..clients.rules import silence_norm, silent_days
from ..core import clock
from ..core.forms import DeedForm
from ..dossiers.rules import completeness
from ..interactions import words as contact_words
from ..policy.enforce import Actor, can, current_actor, requires
from ..proposals import models as proposal_words
from . import panels, queries
from .queries import GROUPS, Entry
from .words import GROUP_WORDS, told

card = Blueprint("card", __name__, url_prefix="/clients")
blueprints = [card]

ONE = "/<string(length=16):public_id>"
FIRST = 12  # entries of the timeline on the card itself


@card.app_context_processor
def _words() -> dict[str, Any]:
    return {
        "contact_words": contact_words,
        "proposal_words": proposal_words,
        "has_page": lambda endpoint: endpoint in current_app.view_functions,
    }


@card.get(ONE)
@requires("clients:read")
def show(public_id: str) -> ResponseReturnValue:
    """Everything of one client on one page."""
    actor = current_actor()
    dossier = queries.dossier_of(public_id, actor=actor)
    client = dossier.client
    if client.vip_tier:
        audit.record("client:viewed", actor=actor, obj=client, client_id=client.id)
    read = panels.read(actor, dossier)
    group = _group()
    entries, more = queries.timeline(
        actor, client.id, group=group, before=request.args.get("before"), limit=FIRST
    )
    sensitive = can(actor, "clients:read-sensitive")
    now, norm = clock.now(), silence_norm(client.vip_tier)
    silent = silent_days(client.last_contact_at, now)
    return render_template(
        "card/show.html",
        client=client,
        dossier=dossier,
        read=read,
        panels=panels.panels_of(actor, read),
        days=_days(entries),
        more=more,
        group=group,
        groups=_groups(public_id, group),
        complete=completeness(client.kind, dossier.known, may_see=sensitive),
        sensitive=sensitive,
        own=facts_of(client.id, sensitive=sensitive),
        figures=_figures(read.business.holdings, client),
        silent=silent,
        norm=norm,
        is_silent=(silent if silent is not None else silent_days(client.created_at, now) or 0)
        > norm,
        now=now,
        actions=_actions(actor, client),
        form=DeedForm(),
        is_prospect=client.lifecycle is not Lifecycle.CLIENT,
    )


@card.get(f"{ONE}/timeline")
@requires("clients:read")
def timeline(public_id: str) -> ResponseReturnValue:
    """A stretch of the timeline: a fragment for the card, a page of its own without scripts."""
    actor = current_actor()
    dossier = queries.dossier_of(public_id, actor=actor)
    group = _group()
    entries, more = queries.timeline(
        actor, dossier.client.id, group=group, before=request.args.get("before")
    )
    is_fragment = bool(request.headers.get("X-Fragment"))
    return render_template(
        "card/_entries.html" if is_fragment else "card/timeline.html",
        client=dossier.client,
        days=_days(entries),
        more=more,
        group=group,
        groups=_groups(public_id, group, "card.timeline"),
    )


def _group() -> str:
    asked = request.args.get("show", "")
    return asked if asked in GROUPS else ""


def _groups(public_id: str, current: str, endpoint: str = "card.show") -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": url_for(endpoint, public_id=public_id, show=name or None, _anchor="timeline"),
            "current": name == current,
        }
        for name, label in GROUP_WORDS.items()
    ]


def _days(entries: list[Entry]) -> list[tuple[dt.date, list[Any]]]:
    """The entries by day of the reader's time zone, newest first."""
    zone = get_timezone()
    return [
        (day, [told(entry) for entry in found])
        for day, found in groupby(entries, key=lambda entry: entry.at.astimezone(zone).date())
    ]


def _figures(holdings: list[dict[str, Any]], client: Client) -> dict[str, int]:
    """Sums over what the client has, in the client's currency."""
    own = [h for h in holdings if h["currency"] == client.currency]
    return {
        "assets": sum(h["balance"] or 0 for h in own),
        "income": sum(h["profit_12m"] or 0 for h in own),
        "products": len(holdings),
    }


def _actions(actor: Actor, client: Client) -> list[dict[str, Any]]:
    """What one does with a client, as far as the house can and the person may."""
    plan = "interactions.plan"
    offered: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
        (pgettext("deed", "Call"), "call", plan, "interactions:plan", {"kind": "call"}),
        (pgettext("deed", "Write"), "mail", plan, "interactions:plan", {"kind": "email"}),
        (pgettext("deed", "Plan"), "calendar", plan, "interactions:plan", {"kind": "visit"}),
        (pgettext("deed", "Propose"), "document", "opportunities.create", "opportunities:edit", {}),
    )
    return [
        {
            "label": label,
            "icon": icon,
            "url": url_for(endpoint, client=client.public_id, **values),
            "is_first": endpoint == "opportunities.create",
        }
        for label, icon, endpoint, permission, values in offered
        if endpoint in current_app.view_functions and can(actor, permission)
    ]
