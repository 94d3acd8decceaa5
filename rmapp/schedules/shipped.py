"""The templates the desk ships with (C2), in both languages; the order of work is that of the
trade (domain.md, "Approach").

A bank changes them or adds its own; a later version of the desk never overwrites those.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from ..interactions.words import Kind, Purpose, Rank
from .operations.steps import StepFacts
from .rules.steps import Anchor
from .words import Fits, Whom

Pair = tuple[str, str]
Lines = tuple[tuple[str, ...], tuple[str, ...]]
NOTHING: Pair = ("", "")
PREVIOUS, OUTCOME, START = Anchor.PREVIOUS, Anchor.OUTCOME, Anchor.START


@dataclass(frozen=True)
class ShippedStep:
    """One step; texts are (English, Russian)."""

    kind: Kind
    purpose: Purpose
    days: int
    goal: Pair
    anchor: Anchor = PREVIOUS
    scenario: str = ""
    whom: Whom = Whom.CLIENT
    rank: Rank | None = None
    at: dt.time | None = None
    materials: Lines = ((), ())
    subject: Pair = NOTHING
    message: Pair = NOTHING

    def facts(self, scenarios: Mapping[str, int]) -> StepFacts:
        """What the step says; ``scenarios``: code → key."""
        return StepFacts(
            kind=self.kind,
            purpose=self.purpose,
            offset_days=self.days,
            anchor=self.anchor,
            at_time=self.at,
            whom=self.whom,
            rank=self.rank,
            scenario_id=scenarios.get(self.scenario),
            goal_en=self.goal[0],
            goal_ru=self.goal[1],
            materials_en=self.materials[0],
            materials_ru=self.materials[1],
            subject_en=self.subject[0],
            subject_ru=self.subject[1],
            message_en=self.message[0],
            message_ru=self.message[1],
        )


@dataclass(frozen=True)
class Shipped:
    """One template."""

    code: str
    fits: Fits
    title: Pair
    note: Pair
    steps: tuple[ShippedStep, ...]


BOOKLET: Lines = (
    ("Booklet of the bank", "Business card"),
    ("Буклет банка", "Визитная карточка"),
)

SHIPPED = (
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
                    "Good day,\n\n"
                    "{bank.name} works with firms like {client.name}, and I would like to show"
                    " you in half an hour what this can mean for you: quicker settlements,"
                    " financing of working capital, a salary project for your people.\n\n"
                    "I will ring you within three working days to agree a time that suits you.",
                    "Здравствуйте!\n\n"
                    "{bank.name} обслуживает организации, подобные {client.name}. За полчаса я"
                    " хотел бы показать, чем это может быть полезно вам: быстрые расчёты,"
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
                materials=(
                    ("Proposal on paper", "Calculation of the benefit"),
                    ("Коммерческое предложение на бумаге", "Расчёт выгоды"),
                ),
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
                    "Good day,\n\n"
                    "Thank you for the talk. As promised, here is in short what {bank.name} can"
                    " do for you. I will ring in two working days to answer your questions.",
                    "Здравствуйте!\n\n"
                    "Спасибо за разговор. Как обещал, коротко о том, чем {bank.name} может быть"
                    " вам полезен. Через два рабочих дня я позвоню и отвечу на вопросы.",
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
    Shipped(
        "vip-care",
        Fits.ANY,
        ("Care of a VIP client", "Сопровождение VIP-клиента"),
        (
            "A quarter of service by norm: a contact each month, a review of the service with a"
            " senior manager at its end.",
            "Квартал обслуживания по норме: контакт каждый месяц, в конце — обзор обслуживания с"
            " участием руководителя.",
        ),
        (
            ShippedStep(
                Kind.CALL,
                Purpose.SERVICE_REVIEW,
                1,
                ("Is everything well; what is coming", "Всё ли в порядке и что предстоит"),
                START,
                "vip-review",
            ),
            ShippedStep(
                Kind.MEETING,
                Purpose.CROSS_SALE,
                20,
                ("One new possibility is shown", "Показать одну новую возможность"),
                PREVIOUS,
                "vip-review",
            ),
            ShippedStep(
                Kind.CALL,
                Purpose.SERVICE_REVIEW,
                20,
                ("What was promised is done", "Обещанное выполнено"),
                PREVIOUS,
                "vip-review",
            ),
            ShippedStep(
                Kind.MEETING,
                Purpose.SERVICE_REVIEW,
                20,
                (
                    "The service is reviewed, the next quarter agreed",
                    "Подвести итоги квартала и согласовать следующий",
                ),
                PREVIOUS,
                "vip-review",
                Whom.HEAD,
                Rank.HEAD,
            ),
        ),
    ),
    Shipped(
        "revival",
        Fits.ANY,
        ("Revival of a silent client", "Возврат неактивного клиента"),
        (
            "Nobody has spoken with the client for longer than the norm: a call, a letter with a"
            " reason to come back, a last call, then rest.",
            "С клиентом давно не разговаривали: звонок, письмо с поводом вернуться, последний"
            " звонок, затем пауза.",
        ),
        (
            ShippedStep(
                Kind.CALL,
                Purpose.FIND_NEED,
                0,
                ("Why it became quiet", "Узнать, почему клиент перестал обращаться"),
                START,
                "find-the-need",
            ),
            ShippedStep(
                Kind.LETTER,
                Purpose.OFFER,
                2,
                ("A reason to come back is on the table", "Дать повод вернуться"),
                PREVIOUS,
                whom=Whom.HEAD,
                subject=("We would like to be of use again", "Мы хотели бы снова быть вам полезны"),
                message=(
                    "Good day,\n\n"
                    "We have not spoken for a while, and I would like to know whether everything"
                    " at {bank.name} suits {client.name}. Conditions have changed for the better"
                    " since; I have put together what may interest you and will ring you in a"
                    " week.",
                    "Здравствуйте!\n\n"
                    "Мы давно не общались, и я хотел бы узнать, всё ли устраивает {client.name} в"
                    " работе с банком. За это время условия стали выгоднее; я собрал то, что может"
                    " быть вам интересно, и позвоню через неделю.\n\n{bank.name}",
                ),
            ),
            ShippedStep(
                Kind.CALL,
                Purpose.OFFER,
                5,
                ("A talk about what was written", "Обсудить письмо"),
                PREVIOUS,
                "offer-follow-up",
            ),
            ShippedStep(
                Kind.CALL,
                Purpose.FIND_NEED,
                10,
                (
                    "The last try; then let the client rest",
                    "Последняя попытка, затем не беспокоить",
                ),
                OUTCOME,
            ),
        ),
    ),
    Shipped(
        "introduction",
        Fits.ANY,
        ("Introduction after a handover", "Знакомство после передачи"),
        (
            "The client has a new manager: a call within three working days, a visit within the"
            " month, a call to see that it works.",
            "У клиента новый менеджер: звонок в течение трёх рабочих дней, визит в течение месяца,"
            " звонок для проверки.",
        ),
        (
            ShippedStep(
                Kind.CALL,
                Purpose.ACQUAINTANCE,
                1,
                ("The client knows whom to ring", "Клиент знает, кому звонить"),
                START,
                "new-manager",
            ),
            ShippedStep(
                Kind.VISIT,
                Purpose.ACQUAINTANCE,
                10,
                (
                    "To meet in person; open promises are agreed anew",
                    "Познакомиться лично, подтвердить обещания банка",
                ),
                OUTCOME,
                "new-manager",
                Whom.HEAD,
                materials=(("Business card",), ("Визитная карточка",)),
            ),
            ShippedStep(
                Kind.CALL,
                Purpose.SERVICE_REVIEW,
                15,
                ("Everything works as it did, or better", "Всё работает не хуже, чем прежде"),
                PREVIOUS,
                "vip-review",
            ),
        ),
    ),
)
