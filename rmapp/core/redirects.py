"""Where a person may be sent: inside this house only."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import Request

_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*", re.ASCII | re.DOTALL)


def local_path(target: str | None, default: str = "/") -> str:
    """``target`` if it is a path of this house (one slash, no backslash, no control), else
    ``default``."""
    if target and len(target) <= 2_000 and _LOCAL.fullmatch(target):
        return target
    return default


def page_before(request: Request, default: str = "/") -> str:
    """The page of this house that ``request`` was sent from, else ``default``."""
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host:
        return default
    return local_path(before.path + (f"?{before.query}" if before.query else ""), default)
