"""The shell around every page: what its templates may ask, static files, health, preferences."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, g, url_for
from flask_babel import lazy_gettext as _l

from .core import marks, static_files
from .core.charts import svg
from .core.complaints import complaints, own_errors
from .core.i18n import reader_language
from .navigation import all_places, create_menu, drawn_once, navigation
from .policy.enforce import can, public, reach
from .policy.table import ROLES
from .settings import settings

YEAR = 31_536_000


def init_shell(app: Flask) -> None:
    """Register the shell's views and what every template may ask."""
    from .shell_views import blueprints  # needs the slices loaded

    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    app.add_url_rule("/static/v-<release>/<path:filename>", "released_static", released_static)
    app.jinja_env.globals.update(
        navigation=navigation,
        all_places=all_places,
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
        language=reader_language,
        chart_svg=svg,
        drawn_once=drawn_once,
        complaints=complaints,
        own_errors=own_errors,
        **marks.GLOBALS,
    )


def person_menu() -> list[dict[str, Any]]:
    """What is under the person's name."""
    return [{"label": _l("My account"), "url": url_for("profile.show"), "icon": "user"}]


def work_tray() -> dict[str, Any] | None:
    """Where the tray of background work asks, and how much runs; None for nobody."""
    actor = g.get("actor")
    if actor is None:
        return None
    if "tray" not in g:  # the page asks twice
        ask = current_app.extensions["rmapp.work"]
        found = None if g.get("without_database") else ask(actor)
        g.tray = {
            "url": url_for("work.tray"),
            "running": found.running if found else 0,
            "news": found.ended if found else 0,
        }
    return dict(g.tray)


def bell() -> dict[str, Any] | None:
    """Where the bell leads and how many notices are unread; None for nobody."""
    actor = g.get("actor")
    if actor is None:
        return None
    count = current_app.extensions["rmapp.unread"]
    return {
        "url": url_for("notices.listing"),
        "unread": 0 if g.get("without_database") else count(actor),
    }


def emergencies() -> list[Any]:
    """The dossiers open to the person in an emergency just now, for the banner of every page."""
    actor = g.get("actor")
    if actor is None or not actor.emergency or g.get("without_database"):
        return []
    return list(current_app.extensions["rmapp.emergencies"](actor))


def role_name() -> str:
    """The name of the person's role in the language of the page."""
    actor = g.get("actor")
    if actor is None:
        return ""
    english, russian = ROLES.get(actor.role, (actor.role, actor.role))
    return str(russian if reader_language() == "ru" else english)


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
