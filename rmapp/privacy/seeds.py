"""The rules a bank begins with. A lawyer of the bank confirms them."""

from __future__ import annotations

import sqlalchemy as sa

from ..core.db import db
from .models import RetentionRule

#: code, kind of client, relation, months, reason in English and Russian.
RULES = (
    (
        "prospect", "", "prospect", 36,
        "152-FZ, article 5: no longer than the purpose needs; no contact for three years",
        "152-ФЗ, статья 5: не дольше, чем требует цель обработки; три года без контактов",
    ),
    (
        "former", "", "former", 60,
        "115-FZ, article 7: five years after the relation has ended",
        "115-ФЗ, статья 7: пять лет после прекращения отношений с клиентом",
    ),
    (
        "bin", "", "bin", 6,
        "Rule of the bank: half a year in the bin",
        "Правило банка: полгода в корзине",
    ),
    (
        "identification", "", "hold", 60,
        "115-FZ, article 7, part 4: identification of a client, five years after the relation",
        "115-ФЗ, статья 7, пункт 4: идентификация клиента, пять лет после прекращения отношений",
    ),
)  # fmt: skip


def seed() -> None:
    """Fill in what is missing."""
    known = set(db.session.scalars(sa.select(RetentionRule.code)))
    for position, (code, kind, relation, months, english, russian) in enumerate(RULES):
        if code not in known:
            db.session.add(
                RetentionRule(
                    code=code,
                    client_kind=kind,
                    relation=relation,
                    months=months,
                    reason_en=english,
                    reason_ru=russian,
                    position=position,
                )
            )
    db.session.flush()
