"""The library of scenarios."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...core.db import Base, Code, Key, Keyed, Name, Note, Versioned, choice, owned
from ...core.registry import AtHandover, hangs_on_employee
from ..words import Fits, Kind, Purpose, Stage


class Scenario(Keyed, Versioned, Base):
    """A scenario of talk the bank keeps: how a contact of this kind and purpose may go (C3)."""

    __tablename__ = "scenario"

    code: Mapped[Code] = mapped_column(default="", index=True)  # of a shipped one, else ""
    kind: Mapped[Kind | None] = choice(Kind, nullable=True)  # None: any kind
    purpose: Mapped[Purpose] = choice(Purpose)
    fits: Mapped[Fits] = choice(Fits, default=Fits.ANY, server_default="any")
    stage: Mapped[Stage] = choice(Stage, default=Stage.ANY, server_default="any")
    is_active: Mapped[bool] = mapped_column(default=True)
    number: Mapped[int] = mapped_column(default=1)  # of the version in force

    versions: Mapped[list[ScenarioVersion]] = relationship(
        lazy="raise", order_by="ScenarioVersion.number.desc()"
    )


class ScenarioVersion(Base):
    """One wording of a scenario, kept for ever: a past contact names the one it used."""

    __tablename__ = "scenario_version"
    __table_args__ = (sa.UniqueConstraint("scenario_id", "number"),)

    id: Mapped[Key]
    scenario_id: Mapped[int] = owned("scenario.id", index=False)
    number: Mapped[int]
    title_en: Mapped[Name]
    title_ru: Mapped[Name]
    body_en: Mapped[Note]
    body_ru: Mapped[Note]
    structure_en: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    structure_ru: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[int | None] = owned("employee.id", index=False)

    def title(self, language: str) -> str:
        """The title in ``language`` (``ru``, else English)."""
        return self.title_ru if language == "ru" else self.title_en

    def body(self, language: str) -> str:
        """The text in ``language``."""
        return self.body_ru if language == "ru" else self.body_en

    def structure(self, language: str) -> list[str]:
        """The agenda it proposes, in ``language``."""
        return list(self.structure_ru if language == "ru" else self.structure_en)


hangs_on_employee("scenario_version.made_by_id", AtHandover.HISTORY)
