"""Where a field of the bank's own is used, before it goes out of use (D9).

A slice above knows its own things: it enters a teller, which is asked for what names the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...core import placeholders
from ...core.db import db
from ..catalogue.own import in_words, own_fields
from ..models import CustomField, SavedView, Sharing
from .queries import placeholders as offered_in_texts
from .reading import PREFIX


@dataclass(frozen=True)
class Use:
    """Things of one kind that name the field. ``what``: the kind in words; ``names``: of those
    whose names everybody may read; ``count``: of all. ``endpoint``: the page of them, where there
    is one, for whoever has ``permission``; ``breaks``: what becomes of them without the field."""

    what: str
    count: int
    names: tuple[str, ...] = ()
    endpoint: str = ""
    breaks: str = ""
    permission: str = ""


Teller = Callable[[CustomField], Use | None]
_tellers: list[Teller] = []


def tells_uses(teller: Teller) -> Teller:
    """Enter who knows what of its slice names a field; None from it: nothing."""
    _tellers.append(teller)
    return teller


def uses_of(row: CustomField) -> list[Use]:
    """Everything that names the field, by kind of thing."""
    return [found for one in _tellers if (found := one(row)) is not None and found.count]


def in_condition(column: Any, row: CustomField) -> sa.ColumnElement[bool]:
    """That a kept condition (``catalogue.conditions``) compares the field."""
    return sa.cast(column, sa.Text()).contains(f'"{row.key}"', autoescape=True)


def in_text(row: CustomField, *columns: Any) -> sa.ColumnElement[bool]:
    """That one of these texts of the closed language names the field in braces."""
    pattern = r"\{\s*" + re.escape(row.key) + r"\s*\}"
    return sa.or_(*[sa.cast(one, sa.Text()).regexp_match(pattern) for one in columns])


def loses_text() -> str:
    """What becomes of a text that names a field out of use."""
    return str(_("Letters made of it wait until somebody fills the place in."))


def gone_from(*texts: str) -> list[str]:
    """The own fields that ``texts`` name although no text may (any more): out of use, made
    sensitive, or never there; name and placeholder of each."""
    rows = {row.key: row for row in own_fields(with_retired=True)}
    offered = offered_in_texts()
    named = dict.fromkeys(name for text in texts for name in placeholders.names(text))
    return [
        f"{_called(rows.get(name))} {{{name}}}".strip()
        for name in named
        if name.startswith(PREFIX) and name not in offered
    ]


def _called(row: CustomField | None) -> str:
    return in_words(row.name_en, row.name_ru) if row is not None else ""


@tells_uses
def _views(row: CustomField) -> Use:
    found = db.session.execute(
        sa.select(SavedView.name, SavedView.sharing).where(
            sa.or_(
                in_condition(SavedView.condition, row),
                sa.literal(row.key) == sa.any_(SavedView.columns),
                SavedView.sort.in_((row.key, f"-{row.key}")),
            )
        )
    ).all()
    return Use(
        _("Saved views of the list of clients"),
        len(found),
        tuple(name for name, sharing in found if sharing is not Sharing.MINE),
        breaks=_("The column is missing there; a condition on the field finds nobody."),
    )
