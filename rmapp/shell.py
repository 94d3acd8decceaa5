"""The shell around every page: navigation, what can be created, health, preferences."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, g, request, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from .core import marks, static_files
from .core.charts import svg
from .policy.enforce import Actor, can, public, reach
from .policy.models import Reach
from .policy.table import ROLES
from .settings import settings

YEAR = 31_536_000


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
            Place("proposals.listing", _l("Proposals"), "document", "proposals:read", "O"),
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
            Place("exports.listing", _l("Exports"), "export", "exports:run", "E"),
            Place("journal.listing", _l("Journal"), "history", "operations:undo", "J"),
            Place("oversight.listing", _l("Oversight"), "eye", "oversight:review", "", "oversight"),
            Place("privacy.listing", _l("Personal data"), "shield", "privacy:handle", ""),
            Place("staff.listing", _l("Colleagues"), "users", "staff:read", "W"),
            Place("priority.page", _l("Whom to call first"), "call", "calls:learn", ""),
        ),
    ),
    (
        _l("Set-up"),
        (
            Place("products.listing", _l("Products"), "product", "products:read", "K"),
            Place("scenarios.listing", _l("Scenarios"), "note", "library:edit", ""),
            Place("letter_texts.listing", _l("Texts of letters"), "mail", "library:edit", ""),
            Place("materials.listing", _l("Materials"), "document", "library:edit", ""),
            Place("rooms.listing", _l("Meeting rooms"), "calendar", "rooms:edit", ""),
            Place("sources.listing", _l("Sources"), "inbox", "library:edit", ""),
            Place("roles.changes", _l("Access to sign"), "key", "roles:approve", ""),
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
    "reports": "opportunities",
}

CREATE: tuple[Place, ...] = (
    Place("dossiers.create", _l("Client"), "clients", "clients:create"),
    Place("interactions.plan", _l("Contact"), "call", "interactions:plan"),
    Place("opportunities.create", _l("Opportunity"), "board", "opportunities:edit"),
    Place("imports.start", _l("Import"), "import", "imports:run"),
)


def init_shell(app: Flask) -> None:
    """Register the shell's views and what every template may ask."""
    from .shell_views import blueprints  # needs the slices loaded

    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    app.add_url_rule("/static/v-<release>/<path:filename>", "released_static", released_static)
    app.jinja_env.globals.update(
        navigation=navigation,
        create_menu=create_menu,
        actor=lambda: g.get("actor"),
        allowed=lambda permission: can(g.get("actor"), permission),
        reach_of=lambda permission: reach(g.actor, permission).value if g.get("actor") else "none",
        bank=settings,
        role_name=role_name,
        person_menu=person_menu,
        work_tray=work_tray,
        bell=bell,
        emergencies=emergencies,
        language=lambda: get_locale().language if get_locale() else "en",
        chart_svg=svg,
        dialogs_of=dialogs_of,
        **marks.GLOBALS,
    )


def navigation() -> list[dict[str, Any]]:
    """The groups of places the person of this request may go to, with counters."""
    actor = g.get("actor")
    if actor is None:
        return []
    counters, current = _counters(actor), _place_of(request.endpoint or "")
    return [
        {
            "title": title,
            "items": [
                item
                if place is not current and not counters.get(place.counter)
                else item | {"current": place is current, "count": counters.get(place.counter, 0)}
                for place, item in places
            ],
        }
        for title, places in _groups(
            tuple(
                tuple(place for place in places if _is_open(place, actor)) for _t, places in GROUPS
            ),
            str(get_locale()),
            request.script_root,
        )
    ]


@functools.lru_cache(maxsize=256)
def _groups(
    opened: tuple[tuple[Place, ...], ...], _language: str, _root: str
) -> list[tuple[str, list[tuple[Place, dict[str, Any]]]]]:
    """The groups with the places somebody may go to, in words of one language."""
    return [
        (str(title), [(place, _item(place)) for place in places])
        for (title, _all), places in zip(GROUPS, opened, strict=True)
        if places
    ]


def create_menu() -> list[dict[str, Any]]:
    """What the person of this request may create."""
    actor = g.get("actor")
    return [_item(place) for place in CREATE if actor is not None and _is_open(place, actor)]


#: The dialogs of every page, by the addresses they lead to and the language they speak.
_dialogs: dict[tuple[object, ...], Any] = {}


def dialogs_of(
    draw: Callable[[Any, Any], Any], groups: list[dict[str, Any]], creates: list[dict[str, Any]]
) -> Any:
    """What the macro ``draw`` makes of the places one may go to: the same for many people, and
    a fifth of a page."""
    urls = [item["url"] for group in groups for item in group["items"]]
    key = (str(get_locale()), *urls, "", *(item["url"] for item in creates))
    if key not in _dialogs:
        if len(_dialogs) > 200:
            _dialogs.clear()
        _dialogs[key] = draw(groups, creates)
    return _dialogs[key]


def person_menu() -> list[dict[str, Any]]:
    """What is under the person's name."""
    return [{"label": _l("My account"), "url": url_for("profile.show"), "icon": "user"}]


def work_tray() -> dict[str, Any] | None:
    """Where the tray of background work asks, and how much runs; None before the slice is there."""
    actor = g.get("actor")
    if actor is None or "work.tray" not in current_app.view_functions:
        return None
    if "tray" not in g:  # the page asks twice
        ask = current_app.extensions.get("rmapp.work")
        found = ask(actor) if ask and not g.get("without_database") else None
        g.tray = {
            "url": url_for("work.tray"),
            "running": found.running if found else 0,
            "news": found.ended if found else 0,
        }
    return dict(g.tray)


def bell() -> dict[str, Any] | None:
    """Where the bell leads and how many notices are unread; None before the slice is there."""
    actor = g.get("actor")
    if actor is None or "notices.listing" not in current_app.view_functions:
        return None
    count = current_app.extensions.get("rmapp.unread")
    return {
        "url": url_for("notices.listing"),
        "unread": count(actor) if count and not g.get("without_database") else 0,
    }


def emergencies() -> list[Any]:
    """The dossiers open to the person in an emergency just now, for the banner of every page."""
    actor, ask = g.get("actor"), current_app.extensions.get("rmapp.emergencies")
    if actor is None or not actor.emergency or ask is None or g.get("without_database"):
        return []
    return list(ask(actor))


def role_name() -> str:
    """The name of the person's role in the language of the page."""
    actor = g.get("actor")
    if actor is None:
        return ""
    english, russian = ROLES.get(actor.role, (actor.role, actor.role))
    locale = get_locale()
    return str(russian if locale is not None and locale.language == "ru" else english)


def _is_open(place: Place, actor: Actor) -> bool:
    if place.endpoint not in current_app.view_functions:
        return False
    if place.endpoint == "letters.listing" and not settings().is_demo:
        return False
    return place.permission is None or can(actor, place.permission)


def _item(place: Place) -> dict[str, Any]:
    return {
        "endpoint": place.endpoint,
        "url": url_for(place.endpoint),
        "label": str(place.label),
        "icon": place.icon,
        "key": place.key,
        "dialog": None,
        "count": 0,
        "current": False,
    }


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
    count = current_app.extensions.get("rmapp.counters")
    return count(actor) if count is not None and not g.get("without_database") else {}


@public
def released_static(release: str, filename: str) -> Response:
    """A static file under the address of its release; of another release it is not kept."""
    response = current_app.send_static_file(filename)
    if release == static_files.release():
        response.cache_control.no_cache = None
        response.cache_control.max_age = YEAR
        response.cache_control.public = True
        response.cache_control.immutable = True
    return response
