"""What the parts of a sieve are called."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..clients.models import ClientKind
from ..clients.words import KINDS
from ..interactions.strategies import STRATEGIES, Strategy
from .queries import By

BY_NAMES: dict[By, Any] = {
    By.MANAGER: _l("by manager"),
    By.SOURCE: _l("by source"),
    By.KIND: _l("by kind of client"),
    By.STRATEGY: _l("by strategy"),
    By.SCENARIO: _l("by scenario"),
    By.SEGMENT: _l("by target segment"),
}
#: Months back → what the choice is called.
PERIODS: dict[int, Any] = {
    3: _l("the last three months"),
    6: _l("the last half year"),
    12: _l("the last year"),
    36: _l("the last three years"),
}


def part_name(by: By, name: str) -> str:
    """A part in words; a part without a name is what is not known."""
    if not name:
        return str(_("not known"))
    if by is By.KIND:
        return str(KINDS[ClientKind(name)])
    if by is By.STRATEGY and name in set(Strategy):
        return str(STRATEGIES[Strategy(name)].name)
    return name
