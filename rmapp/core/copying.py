"""The text format of COPY: how values, rows and what a table fills in by itself are written.

After the documentation of PostgreSQL, "COPY", section "Text Format".
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

_BLOCK = 1 << 16
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
NULL = "\\N"
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def text(value: str) -> str:
    """A text in which nothing ends a value or a row."""
    if _SPECIAL.search(value) is None:
        return value
    return _SPECIAL.sub(lambda found: _ESCAPED[found[0]], value)


def array(values: list[Any]) -> str:
    """A list as an array of the database."""
    inner = ",".join(
        '"' + str(one).replace("\\", "\\\\").replace('"', '\\"') + '"' for one in values
    )
    return text("{" + inner + "}")


class Encoded(str):
    """What a column of JSON takes, written before."""

    __slots__ = ()


def encoded(value: Any) -> Encoded:
    """``value`` written for a column of JSON: for another process to send."""
    return Encoded(text(_encoded(value)))


def json_text(value: Any) -> str:
    """A value as a column of JSON takes it."""
    if type(value) is Encoded:
        return value
    if not value:  # as most lists and objects are
        return NULL if value is None else _encoded(value)
    return text(_encoded(value))


class Json:
    """A list that goes into a column of JSON, not into an array."""

    def __init__(self, value: Any) -> None:
        self.value = value


_WRITERS: dict[type, Any] = {
    str: text,
    int: str,
    float: repr,
    bool: lambda value: "t" if value else "f",
    type(None): lambda value: NULL,
    dt.datetime: dt.datetime.isoformat,
    dt.date: dt.date.isoformat,
    dt.time: dt.time.isoformat,
    Decimal: str,
    list: array,
    dict: json_text,
    Json: lambda value: json_text(value.value),
}


def field(value: Any) -> str:
    """``value`` as COPY's text format writes it."""
    writer = _WRITERS.get(type(value))
    if writer is None:  # a StrEnum
        return str(value.value)
    written: str = writer(value)
    return written


def writer_of(column: sa.Column[Any]) -> Callable[[Any], str]:
    """What writes the values of ``column``."""
    if isinstance(column.type, sa.JSON):
        return json_text
    is_text = isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum)
    return text if is_text and not column.nullable else field


def default(column: sa.Column[Any]) -> str | None:
    """What a row that says nothing gets, as COPY writes it; None: the database knows."""
    made = column.default
    if made is None:
        return None
    if made.is_scalar:
        value = made.arg  # type: ignore[attr-defined]
    elif made.is_callable:
        value = made.arg(None)  # type: ignore[attr-defined]
    else:
        return None
    return writer_of(column)(value)


def blocks(lines: Iterable[str]) -> Iterator[str]:
    """Lines brought together into pieces worth sending."""
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size > _BLOCK:
            yield "".join(held)
            held, size = [], 0
    if held:
        yield "".join(held)
