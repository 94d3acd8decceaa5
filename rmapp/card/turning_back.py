"""What one change of a dossier replaced, and which of it can be put back from there (D18)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from ..clients.catalogue import label_of
from ..clients.custom import settled
from ..core.errors import NotFound
from ..dossiers import queries as dossiers
from ..dossiers.rules import LISTED, comes_back
from ..dossiers.spoken import told
from . import queries
from .queries import Dossier, Entry
from .values import now_of


@dataclass(frozen=True)
class Replaced:
    """A field as a change found it and left it, in words. ``value``: what it found, as histories
    keep it; ``comes_back``: whether that is whole, not hidden, and not what the field is now."""

    name: str
    label: Any
    before: str
    after: str
    value: Any
    comes_back: bool


def replaced_by(entry: Entry, dossier: Dossier, *, sensitive: bool) -> list[Replaced]:
    """The fields that ``entry`` of this client changed, in its order; nothing of other entries.

    A change that came along with a record merged in is of that record: nothing of it comes back.
    """
    changes = entry.detail.get("changes")
    if entry.kind != "changed" or not isinstance(changes, dict):
        return []
    client = dossier.client
    merged = queries.merged_since(client.id, entry.at)
    is_ours = entry.id not in queries.brought_events(merged)
    now = now_of(client, sensitive=sensitive, listed=dossier.listed)
    found = []
    for name, pair in changes.items():
        if not isinstance(pair, list) or len(pair) != 2:
            continue
        before = settled(name, pair[0])
        if name in LISTED and before:
            before = dossiers.called_now(LISTED[name], before)
        found.append(
            Replaced(
                name=name,
                label=label_of(name),
                before=told(name, pair[0], client.currency),
                after=told(name, pair[1], client.currency),
                value=before,
                comes_back=is_ours
                and name in now
                and before != now[name]
                and (comes_back(name, before) or name.startswith("custom.")),
            )
        )
    return found


def replaced(entry: Entry, dossier: Dossier, name: str, *, sensitive: bool) -> Any:
    """What ``entry`` found in the field ``name``; NotFound where it cannot be put back."""
    rows = replaced_by(entry, dossier, sensitive=sensitive)
    one = next((row for row in rows if row.name == name and row.comes_back), None)
    if one is None:
        raise NotFound(_("There is no such field."))
    return one.value
