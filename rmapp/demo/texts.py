"""What colleagues write down: purposes, notes after contacts, promises, things one must know.

Texts of firms and of persons differ; every text stands in both languages (Russian, English).
"""

from __future__ import annotations

from ..interactions.words import Kind, Purpose, Result
from .firms import Both

#: What a planned contact is for, in words: (kind, purpose, text), of firms.
STEPS_FIRM: tuple[tuple[Kind, Purpose, Both], ...] = (
    (Kind.CALL, Purpose.FIRST_CONTACT, ("Договориться о встрече", "Agree on a meeting")),
    (Kind.CALL, Purpose.FIND_NEED, ("Уточнить обороты по кварталам", "Turnover by quarter")),
    (Kind.CALL, Purpose.OFFER, ("Обсудить предложение с директором", "Go through the proposal")),
    (Kind.VISIT, Purpose.PRESENTATION, ("Показать интернет-банк", "Show the internet bank")),
    (Kind.VISIT, Purpose.FIRST_CONTACT, ("Знакомство, осмотр склада", "First visit, warehouse")),
    (Kind.MEETING, Purpose.NEGOTIATION, ("Условия с финдиректором", "Terms with the CFO")),
    (Kind.MEETING, Purpose.DOCUMENTS, ("Подписание договора", "Signing of the contract")),
    (Kind.LETTER, Purpose.FIRST_CONTACT, ("Письмо руководителю", "Letter to the head")),
    (Kind.EMAIL, Purpose.DOCUMENTS, ("Перечень документов", "List of papers")),
    (Kind.EMAIL, Purpose.OFFER, ("Расчёт выгоды на год", "Benefit over a year")),
)
STEPS_CLIENT_FIRM: tuple[tuple[Kind, Purpose, Both], ...] = (
    (Kind.CALL, Purpose.SERVICE_REVIEW, ("Как работает новый тариф", "How the new tariff works")),
    (Kind.CALL, Purpose.CROSS_SALE, ("Предложить карты сотрудникам", "Cards for the staff")),
    (Kind.CALL, Purpose.RENEWAL, ("Продление овердрафта", "Renewal of the overdraft")),
    (Kind.MEETING, Purpose.SERVICE_REVIEW, ("Итоги квартала", "Review of the quarter")),
    (Kind.VISIT, Purpose.CROSS_SALE, ("Зарплатный проект: встреча с бухгалтерией", "Payroll")),
    (Kind.EMAIL, Purpose.RENEWAL, ("Новые ставки по депозиту", "New rates of the deposit")),
    (Kind.CALL, Purpose.DOCUMENTS, ("Обновить карточку подписей", "Renew the signature card")),
)
STEPS_PERSON: tuple[tuple[Kind, Purpose, Both], ...] = (
    (Kind.CALL, Purpose.FIND_NEED, ("Узнать о планах на сбережения", "Plans for the savings")),
    (Kind.CALL, Purpose.OFFER, ("Обсудить ставку по вкладу", "The rate of the deposit")),
    (Kind.MEETING, Purpose.ACQUAINTANCE, ("Знакомство в офисе", "Introduction at the office")),
    (Kind.MEETING, Purpose.DOCUMENTS, ("Подписать заявление", "Sign the application")),
    (Kind.EMAIL, Purpose.PRESENTATION, ("Подборка условий", "A selection of terms")),
    (Kind.CALL, Purpose.RENEWAL, ("Продление вклада", "Renewal of the deposit")),
    (Kind.MESSAGE, Purpose.OTHER, ("Подтвердить время встречи", "Confirm the meeting")),
)
STEPS_CLIENT_PERSON: tuple[tuple[Kind, Purpose, Both], ...] = (
    (Kind.CALL, Purpose.RENEWAL, ("Вклад заканчивается, продление", "Deposit ends, renewal")),
    (Kind.CALL, Purpose.SERVICE_REVIEW, ("Всё ли удобно с картой", "Is the card convenient")),
    (Kind.MEETING, Purpose.CROSS_SALE, ("Страхование имущества", "Insurance of the house")),
    (Kind.MEETING, Purpose.SERVICE_REVIEW, ("Обзор портфеля", "Review of the portfolio")),
    (Kind.EMAIL, Purpose.OFFER, ("Облигации: подборка", "Bonds: a selection")),
    (Kind.CALL, Purpose.CROSS_SALE, ("Ячейка на новый срок", "The safe for another term")),
)

