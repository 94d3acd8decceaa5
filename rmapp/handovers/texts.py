"""The letters that introduce a new manager: by tier, in both languages, in the closed language."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

TIERS = {"vip": _l("VIP clients"), "others": _l("Other clients")}
FIELDS = ("subject_ru", "text_ru", "subject_en", "text_en")

PLACEHOLDERS: dict[str, Any] = {
    "greeting": _l("The greeting, by name"),
    "client.name": _l("Name of the client"),
    "former.name": _l("Name of the former manager"),
    "manager.name": _l("Name of the manager"),
    "manager.position": _l("Position of the manager"),
    "manager.phone": _l("Phone of the manager"),
    "manager.email": _l("E-mail of the manager"),
    "from_day": _l("From which day"),
    "until_day": _l("Until which day, for a substitution"),
    "bank.name": _l("Name of the bank"),
}
_SIGNED = """

{manager.name}
{manager.position}
{bank.name}
{manager.phone}
{manager.email}"""

_VIP_RU = """{greeting}

С {from_day} вашим персональным менеджером становится {manager.name}. История нашей работы, \
договорённости и условия обслуживания переданы полностью: ничего не придётся рассказывать заново.

В ближайшие три рабочих дня я позвоню вам, чтобы познакомиться и предложить время встречи. Если \
что-то нужно раньше, пожалуйста, звоните мне напрямую.

С уважением,"""
_VIP_EN = """{greeting}

From {from_day} on {manager.name} is your personal manager. The history of our work together, what \
was agreed and the terms of your service have been handed over in full: you need not explain \
anything again.

I will call you within three working days to introduce myself and to propose a meeting. If you \
need something earlier, please call me directly.

Kind regards,"""
_OTHERS_RU = """{greeting}

С {from_day} с вами работает {manager.name}. Всё, о чём вы договаривались с банком, остаётся в \
силе и передано вместе с историей.

Если у вас есть вопросы, ответьте на это письмо или позвоните мне.

С уважением,"""
_OTHERS_EN = """{greeting}

From {from_day} on {manager.name} works with you. Everything you agreed on with the bank remains \
in force and was handed over together with the history.

If you have any questions, answer this letter or call me.

Kind regards,"""


_AWAY_RU = """{greeting}

С {from_day} до {until_day} ваш менеджер {former.name} отсутствует, и с вами работает \
{manager.name}. Всё, о чём вы договаривались с банком, остаётся в силе и известно мне вместе с \
историей; затем вашим менеджером снова будет {former.name}.

Если у вас есть вопросы, ответьте на это письмо или позвоните мне.

С уважением,"""
_AWAY_EN = """{greeting}

From {from_day} until {until_day} {manager.name} works with you in place of {former.name}. \
Everything you agreed on with the bank remains in force and is known to me together with the \
history; afterwards {former.name} is your manager again.

If you have any questions, answer this letter or call me.

Kind regards,"""


def shipped(*, until: bool = False) -> dict[str, dict[str, Any]]:
    """The letters a new handover begins with; ``until``: the clients come back on a day."""
    subjects = (
        (
            "Ваш менеджер до {until_day}: {manager.name}",
            "Your manager until {until_day}: {manager.name}",
        )
        if until
        else ("Ваш менеджер в банке: {manager.name}", "Your manager at the bank: {manager.name}")
    )
    away = (_AWAY_RU, _AWAY_EN)
    texts = {
        "vip": away if until else (_VIP_RU, _VIP_EN),
        "others": away if until else (_OTHERS_RU, _OTHERS_EN),
    }
    return {
        tier: {
            "is_on": True,
            "subject_ru": subjects[0],
            "subject_en": subjects[1],
            "text_ru": russian + _SIGNED,
            "text_en": english + _SIGNED,
        }
        for tier, (russian, english) in texts.items()
    }


def tier_of(*, is_vip: bool) -> str:
    """Which letter a client gets."""
    return "vip" if is_vip else "others"
