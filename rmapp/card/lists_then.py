"""Rows of a dossier's lists in words, for the view of a past day (D18)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..clients import words
from ..clients.models import Attitude, DecisionRole, Level, RelationKind
from ..core.formatting import day
from ..core.phones import display
from ..dossiers.rules import Known

GROUPS: dict[str, Any] = {
    "client_phone": _l("Phones"),
    "client_email": _l("E-mail addresses"),
    "client_messenger": _l("Messengers"),
    "client_address": _l("Addresses"),
    "contact_person": _l("Contact persons"),
    "relation": _l("Family and firms"),
}
_KINDS: dict[str, words.Words] = {
    "client_phone": words.PHONE_KINDS,
    "client_email": words.EMAIL_KINDS,
    "client_messenger": words.MESSENGER_KINDS,
    "client_address": words.ADDRESS_KINDS,
}
_SHOWN = {
    "client_phone": "number",
    "client_email": "address",
    "client_messenger": "handle",
    "client_address": "text",
}
Others = Mapping[int, tuple[str, str]]


@dataclass(frozen=True)
class Then:
    """A row as the table shows it: in words then and now ("" where it was or is not there), when
    and by whom it was changed first since; ``comes_back``: it can be brought back."""

    known: Known
    was: str
    now: str
    changed_at: dt.datetime | None
    author: str
    comes_back: bool

    @property
    def key(self) -> str:
        """How a form names the row."""
        return f"{self.known.of}:{self.known.row['public_id']}"

    @property
    def seen(self) -> int:
        """The version of the row as it is shown."""
        return int((self.known.now or {}).get("version", 0))


def in_words(
    known: list[Known], client_id: int, others: Others, authors: Mapping[dt.datetime, str]
) -> dict[Any, list[Then]]:
    """What a list is called → its rows. A tie to a client beyond reach is left out."""
    found: dict[Any, list[Then]] = {}
    for one in known:
        if one.of == "relation" and _other(one.row, client_id) not in others:
            continue
        was = told(one.of, one.was, client_id, others)
        now = told(one.of, one.now, client_id, others)
        is_other = one.was != one.now and was != now
        found.setdefault(GROUPS[one.of], []).append(
            Then(
                known=one,
                was=was,
                now=now,
                changed_at=one.until if is_other else None,
                author=authors.get(one.until, "") if one.until else "",
                comes_back=is_other and (one.was is not None or one.of in _KINDS),
            )
        )
    return found


def told(of: str, row: Mapping[str, Any] | None, client_id: int, others: Others) -> str:
    """One row in a line."""
    if row is None:
        return ""
    if of == "relation":
        return _tie(row, client_id, others)
    parts = _person(row) if of == "contact_person" else _way(of, row)
    return " · ".join(str(part) for part in parts if part)


def _way(of: str, row: Mapping[str, Any]) -> list[Any]:
    kind = words.words(_KINDS[of], row["kind"])
    shown = row[_SHOWN[of]]
    if of == "client_phone":
        shown = display(shown, row["extension"])
    return [
        shown,
        kind,
        _("preferred") if row["is_preferred"] else "",
        _("not valid") if row["is_invalid"] else "",
        _("asked not to use") if row["is_opted_out"] else "",
        words.words(words.PURPOSES, row["purpose"]) if row["purpose"] else "",
        row.get("note", ""),
    ]


def _person(row: Mapping[str, Any]) -> list[Any]:
    role, attitude = DecisionRole(row["decision_role"]), Attitude(row["attitude"])
    level = Level(row["level"])
    return [
        row["name"],
        row["position"],
        _("Head of the organisation") if row["is_head"] else "",
        words.DECISION_ROLES[role] if role is not DecisionRole.UNKNOWN else "",
        words.ATTITUDES[attitude] if attitude is not Attitude.UNKNOWN else "",
        words.LEVELS[level] if level is not Level.UNKNOWN else "",
        display(row["phone"], row.get("phone_extension", "")) if row["phone"] else "",
        row["email"],
        row["note"],
    ]


def _other(row: Mapping[str, Any], client_id: int) -> int:
    return int(row["other_id"] if row["client_id"] == client_id else row["client_id"])


def _tie(row: Mapping[str, Any], client_id: int, others: Others) -> str:
    other = _other(row, client_id)
    table = words.RELATIONS if row["client_id"] == client_id else words.RELATIONS_BACK
    since, until = (dt.date.fromisoformat(row[n]) if row[n] else None for n in ("since", "until"))
    days = f"{day(since)} – {day(until)}" if since or until else ""
    share = f"{row['share']} %" if row["share"] else ""
    parts = [others[other][0], table[RelationKind(row["kind"])], days, share, row["note"]]
    return " · ".join(str(part) for part in parts if part)
