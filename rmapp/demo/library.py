"""The rooms and materials of the demo bank: made up, as everything of it."""

from __future__ import annotations

import datetime as dt

from ..core import clock
from ..core.db import db
from ..materials.models import Material, MaterialKind, MaterialVersion
from ..rooms.models import Room
from ..settings import settings

#: Name, branch, seats, confidential, for VIPs, equipment, opening and closing hour.
ROOMS = (
    ("Ока", "Центральное отделение", 6, True, False, ("Экран", "Видеосвязь"), 8, 20),
    ("Ладога", "Центральное отделение", 12, False, False, ("Проектор", "Доска"), 9, 18),
    ("Байкал", "VIP-центр", 4, True, True, ("Экран",), 9, 21),
)
#: Kind, names, stock, cost in minor units, pieces for one client a year, valid for days.
MATERIALS = (
    (MaterialKind.BROCHURE, "Буклет «Зарплата»", "Salary booklet", None, 0, None, 200),
    (MaterialKind.BROCHURE, "Тарифы РКО", "Account tariffs", None, 0, None, -5),
    (MaterialKind.SAMPLE, "Образец договора", "Sample agreement", None, 0, None, None),
    (MaterialKind.GIFT, "Ежедневник", "Diary", 120, 90_000, 1, None),
)  # fmt: skip


def add_library() -> None:
    """Add them; one of the brochures has expired, as it happens."""
    now, today = clock.now(), clock.today(settings().bank_zone)
    for name, branch, seats, is_confidential, for_vip, equipment, opens, closes in ROOMS:
        db.session.add(
            Room(
                name=name,
                branch=branch,
                seats=seats,
                is_confidential=is_confidential,
                for_vip=for_vip,
                equipment=list(equipment),
                opens=dt.time(opens),
                closes=dt.time(closes),
                zone=settings().bank_zone,
            )
        )
    for kind, name_ru, name_en, stock, cost, most, valid in MATERIALS:
        until = today + dt.timedelta(days=valid) if valid is not None else None
        version = MaterialVersion(language="ru", number=1, valid_until=until, made_at=now)
        db.session.add(
            Material(
                kind=kind,
                name_ru=name_ru,
                name_en=name_en,
                stock=stock,
                cost=cost,
                most_a_year=most,
                versions=[version],
            )
        )
    db.session.flush()
