"""What a new proposal says before anybody has written a word, in both languages of the bank."""

from __future__ import annotations

from collections.abc import Iterable

STEPS: dict[str, tuple[dict[str, str], ...]] = {
    "ru": (
        {
            "action": "Согласование условий и подписание договора",
            "term": "2 рабочих дня",
            "responsible": "Ваш менеджер",
        },
        {
            "action": "Открытие счёта и подключение услуг",
            "term": "1 рабочий день",
            "responsible": "Операционный отдел",
        },
        {
            "action": "Обучение сотрудников и первый месяц сопровождения",
            "term": "30 дней",
            "responsible": "Ваш менеджер",
        },
    ),
    "en": (
        {
            "action": "Terms agreed, contract signed",
            "term": "2 working days",
            "responsible": "Your manager",
        },
        {
            "action": "Account opened, services connected",
            "term": "1 working day",
            "responsible": "Operations",
        },
        {
            "action": "Training of your staff, first month together",
            "term": "30 days",
            "responsible": "Your manager",
        },
    ),
}
TERMS = {
    "ru": "Цены действуют двенадцать месяцев со дня подключения. О любом изменении тарифов "
    "банк предупреждает за десять рабочих дней. Подключение не требует закрытия счетов в "
    "других банках.",
    "en": "Prices hold for twelve months from the day of connection. The bank gives notice of any "
    "change of tariffs ten working days ahead. There is no need to close accounts with other "
    "banks.",
}
#: Language → what the desk itself wrote in another one → how it says that.
_TWINS = {
    language: {
        theirs: STEPS[language][number][name]
        for other in STEPS
        if other != language
        for number, step in enumerate(STEPS[other])
        for name, theirs in step.items()
    }
    | {theirs: TERMS[language] for other, theirs in TERMS.items() if other != language}
    for language in STEPS
}


def spoken(text: str, language: str) -> str:
    """``text`` with each line that is the desk's own, word for word, in ``language`` (ru, en); what
    a person has written or changed stays as it is."""
    twins = _TWINS[language]
    return "\n".join(twins.get(one.strip(), one) for one in text.replace("\r\n", "\n").split("\n"))


def spoken_steps(steps: Iterable[dict[str, str]], language: str) -> tuple[dict[str, str], ...]:
    """:func:`spoken` for every cell of ``steps``."""
    return tuple({name: spoken(text, language) for name, text in step.items()} for step in steps)


SUBJECT = {
    "ru": "Предложение № {proposal.number} для {client.name}",
    "en": "Proposal {proposal.number} for {client.name}",
}
TEXT = {
    "ru": """{greeting}

Как договаривались, направляю предложение № {proposal.number} для {client.name} (действует до {proposal.valid_until}). Оно приложено к письму.

Если возникнут вопросы, просто ответьте на это письмо или позвоните мне.

С уважением,
{manager.name}
{manager.position}, {bank.name}
{manager.phone}""",  # noqa: E501
    "en": """{greeting}

As agreed, here is our proposal {proposal.number} for {client.name} (valid until {proposal.valid_until}). It is attached.

If you have any questions, just answer this letter or call me.

Kind regards,
{manager.name}
{manager.position}, {bank.name}
{manager.phone}""",  # noqa: E501
}
