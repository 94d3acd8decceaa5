"""Whom a step meets, of the contact persons there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...clients.models import DecisionRole, Level
from ..words import Whom


def person_for(whom: Whom, people: Sequence[Any]) -> Any | None:
    """The contact person of ``people`` (the head first) for ``whom``; the head, else the first,
    where nobody plays that part; None where there is nobody."""
    if not people:
        return None
    return next((one for one in people if _plays(whom, one)), people[0])


def _plays(whom: Whom, one: Any) -> bool:
    if whom is Whom.DECIDES:
        return bool(one.decision_role is DecisionRole.DECIDES)
    if whom is Whom.FINANCIAL:
        return one.decision_role is DecisionRole.FINANCIAL or one.level is Level.FINANCIAL
    if whom is Whom.TECHNICAL:
        return one.decision_role is DecisionRole.TECHNICAL or one.level is Level.TECHNICAL
    return bool(one.is_head)
