"""The first administrator of an empty bank (ruling 7)."""

from __future__ import annotations

import sqlalchemy as sa

from ..audit.operations import record
from ..core import clock
from ..core.db import db
from ..core.text import sort_key
from ..policy.models import Role
from ..policy.table import ADMINISTRATOR
from . import passwords
from .administration import first_password
from .models import Employee


def make_administrator(login: str, *, email: str) -> str | None:
    """Make the first administrator; return the first password, None when there is one already."""
    role = db.session.execute(sa.select(Role).where(Role.code == ADMINISTRATOR)).scalar_one()
    there = db.session.scalar(sa.select(Employee.id).where(Employee.role_id == role.id).limit(1))
    if there is not None:
        return None
    password = first_password()
    employee = Employee(
        login=login,
        given_name="First",
        family_name="Administrator",
        name_key=sort_key("Administrator First"),
        email=email,
        position="Administrator",
        role_id=role.id,
        hired_on=clock.today(None),
        must_change_password=True,
        password_hash=passwords.hash_password(password),
    )
    db.session.add(employee)
    db.session.flush()
    record("employee:first-administrator", actor=None, obj=employee, name=login)
    return password
