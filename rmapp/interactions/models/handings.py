"""What is brought to a contact, and what was given to whom (C10)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...clients.models import ContactPerson
from ...core.db import Base, Key, Minor, choice, owned
from ...core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ...materials.models import MaterialVersion


class HandingState(StrEnum):
    """Whether it was given."""

    PLANNED = "planned"
    HANDED = "handed"
    KEPT = "kept"  # brought and not given


class Handing(Base):
    """Pieces of a version of a material for one contact. ``cost``: of one piece, when given."""

    __tablename__ = "handing"
    __table_args__ = (
        sa.UniqueConstraint("interaction_id", "version_id"),
        sa.CheckConstraint("quantity BETWEEN 1 AND 1000", name="quantity"),
        sa.CheckConstraint("(state = 'handed') = (handed_at IS NOT NULL)", name="handed"),
        sa.Index(
            "ix_handing_client_id_handed_at",
            "client_id",
            "handed_at",
            postgresql_where=sa.text("state = 'handed'"),
        ),
    )

    id: Mapped[Key]
    interaction_id: Mapped[int] = owned("interaction.id", index=False, ondelete="CASCADE")
    client_id: Mapped[int] = owned("client.id", index=False)
    version_id: Mapped[int] = owned("material_version.id")
    quantity: Mapped[int] = mapped_column(default=1)
    state: Mapped[HandingState] = choice(HandingState, default=HandingState.PLANNED)
    contact_person_id: Mapped[int | None] = owned("contact_person.id")
    handed_at: Mapped[dt.datetime | None]
    handed_by_id: Mapped[int | None] = owned("employee.id", index=False)
    cost: Mapped[Minor] = mapped_column(default=0)

    version: Mapped[MaterialVersion] = relationship(lazy="raise")
    contact_person: Mapped[ContactPerson | None] = relationship(lazy="raise")

    @property
    def goes_along(self) -> bool:
        """Whether it is to be given, or was."""
        return self.state is not HandingState.KEPT


hangs_on_client("handing.client_id", AtMerge.MOVES, label=_l("Materials handed out"))
hangs_on_employee("handing.handed_by_id", AtHandover.HISTORY)
