"""The five roles with their default grants, made once; a bank's edition is never overwritten."""

from __future__ import annotations

import sqlalchemy as sa

from ..core.db import db
from .models import Grant, Role
from .table import ROLES, default_grants


def seed_roles() -> None:
    """Make the seeded roles that are missing; give new permissions their defaults.

    A permission new in this version is granted by default; one that the role has had is left as
    the bank made it (a withdrawn one stays as a row with reach none).
    """
    known = {role.code: role for role in db.session.execute(sa.select(Role)).scalars()}
    for code, (name_en, name_ru) in ROLES.items():
        role = known.get(code)
        if role is None:
            role = Role(code=code, name_en=name_en, name_ru=name_ru, is_builtin=True)
            db.session.add(role)
            db.session.flush()
        present = set(
            db.session.execute(
                sa.select(Grant.permission).where(Grant.role_id == role.id)
            ).scalars()
        )
        for permission, reach in default_grants(code).items():
            if permission not in present:
                db.session.add(Grant(role_id=role.id, permission=permission, reach=reach))
    db.session.flush()
