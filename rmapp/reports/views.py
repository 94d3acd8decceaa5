"""The sieve on one page."""

from __future__ import annotations

import datetime as dt
from functools import partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import pgettext

from ..core import clock
from ..core.charts import Chart, Series, bars, funnel
from ..core.formatting import number
from ..core.i18n import reader_language
from ..interactions.rules.times import day_bounds
from ..opportunities.models import FunnelStage
from ..policy.enforce import can, current_actor, requires
from ..settings import settings
from . import queries
from .queries import By
from .rules import FEW, LAST, Sieve
from .words import BY_NAMES, PERIODS, part_name

reports = Blueprint("reports", __name__, url_prefix="/reports")
blueprints = [reports]

YEAR = 12
MONTH = 365.25 / 12  # days
MOST_PARTS = 40


@reports.get("/sieve")
@requires(queries.PERMISSION)
def sieve() -> ResponseReturnValue:
    """How many prospects survive each contact and each stage, and by what they come through."""
    actor = current_actor()
    speech = reader_language()
    by = next((one for one in By if one.value == request.args.get("by")), By.MANAGER)
    months = next((m for m in PERIODS if str(m) == request.args.get("months")), YEAR)
    until = day_bounds(clock.today(actor.zone), actor.zone)[1]
    since = until - dt.timedelta(days=round(months * MONTH))
    found = queries.whole(actor, since, until)
    parts = queries.parted(actor, since, until, by, language=speech)
    stages = queries.stages(actor, since, until) if can(actor, "opportunities:read") else []
    minimum = settings().minimum_contacts
    return render_template(
        "reports/sieve.html",
        sieve=found,
        chart=partial(_chart, found),
        funnel=partial(_funnel, stages, speech) if stages and stages[0][1] else None,
        parts=[(part_name(by, name), part) for name, part in parts[:MOST_PARTS]],
        more=max(0, len(parts) - MOST_PARTS),
        by=by,
        by_names=BY_NAMES,
        months=months,
        periods=PERIODS,
        minimum=minimum,
        few=FEW,
        last=LAST,
        step_name=_step_name,
    )


def _step_name(number_of_it: int) -> str:
    return f"{number_of_it}+" if number_of_it == LAST else str(number_of_it)


def _chart(found: Sieve, width: int) -> Chart:
    steps = found.steps
    return bars(
        _("What each contact came to"),
        [_step_name(step.number) for step in steps],
        [
            Series(_("became clients"), [step.through for step in steps]),
            Series(_("went on"), [step.went_on for step in steps]),
            Series(_("still in work"), [step.in_work for step in steps]),
            Series(pgettext("sieve", "given up"), [step.dropped for step in steps]),
        ],
        stacked=True,
        width=width,
        number=number,
        empty=_("No prospect was contacted in this time."),
    )


def _funnel(stages: list[tuple[FunnelStage, int]], speech: str, width: int) -> Chart:
    named = [(stage.name_ru if speech == "ru" else stage.name_en, many) for stage, many in stages]
    title = _("How far opportunities came")
    return funnel(title, named, width=width, number=number)
