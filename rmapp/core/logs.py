"""Structured logs: one JSON line per event on standard error, with the request's number.

No personal data is logged: keys and tags only. The words of an exception are data too (a database
names the row it refuses, a conversion the value), so of most exceptions only the place and the
kind are told.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import psycopg
import structlog
from jinja2 import TemplateError
from sqlalchemy.exc import DBAPIError

#: Exceptions whose words are about the program, never about a client.
ABOUT_CODE = (AttributeError, ImportError, NameError, RuntimeError, TemplateError, TypeError)


def init_logs(level: str = "INFO") -> None:
    """Set up structlog for this process; ``level`` is a name of the standard library's levels."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _tell_exception,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
        ),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


def _tell_exception(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Put the place and the kind of an exception into ``event`` without the values it quotes."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["exception"] = told(error)
    return event


def told(error: BaseException) -> str:
    """The chain of ``error`` as a traceback; words only where they cannot hold a person's data."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    words = _words(error)
    text = "".join(traceback.format_tb(error.__traceback__)) + (
        f"{kind}: {words}" if words else kind
    )
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{told(before)}\n\n{text}" if before is not None else text


def _words(error: BaseException) -> str:
    if isinstance(error, psycopg.Error):
        if error.sqlstate is None:  # the connection itself: addresses of servers, no rows
            return str(error)
        return (
            f"{error.sqlstate} {error.diag.constraint_name or error.diag.table_name or ''}".strip()
        )
    if isinstance(error, OSError):
        return error.strerror or ""
    return str(error) if isinstance(error, ABOUT_CODE) and not isinstance(error, DBAPIError) else ""
