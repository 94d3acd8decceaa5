"""The application factory: settings, extensions, slices, start-up checks."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Flask
from sqlalchemy.engine import make_url
from werkzeug.middleware.proxy_fix import ProxyFix

from . import shell
from .app import App, csrf
from .core import formatting, i18n, logs
from .core.db import db
from .core.forking import loading
from .core.prepared import keep_prepared
from .core.rested import ask_rested
from .core.session_settings import connect_args, say_with_each_transaction
from .policy.enforce import check_doors
from .settings import Settings, settings
from .staff.sign_in import login_manager

PACKAGE = Path(__file__).resolve().parent
TEMPLATES = PACKAGE.parent / "templates"

#: Every slice of the house, in order of the ladder. A slice's ``models`` are loaded if it has any;
#: its ``views`` offer ``blueprints``.
SLICES = (
    "policy",
    "audit", "outbox", "work", "notices",
    "staff", "limits", "clients", "duplicates", "dossiers", "documents",
    "segments", "products", "rooms", "materials", "figures", "interactions",
    "opportunities", "portfolios", "plans", "followups", "schedules", "series",
    "intake", "priority", "proposals", "vip", "standing", "calendars", "bulk", "exchange",
    "card", "handovers", "merges", "bundles", "home", "oversight", "privacy", "reports", "api",
)  # fmt: skip


def create_app(config: Settings | None = None, *, database_url: str | None = None) -> Flask:
    """Make the application for ``config`` (the environment's by default).

    Refuses to start (RuntimeError) when a view has no door.
    """
    config = config or settings()
    logs.init_logs(config.log_level)
    app = App("rmapp", root_path=str(PACKAGE), template_folder=str(TEMPLATES))
    app.config.update(
        SECRET_KEY=config.key("secret_key"),
        REDIS_URL=config.redis_url,
        SECRET_KEY_FALLBACKS=list(config.secret_key_fallbacks),
        SQLALCHEMY_DATABASE_URI=make_url(database_url or config.database_url or "postgresql://"),
        SQLALCHEMY_ENGINE_OPTIONS={
            "hide_parameters": True,
            "pool_size": config.web_threads + 1,
            "connect_args": connect_args(pooled=config.database_pooled),
        },
        MAX_CONTENT_LENGTH=70 * 1024 * 1024,  # each door asks for less
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2_000,
        TRUSTED_HOSTS=_hosts(config),
        SESSION_COOKIE_NAME="__Host-desk" if config.is_secure else "desk",
        SESSION_COOKIE_SECURE=config.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=config.session_hours),
        WTF_CSRF_CHECK_DEFAULT=False,  # the life of a request asks for it
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False  # /clients and /clients/ are one page
    if config.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies
        )
    db.init_app(app)
    with app.app_context():
        (say_with_each_transaction if config.database_pooled else keep_prepared)(db.engine)
        ask_rested(db.engine)
    csrf.init_app(app)
    login_manager.init_app(app)
    i18n.init_languages(app, default=config.default_language, zone=config.bank_zone)
    formatting.init_formatting(app)
    with loading():
        load_models()
        for name in SLICES:
            for room in ("mails", "jobs"):  # renderers of letters, kinds of work, jobs of workers
                room_of(name, room)
            for blueprint in _blueprints(name):
                app.register_blueprint(blueprint)
    shell.init_shell(app)
    check_doors(app)
    return app


def load_models() -> None:
    """Import the tables of every slice, so that the metadata is whole."""
    from .core import idempotency, journal  # noqa: F401  # tables of the kernel

    for name in SLICES:
        room_of(name, "models")


def _blueprints(slice_name: str) -> list[Blueprint]:
    module = room_of(slice_name, "views")
    return list(getattr(module, "blueprints", []))


def room_of(slice_name: str, room: str) -> object | None:
    """The module ``room`` of a slice; None where it has no such room."""
    if room not in _rooms(slice_name):
        return None
    return importlib.import_module(f"rmapp.{slice_name}.{room}")


@cache
def _rooms(slice_name: str) -> frozenset[str]:
    return frozenset(one.name for one in pkgutil.iter_modules([str(PACKAGE / slice_name)]))


def _hosts(config: Settings) -> list[str]:
    own = urlsplit(config.base_url).hostname or "127.0.0.1"
    extra = ["127.0.0.1", "localhost"] if config.is_demo else []
    return [own, *extra, *config.trusted_hosts]
