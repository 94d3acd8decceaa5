"""The letters the desk ships with, in both languages (C3).

A bank changes them or adds its own; a later version of the desk never overwrites those.
"""

from __future__ import annotations

from dataclasses import dataclass

from .words import Fits, Kind, Purpose, Stage


@dataclass(frozen=True)
class ShippedLetter:
    """One text: title, subject and body as (English, Russian)."""

    code: str
    kind: Kind | None
    purpose: Purpose
    title: tuple[str, str]
    subject: tuple[str, str]
    body: tuple[str, str]
    fits: Fits = Fits.ANY
    stage: Stage = Stage.ANY


LETTERS = (
    ShippedLetter(
        "letter-first-firm",
        Kind.LETTER,
        Purpose.FIRST_CONTACT,
        ("To the head of a firm, first letter", "Руководителю организации, первое письмо"),
        ("A proposal to meet", "Предложение о встрече"),
        (
            "{greeting}\n\n"
            "{bank.name} works with firms like {client.name}, and I would like to show you in"
            " half an hour what this can mean for you: quicker settlements, financing of working"
            " capital, a salary project for your people.\n\n"
            "I will ring you within three working days to agree a time that suits you. You reach"
            " me at {manager.phone} or {manager.email}.",
            "{greeting}\n\n"
            "{bank.name} обслуживает организации, подобные {client.name}. За полчаса я хочу"
            " показать, чем это может быть полезно вам: быстрые расчёты, финансирование оборотного"
            " капитала, зарплатный проект для сотрудников.\n\n"
            "В течение трёх рабочих дней я позвоню, чтобы договориться об удобном для вас времени."
            " Связаться со мной можно по телефону {manager.phone} или по адресу {manager.email}.",
        ),
        Fits.ORGANISATION,
        Stage.PROSPECT,
    ),
    ShippedLetter(
        "email-after-call",
        Kind.EMAIL,
        Purpose.FIRST_CONTACT,
        ("After the first talk by phone", "После первого разговора по телефону"),
        ("Our talk today", "По итогам нашего разговора"),
        (
            "{greeting}\n\n"
            "thank you for the talk. As agreed, I send you what the bank offers to clients like"
            " you; the files go with this letter.\n\n"
            "{manager.name}, {manager.position}, {manager.phone}",
            "{greeting}\n\n"
            "Спасибо за разговор. Как договорились, направляю описание того, что банк предлагает"
            " таким клиентам, как вы; файлы приложены.\n\n"
            "{manager.name}, {manager.position}, {manager.phone}",
        ),
        stage=Stage.PROSPECT,
    ),
    ShippedLetter(
        "thanks-after-meeting",
        None,
        Purpose.PRESENTATION,
        ("Thanks after a meeting, what was agreed", "Благодарность за встречу и договорённости"),
        ("Thank you for the meeting", "Спасибо за встречу"),
        (
            "{greeting}\n\n"
            "thank you for the time you gave us. This is what we agreed:\n\n"
            "1. …\n2. …\n\n"
            "If I have understood something amiss, please tell me: {manager.phone}.",
            "{greeting}\n\n"
            "Благодарю за уделённое время. Вот о чём мы договорились:\n\n"
            "1. …\n2. …\n\n"
            "Если что-то передано неточно, сообщите, пожалуйста: {manager.phone}.",
        ),
    ),
    ShippedLetter(
        "offer-sent",
        None,
        Purpose.OFFER,
        ("Proposal is sent", "Направление предложения"),
        ("Proposal of {bank.name}", "Предложение: {bank.name}"),
        (
            "{greeting}\n\n"
            "with this letter you receive our proposal for {client.name}. I will ring you in three"
            " days to answer your questions.\n\n{manager.name}, {manager.phone}",
            "{greeting}\n\n"
            "Направляю предложение для {client.name}. Через три дня позвоню, чтобы ответить на"
            " вопросы.\n\n{manager.name}, {manager.phone}",
        ),
    ),
    ShippedLetter(
        "vip-introduction",
        None,
        Purpose.ACQUAINTANCE,
        ("The new personal manager introduces themselves", "Представление персонального менеджера"),
        ("Your personal manager", "Ваш персональный менеджер"),
        (
            "{greeting}\n\n"
            "from now on I answer for everything {bank.name} does for {client.name}. I have read"
            " the history of our relation and would like to meet you.\n\n"
            "My direct line: {manager.phone}, {manager.email}.",
            "{greeting}\n\n"
            "Теперь за всё, что {bank.name} делает для {client.name}, отвечаю я. Историю наших"
            " отношений я знаю и хочу познакомиться лично.\n\n"
            "Мой прямой телефон: {manager.phone}, почта: {manager.email}.",
        ),
        stage=Stage.CLIENT,
    ),
    ShippedLetter(
        "congratulation",
        None,
        Purpose.CONGRATULATION,
        ("Congratulation", "Поздравление"),
        ("Congratulations", "Поздравление"),
        (
            "{greeting}\n\n"
            "my colleagues and I congratulate you and wish you good health and success in all you"
            " begin.\n\n{manager.name}, {bank.name}",
            "{greeting}\n\n"
            "Примите поздравления от меня и моих коллег. Желаем здоровья и успеха во всех"
            " начинаниях.\n\n{manager.name}, {bank.name}",
        ),
    ),
    ShippedLetter(
        "answer-to-complaint",
        None,
        Purpose.COMPLAINT,
        ("Answer to a complaint", "Ответ на претензию"),
        ("Our answer to your complaint", "Ответ на ваше обращение"),
        (
            "{greeting}\n\n"
            "we have looked into what you wrote. This happened: …\n\n"
            "This we have done: …\n\n"
            "I am sorry for the trouble. Please ring me if a question is left: {manager.phone}.",
            "{greeting}\n\n"
            "Мы разобрались в вашем обращении. Произошло следующее: …\n\n"
            "Мы сделали: …\n\n"
            "Приносим извинения. Если остались вопросы, звоните: {manager.phone}.",
        ),
    ),
)
