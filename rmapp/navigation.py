"""The navigation of every page: its places, who may go there, and drawing it once for many."""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, g, request, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from .policy.enforce import Actor, can
from .policy.models import Reach
from .settings import settings


@dataclass(frozen=True, eq=False)  # a place is itself: its words are of no language yet
class Place:
    """One place of the navigation. ``key``: the letter after G. ``permission`` None: everybody."""

    endpoint: str
    label: Any
    icon: str
    permission: str | None = None
    key: str = ""
    counter: str = ""  # name of a counter, see home.queries.counters
    least: Reach = Reach.OWN


GROUPS: tuple[tuple[Any, tuple[Place, ...]], ...] = (
    (
        _l("Day"),
        (
            Place("home.my_day", _l("My day"), "day", "interactions:read", "D", "due"),
            Place("home.desk", _l("Team desk"), "team", "team:watch", "S"),
            Place("interactions.week", _l("Planner"), "calendar", "interactions:read", "P"),
            Place("clients.listing", _l("Clients"), "clients", "clients:read", "C"),
            Place("opportunities.board", _l("Opportunities"), "board", "opportunities:read", "B"),
            Place("schedules.listing", _l("Schedules"), "list", "schedules:read"),
            Place("plans.listing", _l("Plans"), "target", "plans:read"),
        ),
    ),
    (
        _l("Work"),
        (
            Place(
                "proposals.listing", _l("Proposals"), "document", "proposals:read", "O", "proposals"
            ),
            Place("messages.ledger", _l("Messages"), "letter", "messages:read", "M"),
            Place("vip.portfolio", _l("VIP clients"), "star", "vip:read", "V"),
            Place("intake.triage", _l("Incoming"), "inbox", "intake:sort", "N", "incoming"),
            Place("imports.listing", _l("Import"), "import", "imports:run", "I"),
            Place("duplicates.queue", _l("Look-alikes"), "merge", "duplicates:decide", "U"),
        ),
    ),
    (
        _l("Team"),
        (
            Place(
                "handovers.listing", _l("Handovers"), "handover", "handovers:read", "H", "handovers"
            ),
            Place("portfolios.listing", _l("Portfolios"), "portfolio", "assignments:edit", "F"),
            Place("priority.page", _l("Whom to call first"), "call", "calls:learn", ""),
            Place("exports.listing", _l("Exports"), "export", "exports:run", "E"),
            Place("journal.listing", _l("Journal"), "history", "operations:undo", "J"),
            Place("oversight.listing", _l("Oversight"), "eye", "oversight:review", "", "oversight"),
            Place("privacy.listing", _l("Personal data"), "shield", "privacy:handle", ""),
            Place("staff.listing", _l("Colleagues"), "users", "staff:read", "W"),
        ),
    ),
    (
        _l("Set-up"),
        (
            Place("products.listing", _l("Products"), "product", "products:read", "K"),
            Place("scenarios.listing", _l("Scenarios"), "note", "library:edit", ""),
            Place("materials.listing", _l("Materials"), "document", "library:edit", ""),
            Place("rooms.listing", _l("Meeting rooms"), "calendar", "rooms:edit", ""),
            Place("letter_texts.listing", _l("Texts of letters"), "mail", "library:edit", ""),
            Place("sources.listing", _l("Sources"), "inbox", "library:edit", ""),
            Place("roles.changes", _l("Changes of access"), "key", "roles:approve", ""),
            Place("roles.listing", _l("Roles"), "shield", "roles:read", ""),
            Place("custom_fields.listing", _l("Fields"), "columns", "settings:edit", ""),
            Place("limits.listing", _l("Limits"), "percent", "settings:edit", ""),
            Place("privacy.rules", _l("Retention"), "shield", "privacy:rules", ""),
            Place("calendar_days.listing", _l("Bank calendar"), "calendar", "settings:edit", ""),
            Place("duplicates.cases", _l("Rules for look-alikes"), "merge", "settings:edit", ""),
            Place("emergency.ask", _l("Emergency access"), "key", "clients:break-glass", ""),
            Place("audit.trail", _l("Audit trail"), "lock", "audit:read", "T"),
            Place("letters.listing", _l("Sent letters"), "mail", None, ""),
        ),
    ),
)

#: Blueprints without a place of their own: they belong to another's.
PART_OF = {
    "bundles": "handovers",
    "calendar": "interactions",
    "invitations": "interactions",
    "reports": "plans",
}

#: Pages of one's people, whose place is the desk of the team; ``?of=`` says so of the others.
OF_PEOPLE = ("home.day_of", "home.team_cases")

