"""Days to the breach of the norm, as a field of the catalogue: a column, an order, a condition."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from ..clients.catalogue import Field, FieldType, register
from ..core import clock
from ..policy.enforce import Actor
from .queries import to_breach

KEY = "days_to_breach"
#: Whose silence does not count comes last.
NEVER = 100_000
_FIELD = Field(
    KEY,
    _l("Days to the norm of silence"),
    FieldType.NUMBER,
    "service",
    None,
    hint=_l("Only contacts in which both spoke count; active clients only. Negative: passed."),
)


@register(KEY)
def days(actor: Actor) -> Field:
    """The field ``days_to_breach``, counted from now."""
    column = to_breach(clock.now())
    return replace(_FIELD, column=column, sort=sa.func.coalesce(column, NEVER))
