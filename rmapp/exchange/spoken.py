"""What a row of an import would change of a client, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..core.phones import EXTENDED, display
from ..dossiers.queries import source_name
from ..dossiers.rules import LISTED
from ..dossiers.spoken import told
from ..settings import settings
from . import own
from .fields import label

_WAYS = ("phones", "emails", "addresses")
_SHORT = 60


def spoken(changes: Mapping[str, Any], currency: str) -> list[str]:
    """The changes of a row (see ``changes.changes_of``), a text for each; ``currency``: the
    client's."""
    found = [
        _pair(label(name), *(value_said(name, one, currency) for one in pair))
        for name, pair in changes.get("values", {}).items()
        if name != "name_key"
    ]
    for key, pair in changes.get("own", {}).items():
        found.append(_pair(label(key), *(own.said(key, one) if one else "" for one in pair)))
    instead = changes.get("instead", {})
    for name in (one for one in _WAYS if one in instead):
        step = instead[name]
        found.append(_pair(label(name), _way(name, step["was"]), _way(name, step["now"])))
    for name in _WAYS:
        said = [
            one if isinstance(one, str) else one[name == "addresses"]
            for one in changes.get(name, ())
        ]
        if said:
            found.append(f"+ {label(name)}: " + ", ".join(_way(name, one) for one in said))
    return found


def value_said(name: str, value: Any, currency: str) -> str:
    """A value of the column ``name`` of a client as the journal keeps it; empty for none."""
    if name in LISTED:
        return source_name(value)
    return told(name, value, currency) if value else ""


def _pair(name: Any, was: str, now: str) -> str:
    return f"{name}: {_cut(was)} → {_cut(now)}" if was else f"{name}: {_cut(now)}"


def _way(name: str, text: str) -> str:
    if name != "phones":
        return text
    number, _sign, extension = text.partition(EXTENDED)
    return display(number, extension, settings().bank_country)


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1].rstrip() + "…"
