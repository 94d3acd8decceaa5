"""The rules a new bank starts with."""

from __future__ import annotations

import sqlalchemy as sa

from ..core.db import db
from .models import FollowupRule

SILENCE = "proposal-silence"

_TEXT_RU = """{greeting}

Несколько дней назад мы отправили вам предложение № {proposal.number} для {client.name} (действует до {proposal.valid_until}).

Удалось ли вам с ним ознакомиться? Если что-то неясно или условия не подходят, ответьте на это письмо: я подготовлю другой вариант.

С уважением,
{manager.name}
{manager.position}, {bank.name}
{manager.phone}"""  # noqa: E501

_TEXT_EN = """{greeting}

A few days ago we sent you proposal {proposal.number} for {client.name} (valid until {proposal.valid_until}).

Have you had time to look at it? If anything is unclear or does not suit you, just answer this letter and I will prepare another version.

Kind regards,
{manager.name}
{manager.position}, {bank.name}
{manager.phone}"""  # noqa: E501


def seed() -> None:
    """Add the rules that are missing; what the bank has changed stays as it is."""
    known = set(db.session.execute(sa.select(FollowupRule.code)).scalars())
    if SILENCE not in known:
        db.session.add(
            FollowupRule(
                code=SILENCE,
                name_en="Proposal sent, no answer",
                name_ru="Предложение отправлено, ответа нет",
                working_days=3,
                subject_en="Our proposal {proposal.number}",
                subject_ru="Наше предложение № {proposal.number}",
                text_en=_TEXT_EN,
                text_ru=_TEXT_RU,
                position=10,
            )
        )
    db.session.flush()
