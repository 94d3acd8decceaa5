"""Tables of the bank's own people."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.db import Base, Code, Key, Keyed, Line, Name, Versioned, Zone, choice, owned
from ..core.i18n import reader_language
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ..core.text import LATIN_ENDS, written_name
from ..policy.models import Role


class Team(Keyed, Versioned, Base):
    """A team; teams form a tree. A supervisor reaches their own team and all under it."""

    __tablename__ = "team"

    name: Mapped[Name]
    parent_id: Mapped[int | None] = owned("team.id")


class Employee(Keyed, Versioned, Base):
    """One person who works in the bank. Never deleted: history names them for ever."""

    __tablename__ = "employee"
    __table_args__ = (
        sa.Index("uq_employee_login", sa.text("lower(login)"), unique=True),
        sa.CheckConstraint("capacity_points >= 0", name="capacity"),
    )

    login: Mapped[Code]
    given_name: Mapped[Name]
    patronymic: Mapped[Name] = mapped_column(default="")
    family_name: Mapped[Name]
    name_key: Mapped[Name]  # sorts and finds: see core.text.sort_key
    position: Mapped[Name] = mapped_column(default="")
    email: Mapped[Name] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(sa.String(32), default="")  # E.164

    role_id: Mapped[int] = owned("role.id")
    role: Mapped[Role] = relationship(lazy="raise")
    team_id: Mapped[int | None] = owned("team.id")
    team: Mapped[Team | None] = relationship(lazy="raise")

    branch: Mapped[Name] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    specialisation: Mapped[Name] = mapped_column(default="")
    licences: Mapped[list[str]] = mapped_column(default=list, server_default="{}")  # LICENCES
    is_vip_certified: Mapped[bool] = mapped_column(default=False)
    #: Serves clients of their own alone: no share-out gives them others.
    is_exclusive: Mapped[bool] = mapped_column(default=False, server_default="false")
    capacity_points: Mapped[int] = mapped_column(default=100)

    language: Mapped[str] = mapped_column(sa.String(2), default="ru")
    zone: Mapped[Zone] = mapped_column(default="Europe/Moscow")
    theme: Mapped[str] = mapped_column(sa.String(8), default="")

    #: Works here. The database lets nobody become inactive who has open clients or work, and gives
    #: nothing to who is. Access ends apart from it, at once: ``access_closed_at``.
    is_active: Mapped[bool] = mapped_column(default=True)
    access_closed_at: Mapped[dt.datetime | None]
    hired_on: Mapped[dt.date | None]
    leaves_on: Mapped[dt.date | None]  # notice was given: leaver mode
    left_at: Mapped[dt.datetime | None]

    password_hash: Mapped[Line] = mapped_column(default="")
    must_change_password: Mapped[bool] = mapped_column(default=False)
    totp_seed: Mapped[bytes | None]  # encrypted, see core.secrets
    totp_confirmed_at: Mapped[dt.datetime | None]
    totp_last_step: Mapped[int | None] = mapped_column(sa.BigInteger)  # no code works twice

    @property
    def name(self) -> str:
        """Mara Lindt; Громов Павел Сергеевич."""
        return written_name(self.family_name, self.given_name, self.patronymic)

    @property
    def may_enter(self) -> bool:
        """Whether this person can sign in at all."""
        return self.is_active and self.access_closed_at is None

    @property
    def short_name(self) -> str:
        """Initials and family name, as a letter is signed."""
        return short_name(self.given_name, self.patronymic, self.family_name)


def name_of(person: Any) -> sa.ColumnElement[str]:
    """The name of ``person`` (Employee or an alias of it) in SQL, as ``core.text.written_name``
    has it, without patronymic; NULL where nobody was joined."""
    family, given = person.family_name, person.given_name
    return sa.func.trim(
        sa.case(
            (sa.func.ascii(family) < LATIN_ENDS, given + " " + family), else_=family + " " + given
        )
    )


def short_name(given: str, patronymic: str, family: str) -> str:
    """Initials and family name of a colleague."""
    return "".join(f"{part[0]}. " for part in (given, patronymic) if part) + family


class UserSession(Base):
    """One signed-in browser. The cookie holds the key; here lies its hash. Ends at once."""

    __tablename__ = "user_session"

    id: Mapped[Key]
    key_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    employee_id: Mapped[int] = owned("employee.id")
    created_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    password_at: Mapped[dt.datetime]  # when the password was proved
    factor_at: Mapped[dt.datetime | None]  # when the second factor was proved
    stepped_up_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    end_reason: Mapped[str | None] = mapped_column(sa.String(32))
    address: Mapped[str] = mapped_column(sa.String(64), default="")
    browser: Mapped[Line] = mapped_column(default="")


class SignInThrottle(Base):
    """Failures counted per account, per address and for the house: no Redis, no forgetting."""

    __tablename__ = "sign_in_throttle"

    key: Mapped[str] = mapped_column(sa.String(200), primary_key=True)  # account:… address:… all
    failures: Mapped[int]
    first_at: Mapped[dt.datetime]
    last_at: Mapped[dt.datetime]
    blocked_until: Mapped[dt.datetime | None]


class RecoveryCode(Base):
    """One of ten codes that replace the second factor, once."""

    __tablename__ = "recovery_code"

    id: Mapped[Key]
    employee_id: Mapped[int] = owned("employee.id")
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    used_at: Mapped[dt.datetime | None]


class ApiToken(Keyed, Base):
    """A bearer token of the API: shown once, kept as a hash, ended at once."""

    __tablename__ = "api_token"

    employee_id: Mapped[int] = owned("employee.id")
    name: Mapped[Name]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[dt.datetime]
    last_used_at: Mapped[dt.datetime | None]
    expires_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    #: Dangerous deeds the token may do (permissions); proved once, when it was made.
    scopes: Mapped[list[str]] = mapped_column(default=list, server_default="{}")


class AbsenceKind(StrEnum):
    """Why somebody is away."""

    LEAVE = "leave"
    ILLNESS = "illness"
    TRIP = "trip"
    TRAINING = "training"


class Absence(Keyed, Base):
    """Days on which an employee does not work; dates of the employee's own zone, inclusive."""

    __tablename__ = "absence"
    __table_args__ = (sa.CheckConstraint("ends_on >= starts_on", name="order"),)

    employee_id: Mapped[int] = owned("employee.id")
    kind: Mapped[AbsenceKind] = choice(AbsenceKind)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]


