"""The palette (Ctrl K): clients, proposals and commands by what is typed (D15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import pgettext

from ...clients import queries as clients
from ...policy.enforce import Actor, can, current_actor, door_of, requires
from .. import commands, queries

palette = Blueprint("palette", __name__, url_prefix="/search/palette")
HITS, COMMANDED = 8, 4


@palette.get("")
@requires("clients:read")
def hits() -> ResponseReturnValue:
    """The hits for what is typed; the clients last spoken with when nothing is."""
    actor = current_actor()
    text = request.args.get("q", "").strip()[:200]
    if not text:
        return render_template("home/_palette.html", recent=queries.recent_clients(actor))
    return render_template(
        "home/_palette.html",
        hits=clients.search(actor, text, HITS),
        proposals=queries.proposals_by_number(actor, text),
        commands=[*_commands(actor, text), *_places(actor, text)],
    )


@palette.get("/<string(length=16):public_id>")
@requires("clients:read")
def actions(public_id: str) -> ResponseReturnValue:
    """What can be done with a hit of the palette."""
    actor = current_actor()
    client = clients.client_of(public_id, actor=actor)
    offered = [(_("Open the dossier"), "clients", url_for("card.show", public_id=public_id))]
    for label, (mark, permission, address) in zip(
        (
            pgettext("deed", "Call"),
            _("Plan a call"),
            _("Plan a meeting"),
            _("Plan a visit"),
            _("Write a letter"),
            _("Write an e-mail"),
            _("Record a contact"),
            _("Open an opportunity"),
            _("Edit the dossier"),
        ),
        _WITH_CLIENT.values(),
        strict=True,
    ):
        if can(actor, permission):
            offered.append((label, mark, address(public_id)))
    return render_template("clients/_actions.html", client=client, actions=offered)


def _planned(kind: str) -> Callable[[str], str]:
    return lambda client: url_for("interactions.plan", client=client or None, kind=kind)


#: Command → its icon, the permission it needs, its address for a client ("": to be asked there).
_WITH_CLIENT: dict[str, tuple[str, str, Callable[[str], str]]] = {
    "dial": (
        "call",
        "interactions:record",
        lambda client: url_for("interactions.record", client=client or None, kind="call"),
    ),
    "call": ("call", "interactions:plan", _planned("call")),
    "meeting": ("meeting", "interactions:plan", _planned("meeting")),
    "visit": ("visit", "interactions:plan", _planned("visit")),
    "letter": ("letter", "interactions:plan", _planned("letter")),
    "email": ("mail", "interactions:plan", _planned("email")),
    "record": (
        "check",
        "interactions:record",
        lambda client: url_for("interactions.record", client=client or None),
    ),
    "opportunity": (
        "board",
        "opportunities:edit",
        lambda client: url_for("opportunities.create", client=client or None),
    ),
    "edit": (
        "edit",
        "clients:edit",
        lambda client: url_for("dossiers.edit", public_id=client) if client else "",
    ),
}


def _commands(actor: Actor, text: str) -> list[tuple[str, str, str]]:
    """(words, icon, address) of the command that is typed, for whom it may be meant."""
    found = commands.spoken(text)
    if found is None:
        return []
    if found.command == "handover":
        return [
            (
                _("Hand over the clients of %(name)s", name=name),
                "handover",
                url_for("handovers.start", employee=public_id),
            )
            for public_id, name in queries.colleagues_named(actor, found.rest)
        ]
    mark, permission, address = _WITH_CLIENT[found.command]
    if not can(actor, permission):
        return []
    if not found.rest:
        there = address("")
        return [(_said(found.command, "…"), mark, there)] if there else []
    return [
        (_said(found.command, hit.name), mark, address(hit.public_id))
        for hit in clients.search(actor, found.rest, COMMANDED)
    ]


def _said(command: str, name: str) -> str:
    said: dict[str, Any] = {
        "dial": _("Call %(name)s", name=name),
        "call": _("Plan a call with %(name)s", name=name),
        "meeting": _("Plan a meeting with %(name)s", name=name),
        "visit": _("Plan a visit to %(name)s", name=name),
        "letter": _("Write a letter to %(name)s", name=name),
        "email": _("Write an e-mail to %(name)s", name=name),
        "record": _("Record a contact with %(name)s", name=name),
        "opportunity": _("Open an opportunity with %(name)s", name=name),
        "edit": _("Edit the dossier of %(name)s", name=name),
    }
    return str(said[command])


#: Place → how it is called, its icon, its endpoint, what its address says besides.
_PLACES: dict[str, tuple[Any, str, str, dict[str, Any]]] = {
    "absence": (_l("Enter an absence"), "calendar", "schedules.absences", {}),
    "illness": (_l("Enter an absence"), "calendar", "schedules.absences", {"kind": "illness"}),
    "hours": (_l("Working hours"), "clock", "schedules.hours", {}),
    "days_off": (_l("Contacts on days off"), "calendar", "schedules.days_off", {}),
    "fill": (_l("Fill my week"), "calendar", "home.fill_week", {}),
    "no_step": (_l("No next step"), "flag", "home.cases", {"what": "no_step"}),
    "overdue": (_l("Without outcome"), "clock", "home.cases", {"what": "overdue"}),
    "silent": (_l("Silent too long"), "clock", "home.cases", {"what": "silent"}),
    "month": (_l("Month"), "calendar", "calendar.month", {}),
    "team_week": (_l("Week of the team"), "team", "calendar.team", {}),
    "feed": (_l("On your phone"), "calendar", "calendar.show", {}),
    "rooms": (_l("Meeting rooms"), "calendar", "rooms.listing", {}),
    "segments": (_l("Segments and lists"), "target", "segments.listing", {}),
    "expiring": (_l("Documents that expire"), "document", "documents.expiring", {}),
    "bin": (_l("Bin"), "clients", "dossiers.bin", {}),
    "merges": (_l("Merges"), "merge", "merges.listing", {}),
    "sieve": (_l("Sieve"), "filter", "reports.sieve", {}),
    "economics": (_l("Economics of VIP service"), "percent", "vip.economics", {}),
    "evaluation": (_l("Evaluation"), "star", "vip.evaluation", {}),
    "profile": (_l("My account"), "user", "profile.show", {}),
    "password": (_l("Change the password"), "key", "profile.password", {}),
    "notices": (_l("Notices"), "bell", "notices.listing", {}),
}


def _places(actor: Actor, text: str) -> list[tuple[str, str, str]]:
    """(words, icon, address) of the places called ``text`` that are not in the menu; none whose
    door is shut for the person."""
    found: dict[str, tuple[str, str, str]] = {}
    for place in commands.places(text):
        label, mark, endpoint, values = _PLACES[place]
        door = door_of(current_app, endpoint)
        if door and (not door.permission or can(actor, door.permission)):
            found.setdefault(str(label), (str(label), mark, url_for(endpoint, **values)))
    return list(found.values())
