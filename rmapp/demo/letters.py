"""A few letters that came in today: from strangers, who wait to be sorted, and from clients."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from random import Random

import sqlalchemy as sa

from ..clients.models import Assignment, Client, ClientEmail
from ..core.db import db
from ..intake.operations import receive
from ..staff.models import Employee

#: To whom, from whom (name, address), subject, text.
STRANGERS = (
    (
        "mara", ("Алексей Ершов", "ershov@severny-les.example"), "Расчётный счёт и эквайринг",
        "Здравствуйте!\n\nНас посоветовала фирма «Кедр-Мебель». Хотим перевести счёт и поставить"
        " два терминала.\nПодскажите, с чего начать и сколько это займёт?\n\n"
        "Алексей Ершов, ООО «Северный лес»",
    ),
    (
        "sofia", ("Hannah Mercer", "h.mercer@harbour-tea.example"), "Account for a new company",
        "Good day,\n\nwe are opening an office in Moscow and look for a bank whose people speak"
        " English.\nCould somebody call me on Tuesday?\n\nHannah Mercer, Harbour Tea Ltd",
    ),
    (
        "lena", ("Тамара Лукина", "t.lukina@mail.example"), "Вклад",
        "Добрый день!\n\nПрочитала о вкладе «Надёжный». Можно ли пополнять его каждый месяц и"
        " снять часть без потери процентов?\n\nТамара Лукина",
    ),
)  # fmt: skip
ANSWERS = (
    ("Документы", "Добрый день!\n\nВыписку и карточку подписей пришлём завтра до обеда."),
    ("Время встречи", "Здравствуйте!\n\nВ 11:00 удобно, будем вдвоём с бухгалтером. До встречи."),
)


def receive_letters(rng: Random, now: dt.datetime) -> None:
    """Take the letters in by the usual door."""
    minutes = iter((185, 140, 95, 50, 20))
    for login, sender, subject, text in STRANGERS:
        receive(_letter(sender, login, subject, text, now, next(minutes)))
    rows = db.session.execute(
        sa.select(Client.display_name, ClientEmail.address, Employee.login)
        .join(ClientEmail, ClientEmail.client_id == Client.id)
        .join(Assignment, Assignment.client_id == Client.id)
        .join(Employee, Employee.id == Assignment.employee_id)
        .where(
            Client.language == "ru",
            Assignment.ended_at.is_(None),
            Assignment.is_primary,
            Employee.login.in_(("mara", "lena", "max")),
        )
        .order_by(Client.id)
        .limit(40)
    ).all()
    for (subject, text), row in zip(ANSWERS, rng.sample(rows, min(2, len(rows))), strict=False):
        sender = (row.display_name, row.address)
        receive(_letter(sender, row.login, subject, text, now, next(minutes)))


def _letter(
    sender: tuple[str, str], login: str, subject: str, text: str, now: dt.datetime, ago: int
) -> bytes:
    at = now - dt.timedelta(minutes=ago)
    letter = EmailMessage()
    letter["From"] = formataddr(sender)
    letter["To"] = f"{login}@bank.example"
    letter["Subject"] = subject
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<{at:%Y%m%d%H%M%S}.{login}@{sender[1].partition('@')[2]}>"
    letter.set_content(text)
    return letter.as_bytes()
