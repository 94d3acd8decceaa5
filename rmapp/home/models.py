"""What the desk of a whole bank adds up, kept by manager."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ..core.db import Base
from ..core.registry import AtHandover, hangs_on_employee


class ManagerFigures(Base):
    """The figures of one manager as they were at ``taken_at``: a desk of many teams adds up these
    rows instead of walking the base. Taken anew every ten minutes, no source of anything."""

    __tablename__ = "manager_figures"

    employee_id: Mapped[int] = mapped_column(
        sa.BigInteger,
        sa.ForeignKey("employee.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
    )
    taken_at: Mapped[dt.datetime]
    monday: Mapped[dt.date]  # of the week that ``planned`` and the last of the weeks are of
    clients: Mapped[int]
    vips: Mapped[int]
    points: Mapped[int]
    no_step: Mapped[int]
    silent: Mapped[int]
    planned: Mapped[int]
    overdue: Mapped[int]
    calls: Mapped[list[int]]  # calls and writing with an outcome, week by week, the oldest first
    visits: Mapped[list[int]]


hangs_on_employee("manager_figures.employee_id", AtHandover.PERSONAL)
