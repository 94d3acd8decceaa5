"""The visits and meetings of a day, whose briefs are read before."""

from __future__ import annotations

import datetime as dt

from ...interactions.models import InteractionState
from ...interactions.words import Kind
from ...policy.enforce import Actor
from .day import ContactLine, agenda


def to_meet(
    actor: Actor, manager_id: int, starts: dt.datetime, ends: dt.datetime
) -> list[ContactLine]:
    """The visits and meetings of the day [``starts``, ``ends``) that are still to come, as many as
    a day has lines."""
    lines = agenda(actor, manager_id, starts, ends).lines
    met = (Kind.VISIT, Kind.MEETING)
    return [
        one
        for one in lines
        if one.kind in met and one.state is InteractionState.PLANNED and not one.with_whom
    ]
