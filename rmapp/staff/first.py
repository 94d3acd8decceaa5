"""The first two administrators of an empty bank (rulings 7 and 18)."""

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
from .queries import those_who

#: People a bank needs who can sign a widening of access: nobody signs what they asked themselves.
TWO = 2


def make_administrator(login: str, *, email: str) -> str | None:
    """Make an administrator of a bank that has none, or only one person who could sign a widening
    of access; return the first password.

    None when there is nothing to do: the login is known, or two people can sign for each other.
    """
    role = db.session.execute(sa.select(Role).where(Role.code == ADMINISTRATOR)).scalar_one()
    known = sa.select(Employee.id).where(sa.func.lower(Employee.login) == login.lower())
    if db.session.scalar(known) or len(those_who("roles:approve", over=None)) >= TWO:
        return None
    given = "Second" if db.session.scalar(sa.select(Employee.id).limit(1)) else "First"
    password = first_password()
    employee = Employee(
        login=login,
        given_name=given,
        family_name="Administrator",
        name_key=sort_key(f"Administrator {given}"),
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
