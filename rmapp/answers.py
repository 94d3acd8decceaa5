"""Answers besides pages: problems of the API, and where a merged client is now."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from .clients.queries import survivors
from .core.db import PUBLIC_ID_LENGTH
from .core.errors import Conflict
from .policy.enforce import Actor

#: What a refusal without words of its own is called.
_TITLES: dict[int, Any] = {422: _l("Some fields do not fit.")}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def moved_on(*, is_api: bool) -> ResponseReturnValue | None:
    """Where a thing of a client that was merged into another is now; None when nothing was.

    Looking is led on; a deed is refused with words, so that nobody acts on what they do not see.
    """
    named = {
        name: value
        for name, value in (request.view_args or {}).items()
        if isinstance(value, str) and len(value) == PUBLIC_ID_LENGTH
    }
    if not named or not isinstance(g.get("actor"), Actor):
        return None
    found = survivors(list(named.values()), actor=g.actor)
    if not found:
        return None
    name = next(iter(found.values())).name
    if request.method not in SAFE:
        raise Conflict(_("This record was merged into %(name)s meanwhile. Open it.", name=name))
    args = {key: found[value].public_id for key, value in named.items() if value in found}
    values = {**(request.view_args or {}), **args, **request.args.to_dict(flat=False)}
    if not is_api:
        flash(_("The record you asked for was merged into this one."), "info")
    return redirect(url_for(request.endpoint or "", **values), 302 if not is_api else 307)


def problem(status: int, code: str, title: str, extra: dict[str, Any]) -> Response:
    """A problem answer of the API (RFC 9457)."""
    body = {
        "type": f"urn:rmapp:problem:{code}",
        "title": title or str(_TITLES.get(status, code)),
        "status": status,
        **extra,
    }
    body["request"] = g.request_number
    response = current_app.make_response(current_app.json.response(body))
    response.status_code = status
    response.content_type = "application/problem+json"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if retry := extra.get("retry_after"):
        response.headers["Retry-After"] = str(retry)
    return response
