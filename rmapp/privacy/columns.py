"""What becomes of each column when a client is erased: decided by its type, seldom by its name.

Texts, documents in JSON, arrays and bytes are overwritten; keys, moments, amounts, enumerations
and codes of the house stay, so that figures add up and no key breaks. A column of tomorrow is
overwritten unless its type says that it holds a code.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

CODE = 64  # the length of core.db.Code: words of the house, never of a person
#: Short texts that name nobody.
NAMES_NOBODY = frozenset({"public_id", "object_public_id", "currency", "language", "media"})
#: Longer ones likewise, by table and column.
KEPT = frozenset(
    {
        ("outbox_message", "occasion"),  # what it was made for, by keys
        ("outbox_message", "dedup_key"),
        ("outbox_message", "message_id"),
        ("proposal", "number"),
        ("subject_request", "outcome"),  # counts
        ("notice", "once"),
        ("emergency_access", "ticket"),
    }
)
#: Dates and figures that would find the person again.
EMPTIED = frozenset(
    {
        ("client", name)
        for name in (
            "birth_date", "revenue", "possible_profit", "staff_count", "hours_from", "hours_to",
        )
    }
    | {("identity_document", "issued_on"), ("identity_document", "expires_on")}
)  # fmt: skip
#: Rows that say nothing once their words are gone.
DELETED = (
    "custom_value", "client_phone", "client_email", "client_messenger", "client_address",
    "client_fact", "client_past", "identity_document", "notice", "timeline_pin",
)  # fmt: skip


def overwritten(column: sa.Column[Any], row_id: Any) -> Any:
    """The expression that takes the place of ``column``'s value; None when it stays.

    ``row_id``: a column of the same row, for values that must differ from row to row.
    """
    place = (column.table.name, column.name)
    if place in EMPTIED:
        return sa.null()
    if column.primary_key or column.foreign_keys or place in KEPT:
        return None
    kind = column.type
    if isinstance(kind, sa.Enum) or column.name in NAMES_NOBODY:
        return None
    if isinstance(kind, TSVECTOR):
        return sa.null() if column.nullable else sa.cast("", TSVECTOR)
    if isinstance(kind, JSONB | sa.JSON):
        return _json(column)
    if isinstance(kind, sa.ARRAY):
        return sa.null() if column.nullable else sa.cast(sa.literal("{}"), kind)
    if isinstance(kind, sa.LargeBinary):
        return sa.null() if column.nullable else sa.literal(b"", sa.LargeBinary)
    if isinstance(kind, sa.String):
        return _text(column, kind, row_id)
    return None


def _json(column: sa.Column[Any]) -> Any:
    if column.nullable:
        return sa.null()
    empty = sa.case(
        (sa.func.jsonb_typeof(column) == "array", sa.cast(sa.literal("[]"), JSONB)),
        else_=sa.cast(sa.literal("{}"), JSONB),
    )
    return sa.type_coerce(empty, JSONB)


def _text(column: sa.Column[Any], kind: sa.String, row_id: Any) -> Any:
    if kind.length == CODE:
        return None
    if column.nullable:
        return sa.null()
    if column.unique or _is_in_a_unique_key(column):
        return sa.literal("erased-") + sa.cast(row_id, sa.String)
    return sa.literal("")


def _is_in_a_unique_key(column: sa.Column[Any]) -> bool:
    return any(
        isinstance(one, sa.UniqueConstraint) and column.name in one.columns
        for one in column.table.constraints
    )
