"""Tables of oversight; emergencies themselves lie with sessions, which read them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.db import Base, Keyed, Line, choice, owned
from ..core.registry import AtHandover, hangs_on_employee
from ..staff.models import Employee


class Sign(StrEnum):
    """What is unusual."""

    MANY = "many"  # dossiers in an hour
    NIGHT = "night"
    LEAVER = "leaver"  # somebody whose clients are being handed over


class ReadingAlarm(Keyed, Base):
    """Reading that a supervisor should look at; one a sign, person and day of the bank."""

    __tablename__ = "reading_alarm"
    __table_args__ = (sa.UniqueConstraint("employee_id", "sign", "day"),)

    employee_id: Mapped[int] = owned("employee.id", index=False)
    sign: Mapped[Sign] = choice(Sign)
    day: Mapped[dt.date]
    dossiers: Mapped[int]
    first_at: Mapped[dt.datetime]
    last_at: Mapped[dt.datetime] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seen_at: Mapped[dt.datetime | None]
    seen_by_id: Mapped[int | None] = owned("employee.id")
    remark: Mapped[Line] = mapped_column(default="")

    employee: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[employee_id])
    seen_by: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[seen_by_id])


for _column in ("employee_id", "seen_by_id"):
    hangs_on_employee(f"reading_alarm.{_column}", AtHandover.HISTORY)
