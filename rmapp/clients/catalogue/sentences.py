"""Conditions in words: what the chips of a list say."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from ...core.formatting import day, money, number
from .conditions import Condition, Group, Leaf
from .fields import LISTED, Field, FieldType
from .offered import label_of, options_of
from .operators import ME, NOBODY, OPERATORS


def sentences(condition: Condition, people: dict[str, str]) -> list[str]:
    """One sentence a group. ``people``: public id → name."""
    return [_group(group, people) for group in condition.groups]


def named_in(condition: Condition) -> set[str]:
    """The public ids of employees and sources that ``condition`` names."""
    return {
        one
        for group in condition.groups
        for leaf in group
        if leaf.field is not None and (leaf.field.type is FieldType.PERSON or leaf.key in LISTED)
        for one in leaf.value or ()
        if one not in (ME, NOBODY)
    }


def _group(group: Group, people: dict[str, str]) -> str:
    return str(_(" or ")).join(_leaf(leaf, people) for leaf in group)


def _leaf(leaf: Leaf, people: dict[str, str]) -> str:
    label = leaf.field.label if leaf.field is not None else label_of(leaf.key)
    words = str(OPERATORS[leaf.op][2])
    if leaf.field is None:
        return str(_("does not work any more: %(what)s", what=f"{label} {words}"))
    if leaf.op == "is":
        return f"{label}: {value_in_words(leaf.field, leaf.op, leaf.value, people)}"
    said = value_in_words(leaf.field, leaf.op, leaf.value, people)
    if "…" in words:
        return f"{label}: {words.replace('…', said)}"
    return f"{label}: {words} {said}".rstrip()


def value_in_words(field: Field, op: str, value: Any, people: dict[str, str]) -> str:
    """The plain ``value`` of a leaf for the eye."""
    if value is None:
        return ""
    if op == "between":
        low, high = (_one(field, one) for one in value)
        return f"{low} – {high}"
    if op in ("last_days", "next_days", "days_ago"):
        return str(value)
    if field.type is FieldType.PERSON:
        special = {ME: str(_("me")), NOBODY: str(_("nobody"))}
        return ", ".join(special.get(one) or people.get(one, one) for one in value)
    if field.key in LISTED:
        return ", ".join(people.get(one, one) for one in value)
    if isinstance(value, list):
        known = options_of(field)
        return ", ".join(str(known.get(one, one)) for one in value)
    return _one(field, value)


def _one(field: Field, value: Any) -> str:
    if field.type is FieldType.MONEY:
        return money(value, field.currency or "RUB", short=True)
    if field.type is FieldType.NUMBER:
        return number(Decimal(value))
    if field.type in (FieldType.DATE, FieldType.MOMENT):
        return day(dt.date.fromisoformat(value))
    if field.type is FieldType.FLAG:
        return str(_("yes") if value else _("no"))
    return str(_("“%(value)s”", value=value))
