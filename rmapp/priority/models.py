"""Tables of the order of calls: what was learned, and whether the bank lets it decide."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.db import Base, Key, Keyed, Line, choice, owned
from ..core.registry import AtHandover, hangs_on_employee
from ..staff.models import Employee


class Verdict(StrEnum):
    """What a night's learning came to."""

    LEARNED = "learned"  # better than the stated rules: it decides
    RULES = "rules"  # no better: the stated rules decide
    LITTLE = "little"  # too little past to learn from


class CallModel(Keyed, Base):
    """What was learned in one night from the contacts before ``learned_until`` (C11).

    ``area`` and ``rules_area``: of a hundred pairs of a success and a failure, the share that the
    model and the stated rules put in the right order, measured on contacts later than those
    learned from. ``weights``: {"columns": [{column, share}], "values": {column: {value:
    log-odds}}}, the strongest column first; ``share``: of all that moves the chance.
    """

    __tablename__ = "call_model"

    verdict: Mapped[Verdict] = choice(Verdict)
    learned_at: Mapped[dt.datetime] = mapped_column(index=True)
    learned_until: Mapped[dt.datetime | None]
    contacts: Mapped[int]
    successes: Mapped[int]
    area: Mapped[float | None]
    rules_area: Mapped[float | None]
    weights: Mapped[dict[str, Any]]
    usual_from: Mapped[int | None]  # most successes come between these contact numbers
    usual_to: Mapped[int | None]
    is_used: Mapped[bool] = mapped_column(default=False)  # the switch was on and the verdict good
    ranked: Mapped[int] = mapped_column(default=0)  # clients put in order


class CallSwitch(Base):
    """The bank lets the learned order decide, or not: the latest row holds."""

    __tablename__ = "call_switch"

    id: Mapped[Key]
    is_on: Mapped[bool]
    reason: Mapped[Line] = mapped_column(default="")
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[int] = owned("employee.id")

    made_by: Mapped[Employee] = relationship(lazy="raise")


hangs_on_employee("call_switch.made_by_id", AtHandover.HISTORY)
