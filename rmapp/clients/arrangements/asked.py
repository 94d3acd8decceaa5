"""What an address asks of the list."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ...policy.enforce import Actor
from ..catalogue import Field, offered
from ..catalogue.conditions import Condition, Leaf, leaf_of, read_text
from ..queries import Filter
from ..queries.listing import ORDERS

#: Columns of a list that nobody has arranged; "standing" is drawn of several fields.
USUAL = ("next_contact_at", "standing", "manager", "last_contact_at", "phone")
#: What the statement selects anyway.
BASE = frozenset({*USUAL, "display_name", "kind", "lifecycle", "temperature", "vip_tier"})
MOST_COLUMNS = 20
#: Key of the catalogue → the old name of the same order.
_OLD = {"display_name": "name", "next_contact_at": "next", "last_contact_at": "last"}

#: What an address says beside the arguments of old links.
_SAID = frozenset({"q", "where", "columns", "sort", "view", "cursor", "count"})


@dataclass(frozen=True)
class Asked:
    """A list as asked for. ``columns``: keys in order; ``fields``: those of the catalogue;
    ``args``: the arguments of the address that asks for just this."""

    filter: Filter
    columns: tuple[str, ...]
    fields: Mapping[str, Field]
    args: dict[str, str]

    @property
    def where(self) -> Condition:
        """The condition."""
        return self.filter.where or Condition()

    @property
    def is_usual(self) -> bool:
        """Whether nobody chose the columns."""
        return self.columns == USUAL


def asked(args: Mapping[str, str], actor: Actor) -> Asked:
    """The list that ``args`` ask for.

    Old arguments become conditions; what does not fit in them falls away, as do unknown columns
    and orders. Refuses with Malformed a condition that is none.
    """
    mentioned = " ".join(args.get(name, "") for name in ("columns", "where", "sort"))
    known = offered(actor, mentioned=mentioned)
    keys = [key for key in args.get("columns", "").split(",") if key][:MOST_COLUMNS]
    columns = tuple(
        dict.fromkeys(
            key for key in keys if key == "standing" or (key in known and key != "display_name")
        )
    )  # the name stands first in any list
    columns = columns or USUAL
    extra = [known[key] for key in columns if key not in BASE]
    sort, order = order_of(args.get("sort", ""), known)
    where = read_text(args.get("where", ""), actor, known)
    said = [group[0].plain() for group in where.groups if len(group) == 1]
    for leaf in _old(args, known):
        if leaf.plain() not in said:  # an old link that was arranged further says it twice
            where = where.plus(leaf)
    made = Filter(
        text=args.get("q", "").strip()[:200],
        sort=sort,
        order=order,
        where=where or None,
        columns=tuple(extra),
    )
    kept = {name: args[name] for name in ("q", "columns", "sort", "view") if args.get(name)}
    if where:
        kept["where"] = where.text()
    return Asked(made, columns, known, kept)


def misread(args: Mapping[str, str], actor: Actor) -> list[str]:
    """The names in ``args`` that :func:`asked` passes over: unknown ones, and those of old links
    with a value that is none. Who acts on all that a list shows asks this first."""
    mentioned = " ".join(args.get(name, "") for name in ("columns", "where", "sort"))
    known = offered(actor, mentioned=mentioned)
    return [
        name
        for name, value in args.items()
        if value and name not in _SAID and not _old({name: value}, known)
    ]


def unarranged(args: Mapping[str, str], actor: Actor) -> list[str]:
    """``columns``, ``sort``: where they name a field there is not, which :func:`asked` passes
    over."""
    known = offered(actor, mentioned=" ".join(args.get(name, "") for name in ("columns", "sort")))
    keys = [key for key in args.get("columns", "").split(",") if key]
    found = ["columns"] if set(keys) - set(known) - {"standing"} else []
    sort = args.get("sort", "")
    if sort and order_of(sort, known) == ("name", None) and sort not in ("name", "display_name"):
        found.append("sort")
    return found


def _old(args: Mapping[str, str], known: Mapping[str, Field]) -> list[Leaf]:
    """The arguments of links made before there were conditions."""
    wanted: list[tuple[str, str, Any]] = [
        (name, "is", [args[name]])
        for name in ("lifecycle", "kind", "temperature", "manager")
        if args.get(name)
    ]
    if args.get("no_step"):
        wanted.append(("no_step", "is", True))
    silent = args.get("silent", "")
    if silent.isascii() and silent.isdigit() and len(silent) < 6:
        wanted.append(("silent_since", "days_ago", int(silent)))
    tier = args.get("vip", "")
    if tier:
        op = {"any": "filled", "none": "empty"}.get(tier, "is")
        wanted.append(("vip_tier", op, tier[:64] if op == "is" else None))
    found = []
    for key, op, value in wanted:
        with suppress(ValueError):
            found.append(leaf_of(known[key], op, value))
    return found


def order_of(sort: str, known: Mapping[str, Field]) -> tuple[str, Any]:
    """(the sort as the address says it, the field of the catalogue or None for an old name)."""
    name = sort.removeprefix("-")
    sign = "-" if sort.startswith("-") else ""
    name = _OLD.get(name, name)
    if name in ORDERS:
        return sign + name, None
    field = known.get(name)
    if field is None or field.sort is None:
        return "name", None
    return sign + name, field
