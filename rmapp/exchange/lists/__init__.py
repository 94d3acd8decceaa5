"""The lists that can be taken out, by name: each as its page shows it (D14)."""

from __future__ import annotations

from flask_babel import gettext as _

from ...core.errors import NotFound
from .base import Column, ExportList
from .clients import CLIENTS
from .contacts import INTERACTIONS, MESSAGES
from .sales import OPPORTUNITIES, PROPOSALS

LISTS: dict[str, ExportList] = {
    one.name: one for one in (CLIENTS, INTERACTIONS, OPPORTUNITIES, PROPOSALS, MESSAGES)
}


def list_of(name: str) -> ExportList:
    """The list ``name``; NotFound when there is none."""
    found = LISTS.get(name)
    if found is None:
        raise NotFound(_("There is no such list."))
    return found


__all__ = ["LISTS", "Column", "ExportList", "list_of"]
