"""What changes in the bank's own people."""

from __future__ import annotations

import sqlalchemy as sa

from ..core.db import db
from ..policy.enforce import Actor
from .models import Employee


def prefer(*, actor: Actor | None, language: str) -> None:
    """Keep the language ``actor`` has chosen; for nobody signed in the cookie alone remembers."""
    if actor is not None:
        db.session.execute(
            sa.update(Employee).where(Employee.id == actor.employee_id).values(language=language)
        )
