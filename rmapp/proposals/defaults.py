"""What a new proposal says before anybody has written a word, in both languages of the bank."""

from __future__ import annotations

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
SUBJECT = {
    "ru": "Предложение № {proposal.number} для {client.name}",
    "en": "Proposal {proposal.number} for {client.name}",
}
TEXT = {
    "ru": """Здравствуйте!

Как договаривались, направляю предложение № {proposal.number} для {client.name} (действует до {proposal.valid_until}). Оно приложено к письму.

Если возникнут вопросы, просто ответьте на это письмо или позвоните мне.

С уважением,
{manager.name}
{manager.position}, {bank.name}
{manager.phone}""",  # noqa: E501
    "en": """Good day,

As agreed, here is our proposal {proposal.number} for {client.name} (valid until {proposal.valid_until}). It is attached.

If you have any questions, just answer this letter or call me.

Kind regards,
{manager.name}
{manager.position}, {bank.name}
{manager.phone}""",  # noqa: E501
}