#: What is written after a contact of a firm.
NOTES_FIRM: dict[Result, tuple[Both, ...]] = {
    Result.REACHED: (
        ("Говорили с бухгалтером: платежей около 300 в месяц, тариф не устраивает.",
         "Spoke with the accountant: about 300 payments a month, the tariff does not suit."),
        ("Директор готов встретиться, просит прислать цифры заранее.",
         "The director will meet us and asks for figures beforehand."),
        ("Счёт в другом банке, но обслуживанием недовольны: долго отвечают.",
         "They bank elsewhere but are unhappy: answers take too long."),
        ("Интересует зарплатный проект, штат вырос до 80 человек.",
         "Interested in payroll, staff has grown to 80."),
        ("Попросили сравнить нашу комиссию с нынешней, выписку пришлют.",
         "Asked us to compare our fee with theirs, will send a statement."),
        ("Закупки запланированы на весну, решение примут после собрания.",
         "Purchases are planned for spring, they decide after the meeting."),
    ),
    Result.HELD: (
        ("Встреча прошла хорошо, были финдиректор и главный бухгалтер. Ждут расчёт.",
         "A good meeting with the CFO and the chief accountant. They await figures."),
        ("Показали интернет-банк, вопросы по правам сотрудников. Отправить памятку.",
         "Showed the internet bank, questions on rights of staff. Send the leaflet."),
        ("Осмотрели склад: оборот больше, чем думали, терминалы нужны в трёх точках.",
         "Saw the warehouse: turnover is larger than thought, terminals at three places."),
        ("Обсудили гарантию под тендер, срок подачи через две недели.",
         "Discussed a guarantee for the tender, due in two weeks."),
        ("Решение за собственником, договорились о встрече с ним.",
         "The owner decides; a meeting with the owner is agreed."),
    ),
    Result.SENT: (
        ("Письмо на имя директора, приложен буклет.", "Letter to the director with the booklet."),
        ("Отправлен расчёт и перечень документов.", "Sent the figures and the list of papers."),
        ("Направили предложение и пример договора.", "Sent the proposal and a sample contract."),
    ),
    Result.AGREED: (
        ("Согласны на условия, готовят документы для открытия счёта.",
         "They accept the terms and prepare papers for the account."),
        ("Договорились подключить эквайринг в двух точках с первого числа.",
         "Acquiring at two shops from the first of the month is agreed."),
        ("Подтвердили лимит овердрафта, подпишут на следующей неделе.",
         "The overdraft limit is confirmed, they sign next week."),
    ),
    Result.POSTPONED: (
        ("Закрывают квартал, просят вернуться через неделю.",
         "They close the quarter and ask us to return in a week."),
        ("Директор в отпуске, решение после возвращения.",
         "The director is on leave and decides on return."),
        ("Перенесли: готовятся к проверке.", "Moved: they prepare for an audit."),
    ),
    Result.NOT_REACHED: (
        ("Не отвечает, секретарь просит перезвонить после обеда.",
         "No answer, the secretary asks to ring after lunch."),
        ("Номер занят, два звонка подряд.", "Engaged, two calls in a row."),
        ("На совещании.", "In a meeting."),
    ),
    Result.REFUSED: (
        ("Менять банк не планируют: кредит в нынешнем до конца года.",
         "They will not change the bank: a loan there until the end of the year."),
        ("Холдинг обслуживается централизованно, сами не решают.",
         "The group banks centrally, they do not decide."),
    ),
    Result.WRONG_CONTACT: (
        ("Номер отдела кадров, дали телефон бухгалтерии.",
         "This was personnel, they gave the number of accounts."),
        ("Человек больше не работает, спросить нового финдиректора.",
         "The person has left, ask for the new CFO."),
    ),
}  # fmt: skip
#: What is written after a contact of a person.
NOTES_PERSON: dict[Result, tuple[Both, ...]] = {
    Result.REACHED: (
        ("Копит на квартиру дочери, хранит в другом банке до марта.",
         "Saves for the daughter's flat, the money is elsewhere until March."),
        ("Спрашивает о вкладе с пополнением, сумма около двух миллионов.",
         "Asks about a deposit one can add to, about two million."),
        ("Просит писать, а не звонить: весь день на объектах.",
         "Asks to be written to, not called: away on sites all day."),
        ("Интерес к облигациям, но боязнь потерь.",
         "Interested in bonds but afraid of losses."),
        ("Карта устраивает, вопрос про страховку дома.",
         "Happy with the card, asked about insurance of the house."),
    ),
    Result.HELD: (
        ("Разобрали условия вклада и досрочное снятие, ответ до пятницы.",
         "Went through the deposit and early withdrawal, an answer by Friday."),
        ("Пришли вдвоём, решают вместе.", "Came in two, they decide together."),
        ("Показали расчёт на три года, просит распечатать.",
         "Showed three years ahead, asked for a printout."),
    ),
    Result.SENT: (
        ("Отправлена подборка условий.", "Sent a selection of terms."),
        ("Направили анкету и перечень документов.", "Sent the form and the list of papers."),
    ),
    Result.AGREED: (
        ("Открывает вклад на 18 месяцев, придёт подписать.",
         "Opens a deposit for 18 months, will come to sign."),
        ("Согласие на карту и накопительный счёт.", "Agrees to the card and the savings account."),
    ),
    Result.POSTPONED: (
        ("Уезжает, просит позвонить после возвращения.", "Travelling, asks to be rung on return."),
        ("Ждёт продажи дачи, вернуться через две недели.",
         "Waits for the sale of the house, return in two weeks."),
    ),
    Result.NOT_REACHED: (
        ("Не берёт трубку.", "Does not answer."),
        ("За рулём, просит позже.", "Driving, asks for a later call."),
    ),
    Result.REFUSED: (
        ("Свой банк устраивает, предложений не хочет.", "Happy with the present bank, no offers."),
    ),
    Result.WRONG_CONTACT: (
        ("Номер принадлежит другому человеку.", "The number is somebody else's."),
    ),
}  # fmt: skip
MUST_KNOW_FIRM: tuple[Both, ...] = (
    ("Звонить только главному бухгалтеру", "Ring the chief accountant only"),
    ("Идёт спор по комиссии: без новых предложений до ответа", "Fee in dispute: no new offers"),
    ("Директор предпочитает письма", "The director prefers letters"),
    ("В офисе с понедельника по четверг", "In the office Monday to Thursday"),
    ("Собственник — бывший клиент филиала", "The owner was a client of the branch"),
)
MUST_KNOW_PERSON: tuple[Both, ...] = (
    ("Не звонить до 11 часов", "No calls before 11"),
    ("Плохо слышит: говорить медленно", "Hard of hearing: speak slowly"),
    ("Обращаться по имени и отчеству", "Prefers to be called by the full name"),
    ("Не предлагать кредиты", "Do not offer loans"),
    ("Решения принимает вместе с семьёй", "Decides together with the family"),
)
PROMISES_BANK: tuple[Both, ...] = (
    ("Прислать расчёт выгоды", "Send the benefit calculation"),
    ("Узнать условия гарантии", "Find out the terms of the guarantee"),
    ("Передать образец договора", "Hand over a sample contract"),
    ("Согласовать скидку с руководителем", "Agree the discount with the supervisor"),
)
PROMISES_CLIENT: tuple[Both, ...] = (
    ("Прислать выписку за квартал", "Send a statement for the quarter"),
    ("Подтвердить время встречи", "Confirm the time of the meeting"),
    ("Передать копию устава", "Hand over a copy of the charter"),
)
NEEDS_PERSON: tuple[Both, ...] = (
    ("Накопить на квартиру за три года", "Save for a flat within three years"),
    ("Доход без риска потери вложенного", "Income without a risk to the capital"),
    ("Удобная карта для поездок", "A convenient card for travel"),
    ("Передать накопления детям", "Pass savings on to the children"),
    ("Погасить ипотеку досрочно", "Repay the mortgage early"),
)
OCCUPATIONS: tuple[Both, ...] = (
    ("Врач", "Physician"), ("Инженер", "Engineer"), ("Юрист", "Lawyer"),
    ("Преподаватель", "Teacher"), ("Архитектор", "Architect"),
    ("Директор магазина", "Shop manager"),
    ("Программист", "Programmer"), ("Пенсионер", "Retired"), ("Бухгалтер", "Accountant"),
    ("Предприниматель", "Entrepreneur"), ("Капитан дальнего плавания", "Sea captain"),
    ("Фермер", "Farmer"), ("Учёный", "Scientist"),
)  # fmt: skip
HOBBIES: tuple[Both, ...] = (
    ("Рыбалка", "Fishing"), ("Горные лыжи", "Skiing"), ("Театр", "Theatre"), ("Дача", "Gardening"),
    ("Шахматы", "Chess"), ("Путешествия", "Travel"), ("Яхты", "Sailing"), ("Бег", "Running"),
    ("Классическая музыка", "Classical music"), ("История края", "Local history"),
)  # fmt: skip
FAMILY_STATUS: tuple[Both, ...] = (
    ("В браке", "Married"), ("Не в браке", "Single"), ("Вдовство", "Widowed"),
    ("В разводе", "Divorced"),
)  # fmt: skip
INCOME: tuple[Both, ...] = (
    ("до 100 тыс. в месяц", "up to 100 thousand a month"),
    ("100–250 тыс. в месяц", "100–250 thousand a month"),
    ("250–600 тыс. в месяц", "250–600 thousand a month"),
    ("свыше 600 тыс. в месяц", "above 600 thousand a month"),
)
COMPETITOR_OFFERS: tuple[Both, ...] = (
    ("Обещают бесплатное обслуживание первый год", "They promise the first year free"),
    ("Ставка по депозиту на 0,4 выше", "Their deposit pays 0.4 more"),
    ("Эквайринг 1,6 % без минимальной суммы", "Acquiring at 1.6 % without a minimum"),
)
HISTORY_FIRM: tuple[Both, ...] = (
    ("Основана в {year} году, начинали с одного склада, сейчас {staff} сотрудников.",
     "Founded in {year} with one warehouse, {staff} people today."),
    ("Семейная фирма с {year} года, второй собственник вошёл три года назад.",
     "A family firm since {year}, the second owner joined three years ago."),
    ("Работает с {year} года, два года назад переехала в собственное здание.",
     "Since {year}; moved to a building of its own two years ago."),
)  # fmt: skip
GOVERNANCE: tuple[Both, ...] = (
    ("Два учредителя поровну, банк выбирает директор", "Two owners, the director chooses the bank"),
    ("Единственный учредитель, решает сам", "One owner, decides alone"),
    ("Совет директоров из трёх человек, решение за финансовым директором",
     "A board of three, the CFO decides"),
)  # fmt: skip
PLACES: tuple[Both, ...] = (
    ("Офис банка, переговорная 2", "Our office, room 2"),
    ("Офис банка, переговорная 4", "Our office, room 4"),
)
