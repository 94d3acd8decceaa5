"""Views that belong to no slice: health, metrics, preferences, the style guide of the demo."""

from __future__ import annotations

import hmac

import sqlalchemy as sa
from flask import (
    Blueprint,
    Response,
    abort,
    g,
    redirect,
    render_template,
    request,
    session,
)
from flask.typing import ResponseReturnValue

from . import styleguide
from .core import i18n, jobs, metrics
from .core.db import db
from .core.redirects import local_path
from .policy.enforce import public, signed_in
from .settings import settings
from .staff import operations as staff
from .staff.sign_in import CHOSEN

health = Blueprint("health", __name__)
preferences = Blueprint("preferences", __name__, url_prefix="/preferences")
blueprints = [health, preferences]

YEAR = 31_536_000


@health.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process serves."""
    return {"status": "ok"}


@health.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Every part needed to work is there; names the part that is down."""
    parts = {"database": _database(), "redis": _redis()}
    ok = parts["database"] == "ok"
    return {"status": "ok" if ok else "down", "parts": parts}, 200 if ok else 503


def _database() -> str:
    try:
        db.session.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        return "down"
    return "ok"


def _redis() -> str:
    if jobs.redis_url() is None:
        return "none"
    try:
        jobs.waiting("mail")
    except jobs.RedisDown:
        return "down"
    return "ok"


@health.get("/metrics")
@public
def figures() -> ResponseReturnValue:
    """Figures for Prometheus: with the bearer token of the settings, without one in the demo."""
    token = settings().metrics_token or ""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings().is_demo and not (token and hmac.compare_digest(token, given)):
        abort(404)
    return Response(metrics.exposition(), content_type="text/plain; version=0.0.4")


@preferences.post("/language")
@public
def set_language() -> ResponseReturnValue:
    """Speak another language from now on."""
    chosen = request.form.get("language", "")
    if chosen not in i18n.LANGUAGES:
        abort(400)
    actor = g.get("actor")
    staff.prefer(actor=actor, language=chosen)
    if actor is None:
        session[CHOSEN] = chosen
    response = redirect(local_path(request.form.get("next")))
    return _remember(response, i18n.COOKIE, chosen)


@preferences.post("/theme")
@public
def set_theme() -> ResponseReturnValue:
    """Light, dark or as the system has it."""
    chosen = request.form.get("theme", "")
    if chosen not in ("", "light", "dark"):
        abort(400)
    return _remember(redirect(local_path(request.form.get("next"))), "theme", chosen)


def _remember(response: object, name: str, value: str) -> ResponseReturnValue:
    response.set_cookie(  # type: ignore[attr-defined]
        name, value, max_age=YEAR, secure=settings().is_secure, samesite="Lax", httponly=False
    )
    return response  # type: ignore[return-value]


@health.get("/styleguide")
@signed_in
def style_guide() -> ResponseReturnValue:
    """Every component with invented content; the demo only."""
    if not settings().is_demo:
        abort(404)
    return render_template("styleguide.html", **styleguide.content())
