"""Templates for winning a client."""

from __future__ import annotations

from ...interactions.words import Fits, Kind, Purpose, Rank
from ..words import Whom
from .base import BOOKLET, OUTCOME, PREVIOUS, START, Shipped, ShippedStep

WINNING = (
    Shipped(
        "approach-firm",
        Fits.ORGANISATION,
        ("Approach to a firm", "Подход к организации"),
        (
            "A firm that has never been with the bank: letter to the head, call, first visit,"
            " proposal, call.",
            "Организация, которая ещё не обслуживалась в банке: письмо руководителю, звонок,"
            " первый визит, предложение, звонок.",
        ),
        (
            ShippedStep(
                Kind.LETTER,
                Purpose.FIRST_CONTACT,
                0,
                (
                    "The head knows who we are and when we ring",
                    "Руководитель знает, кто мы и когда позвоним",
                ),
                START,
                "letter-to-head",
                Whom.HEAD,
                materials=BOOKLET,
                subject=("A proposal to meet", "Предложение о встрече"),
                message=(
                    "{greeting}\n\n"
                    "{bank.name} works with firms like {client.name}, and I would like to show"
                    " you in half an hour what this can mean for you: quicker settlements,"
                    " financing of working capital, a salary project for your people.\n\n"
                    "I will ring you within three working days to agree a time that suits you.",
                    "{greeting}\n\n"
                    "{bank.name} обслуживает организации, подобные {client.name}. Хочу за"
                    " полчаса показать, чем это может быть полезно вам: быстрые расчёты,"
                    " финансирование оборотного капитала, зарплатный проект для сотрудников.\n\n"
                    "В течение трёх рабочих дней я позвоню, чтобы договориться об удобном для"
                    " вас времени.",
                ),
            ),
            ShippedStep(
                Kind.CALL,
                Purpose.FIRST_CONTACT,
                3,
                ("A visit is agreed", "Договориться о визите"),
                PREVIOUS,
                "call-after-letter",
                Whom.HEAD,
            ),
            ShippedStep(
                Kind.VISIT,
                Purpose.FIRST_CONTACT,
                5,
                ("The needs, and who decides", "Выяснить потребности и кто принимает решение"),
                OUTCOME,
                "first-visit",
                Whom.HEAD,
                materials=BOOKLET,
            ),
            ShippedStep(
                Kind.MEETING,
                Purpose.PRESENTATION,
                5,
                ("The proposal is shown and understood", "Представить предложение и снять вопросы"),
                OUTCOME,
                "presentation",
                Whom.DECIDES,
                Rank.HEAD,
                materials=("benefit",),
                also=(("Proposal on paper",), ("Коммерческое предложение на бумаге",)),
            ),
            ShippedStep(
                Kind.CALL,
                Purpose.OFFER,
                3,
                ("A decision, or the day of it", "Получить решение или узнать его срок"),
                OUTCOME,
                "offer-follow-up",
                Whom.DECIDES,
            ),
        ),
    ),
    Shipped(
        "approach-person",
        Fits.PERSON,
        ("Approach to a person", "Подход к частному лицу"),
        (
            "A person who may become a client: a call, a short message with what was promised, a"
            " meeting, calls until a decision.",
            "Человек, который может стать клиентом: звонок, короткое письмо с обещанным, встреча,"
            " звонки до решения.",
        ),
        (
            ShippedStep(
                Kind.CALL,
                Purpose.FIRST_CONTACT,
                0,
                ("Consent to talk, and the interest", "Согласие на разговор и интерес"),
                START,
                "find-the-need",
            ),
            ShippedStep(
                Kind.EMAIL,
                Purpose.OFFER,
                1,
                ("What was promised is sent", "Отправить обещанное"),
                OUTCOME,
                subject=("What we spoke about", "О чём мы говорили"),
                message=(
                    "{greeting}\n\n"
                    "Thank you for the talk. As promised, here is in short what {bank.name} can"
                    " do for you. I will ring in two working days to answer your questions.",
                    "{greeting}\n\n"
                    "Спасибо за разговор. Как договорились, коротко о том, чем {bank.name} может"
                    " быть вам полезен. Через два рабочих дня я позвоню и отвечу на вопросы.",
                ),
            ),
            ShippedStep(
                Kind.CALL,
                Purpose.FIND_NEED,
                2,
                ("A meeting is agreed", "Договориться о встрече"),
                PREVIOUS,
                "find-the-need",
            ),
            ShippedStep(
                Kind.MEETING,
                Purpose.PRESENTATION,
                3,
                ("The offer that fits is shown", "Показать подходящее предложение"),
                OUTCOME,
                "presentation",
                materials=BOOKLET,
            ),
            ShippedStep(
                Kind.CALL,
                Purpose.OFFER,
                2,
                ("A decision, or the day of it", "Получить решение или узнать его срок"),
                OUTCOME,
                "offer-follow-up",
            ),
        ),
    ),
)
