"""Roles and grants: the bank's own edition of the permission table."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.db import Base, Code, Key, Keyed, Name, Versioned, choice, owned


class Reach(StrEnum):
    """How far a permission goes."""

    NONE = "none"
    OWN = "own"
    TEAM = "team"
    ALL = "all"

    @property
    def rank(self) -> int:
        """0 for none … 3 for all."""
        return list(Reach).index(self)


class Role(Keyed, Versioned, Base):
    """A role: a named set of grants. Five are seeded and keep their codes."""

    __tablename__ = "role"

    code: Mapped[Code] = mapped_column(unique=True)
    name_en: Mapped[Name]
    name_ru: Mapped[Name]
    is_builtin: Mapped[bool] = mapped_column(default=False)
    grants: Mapped[list[Grant]] = relationship(lazy="raise", cascade="all, delete-orphan")


class Grant(Base):
    """What a role may do under one permission, and how far. No row means none."""

    __tablename__ = "role_grant"
    __table_args__ = (sa.UniqueConstraint("role_id", "permission"),)

    id: Mapped[Key]
    role_id: Mapped[int] = owned("role.id", ondelete="CASCADE")
    permission: Mapped[Code]
    reach: Mapped[Reach] = choice(Reach)
