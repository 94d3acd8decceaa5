"""The sources and channels a bank starts with (D7)."""

from __future__ import annotations

import sqlalchemy as sa

from ..core.db import db
from .models import Source, SourceKind

SOURCES = (
    ("Directory", "Справочник", False),
    ("Press", "Пресса", False),
    ("Exhibition", "Выставка", False),
    ("Recommendation of a client", "Рекомендация клиента", False),
    ("Recommendation of a partner", "Рекомендация партнёра", False),
    ("Colleague of the bank", "Сотрудник банка", False),
    ("Web site", "Сайт", False),
    ("Incoming letter", "Входящее письмо", False),
    ("Event", "Мероприятие", False),
    ("Bought base", "Купленная база", True),
)
CHANNELS = (
    ("Call to the bank", "Звонок в банк"),
    ("Call of a manager", "Звонок менеджера"),
    ("Branch", "Отделение"),
    ("Form on the web site", "Форма на сайте"),
    ("E-mail", "Электронная почта"),
    ("Meeting at an event", "Встреча на мероприятии"),
)


def seed() -> None:
    """Fill the lists of sources and channels where they are empty."""
    if db.session.execute(sa.select(sa.func.count(Source.id))).scalar_one():
        return
    db.session.add_all(
        Source(name_en=english, name_ru=russian, is_cautious=cautious, position=position)
        for position, (english, russian, cautious) in enumerate(SOURCES)
    )
    db.session.flush()  # the sources come first
    db.session.add_all(
        Source(kind=SourceKind.CHANNEL, name_en=english, name_ru=russian, position=position)
        for position, (english, russian) in enumerate(CHANNELS)
    )
