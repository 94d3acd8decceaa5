"""Which errors are refusals, and what an answer of the API tells of one."""

from __future__ import annotations

from typing import Any

import structlog
from flask import request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from .core.errors import Conflict, Malformed, NotFound, Refusal, TooLarge, Unavailable

log = structlog.get_logger("rmapp.request")
BUSY = frozenset({"40001", "40P01", "55P03"})  # serialization, deadlock, lock not available


def as_refusal(error: Exception) -> Refusal | None:
    """What ``error`` is to the person who asked; None for a bug."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, StaleDataError):
        return Conflict(_("Somebody changed this meanwhile. Open it anew and compare."))
    if isinstance(error, CSRFError):
        return Malformed(_("This page is out of date. Go back, reload it and send it again."))
    if isinstance(error, HTTPException):
        return _of_http(error)
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") in BUSY:
        return Conflict(_("Somebody works on the same records just now. Please send it again."))
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    if lost or isinstance(error, (OperationalError, NoFreeConnection)):
        log.error("database_down", exc_info=error)
        return Unavailable(_("The database cannot be reached. Nothing was lost; try again soon."))
    return None


def _of_http(error: HTTPException) -> Refusal:
    if error.code == 404:
        return NotFound(_("There is no such page."))
    if error.code == 413:
        most = request.max_content_length or 0
        if (request.content_length or 0) > most >= 2**20:
            return TooLarge(_("This is larger than %(size)s MiB.", size=most // 2**20))
        return TooLarge(_("This is larger than what can be taken."))
    refusal = Refusal(error.description or error.name)
    refusal.status, refusal.code = error.code or 400, error.name.lower().replace(" ", "-")
    if error.code == 405:
        refusal.message = _("This address does not take that kind of request.")
    refusal.extra = {"response": error.response} if error.response is not None else {}
    location = getattr(error, "new_url", None)
    if location:
        refusal.extra["location"] = location
    return refusal


def extra(refusal: Refusal) -> dict[str, Any]:
    """What problem JSON tells of ``refusal`` besides its words."""
    told = {
        k: v
        for k, v in refusal.extra.items()
        if k in ("retry_after", "permission", "versions", "appeared", "gone")
    }
    if "duplicates" in refusal.extra:
        told["duplicates"] = [one.plain() for one in refusal.extra["duplicates"]]
    if refusal.fields:
        told["errors"] = {
            name: [str(message) for message in messages]
            for name, messages in refusal.fields.items()
        }
    return told
