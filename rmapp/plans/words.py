"""What a plan says in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from ..audit import shown
from ..interactions.words import NO_NEXT_NAMES, NoNextReason
from .models import Way
from .queries.prospects import Fate

#: Code of the reason of a prospect that somebody took out without a contact.
BY_HAND = "by-hand"
WAYS: dict[Way, Any] = {
    Way.LIST: _l("chosen in the list"),
    Way.MORE: _l("taken as the next best"),
    Way.NEWCOMER: _l("came in by itself"),
}
FATES: dict[Fate, Any] = {
    Fate.IN_WORK: _lp("plan", "In work"),
    Fate.DROPPED: _lp("plan", "Sifted out"),
    Fate.WON: _lp("plan", "Became clients"),
}


def reason_words(code: str) -> str:
    """Why a prospect was dropped."""
    if code == BY_HAND:
        return str(_("Taken out of the plan"))
    if code in set(NoNextReason):
        return str(NO_NEXT_NAMES[NoNextReason(code)])
    return code


shown.codes("plan", way=WAYS)
