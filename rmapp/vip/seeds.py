"""The policy shipped as an example, after the criteria of a public bank (relation of three years,
balance, profit, turnover, several products). A bank writes its own version after it."""

from __future__ import annotations

import sqlalchemy as sa

from ..core import clock
from ..core.db import db
from ..portfolios.operations import weigh_tiers
from ..settings import settings
from .models import PolicyState, VipPolicyVersion, VipTier
from .rules import Criterion, Group, Rule

MILLION = 100_000_000  # minor units of a million roubles
PREMIER = Rule(
    (
        Group(1, (Criterion("profit", 5 * MILLION), Criterion("balance", 200 * MILLION, "group"))),
        Group(1, (Criterion("years", 3),)),
    )
)
VIP = Rule(
    (
        Group(
            2,
            (
                Criterion("balance", 30 * MILLION),
                Criterion("profit", 1 * MILLION),
                Criterion("years", 3),
                Criterion("products", 4),
            ),
        ),
    )
)
TIERS = (
    {
        "code": "premier", "rank": 1, "name_en": "Premier", "name_ru": "Премьер",
        "rule": PREMIER.plain(), "contact_days": 14, "answer_hours": 2,
        "concession_bp": 4, "bonus_bp": 40, "service_cost": 1_500_000,
        "channels": ["phone", "mobile", "email", "messenger", "visit"],
        "terms_en": "A manager for you alone, and a deputy you know.\n"
        "A contact at least every 14 days, an answer within 2 working hours.\n"
        "No queue; a room for confidential talks at any hour of work.\n"
        "The lowest tariffs of the bank, agreed in person.\n"
        "First word of new possibilities.",
        "terms_ru": "Менеджер только для вас и заместитель, которого вы знаете.\n"
        "Контакт не реже раза в 14 дней, ответ в течение 2 рабочих часов.\n"
        "Без очереди; комната для переговоров в любое рабочее время.\n"
        "Самые низкие тарифы банка, согласованные лично.\n"
        "О новых возможностях вы узнаёте первыми.",
    },
    {
        "code": "vip", "rank": 2, "name_en": "VIP", "name_ru": "VIP",
        "rule": VIP.plain(), "contact_days": 30, "answer_hours": 4,
        "concession_bp": 2, "bonus_bp": 20, "service_cost": 500_000,
        "channels": ["phone", "email", "messenger"],
        "terms_en": "One personal manager you know by name, a deputy when the manager is away.\n"
        "A contact at least every 30 days, an answer within 4 working hours.\n"
        "No queue; a room for confidential talks by appointment.\n"
        "Preferential tariffs and timely word of new possibilities.",
        "terms_ru": "Персональный менеджер, которого вы знаете, а в его отсутствие заместитель.\n"
        "Контакт не реже раза в 30 дней, ответ в течение 4 рабочих часов.\n"
        "Без очереди; комната для конфиденциальных переговоров по записи.\n"
        "Льготные тарифы и своевременная информация о новых возможностях.",
    },
    {
        "code": "personal", "rank": 3, "name_en": "Personal service",
        "name_ru": "Персональное обслуживание",
        "rule": {}, "contact_days": 60, "answer_hours": 8,
        "concession_bp": 0, "bonus_bp": 0, "service_cost": 300_000, "fee": 500_000,
        "channels": ["phone", "email"], "has_room": False,
        "terms_en": "A personal manager, for a monthly fee.\n"
        "A contact at least every 60 days, an answer within one working day.",
        "terms_ru": "Персональный менеджер за ежемесячную плату.\n"
        "Контакт не реже раза в 60 дней, ответ в течение рабочего дня.",
    },
)  # fmt: skip


def seed() -> None:
    """Put the example policy in force if the bank has none."""
    if db.session.scalar(sa.select(VipPolicyVersion.id).limit(1)) is not None:
        return
    version = VipPolicyVersion(
        number=1,
        title_en="VIP policy",
        title_ru="Положение о VIP-клиентах",
        grace_days=90,
        state=PolicyState.IN_FORCE,
        valid_from=clock.today(settings().bank_zone),
    )
    version.tiers = [VipTier(**one) for one in TIERS]
    db.session.add(version)
    db.session.flush()
    weigh_tiers({one.code: one.contact_days for one in version.tiers})
