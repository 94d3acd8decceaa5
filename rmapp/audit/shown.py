"""An entry of the trail in words: what was done, and its detail line by line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from ..core.formatting import DASH, day, moment, number
from .parts import PARTS
from .words import TAGS

Naming = Callable[[str], Any]
Valuing = Callable[[str, Any], Any]
_names: list[Naming] = []
_values: list[Valuing] = []
_codes: dict[tuple[str, str], Mapping[Any, Any]] = {}
MOST = 200  # lines of one detail
_LONGEST = 400


def naming(function: Naming) -> Naming:
    """Let a slice above name its fields: key → name, None for one that is not its own."""
    _names.append(function)
    return function


def valuing(function: Valuing) -> Valuing:
    """Let a slice above say its values: (key, value) → words, None for what is not its own."""
    _values.append(function)
    return function


def codes(about: str, **words: Mapping[Any, Any]) -> None:
    """Let a slice above say the codes in its details: in deeds ``about:…`` the value of each key
    is a code of its words (a label, or a label with its tone)."""
    for key, of in words.items():
        said = {code: one[0] if isinstance(one, tuple) else one for code, one in of.items()}
        _codes[about, key] = said


def says(about: str, key: str) -> bool:
    """Whether the codes of ``key`` have words in deeds ``about:…``."""
    return (about, key) in _codes


def deed(tag: str) -> str:
    """What was done, for the eye."""
    return str(TAGS.get(tag) or _("Another deed"))


def lines(tag: str, detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(what, value) of the ``detail`` of the deed ``tag``, changed fields as "before → after"."""
    found: list[tuple[str, str]] = []
    for one in _lines(tag.partition(":")[0], detail):
        found.append(one)
        if len(found) == MOST:
            break
    return found


def _lines(about: str, detail: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    before, after = detail.get("before"), detail.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        keys = dict.fromkeys([*before, *after])
        differ = {key: [before.get(key), after.get(key)] for key in keys}
        changes = {key: pair for key, pair in differ.items() if pair[0] != pair[1]}
        detail = {key: value for key, value in detail.items() if key not in ("before", "after")}
        detail = {**detail, "changes": {**changes, **dict(detail.get("changes") or {})}}
    for key, value in detail.items():
        if key in ("changes", "terms") and isinstance(value, dict):
            for field, pair in value.items():
                yield _name(field), _change(about, field, pair)
        else:
            yield _name(key), _said(about, key, value)


def _change(about: str, field: str, pair: Any) -> str:
    if isinstance(pair, list) and len(pair) == 2:
        return f"{_said(about, field, pair[0])} → {_said(about, field, pair[1])}"
    return _said(about, field, pair)


def name_of(key: str) -> str | None:
    """What the part ``key`` of a detail is called; None for one that nobody named."""
    names = (function(key) for function in _names)
    name = next((one for one in names if one), None) or PARTS.get(key)
    return None if name is None else str(name)


def _name(key: str) -> str:
    return name_of(key) or str(_("Further detail"))


def _said(about: str, key: str, value: Any) -> str:
    if value is None or value == "" or value in ([], {}):
        return DASH
    if isinstance(value, str) and value in _codes.get((about, key), ()):
        return str(_codes[about, key][value])
    for function in _values:
        words = function(key, value)
        if words:
            return _cut(str(words))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dict):
        parts = (f"{_name(part)}: {_said(about, part, one)}" for part, one in value.items())
        return "; ".join(parts)[:_LONGEST]
    if isinstance(value, list):
        return _cut(", ".join(_said(about, key, one) for one in value))
    if isinstance(value, int | float):
        return number(value) if key not in ("version", "number") else str(value)
    return _text(str(value))


def _text(text: str) -> str:
    if len(text) >= 10 and text[4:5] == "-" and text[7:8] == "-":
        try:
            if len(text) == 10:
                return day(dt.date.fromisoformat(text))
            return moment(dt.datetime.fromisoformat(text), "d MMMM y, HH:mm:ss")
        except ValueError:
            return _cut(text)
    return _cut(text)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
