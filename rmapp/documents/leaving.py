"""A file on its way out of the house."""

from __future__ import annotations

from typing import Any, Protocol
from urllib.parse import quote

from flask import Response

from .rules import MEDIA

#: Nothing in what a client handed in is ever run or drawn by a browser of ours.
ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'; form-action 'none'; base-uri 'none'"


class Named(Protocol):
    """A file with the name it is offered under and its sort."""

    file_name: Any
    media: Any


def handed_out(body: bytes, version: Named) -> Response:
    """A file on its way out: a download, of its true type, that no browser runs or guesses at."""
    plain = version.file_name.encode("ascii", "ignore").decode().strip(" .") or "document"
    name = f'attachment; filename="{plain.replace(chr(34), "")}"'
    return Response(
        body,
        content_type=MEDIA[version.media].content_type,
        headers={
            "Content-Disposition": f"{name}; filename*=UTF-8''{quote(version.file_name, safe='')}",
            "Content-Security-Policy": ALONE,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
