"""The addresses of static files: each release has its own."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from flask import current_app, request, url_for


@functools.cache
def release() -> str:
    """A hash of all static files, so that each release has addresses of its own.

    It stands in the path, not in the query: what a script imports and a stylesheet names by a
    relative address carries it too.
    """
    digest = hashlib.sha256()
    folder = Path(current_app.static_folder or "")
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            digest.update(str(file.relative_to(folder)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def static_url(path: str) -> str:
    """The address of a static file in this release: cached for a year."""
    return _address(request.script_root, path)


@functools.lru_cache(maxsize=256)
def _address(_root: str, path: str) -> str:
    return url_for("released_static", release=release(), filename=path)
