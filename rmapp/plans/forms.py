"""Forms of plans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import NumberRange, Optional

from ..clients.models import Sharing
from ..core.fields import DayField, required
from ..core.forms import NEEDED, Form, as_choices, line
from ..segments.models import Segment
from .operations.making import LARGEST, PlanFacts
from .operations.taking import MOST_AT_ONCE


class PlanForm(Form):
    """What marketing gives: the target segment, how many clients it expects of it, until when."""

    title = line(_l("Name of the plan"), NEEDED, longest=200)
    segment = SelectField(_l("Target segment"), [NEEDED])
    volume = IntegerField(
        _l("Clients to be won"),
        [NEEDED, NumberRange(1, LARGEST, message=_l("From one client on."))],
    )
    starts_on = DayField(_l("First day"), validators=[required()], native=True)
    deadline = DayField(_lp("plan", "Deadline"), validators=[required()], native=True)
    takes_newcomers = BooleanField(_l("Prospects that come in meanwhile are taken by themselves"))
    note = line(_lp("plan", "What marketing says"))

    def offer(self, segments: Sequence[Segment], *more: Segment) -> None:
        """The segments there are: shared ones; ``more``: the one the plan has."""
        self.known = {
            one.public_id: one
            for one in (*segments, *more)
            if one.sharing is not Sharing.MINE or one in more
        }
        self.segment.choices = as_choices([(key, one.name) for key, one in self.known.items()])

    def facts(self) -> PlanFacts:
        """What was filled in, after it was found valid."""
        return PlanFacts(
            title=self.title.data,
            segment=self.known[self.segment.data],
            volume=self.volume.data,
            starts_on=self.starts_on.data,
            deadline=self.deadline.data,
            takes_newcomers=bool(self.takes_newcomers.data),
            note=self.note.data or "",
        )


class MoreForm(Form):
    """How many prospects are taken at once."""

    count = IntegerField(
        _l("How many"),
        [NEEDED, NumberRange(1, MOST_AT_ONCE, message=_l("From 1 to 500 at once."))],
    )


class WhyForm(Form):
    """Why."""

    reason = line(_l("Reason"), NEEDED)


class SharesForm(Form):
    """A number for each manager; made by :func:`shares_form`."""


def shares_form(people: Sequence[tuple[str, str, int]], **kwargs: Any) -> Any:
    """The form of shares of ``people``: (public id, name, clients to be won)."""
    controls = {
        f"of_{key}": IntegerField(
            name,
            [Optional(), NumberRange(0, LARGEST, message=_l("A share is a number from 0 on."))],
            default=volume,
        )
        for key, name, volume in people
    }
    return type("Made", (SharesForm,), controls)(**kwargs)
