"""The address under which a diary is fetched."""

from __future__ import annotations

from flask import url_for

from ..settings import settings


def feed_address(secret: str) -> str:
    """The whole address of the diary whose secret this is."""
    return f"{settings().base_url.rstrip('/')}{url_for('calendar.feed', secret=secret)}"
