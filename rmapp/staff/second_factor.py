"""The second factor: time-based codes (RFC 6238), each used once, and ten recovery codes."""

from __future__ import annotations

import secrets

import pyotp
import sqlalchemy as sa

from ..core import clock
from ..core import secrets as vault
from ..core.db import ALPHABET, db
from ..settings import settings
from .models import Employee, RecoveryCode
from .sessions import digest

STEP = 30  # seconds
DRIFT = 1  # steps accepted before and after
RECOVERY_CODES = 10


def new_seed() -> str:
    """A random seed, base32."""
    return pyotp.random_base32()


def seed_of(employee: Employee) -> str | None:
    """The seed of ``employee`` in the clear, or None."""
    return vault.open_(employee.totp_seed) if employee.totp_seed else None


def address(employee: Employee, seed: str) -> str:
    """The ``otpauth://`` address an authenticator takes."""
    totp = pyotp.TOTP(seed, name=employee.login, issuer=settings().bank_in(employee.language))
    return totp.provisioning_uri()


def picture(employee: Employee, seed: str) -> str:
    """The address as a QR code: an SVG data address (no inline style)."""
    import segno  # heavy, 3 MB: asked for once a person

    return str(segno.make(address(employee, seed), error="m").svg_data_uri(scale=5, border=2))


def accept_code(employee: Employee, seed: str, code: str) -> bool:
    """Whether ``code`` is right for ``seed`` now and unused; a right one is used up."""
    digits = "".join(ch for ch in code if ch.isdecimal() and ch.isascii())
    if len(digits) != 6:
        return False
    totp = pyotp.TOTP(seed)
    step_now = int(clock.now().timestamp()) // STEP
    for step in range(step_now - DRIFT, step_now + DRIFT + 1):
        if secrets.compare_digest(totp.generate_otp(step), digits):
            return _use_step(employee, step)
    return False


def _use_step(employee: Employee, step: int) -> bool:
    used = db.session.execute(
        sa.update(Employee)
        .where(
            Employee.id == employee.id,
            sa.or_(Employee.totp_last_step.is_(None), Employee.totp_last_step < step),
        )
        .values(totp_last_step=step)
        .execution_options(synchronize_session=False)
    )
    return bool(used.rowcount == 1)  # type: ignore[attr-defined]


def accept_recovery_code(employee: Employee, code: str) -> bool:
    """Whether ``code`` is an unused recovery code of ``employee``; a right one is spent."""
    plain = "".join(ch for ch in code.lower() if ch in ALPHABET)
    used = db.session.execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.employee_id == employee.id,
            RecoveryCode.code_hash == digest(f"{employee.id}:{plain}"),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return bool(used.rowcount == 1)  # type: ignore[attr-defined]


def make_recovery_codes(employee: Employee) -> list[str]:
    """Ten fresh recovery codes, shown once; the former ones are void."""
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.employee_id == employee.id))
    codes = []
    for _ in range(RECOVERY_CODES):
        plain = "".join(secrets.choice(ALPHABET) for _ in range(12))
        db.session.add(
            RecoveryCode(employee_id=employee.id, code_hash=digest(f"{employee.id}:{plain}"))
        )
        codes.append("-".join(plain[i : i + 4] for i in (0, 4, 8)))
    return codes