class WorkingHours(Base):
    """When an employee works on a weekday (0 = Monday), if not as the bank does."""

    __tablename__ = "working_hours"
    __table_args__ = (
        sa.UniqueConstraint("employee_id", "weekday"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("ends > starts", name="order"),
    )

    id: Mapped[Key]
    employee_id: Mapped[int] = owned("employee.id")
    weekday: Mapped[int]
    starts: Mapped[dt.time]
    ends: Mapped[dt.time]


class CalendarDay(Base):
    """One day of the bank's calendar that is not as its weekday says (a holiday, a moved day)."""

    __tablename__ = "calendar_day"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    title: Mapped[Name] = mapped_column(default="")
    title_en: Mapped[Name] = mapped_column(default="", server_default="")  # of the library's
    is_seeded: Mapped[bool] = mapped_column(default=False)  # from the library, not the bank's own

    @property
    def name(self) -> str:
        """What the day is called, in the reader's language where it is known."""
        return (self.title_en if reader_language() == "en" else "") or self.title


class AccessState(StrEnum):
    """Where a widening of access stands."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"


class AccessChange(Keyed, Base):
    """A change that widens somebody's reach: it waits for a second person (ruling 18)."""

    __tablename__ = "access_change"
    __table_args__ = (
        sa.CheckConstraint("decided_by_id IS NULL OR decided_by_id <> asked_by_id", name="two"),
    )

    role_id: Mapped[int] = owned("role.id")  # the role changed, or the role to be given
    permission: Mapped[Code] = mapped_column(default="")
    reach: Mapped[str] = mapped_column(sa.String(8), default="")
    employee_id: Mapped[int | None] = owned("employee.id")  # who is to get the role
    asked_by_id: Mapped[int] = owned("employee.id")
    asked_at: Mapped[dt.datetime]
    reason: Mapped[Line] = mapped_column(default="")
    #: The first role of somebody just hired: nobody enters before it is signed.
    is_first: Mapped[bool] = mapped_column(default=False, server_default="false")
    state: Mapped[AccessState] = choice(AccessState, default=AccessState.WAITING)
    decided_by_id: Mapped[int | None] = owned("employee.id")
    decided_at: Mapped[dt.datetime | None]

    role: Mapped[Role] = relationship(lazy="raise")
    employee: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[employee_id])
    asked_by: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[asked_by_id])


class EmergencyVerdict(StrEnum):
    """What the reviewer holds of an emergency."""

    JUSTIFIED = "justified"
    UNJUSTIFIED = "unjustified"


class EmergencyAccess(Keyed, Base):
    """A dossier outside somebody's reach, opened in an emergency for half an hour (ruling 18)."""

    __tablename__ = "emergency_access"
    __table_args__ = (
        sa.Index("ix_emergency_access_open", "employee_id", "until"),
        sa.CheckConstraint("reviewed_by_id IS NULL OR reviewed_by_id <> employee_id", name="two"),
    )

    client_id: Mapped[int] = owned("client.id")
    employee_id: Mapped[int] = owned("employee.id", index=False)
    reason: Mapped[Line]
    ticket: Mapped[Name] = mapped_column(default="")
    opened_at: Mapped[dt.datetime] = mapped_column(index=True)
    until: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]
    reviewed_at: Mapped[dt.datetime | None]
    reviewed_by_id: Mapped[int | None] = owned("employee.id")
    verdict: Mapped[EmergencyVerdict | None] = choice(EmergencyVerdict)
    remark: Mapped[Line] = mapped_column(default="")

    employee: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[employee_id])
    reviewed_by: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[reviewed_by_id])


PERSONAL = AtHandover.PERSONAL
for _column in ("employee_id", "reviewed_by_id"):
    hangs_on_employee(f"emergency_access.{_column}", AtHandover.HISTORY)
hangs_on_client("emergency_access.client_id", AtMerge.MOVES)
for _column in ("employee_id", "asked_by_id", "decided_by_id"):
    hangs_on_employee(f"access_change.{_column}", AtHandover.HISTORY)
hangs_on_employee("user_session.employee_id", PERSONAL, label=_l("Sessions"))
hangs_on_employee("recovery_code.employee_id", PERSONAL)
hangs_on_employee("api_token.employee_id", PERSONAL, label=_l("API tokens"))
hangs_on_employee("absence.employee_id", PERSONAL)
hangs_on_employee("working_hours.employee_id", PERSONAL)
