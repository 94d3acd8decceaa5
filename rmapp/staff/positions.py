"""Positions by the words of both languages: a paper in English names them in English.

A position is kept as the bank writes it. The usual ones, which the demo bank has and banks write,
are known in both languages; any other stands as it is written.
"""

from __future__ import annotations

from ..policy.table import ACQUISITION, ADMINISTRATOR, AUDITOR, PERSONAL, SUPERVISOR

#: Role → the position in Russian and in English.
POSITIONS = {
    ACQUISITION: ("Менеджер по привлечению", "Acquisition manager"),
    PERSONAL: ("Персональный менеджер", "Personal manager"),
    SUPERVISOR: ("Руководитель группы", "Head of team"),
    ADMINISTRATOR: ("Администратор системы", "System administrator"),
    AUDITOR: ("Внутренний аудитор", "Internal auditor"),
}
_BOTH = {name.casefold(): pair for pair in POSITIONS.values() for name in pair}


def position_in(language: str, position: str) -> str:
    """``position`` in ``language`` (``ru`` or ``en``); an unusual one as it is written."""
    pair = _BOTH.get(position.strip().casefold())
    return position if pair is None else pair[language != "ru"]
