"""Templates for keeping a client."""

from __future__ import annotations

from ...interactions.words import Fits, Kind, Purpose, Rank
from ..words import Whom
from .base import OUTCOME, PREVIOUS, START, Shipped, ShippedStep

KEEPING = (
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
                    "{greeting}\n\n"
                    "We have not spoken for a while, and I would like to know whether everything"
                    " at {bank.name} suits {client.name}. Conditions have changed for the better"
                    " since; I have put together what may interest you and will ring you in a"
                    " week.",
                    "{greeting}\n\n"
                    "Мы давно не общались, и мне важно узнать, всё ли устраивает {client.name} в"
                    " работе с банком. За это время условия стали выгоднее; пришлю то, что может"
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
                materials=("business-card",),
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
