"""What a field is to those who list, filter, export and import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from ...policy.enforce import Actor
from ..models import ClientKind, SourceKind
from ..queries.reach import within_reach

ALL_KINDS = frozenset(ClientKind)


class FieldType(StrEnum):
    """What kind of value a field holds; decides its conditions, its control and its printing."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # integer minor units
    DATE = "date"
    MOMENT = "moment"  # aware UTC
    CHOICE = "choice"
    CHOICES = "choices"  # several codes
    FLAG = "flag"
    LINK = "link"
    PERSON = "person"  # an employee: shown by name, asked for by public id


#: Group → its name, in order of show.
GROUPS: dict[str, Any] = {
    "standing": _l("Standing"),
    "service": _l("Service"),
    "reaching": _l("How to reach"),
    "business": _l("Business and banks"),
    "sale": _l("Sale"),
    "person": _lp("client", "Person"),
    "numbers": _l("Registration"),
    "own": _l("The bank's own fields"),
}

#: Fields whose choices are a list the bank edits (D7).
LISTED = {
    "source": SourceKind.SOURCE,
    "channel": SourceKind.CHANNEL,
    "campaign": SourceKind.CAMPAIGN,
}
Test = Callable[[Any], sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Field:
    """One field of a client.

    ``column``: selects the value beside ``Client``. ``tested``: what a condition compares; in a
    related table, ``related`` wraps the comparison into an EXISTS. ``sort``: never NULL, see
    ``builtin``; ``sort_down``: another for the order downwards, so that those without a value come
    last either way, and those of one value by name; ``sorts_few``: without an index of its own,
    so offered to those alone whose reach is their own clients or one team's.
    ``permission``: needed besides reading the client; out of its reach the value is NULL.
    ``choices``: code → label; ``currency``: of money, empty for the client's own.
    ``custom_id``: key of the CustomField, None for a built-in one.
    """

    key: str
    label: Any
    type: FieldType
    group: str
    column: Any
    tested: Any = None
    related: Callable[[sa.ColumnElement[bool]], sa.ColumnElement[bool]] | None = None
    sort: Any = None
    sort_down: Any = None
    sorts_few: bool = False
    kinds: frozenset[ClientKind] = ALL_KINDS
    permission: str = ""
    choices: Mapping[str, Any] = field(default_factory=dict)
    currency: str = ""
    custom_id: int | None = None
    is_filterable: bool = True
    hint: str = ""

    def selected(self, actor: Actor) -> Any:
        """The value as ``actor`` may see it, labelled by the key."""
        column = self.column
        if self.permission:
            column = sa.case((within_reach(actor, self.permission), column), else_=None)
        return column.label(self.key.replace(".", "__"))

    def where(self, test: Test, actor: Actor) -> sa.ColumnElement[bool]:
        """The condition that ``test`` holds of the value, for rows ``actor`` may see it of."""
        condition = test(self.column if self.tested is None else self.tested)
        if self.related is not None:
            condition = self.related(condition)
        if self.permission:
            condition = sa.and_(within_reach(actor, self.permission), condition)
        return condition

    @property
    def is_own(self) -> bool:
        """Whether the bank defined it."""
        return self.custom_id is not None
