"""Addresses of pages, written from those made before.

Werkzeug builds an address from its rule every time. Most addresses of a page are the same as on
the page before but for the public ids in them, which need no quoting: each such address is built
once with a hole for every public id.

Werkzeug compiles two functions for each of some six hundred rules when the application is made,
three quarters of the time of making it. Here they are compiled when a first address is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

from .db import PUBLIC_ID_LENGTH

#: (script root, endpoint, names of the ids, other values) → the address with a hole for each id.
_built: dict[tuple[Any, ...], str] = {}
_MOST_BUILT = 4_000


class LateRule(Rule):
    """A rule whose writers of addresses are compiled when they are first used."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        def write(rule: LateRule, /, **values: Any) -> tuple[str, str]:
            made = super(LateRule, rule)._compile_builder(append_unknown)
            name = "_build_unknown" if append_unknown else "_build"
            setattr(rule, name, made.__get__(rule, None))
            return made(rule, **values)

        return write


def written(build: Callable[..., str], root: str, endpoint: str, values: dict[str, Any]) -> str:
    """The address that ``build(endpoint, **values)`` would make in the application at ``root``."""
    ids = {name: value for name, value in values.items() if _is_id(value)}
    rest = tuple((name, type(one), one) for name, one in values.items() if name not in ids)
    try:
        key = (root, endpoint, *ids, rest)
        pattern = _built.get(key)
    except TypeError:  # a list among the values
        return build(endpoint, **values)
    if pattern is None:
        holes = {name: f"{number:0{PUBLIC_ID_LENGTH}d}" for number, name in enumerate(ids)}
        pattern = build(endpoint, **values | holes).replace("{", "{{").replace("}", "}}")
        for name, hole in holes.items():
            pattern = pattern.replace(hole, f"{{{name}}}")
        if len(_built) > _MOST_BUILT:
            _built.clear()
        _built[key] = pattern
    return pattern.format_map(ids)


def _is_id(value: Any) -> bool:
    return (
        isinstance(value, str)
        and len(value) == PUBLIC_ID_LENGTH
        and value.isascii()
        and value.isalnum()
    )
