"""Signing in and out, proving oneself again, changing the password and the second factor.

A failed attempt is an answer, not a refusal: its count and its trail are committed with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ..audit.operations import record
from ..core import clock
from ..core import secrets as vault
from ..core.db import db
from ..core.errors import Invalid, Unauthenticated
from ..policy.enforce import Actor
from ..settings import settings
from . import passwords, second_factor, sessions, throttle
from .access import awaits_first_role
from .models import Employee, UserSession


class Outcome(StrEnum):
    """What became of an attempt."""

    DONE = "done"
    NEEDS_FACTOR = "needs-factor"
    NEEDS_ENROLMENT = "needs-enrolment"
    WRONG = "wrong"
    BLOCKED = "blocked"
    CLOSED = "closed"  # the right password of somebody whose access has ended
    AWAITED = "awaited"  # the right password of somebody whose first role is not signed yet


@dataclass(frozen=True)
class Attempt:
    """The answer to an attempt; ``key`` is for the cookie, ``wait`` in seconds."""

    outcome: Outcome
    key: str = ""
    wait: int = 0


def sign_in(login: str, password: str, *, address: str, browser: str) -> Attempt:
    """Try ``login`` with ``password``. The answer and its time are alike for unknown people; that
    the access has ended or has not begun is told to nobody but who knows the password."""
    wait = throttle.blocked_for(login, address)
    if wait:
        return Attempt(Outcome.BLOCKED, wait=wait)
    employee = _by_login(login)
    right = passwords.fits(employee.password_hash if employee else None, password)
    active = employee if employee is not None and employee.may_enter else None
    if not right or active is None:
        throttle.count_failure(login, address)
        record("session:refused", actor=None, name=login[:100], detail={"address": address})
        return Attempt(_why_shut(employee) if right and employee else Outcome.WRONG)
    throttle.forgive(login)
    if passwords.is_outdated(active.password_hash):
        active.password_hash = passwords.hash_password(password)
    key = sessions.open_session(active.id, address=address, browser=browser)
    if not sessions.needs_factor(active):
        _entered(active, address)
        return Attempt(Outcome.DONE, key)
    enrolled = active.totp_confirmed_at is not None
    return Attempt(Outcome.NEEDS_FACTOR if enrolled else Outcome.NEEDS_ENROLMENT, key)


def _why_shut(employee: Employee) -> Outcome:
    return Outcome.AWAITED if awaits_first_role(employee) else Outcome.CLOSED


def prove_factor(session: UserSession, employee: Employee, code: str, *, address: str) -> Attempt:
    """Try the second factor of a pending session: a code, or a recovery code.

    A right one opens a new session under a new key and ends the pending one.
    """
    wait = throttle.blocked_for(f"factor:{employee.login}", address)
    if wait:
        return Attempt(Outcome.BLOCKED, wait=wait)
    if not _factor_fits(employee, code):
        throttle.count_failure(f"factor:{employee.login}", address)
        record("session:factor-refused", actor=None, obj=employee, detail={"address": address})
        return Attempt(Outcome.WRONG)
    throttle.forgive(f"factor:{employee.login}")
    return _exchange(session, employee, address)


def begin_enrolment(employee: Employee) -> str:
    """The seed ``employee`` is to put into an authenticator; kept until it is confirmed."""
    if employee.totp_confirmed_at is not None:
        raise Invalid(_("The second factor is set up already."))
    seed = second_factor.seed_of(employee)
    if seed is None:
        seed = second_factor.new_seed()
        employee.totp_seed = vault.close(seed)
        db.session.flush()
    return seed


def confirm_enrolment(employee: Employee, code: str) -> list[str] | None:
    """Confirm the seed with its first code: ten recovery codes, or None for a wrong code."""
    seed = second_factor.seed_of(employee)
    if seed is None or not second_factor.accept_code(employee, seed, code):
        return None
    employee.totp_confirmed_at = clock.now()
    codes = second_factor.make_recovery_codes(employee)
    record("session:factor-enrolled", actor=None, obj=employee)
    return codes


def finish_enrolment(session: UserSession, employee: Employee, *, address: str) -> Attempt:
    """Open the full session after the enrolment of a pending one."""
    return _exchange(session, employee, address)


def step_up(actor: Actor, password: str, code: str, *, address: str) -> Attempt:
    """Prove again who ``actor`` is: the password, and the second factor where it is on."""
    employee = _employee_of(actor)
    wait = throttle.blocked_for(employee.login, address)
    if wait:
        return Attempt(Outcome.BLOCKED, wait=wait)
    right = passwords.fits(employee.password_hash, password)
    if right and sessions.needs_factor(employee):
        right = _factor_fits(employee, code)
    if not right:
        throttle.count_failure(employee.login, address)
        record("session:step-up-refused", actor=actor)
        return Attempt(Outcome.WRONG)
    throttle.forgive(employee.login)
    db.session.execute(
        sa.update(UserSession)
        .where(UserSession.id == actor.session_id)
        .values(stepped_up_at=clock.now())
    )
    record("session:stepped-up", actor=actor)
    return Attempt(Outcome.DONE)


def sign_out(actor: Actor) -> None:
    """End the session of ``actor`` at once."""
    if actor.session_id is not None:
        sessions.end_session(actor.session_id, reason="signed-out")
        record("session:ended", actor=actor)


def change_password(actor: Actor, *, old: str, new: str) -> None:
    """Give ``actor`` a new password and end their other sessions.

    Refuses with :class:`Invalid` at ``old`` or ``new``.
    """
    employee = _employee_of(actor)
    if not passwords.fits(employee.password_hash, old):
        raise Invalid(fields={"old": [_("This is not your present password.")]})
    if old == new:
        raise Invalid(fields={"new": [_("Take another password than the present one.")]})
    set_password(employee, new)
    employee.must_change_password = False
    ended = sessions.end_sessions(employee.id, reason="password", but=actor.session_id)
    record("employee:password-changed", actor=actor, obj=employee, detail={"ended": ended})


def set_password(employee: Employee, password: str) -> None:
    """Keep ``password`` for ``employee``; refuses a weak one with :class:`Invalid` at ``new``."""
    banks = [settings().bank_in(language) for language in ("ru", "en")]
    words = [employee.login, employee.given_name, employee.family_name, *banks]
    faults = passwords.faults(password, words)
    if faults:
        raise Invalid(fields={"new": faults})
    employee.password_hash = passwords.hash_password(password)


def _factor_fits(employee: Employee, code: str) -> bool:
    seed = second_factor.seed_of(employee) if employee.totp_confirmed_at else None
    if seed is None:
        return False
    if second_factor.accept_code(employee, seed, code):
        return True
    return second_factor.accept_recovery_code(employee, code)


def _exchange(session: UserSession, employee: Employee, address: str) -> Attempt:
    sessions.end_session(session.id, reason="factor")
    key = sessions.open_session(
        employee.id, address=address, browser=session.browser, factor_proved=True
    )
    _entered(employee, address)
    return Attempt(Outcome.DONE, key)


def _entered(employee: Employee, address: str) -> None:
    actor = sessions.actor_of_employee(employee.id)
    record("session:started", actor=actor, detail={"address": address})


def _by_login(login: str) -> Employee | None:
    return db.session.execute(
        sa.select(Employee)
        .options(joinedload(Employee.role))
        .where(sa.func.lower(Employee.login) == login.strip().lower())
    ).scalar_one_or_none()


def _employee_of(actor: Actor) -> Employee:
    employee = db.session.get(Employee, actor.employee_id)
    if employee is None:
        raise Unauthenticated(_("Please sign in."))
    return employee
