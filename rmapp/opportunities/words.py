"""What the funnel's rules say to people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ..core.formatting import day, moment
from .rules import Lack

LACK_WORDS: dict[Lack, Any] = {
    Lack.PRODUCTS: _l("needs at least one product"),
    Lack.AMOUNT: _l("needs an amount"),
    Lack.PROPOSAL: _l("needs a proposal that was sent"),
    Lack.REASON: _l("needs the reason of the loss"),
}
LACK_SENTENCES: dict[Lack, Any] = {
    Lack.PRODUCTS: _l("This stage needs at least one product. Add it to the opportunity."),
    Lack.AMOUNT: _l("This stage needs an amount. Enter it in the opportunity."),
    Lack.PROPOSAL: _l("This stage needs a proposal that was sent. Make one and send it."),
    Lack.REASON: _l("Say why it was lost: open the opportunity and choose the reason."),
}


def step_words(
    planned: dt.datetime | None,
    idle: int,
    closed_at: dt.datetime | None,
    resumes_on: dt.date | None = None,
) -> tuple[str, str]:
    """The next step of a card in words, with its tone. ``idle``: days without one; ``resumes_on``:
    when a schedule that rests goes on."""
    if closed_at is not None:
        return day(closed_at), "ok"
    if planned is not None:
        return moment(planned), ""
    if resumes_on is not None:
        return str(_("paused until %(day)s", day=day(resumes_on))), ""
    if idle == 0:
        return str(_("no next step")), "warn"
    return (
        str(ngettext("%(num)s day without a step", "%(num)s days without a step", idle)),
        "warn",
    )
