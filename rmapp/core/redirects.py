"""Where a person may be sent: inside this house only."""

from __future__ import annotations

import re

_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*", re.ASCII | re.DOTALL)


def local_path(target: str | None, default: str = "/") -> str:
    """``target`` if it is a path of this house (one slash, no backslash, no control), else
    ``default``."""
    if target and len(target) <= 2_000 and _LOCAL.fullmatch(target):
        return target
    return default
