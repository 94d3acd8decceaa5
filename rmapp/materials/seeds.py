"""The materials an empty bank starts with: the shipped contact schedules name them."""

from __future__ import annotations

import sqlalchemy as sa

from ..core import clock
from ..core.db import db
from .models import Material, MaterialKind, MaterialVersion

#: Code → kind, name in English, name in Russian.
SHIPPED = {
    "booklet": (MaterialKind.BROCHURE, "Booklet of the bank", "Буклет банка"),
    "business-card": (MaterialKind.OTHER, "Business card", "Визитная карточка"),
    "benefit": (MaterialKind.OTHER, "Calculation of the benefit", "Расчёт выгоды"),
}


def seed() -> None:
    """Add the shipped materials that are missing; those the bank has changed stay as they are. An
    item of the same name is taken for the shipped one."""
    known = {
        row.code: row.name_ru
        for row in db.session.execute(sa.select(Material.code, Material.name_ru))
    }
    for code, (kind, name_en, name_ru) in SHIPPED.items():
        if code in known or name_ru in known.values():
            continue
        version = MaterialVersion(number=1, made_at=clock.now())
        db.session.add(
            Material(code=code, kind=kind, name_en=name_en, name_ru=name_ru, versions=[version])
        )
    db.session.flush()
