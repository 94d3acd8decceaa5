"""What the style guide of the demo shows: every kind of field, and charts; all invented."""

from __future__ import annotations

from typing import Any

from flask_babel import LazyString
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from .core.charts import Chart, Series, bars, donut, funnel, heat, line, spark
from .core.forms import Form, as_choices
from .core.i18n import reader_language


def _t(english: str, russian: str) -> LazyString:
    """Invented words: they are no part of the catalogue, so each brings its translation."""
    return LazyString(lambda: russian if reader_language() == "ru" else english)


class SampleForm(Form):
    """One field of every kind."""

    name = StringField(_t("Name", "Название"), [InputRequired()])
    phone = TelField(_t("Phone", "Телефон"))
    amount = StringField(_t("Amount", "Сумма"), [InputRequired()])
    share = IntegerField(_t("Share", "Доля"))
    due = DateField(_t("Date", "Дата"), [InputRequired()])
    tier = SelectField(
        _t("Tier", "Уровень"), choices=as_choices({"": "—", "vip": "VIP", "core": "Core"})
    )
    channel = RadioField(
        _t("Channel", "Канал"),
        choices=as_choices(
            {
                "call": _t("Call", "Звонок"),
                "mail": _t("Letter", "Письмо"),
                "visit": _t("Visit", "Визит"),
            }
        ),
    )
    days = SelectMultipleField(
        _t("Days", "Дни"), choices=as_choices({"1": "1", "2": "2", "3": "3", "4": "4", "5": "5"})
    )
    outcome = RadioField(
        _t("Outcome", "Итог"),
        choices=as_choices(
            {
                "agreed": _t("Agreed", "Договорились"),
                "thinking": _t("Thinks it over", "Думает"),
                "later": _t("Later", "Позже"),
                "refused": _t("Refused", "Отказ"),
                "silent": _t("No answer", "Нет ответа"),
            }
        ),
    )
    notes = TextAreaField(_t("Notes", "Заметки"))
    scan = FileField(_t("Scan", "Скан"))
    consent = BooleanField(_t("The client agrees to letters", "Клиент согласен получать письма"))


def content() -> dict[str, Any]:
    """The names that ``templates/styleguide.html`` uses; needs a request."""
    wrong = SampleForm(formdata=None, prefix="wrong", data={"name": "", "amount": "12,5 x"})
    wrong.name.errors = [
        _t("Write the name: a person's or a firm's.", "Напишите имя человека или название фирмы.")
    ]
    wrong.amount.errors = [
        _t(
            "Write the amount in digits, for example 1 250 000.",
            "Напишите сумму цифрами, например 1 250 000.",
        )
    ]
    return {
        "sample": SampleForm(formdata=None, data={"channel": "call", "days": ["2", "4"]}),
        "wrong": wrong,
        "charts": _charts(),
    }


def _charts() -> dict[str, Chart]:
    weeks = ["42", "43", "44", "45", "46", "47"]
    quarters = ["I", "II", "III", "IV", "I", "II", "III"]
    calls = Series(str(_t("Calls", "Звонки")), [21, 24, 19, 27, 31, 22])
    visits = Series(str(_t("Visits", "Визиты")), [6, 8, 5, 9, 7, 8])
    assets = [142, 150, 149, 161, 168, 177, 182]
    parts = [("Deposits", "Депозиты", 91), ("Bonds", "Облигации", 43), ("Funds", "Фонды", 31)]
    structure = [(str(_t(en, ru)), value) for en, ru, value in parts]
    silent = [
        Series("VIP", [31, 6, 1, 0, 0]),
        Series("Core", [120, 60, 22, 9, 4]),
        Series("Mass", [80, 71, 40, 33, 12]),
    ]
    steps = [
        ("New", "Новый", 41),
        ("Qualified", "Квалификация", 22),
        ("Proposal", "Предложение", 14),
    ]
    stages = [(str(_t(en, ru)), value) for en, ru, value in steps]
    contacts = str(_t("Contacts, 6 weeks", "Контакты, 6 недель"))
    return {
        "contacts": bars(contacts, weeks, [calls, visits], stacked=True, width=320, height=200),
        "assets": line(
            str(_t("Assets by quarter", "Активы по кварталам, млн ₽")),
            quarters,
            [Series("₽ M", assets)],
            width=320,
            height=190,
        ),
        "structure": donut(
            str(_t("Structure", "Структура, млн ₽")), structure, centre="165", width=320, height=190
        ),
        "silent": heat(
            str(_t("Days without contact", "Дней без контакта")),
            ["0–14", "15–30", "31–60", "61–90", "90+"],
            silent,
        ),
        "funnel": funnel(str(_t("Funnel", "Воронка")), stages, width=520),
        "spark": spark(
            str(_t("Norm kept, 8 weeks", "Норма соблюдена, 8 недель, %")),
            [88, 90, 91, 89, 93, 94, 92, 96],
        ),
    }