CREATE: tuple[Place, ...] = (
    Place("dossiers.create", _l("Client"), "clients", "clients:create"),
    Place("interactions.plan", _l("Contact"), "call", "interactions:plan"),
    Place("interactions.record", _l("Past contact"), "check", "interactions:record"),
    Place("opportunities.create", _l("Opportunity"), "board", "opportunities:edit"),
    Place("imports.start", _l("Import"), "import", "imports:run"),
)


@dataclass(frozen=True)
class Link:
    """A place in words of one language, as the navigation of one page shows it. ``dialog``: opens
    in a dialog of that title."""

    endpoint: str
    url: str
    label: str
    icon: str
    key: str = ""
    dialog: str | None = None
    count: int = 0
    current: bool = False


@dataclass(frozen=True)
class Group:
    """A few links under a title."""

    title: str
    items: tuple[Link, ...]


def navigation() -> tuple[Group, ...]:
    """The groups of places the person of this request may go to, with counters."""
    actor = g.get("actor")
    if actor is None:
        return ()
    shown = _counters(actor)
    counts = tuple((name, shown[name]) for name in sorted(shown) if shown[name])
    endpoint = request.endpoint or ""
    if endpoint in OF_PEOPLE or (endpoint == "home.cases" and request.args.get("of")):
        endpoint = "home.desk"
    current = _place_of(endpoint)
    return _groups(_opened(actor), current, counts, str(get_locale()), request.script_root)


def all_places() -> tuple[Group, ...]:
    """The same groups as they are on every page: no counters, no place where one is."""
    actor = g.get("actor")
    if actor is None:
        return ()
    return _groups(_opened(actor), None, (), str(get_locale()), request.script_root)


def _opened(actor: Actor) -> tuple[Place, ...]:
    """The places ``actor`` may go to."""
    if "opened" not in g:  # the page asks twice
        g.opened = tuple(place for _t, group in GROUPS for place in group if _is_open(place, actor))
    return cast("tuple[Place, ...]", g.opened)


@functools.lru_cache(maxsize=512)
def _groups(
    opened: tuple[Place, ...],
    current: Place | None,
    counts: tuple[tuple[str, int], ...],
    _language: str,
    _root: str,
) -> tuple[Group, ...]:
    """The groups with the places somebody may go to, in words of one language."""
    numbers = dict(counts)
    found = [
        Group(
            str(title),
            tuple(
                _link(place, current=place is current, count=numbers.get(place.counter, 0))
                for place in places
                if place in opened
            ),
        )
        for title, places in GROUPS
    ]
    return tuple(group for group in found if group.items)


def create_menu() -> tuple[Link, ...]:
    """What the person of this request may create."""
    actor = g.get("actor")
    if actor is None:
        return ()
    opened = tuple(place for place in CREATE if _is_open(place, actor))
    return _links(opened, str(get_locale()), request.script_root)


@functools.lru_cache(maxsize=64)
def _links(opened: tuple[Place, ...], _language: str, _root: str) -> tuple[Link, ...]:
    """The places in words of one language."""
    return tuple(_link(place) for place in opened)


#: What has been drawn for many people and pages: see :func:`drawn_once`.
_kept: OrderedDict[tuple[object, ...], Markup] = OrderedDict()
_MOST_KEPT = 400


def drawn_once(draw: Callable[..., Markup], *things: Hashable) -> Markup:
    """What the macro ``draw`` makes of ``things``, drawn once for each language.

    For what is furniture: the navigation, the dialogs, the menu of what can be created. The macro
    may ask for nothing that differs from request to request but ``things``.
    """
    key = (draw.name, str(get_locale()), request.script_root, *things)  # type: ignore[attr-defined]
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = draw(*things)
        if len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return found


def _is_open(place: Place, actor: Actor) -> bool:
    if place.endpoint == "letters.listing" and not settings().is_demo:
        return False
    return place.permission is None or can(actor, place.permission)


def _link(place: Place, *, current: bool = False, count: int = 0) -> Link:
    return Link(
        endpoint=place.endpoint,
        url=url_for(place.endpoint),
        label=str(place.label),
        icon=place.icon,
        key=place.key,
        count=count,
        current=current,
    )


@functools.lru_cache(maxsize=1_024)
def _place_of(endpoint: str) -> Place | None:
    """The place ``endpoint`` belongs to: itself, else the first one of its blueprint."""
    places = [place for _title, group in GROUPS for place in group]
    slice_name = endpoint.split(".")[0]
    slice_name = PART_OF.get(slice_name, slice_name)
    own = [place for place in places if place.endpoint == endpoint]
    near = [place for place in places if place.endpoint.split(".")[0] == slice_name]
    return next(iter(own + near), None)


def _counters(actor: Actor) -> dict[str, int]:
    if g.get("without_database"):
        return {}
    found: dict[str, int] = current_app.extensions["rmapp.counters"](actor)
    return found
