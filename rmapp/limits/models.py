"""Tables of the limits: what the bank set, what waits for a second person, what was read."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.db import Base, Code, Key, Keyed, Line, choice, owned
from ..core.registry import AtHandover, hangs_on_employee
from ..policy.models import Role
from ..staff.models import AccessState, Employee


class LimitSetting(Base):
    """A limit as this bank has set it; without a row the catalogue's default holds."""

    __tablename__ = "limit_setting"
    __table_args__ = (
        sa.UniqueConstraint("code", "role_id", postgresql_nulls_not_distinct=True),
        sa.CheckConstraint("value >= 0", name="value"),
    )

    id: Mapped[Key]
    code: Mapped[Code]
    role_id: Mapped[int | None] = owned("role.id", ondelete="CASCADE")  # None: the whole house
    value: Mapped[int] = mapped_column(sa.BigInteger)
    changed_at: Mapped[dt.datetime]
    changed_by_id: Mapped[int] = owned("employee.id", index=False)


class LimitChange(Keyed, Base):
    """A limit that is to be raised: it waits for a second person (ruling 18)."""

    __tablename__ = "limit_change"
    __table_args__ = (
        sa.CheckConstraint("decided_by_id IS NULL OR decided_by_id <> asked_by_id", name="two"),
        sa.CheckConstraint("value >= 0", name="value"),
    )

    code: Mapped[Code]
    role_id: Mapped[int | None] = owned("role.id", ondelete="CASCADE")
    before: Mapped[int] = mapped_column(sa.BigInteger)
    value: Mapped[int] = mapped_column(sa.BigInteger)
    reason: Mapped[Line]
    asked_by_id: Mapped[int] = owned("employee.id", index=False)
    asked_at: Mapped[dt.datetime]
    state: Mapped[AccessState] = choice(AccessState, default=AccessState.WAITING)
    decided_by_id: Mapped[int | None] = owned("employee.id", index=False)
    decided_at: Mapped[dt.datetime | None]

    role: Mapped[Role | None] = relationship(lazy="raise")
    asked_by: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[asked_by_id])


class Reading(Base):
    """Client rows shown to one employee on one day of the bank's zone, without a second person.

    ``told_at``: when the supervisor was told; ``refused_at``: when the limit was first met.
    """

    __tablename__ = "reading"

    employee_id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.ForeignKey("employee.id", ondelete="RESTRICT"), primary_key=True
    )
    day: Mapped[dt.date] = mapped_column(primary_key=True, index=True)
    rows: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    told_at: Mapped[dt.datetime | None]
    refused_at: Mapped[dt.datetime | None]


hangs_on_employee("limit_setting.changed_by_id", AtHandover.HISTORY)
hangs_on_employee("limit_change.asked_by_id", AtHandover.HISTORY)
hangs_on_employee("limit_change.decided_by_id", AtHandover.HISTORY)
hangs_on_employee("reading.employee_id", AtHandover.HISTORY)
