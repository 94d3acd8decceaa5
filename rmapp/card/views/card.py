"""The card of a client."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from textwrap import shorten
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext, pgettext

from ...audit import operations as audit
from ...clients.custom import facts_of
from ...clients.models import Client, Lifecycle
from ...clients.rules import silent_days
from ...core import clock
from ...core.forms import DeedForm
from ...core.i18n import reader_language, reader_zone
from ...dossiers.questions import own_questions
from ...dossiers.rules import completeness, size_of
from ...interactions import words as contact_words
from ...policy.enforce import Actor, can, current_actor, requires
from ...proposals import models as proposal_words
from ...schedules.queries import resting
from ...standing.words import because
from .. import panels, queries
from ..levels import people_map
from ..queries import GROUPS, Dossier, Entry
from ..rules import fold_runs, local_hour
from ..values import FIELDS_OF, phone_place
from ..words import GROUP_WORDS, fold_key, told

card = Blueprint("card", __name__, url_prefix="/clients")

ONE = "/<string(length=16):public_id>"
FIRST = 11  # entries of the timeline on the card itself


@card.app_context_processor
def _words() -> dict[str, Any]:
    return {
        "contact_words": contact_words,
        "proposal_words": proposal_words,
        "phone_place": phone_place,
        "client_fields": lambda kind, name: name in FIELDS_OF[kind],
    }


@card.get(ONE)
@requires("clients:read")
def show(public_id: str) -> ResponseReturnValue:
    """Everything of one client on one page."""
    actor = current_actor()
    dossier = queries.dossier_of(public_id, actor=actor)
    client = dossier.client
    audit.opened(client.id, actor=actor)
    if client.vip_tier or client.id in actor.emergency:
        detail = {"emergency": True} if client.id in actor.emergency else {}
        audit.record("client:viewed", actor=actor, obj=client, client_id=client.id, detail=detail)
    read = panels.read(actor, dossier)
    group = asked_group()
    entries, more = queries.timeline(
        actor, client.id, group=group, before=request.args.get("before"), limit=FIRST
    )
    sensitive = can(actor, "clients:read-sensitive")
    own = facts_of(client.id, sensitive=sensitive)
    now = clock.now()
    norm, heat = dossier.norm, dossier.heat
    silent = silent_days(client.last_contact_at, now)
    return render_template(
        "card/show.html",
        client=client,
        dossier=dossier,
        read=read,
        resting=None if read.planned else resting(client.id),
        speech=reader_language(),
        panels=panels.panels_of(actor, read),
        days=days_of(entries, client.currency),
        pins=[told(entry, client.currency) for entry in queries.pinned(actor, client.id)],
        more=more,
        group=group,
        groups=_groups(public_id, group),
        complete=completeness(
            client.kind,
            dossier.known | {key for key, *_rest in own},
            may_see=sensitive,
            own=own_questions(client.kind, may_see=sensitive),
        ),
        sensitive=sensitive,
        own=own,
        people=people_map(dossier) if dossier.persons else None,
        hour=local_hour(now, client.zone, client.hours_from, client.hours_to),
        size=size_of(client.staff_count, client.revenue, client.currency),
        summary=_summary(dossier, now.date()),
        figures=_figures(read.business.holdings, client),
        silent=silent,
        norm=norm,
        because=because(heat, dossier.overrider) if heat else "",
        is_silent=(silent if silent is not None else silent_days(client.created_at, now) or 0)
        > norm,
        now=now,
        actions=_actions(actor, client),
        form=DeedForm(),
        is_prospect=client.lifecycle is not Lifecycle.CLIENT,
    )


def asked_group() -> str:
    """The main group of the timeline that the address asks for."""
    asked = request.args.get("show", "")
    return asked if asked in GROUPS else ""


def _groups(public_id: str, current: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": url_for("card.show", public_id=public_id, show=name or None, _anchor="timeline"),
            "current": name == current,
        }
        for name, label in GROUP_WORDS.items()
        if not name or name in GROUPS
    ]


def days_of(entries: list[Entry], currency: str) -> list[tuple[dt.date, list[Any]]]:
    """The entries by day of the reader's time zone, newest first; runs of small ones folded."""
    zone = reader_zone()
    return [
        (day, fold_runs([told(entry, currency) for entry in found], fold_key))
        for day, found in groupby(entries, key=lambda entry: entry.at.astimezone(zone).date())
    ]


def _summary(dossier: Dossier, today: dt.date) -> list[str]:
    """Who this is, in one line: what it does, or how old it is, and where it is."""
    client = dossier.client
    found = [shorten(client.activity or client.occupation, 80, placeholder="…")]
    if client.birth_date:
        age = today.year - client.birth_date.year
        age -= (today.month, today.day) < (client.birth_date.month, client.birth_date.day)
        found.insert(0, ngettext("%(num)s year old", "%(num)s years old", age))
    city = next((one["city"] for one in dossier.addresses if one["city"]), "")
    return [part for part in (*found, city) if part]


def _figures(holdings: list[dict[str, Any]], client: Client) -> dict[str, int]:
    """Sums over what the client has, in the client's currency."""
    own = [h for h in holdings if h["currency"] == client.currency]
    return {
        "assets": sum(h["balance"] or 0 for h in own),
        "income": sum(h["profit_12m"] or 0 for h in own),
        "products": len(holdings),
    }


def _actions(actor: Actor, client: Client) -> list[dict[str, Any]]:
    """What one does with a client, as far as the person may."""
    plan, record = "interactions.plan", "interactions.record"
    call = {"kind": "call", "back": url_for("card.show", public_id=client.public_id)}
    write = {"kind": "email", "at": "now"}
    offered: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
        (pgettext("deed", "Call"), "call", record, "interactions:record", call),
        (pgettext("deed", "Write an e-mail"), "mail", plan, "interactions:plan", write),
        (pgettext("deed", "Plan"), "calendar", plan, "interactions:plan", {"kind": "visit"}),
        (pgettext("deed", "Propose"), "document", "proposals.create", "proposals:edit", {}),
    )
    return [
        {
            "label": label,
            "icon": icon,
            "url": url_for(endpoint, client=client.public_id, **values),
            "is_first": endpoint == "proposals.create",
        }
        for label, icon, endpoint, permission, values in offered
        if can(actor, permission)
    ]
