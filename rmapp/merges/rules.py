"""Which value stands when two records become one: values in, values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..core.text import fold


class Side(StrEnum):
    """Whose value stands."""

    SURVIVOR = "survivor"
    LOSER = "loser"
    BOTH = "both"


#: Texts that can be written one below the other.
TEXTS = frozenset(
    {"history", "governance", "problems", "competitor_offers", "needs", "notes", "must_know"}
)
#: Amounts mean nothing without their currency: they are chosen together.
AMOUNTS = ("revenue", "possible_profit")
#: Lists whose rows are chosen together; everything else that hangs on a client moves whole.
LISTS = (
    "client_phone", "client_email", "client_messenger", "client_address", "contact_person",
    "custom_value",
)  # fmt: skip
#: Columns of a client that no person chooses: keys, what is computed, what a merge decides.
COMPUTED = frozenset(
    {
        "id", "public_id", "version", "display_name", "name_key", "search", "created_at",
        "created_by_id", "deleted_at", "merged_into_id", "last_contact_at", "next_contact_at",
        "vip_tier", "lifecycle", "client_since", "is_active", "call_chance", "call_order",
        "call_why", "resumes_on",
    }
)  # fmt: skip
LONGEST = {"must_know": 500}
LONGEST_TEXT = 20_000
_WARMTH = ("cold", "warm", "hot")


@dataclass(frozen=True)
class Choices:
    """What a person chose. ``fields``, ``lists``: name → side, the survivor's and both where it
    says nothing; ``manager``: whose first manager serves the client from now on."""

    fields: Mapping[str, Side] = field(default_factory=dict)
    lists: Mapping[str, Side] = field(default_factory=dict)
    manager: Side = Side.SURVIVOR

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "fields": {name: side.value for name, side in sorted(self.fields.items())},
            "lists": {name: side.value for name, side in sorted(self.lists.items())},
            "manager": self.manager.value,
        }


def is_empty(value: Any) -> bool:
    """Whether a field says nothing."""
    return value is None or value == "" or value == {} or value == []


def differing(survivor: Mapping[str, Any], loser: Mapping[str, Any]) -> list[str]:
    """Fields in which a person can choose, in the order of ``survivor``."""
    names = [name for name in survivor if name not in COMPUTED and name in loser]
    found = [name for name in names if survivor[name] != loser[name] and not is_empty(loser[name])]
    if survivor.get("currency") != loser.get("currency"):
        found = [name for name in found if name not in AMOUNTS]
        if all(is_empty(loser.get(name)) for name in AMOUNTS):
            found = [name for name in found if name != "currency"]
    return found


def suggested(survivor: Mapping[str, Any], loser: Mapping[str, Any]) -> dict[str, Side]:
    """For each field that differs whose value should stand: what is filled before what is empty,
    both of texts, the survivor's of the rest."""
    found: dict[str, Side] = {}
    for name in differing(survivor, loser):
        mine, other = survivor[name], loser[name]
        if name == "currency":
            has_amounts = any(not is_empty(survivor.get(one)) for one in AMOUNTS)
            found[name] = Side.SURVIVOR if has_amounts else Side.LOSER
        elif is_empty(mine):
            found[name] = Side.LOSER
        elif name in TEXTS and len(joined(name, mine, other)) <= LONGEST.get(name, LONGEST_TEXT):
            found[name] = Side.BOTH
        elif name == "temperature":
            is_colder = _WARMTH.index(str(mine)) < _WARMTH.index(str(other))
            found[name] = Side.LOSER if is_colder else Side.SURVIVOR
        else:
            found[name] = Side.SURVIVOR
    return found


def joined(name: str, mine: str, other: str) -> str:
    """Two texts one below the other; one of them where it says all of the other."""
    if fold(other) in fold(mine):
        return mine
    if fold(mine) in fold(other):
        return other
    return f"{mine}{' · ' if name == 'must_know' else chr(10)}{other}"


def own_value(mine: Any, other: Any, side: Side) -> Any:
    """What stands in an own field; both: of several choices all, else the survivor's."""
    if side is Side.LOSER:
        return other
    if side is Side.BOTH and isinstance(mine, list):
        return [*mine, *(one for one in other if one not in mine)]
    return mine


def decided(
    survivor: Mapping[str, Any], loser: Mapping[str, Any], fields: Mapping[str, Side]
) -> dict[str, Any]:
    """The fields of the survivor that change, with their new values."""
    changes: dict[str, Any] = {}
    for name in differing(survivor, loser):
        side = fields.get(name, Side.SURVIVOR)
        if side is Side.LOSER:
            changes[name] = loser[name]
        elif side is Side.BOTH and name in TEXTS and not is_empty(survivor[name]):
            changes[name] = joined(name, survivor[name], loser[name])
        elif side is Side.BOTH:
            changes[name] = loser[name] if is_empty(survivor[name]) else survivor[name]
    if "currency" in changes:
        changes |= {name: loser.get(name) for name in AMOUNTS}
    changes |= _standing(survivor, loser)
    return {name: value for name, value in changes.items() if survivor.get(name) != value}


def _standing(survivor: Mapping[str, Any], loser: Mapping[str, Any]) -> dict[str, Any]:
    """What no person chooses: a client stays a client, since the earlier day; what was last is
    the later of two."""
    rank = ("prospect", "former", "client")
    mine, other = str(survivor["lifecycle"]), str(loser["lifecycle"])
    days = [one["client_since"] for one in (survivor, loser) if one.get("client_since")]
    talks = [one["last_contact_at"] for one in (survivor, loser) if one.get("last_contact_at")]
    return {
        "lifecycle": loser["lifecycle"]
        if rank.index(other) > rank.index(mine)
        else survivor["lifecycle"],
        "client_since": min(days, default=None),
        "last_contact_at": max(talks, default=None),
        "is_active": bool(survivor["is_active"] or loser["is_active"]),
    }


def fullness(values: Mapping[str, Any]) -> int:
    """How many fields say something: of two records the fuller one is offered as the survivor."""
    return sum(not is_empty(value) for name, value in values.items() if name not in COMPUTED)


def disagree(survivor: Mapping[str, Any], loser: Mapping[str, Any]) -> list[str]:
    """Telling fields in which both say something else: a machine must not choose."""
    telling = ("kind", "inn", "kpp", "ogrn", "edrpou", "lei", "birth_date")
    return [
        name
        for name in telling
        if survivor.get(name) != loser.get(name)
        and not is_empty(survivor.get(name))
        and not is_empty(loser.get(name))
    ]
