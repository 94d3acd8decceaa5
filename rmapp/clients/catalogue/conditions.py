"""Conditions over the catalogue as closed JSON, and what they mean in SQL (D16).

``{"v": 1, "all": [leaf or {"any": [leaf, ...]}, ...]}``; a leaf is
``{"field": key, "op": op, "value": ...}``. Values are plain: codes, ISO dates, minor units,
numbers as texts. No names of columns, no SQL. A leaf that no longer fits (its field was retired)
matches nobody: it never widens a list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...core.errors import Malformed
from ...policy.enforce import Actor
from .fields import Field
from .offered import offered
from .operators import ME, OPERATORS, plain_value, test_of

VERSION = 1
MOST_LEAVES, LONGEST = 20, 6_000


@dataclass(frozen=True)
class Leaf:
    """One comparison. ``field`` is None where it does not fit (any more); ``why``: in words."""

    key: str
    op: str
    value: Any = None
    field: Field | None = None
    why: Any = dataclass_field(default=None, compare=False)

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        told: dict[str, Any] = {"field": self.key, "op": self.op}
        if self.value is not None:
            told["value"] = self.value
        return told


Group = tuple[Leaf, ...]  # any of them


@dataclass(frozen=True)
class Condition:
    """All groups hold, of each group any leaf."""

    groups: tuple[Group, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.groups)

    def plain(self) -> dict[str, Any]:
        """As JSON, version and all; empty for none."""
        if not self.groups:
            return {}
        return {
            "v": VERSION,
            "all": [
                group[0].plain() if len(group) == 1 else {"any": [one.plain() for one in group]}
                for group in self.groups
            ],
        }

    def text(self) -> str:
        """As an address holds it."""
        return json.dumps(self.plain(), ensure_ascii=False, separators=(",", ":")) if self else ""

    def without(self, number: int) -> Condition:
        """The condition without group ``number``."""
        return Condition(tuple(g for at, g in enumerate(self.groups) if at != number))

    def plus(self, leaf: Leaf, number: int | None = None) -> Condition:
        """With ``leaf`` besides, or as another possibility of group ``number``."""
        if number is None or not 0 <= number < len(self.groups):
            return Condition((*self.groups, (leaf,)))
        return Condition(
            tuple((*g, leaf) if at == number else g for at, g in enumerate(self.groups))
        )

    def sql(self, actor: Actor) -> list[sa.ColumnElement[bool]]:
        """What a statement over ``visible_to(actor)`` is narrowed by."""
        return [sa.or_(*[_sql(leaf, actor) for leaf in group]) for group in self.groups]

    def kept_by(self, actor: Actor) -> tuple[str, Condition]:
        """Who alone serves the clients first (a public id, or NOBODY) by a group that says just
        that, and the condition without it; "" where none does: such a list is read along the
        assignments instead of asking each client."""
        for number, group in enumerate(self.groups):
            if len(group) != 1:
                continue
            (leaf,) = group
            of_one = leaf.field is not None and (leaf.key, leaf.op) == ("manager", "is")
            if of_one and isinstance(leaf.value, list) and len(leaf.value) == 1:
                who = str(leaf.value[0])
                return (actor.public_id if who == ME else who), self.without(number)
        return "", self

    @property
    def is_broken(self) -> bool:
        """Whether a leaf does not fit any more: then nobody matches its group by it."""
        return any(leaf.field is None for group in self.groups for leaf in group)

    def misfits(self) -> list[str]:
        """What does not fit, in words that name the field; empty for nothing."""
        broken = [leaf for group in self.groups for leaf in group if leaf.field is None]
        return list(dict.fromkeys(str(leaf.why) for leaf in broken))


def read(data: Any, actor: Actor, known: Mapping[str, Field] | None = None) -> Condition:
    """The condition that ``data`` (see above) says, for ``actor``; ``known``: the fields offered.

    Refuses with Malformed what is not of the shape; leaves that do not fit are kept as broken.
    """
    if not data:
        return Condition()
    if not isinstance(data, Mapping) or data.get("v") != VERSION:
        raise _broken()
    groups = data.get("all")
    if not isinstance(groups, list) or set(data) != {"v", "all"}:
        raise _broken()
    known = offered(actor) if known is None else known
    found = tuple(_group(one, known) for one in groups)
    if sum(map(len, found)) > MOST_LEAVES or not all(found):
        raise _broken()
    return Condition(found)


def read_text(text: str, actor: Actor, known: Mapping[str, Field] | None = None) -> Condition:
    """The same from the text of an address; empty for none."""
    if not text:
        return Condition()
    try:
        if len(text) > LONGEST:
            raise ValueError
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise _broken() from None
    return read(data, actor, known)


def leaf_of(field: Field, op: str, value: Any) -> Leaf:
    """A leaf of typed or plain ``value``. ValueError with words when it does not fit."""
    return Leaf(field.key, op, plain_value(field, op, value), field)


def _group(data: Any, known: Mapping[str, Field]) -> Group:
    if not isinstance(data, Mapping):
        raise _broken()
    leaves: Iterable[Any] = data["any"] if set(data) == {"any"} else [data]
    if not isinstance(leaves, list):
        raise _broken()
    return tuple(_leaf(one, known) for one in leaves)


def _leaf(data: Any, known: Mapping[str, Field]) -> Leaf:
    if not isinstance(data, Mapping) or not {"field", "op"} <= set(data) <= _KEYS:
        raise _broken()
    key, op, value = data["field"], data["op"], data.get("value")
    if not isinstance(key, str) or not isinstance(op, str) or len(key) > 64 or op not in OPERATORS:
        raise _broken()
    field = known.get(key)
    why = _l("There is no such field to filter by: %(name)s", name=key)
    if field is not None and field.is_filterable:
        try:
            return leaf_of(field, op, value)
        except ValueError as problem:
            why = _l("%(field)s: %(words)s", field=field.label, words=problem.args[0])
    return Leaf(key, op, value if isinstance(value, str | int | list) else None, why=why)


def _sql(leaf: Leaf, actor: Actor) -> sa.ColumnElement[bool]:
    if leaf.field is None:
        return sa.false()
    return test_of(leaf.field, leaf.op, leaf.value, actor)


_KEYS = {"field", "op", "value"}


def _broken() -> Malformed:
    return Malformed(_("This condition of a list is broken. Open the list anew."))
