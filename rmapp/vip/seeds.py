"""The policy shipped as an example: a public bank's criteria (relation of three years, balance,
profit, several products), two of which must be met. A bank writes its own version after it."""

from __future__ import annotations

import sqlalchemy as sa

from ..core import clock
from ..core.db import db
from ..settings import settings
from .models import Measure, PolicyState, VipCriterion, VipPolicyVersion

MILLION = 100_000_000  # minor units of a million roubles
CRITERIA = {
    Measure.BALANCE: 30 * MILLION,
    Measure.PROFIT: 1 * MILLION,
    Measure.YEARS: 3,
    Measure.PRODUCTS: 4,
}
TERMS_EN = """One personal manager you know by name, and a deputy when the manager is away.
A contact at least every 30 days, an answer within 4 working hours.
No queue; a room for confidential talks by appointment.
Preferential tariffs and timely word of new possibilities."""
TERMS_RU = """Один персональный менеджер, которого вы знаете, а в его отсутствие заместитель.
Контакт не реже раза в 30 дней, ответ в течение 4 рабочих часов.
Без очереди; комната для конфиденциальных переговоров по записи.
Льготные тарифы и своевременная информация о новых возможностях."""


def seed() -> None:
    """Put the example policy in force if the bank has none."""
    if db.session.scalar(sa.select(VipPolicyVersion.id).limit(1)) is not None:
        return
    version = VipPolicyVersion(
        number=1,
        title_en="VIP policy",
        title_ru="Положение о VIP-клиентах",
        least_criteria=2,
        terms_en=TERMS_EN,
        terms_ru=TERMS_RU,
        state=PolicyState.IN_FORCE,
        valid_from=clock.today(settings().bank_zone),
    )
    version.criteria = [
        VipCriterion(measure=measure, least=least, position=position)
        for position, (measure, least) in enumerate(CRITERIA.items())
    ]
    db.session.add(version)
    db.session.flush()
