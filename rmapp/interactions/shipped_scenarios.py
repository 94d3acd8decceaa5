"""The scenarios the desk ships with: what the trade teaches, in both languages (C3).

A bank changes them or adds its own; a later version of the desk never overwrites those.
"""

from __future__ import annotations

from dataclasses import dataclass

from .words import Fits, Kind, Purpose, Stage


@dataclass(frozen=True)
class Shipped:
    """One scenario: title, text and agenda as (English, Russian)."""

    code: str
    kind: Kind | None
    purpose: Purpose
    title: tuple[str, str]
    body: tuple[str, str]
    structure: tuple[tuple[str, ...], tuple[str, ...]]
    fits: Fits = Fits.ANY
    stage: Stage = Stage.ANY


SHIPPED = (
    Shipped(
        "letter-to-head",
        Kind.LETTER,
        Purpose.FIRST_CONTACT,
        ("Letter to the head of the firm", "Письмо руководителю организации"),
        (
            "Write to the person who decides, by name and position. One page: what you know of"
            " the firm, one thing the bank can do for firms like it, and the day on which you"
            " will ring. Do not enclose the tariff.\n\n"
            "Whether or not an answer comes, the first visit is planned once the letter is out.",
            "Пишите тому, кто принимает решение, по имени и должности. Одна страница: что вы"
            " знаете об организации, чем банк полезен таким, как она, и в какой день вы"
            " позвоните. Тарифы не прикладывайте.\n\n"
            "Ответят или нет, первый визит планируется сразу после отправки письма.",
        ),
        (
            ("What we know of the firm", "One benefit for firms like it", "The day of our call"),
            ("Что мы знаем об организации", "Одна выгода для таких, как она", "День звонка"),
        ),
        fits=Fits.ORGANISATION,
        stage=Stage.PROSPECT,
    ),
    Shipped(
        "call-after-letter",
        Kind.CALL,
        Purpose.FIRST_CONTACT,
        ("Call after the letter", "Звонок после письма"),
        (
            "The aim is a visit, not a sale. Name the letter and its date, ask whether it"
            " reached the person, and offer two times for a visit of half an hour.\n\n"
            "If the secretary stops you: ask who prepares banking questions and when they are"
            " in. Thank by name; you will ring again.\n\n"
            "If the answer is “we have a bank”: “I do not ask you to change it. I would"
            " like to know what you would want from a second one.”",
            "Цель — визит, а не продажа. Назовите письмо и его дату, узнайте, дошло ли оно, и"
            " предложите два времени для получасового визита.\n\n"
            "Если не соединяют: спросите, кто готовит вопросы по банкам и когда его застать."
            " Поблагодарите по имени — вы позвоните ещё.\n\n"
            "Если «у нас уже есть банк»: «Я не прошу его менять. Хочу понять, чего вы ждали бы"
            " от второго».",
        ),
        (
            ("Name the letter", "Ask for half an hour", "Offer two times"),
            ("Напомнить о письме", "Попросить полчаса", "Предложить два времени"),
        ),
        stage=Stage.PROSPECT,
    ),
    Shipped(
        "first-visit",
        Kind.VISIT,
        Purpose.FIRST_CONTACT,
        ("First visit", "Первый визит"),
        (
            "Two thirds of the time the client speaks. Learn how the money moves through the"
            " firm: from whom it comes, to whom it goes, what is paid by hand, what was late.\n\n"
            "Find the need and say it back in the client's own words. If there is no need, thank"
            " them and end the visit soon and politely: that is a result too, record it.\n\n"
            "Before you leave: who else is concerned (accounts, treasury, lawyers), and the day"
            " of the next contact.",
            "Две трети времени говорит клиент. Узнайте, как идут деньги: от кого приходят, кому"
            " уходят, что делается вручную, где были задержки.\n\n"
            "Найдите потребность и повторите её словами клиента. Если потребности нет,"
            " поблагодарите и вежливо завершите встречу — это тоже итог, запишите его.\n\n"
            "До ухода выясните, кого ещё это касается (бухгалтерия, казначейство, юристы), и"
            " договоритесь о дне следующего контакта.",
        ),
        (
            (
                "Who we are, in two minutes",
                "How the money moves in the firm",
                "The need, in their own words",
                "Who else is concerned",
                "The day of the next contact",
            ),
            (
                "Кто мы — две минуты",
                "Как движутся деньги в организации",
                "Потребность словами клиента",
                "Кого ещё это касается",
                "День следующего контакта",
            ),
        ),
        stage=Stage.PROSPECT,
    ),
    Shipped(
        "find-the-need",
        None,
        Purpose.FIND_NEED,
        ("Questions that find a need", "Вопросы, которые находят потребность"),
        (
            "Ask about yesterday, not about wishes:\n"
            "– What took the most time at the bank last month?\n"
            "– When did money come later than you needed it?\n"
            "– What do you do in a spreadsheet that the bank could do?\n"
            "– What would stop the business for a week?\n"
            "– What has another bank offered you lately?\n\n"
            "One question answered well is worth more than five asked. Put the answers into the"
            " dossier the same day.",
            "Спрашивайте о вчерашнем дне, а не о пожеланиях:\n"
            "– На что в банке ушло больше всего времени в прошлом месяце?\n"
            "– Когда деньги пришли позже, чем были нужны?\n"
            "– Что вы ведёте в таблице, хотя это мог бы делать банк?\n"
            "– Что остановило бы работу на неделю?\n"
            "– Что недавно предлагал вам другой банк?\n\n"
            "Один обстоятельный ответ дороже пяти заданных вопросов. Внесите ответы в досье в"
            " тот же день.",
        ),
        (
            ("What took the most time", "Where money came late", "What is done by hand"),
            ("На что уходит время", "Где деньги опаздывают", "Что делается вручную"),
        ),
    ),
    Shipped(
        "presentation",
        Kind.MEETING,
        Purpose.PRESENTATION,
        ("Presentation for several specialists", "Презентация для нескольких специалистов"),
        (
            "Each group hears its own need: the accountant — fewer documents, the treasurer — a"
            " free remainder that earns, the head — one person who answers. Bring a colleague of"
            " the rank of the highest person in the room.\n\n"
            "Show it working, once. End with one page: what it costs, what it saves in a year.",
            "Каждая группа слышит о своём: бухгалтер — меньше документов, казначей — остаток,"
            " который работает, руководитель — один человек, который отвечает. Возьмите коллегу"
            " того же ранга, что и старший в комнате.\n\n"
            "Один раз покажите, как это работает. Завершите одной страницей: сколько стоит и"
            " сколько экономит за год.",
        ),
        (
            (
                "The needs we heard",
                "It working",
                "What it costs and saves",
                "Who decides, and when",
            ),
            (
                "Потребности, о которых нам сказали",
                "Показ в работе",
                "Сколько стоит и экономит",
                "Кто решает и когда",
            ),
        ),
    ),
    Shipped(
        "offer-follow-up",
        Kind.CALL,
        Purpose.OFFER,
        ("Call about the proposal", "Звонок по предложению"),
        (
            "Do not ask whether they have read it. Ask which of the lines matters most, and whom"
            " it must convince. If it is silent: offer to shorten it to one product.\n\n"
            "Agree what happens next and on which day; a promise of ours goes into the desk"
            " before the line is cold.",
            "Не спрашивайте, прочитали ли. Спросите, какая строка важнее всего и кого она должна"
            " убедить. Если молчат, предложите сократить до одного продукта.\n\n"
            "Договоритесь, что и в какой день дальше; наше обещание запишите сразу после"
            " разговора.",
        ),
        (
            ("The line that matters most", "Whom it must convince", "The next step and its day"),
            ("Самая важная строка", "Кого убеждать", "Следующий шаг и его день"),
        ),
    ),
    Shipped(
        "negotiation",
        None,
        Purpose.NEGOTIATION,
        ("Talks about the price", "Переговоры о цене"),
        (
            "Give nothing without asking for something: volume, term, a second product, a"
            " reference. Know the limit before you enter the room, and who may go beyond it.\n\n"
            "A competitor's rate is answered with the sum over three years, not with a rate.",
            "Ничего не уступайте, не попросив взамен: объём, срок, второй продукт, рекомендацию."
            " До встречи знайте свой предел и того, кто может его расширить.\n\n"
            "На ставку конкурента отвечайте суммой за три года, а не ставкой.",
        ),
        (
            ("What they want", "What we ask for in return", "The sum over three years"),
            ("Чего хотят они", "Что просим мы", "Сумма за три года"),
        ),
    ),
    Shipped(
        "vip-review",
        None,
        Purpose.SERVICE_REVIEW,
        ("Review with a VIP client", "Обзор обслуживания VIP-клиента"),
        (
            "Begin with promises: what was promised last time and what became of it. Then what"
            " has changed for the client, and only then what is new at the bank.\n\n"
            "Ask one question of the dossier that is still open. Close with the day of the next"
            " contact, within the norm of service.",
            "Начните с обещаний: что обещали в прошлый раз и что сделано. Затем — что изменилось"
            " у клиента, и только потом — что нового в банке.\n\n"
            "Задайте один открытый вопрос досье. Завершите днём следующего контакта в пределах"
            " нормы обслуживания.",
        ),
        (
            ("Promises kept", "What has changed", "What is new", "The day of the next contact"),
            ("Выполненные обещания", "Что изменилось", "Что нового", "День следующего контакта"),
        ),
        stage=Stage.VIP,
    ),
    Shipped(
        "new-manager",
        None,
        Purpose.ACQUAINTANCE,
        ("Introduction after a handover", "Знакомство после передачи клиента"),
        (
            "Read the brief before you ring. Name the colleague who served the client, say what"
            " you know and what was promised, and ask whether something is missing.\n\n"
            "Do not sell in this contact. Give your direct number and the name of your deputy.",
            "Прочитайте справку до звонка. Назовите коллегу, который вёл клиента, скажите, что"
            " вы знаете и что обещано, и спросите, всё ли верно.\n\n"
            "В этом контакте не продавайте. Оставьте прямой номер и имя заместителя.",
        ),
        (
            ("Who I am and whom I follow", "What I know", "What was promised", "How to reach me"),
            ("Кто я и вместо кого", "Что я знаю", "Что обещано", "Как со мной связаться"),
        ),
        stage=Stage.CLIENT,
    ),
    Shipped(
        "complaint",
        None,
        Purpose.COMPLAINT,
        ("Answer to a complaint", "Ответ на жалобу"),
        (
            "Listen to the end and say back what happened. Own it; name neither colleagues nor"
            " systems. Say what will be done by which day, and write it down as a promise.\n\n"
            "No offers in this contact, and none until the matter is closed.",
            "Дослушайте и повторите, что произошло. Возьмите на себя, не ссылаясь ни на коллег,"
            " ни на системы. Скажите, что и к какому дню будет сделано, и запишите как"
            " обещание.\n\n"
            "Никаких предложений — ни сейчас, ни до закрытия вопроса.",
        ),
        (
            ("What happened, in their words", "What will be done, by when", "When I ring again"),
            ("Что произошло словами клиента", "Что и когда сделаем", "Когда я перезвоню"),
        ),
    ),
)
