"""What a row would change of a client that is there: empty fields filled, or more if asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from ..clients.models import Client
from ..clients.rules import display_name, order_key
from ..core.text import fold
from ..dossiers.operations import kept
from .drafts import Draft
from .drafts.draft import NAMES
from .own import in_history
from .since import Since
from .ways import correct

#: Columns an import never changes of a client that is there unless they are empty.
_KEPT = frozenset({"notes", "external_id"})


def changes_of(
    client: Client,
    draft: Draft,
    *,
    overwrites: bool,
    own: Mapping[str, str],
    since: Since,
    corrects: Collection[str],
    remarks: list[tuple[str, str]],
) -> dict[str, Any]:
    """``{"values": {column: [now, then]}, "own": {key: [now, then]}, "phones": [...],
    "emails": [...], "addresses": [...], "instead": {list: step}}``, only what is there; empty when
    the row says nothing new. ``own``: what the client has in the bank's own fields, as
    ``exchange.own`` says it. ``corrects``: the lists of which the file has the cell of an export.

    ``since``: what has changed since the file was taken out; fields of which the row says just
    what stood then are left as they are. ``remarks`` is told of those (``changed_since``), and of
    what a colleague and the file have both changed (``changed_both``)."""
    stood = since.stood
    values: dict[str, list[Any]] = {}
    silent = NAMES if client.kind is not draft.kind else _silent_names(client, draft)
    for column, said in draft.values.items():
        if column in silent:
            continue
        now = getattr(client, column)
        is_empty = now is None or now == ""
        if said in (now, "") or _bare(column, said) == _bare(column, now):
            continue
        if not (is_empty or (overwrites and column not in _KEPT)):
            continue
        if column in stood and kept(column, said) == stood[column]:
            remarks.append((column, "changed_since"))
            continue
        if column in stood:
            remarks.append((column, "changed_both"))
        values[column] = [_plain(now), _plain(said)]
    found: dict[str, Any] = {}
    if any(name in values for name in NAMES):
        names = {n: values[n][1] if n in values else getattr(client, n) for n in NAMES}
        shown = display_name(client.kind, **names)
        if shown and shown != client.display_name:
            values["display_name"] = [client.display_name, shown]
            values["name_key"] = [client.name_key, order_key(client.kind, shown, names)]
    if values:
        found["values"] = values
    said_own = {
        key: [own.get(key), said]
        for key, said in draft.own.items()
        if said != own.get(key) and (key not in own or overwrites)
    }
    same = [
        key for key in said_own if key in stood and in_history(key, said_own[key][1]) == stood[key]
    ]
    remarks += [(key, "changed_since") for key in same]
    remarks += [(key, "changed_both") for key in said_own if key in stood and key not in same]
    said_own = {key: pair for key, pair in said_own.items() if key not in same}
    if said_own and client.kind is draft.kind:
        found["own"] = said_own
    instead = {}
    if overwrites and draft.record == client.public_id:
        instead = correct(client, draft, corrects, since.ways, remarks)
    if instead:
        found["instead"] = instead
    numbers = {phone.number for phone in client.phones}
    if phones := [phone for phone in draft.phones if phone[0] not in numbers]:
        found["phones"] = [list(phone) for phone in phones]
    addresses = {email.address for email in client.emails}
    if emails := [email for email in draft.emails if email not in addresses]:
        found["emails"] = emails
    texts = {fold(address.text) for address in client.addresses}
    if not texts or overwrites:
        places = [place for place in draft.addresses if fold(place[1]) not in texts]
        if places:
            found["addresses"] = [list(place) for place in places]
    return found


def _silent_names(client: Client, draft: Draft) -> tuple[str, ...]:
    """Names that say nothing new: the name as lists show it tells no parts of it, and what is
    short anyway does not replace a full name of its own."""
    full, short = draft.values.get("full_name", ""), draft.values.get("short_name", "")
    shown = fold(client.display_name)
    if shown in (fold(draft.name), fold(full)) and full == short:
        return NAMES
    if full and full == short and client.full_name not in ("", client.short_name):
        return ("full_name",)
    return ()


def _bare(column: str, value: Any) -> Any:
    """A site is the same with its scheme and without."""
    if column != "web" or not value:
        return value
    return str(value).partition("://")[2].rstrip("/") or str(value).rstrip("/")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
