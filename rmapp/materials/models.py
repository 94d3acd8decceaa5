"""Tables of materials."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..audit import shown
from ..core.db import Base, Code, Keyed, Minor, Name, Versioned, choice, owned
from ..core.registry import AtHandover, hangs_on_employee


class MaterialKind(StrEnum):
    """What is handed out."""

    BROCHURE = "brochure"
    SAMPLE = "sample"  # of a contract
    PRESENTATION = "presentation"
    GIFT = "gift"
    OTHER = "other"


MATERIAL_KINDS: dict[MaterialKind, Any] = {
    MaterialKind.BROCHURE: _l("Brochure"),
    MaterialKind.SAMPLE: _l("Sample of a contract"),
    MaterialKind.PRESENTATION: _lp("material", "Presentation"),
    MaterialKind.GIFT: _l("Gift"),
    MaterialKind.OTHER: _lp("material", "Other"),
}


shown.codes("material", kind=MATERIAL_KINDS)


class Material(Keyed, Versioned, Base):
    """One item of the nomenclature. ``stock`` None: pieces are not counted. ``cost``: of one
    piece, minor units of the bank's currency. ``most_a_year``: pieces for one client."""

    __tablename__ = "material"
    __table_args__ = (
        sa.CheckConstraint("stock >= 0", name="stock"),
        sa.CheckConstraint("cost >= 0", name="cost"),
        sa.CheckConstraint("most_a_year >= 1", name="most_a_year"),
    )

    code: Mapped[Code] = mapped_column(default="", server_default="")  # of a shipped one, else ""
    kind: Mapped[MaterialKind] = choice(MaterialKind)
    name_en: Mapped[Name]
    name_ru: Mapped[Name]
    is_active: Mapped[bool] = mapped_column(default=True)
    stock: Mapped[int | None]
    cost: Mapped[Minor] = mapped_column(default=0)
    most_a_year: Mapped[int | None]

    versions: Mapped[list[MaterialVersion]] = relationship(
        lazy="raise", order_by="MaterialVersion.id.desc()", back_populates="material"
    )

    def name(self, language: str) -> str:
        """Its name in ``language`` (``ru``, else English)."""
        return self.name_ru if language == "ru" else self.name_en


class MaterialVersion(Keyed, Base):
    """One edition of a material in a language (``ru``, ``en``, "" for any), with its file if it is
    one. The newest of a language counts; older ones stay: they were handed out."""

    __tablename__ = "material_version"
    __table_args__ = (sa.UniqueConstraint("material_id", "language", "number"),)

    material_id: Mapped[int] = owned("material.id", index=False)
    language: Mapped[Code] = mapped_column(default="")
    number: Mapped[int]
    valid_until: Mapped[dt.date | None]  # the last day
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    file_name: Mapped[Name] = mapped_column(default="")
    media: Mapped[Code] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[int | None] = owned("employee.id", index=False)

    material: Mapped[Material] = relationship(lazy="raise", back_populates="versions")

    def is_expired(self, today: dt.date) -> bool:
        """Whether it may be given out no more without a thought."""
        return self.valid_until is not None and self.valid_until < today


hangs_on_employee("material_version.made_by_id", AtHandover.HISTORY)
