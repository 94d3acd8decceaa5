"""What firms are and do: branches with their words, beginnings and endings of names."""

from __future__ import annotations

from dataclasses import dataclass

from .names import words

#: A text in the two languages of the bank: (Russian, English).
Both = tuple[str, str]


@dataclass(frozen=True)
class Branch:
    """A branch of trade: what it does, what firms of it are called, what troubles and needs they
    have, which products of the catalogue fit."""

    activity: Both
    words: tuple[str, ...]
    english: tuple[str, ...]
    problem: Both
    need: Both
    products: tuple[str, ...]


BRANCHES = (
    Branch(
        ("Оптовая торговля продуктами питания", "Wholesale of food"),
        ("Продукт", "Продторг", "Опт", "Снаб", "Провиант"),
        ("Foods", "Provisions", "Larder"),
        (
            "Сети платят с отсрочкой 45 дней, в сезон не хватает оборотных средств",
            "Chains pay after 45 days; working capital runs short in the season",
        ),
        (
            "Закрыть сезонный кассовый разрыв с августа по ноябрь",
            "Bridge the seasonal cash gap from August to November",
        ),
        ("overdraft", "payments", "settlement"),
    ),
    Branch(
        ("Строительство жилых и нежилых зданий", "Construction of buildings"),
        ("Строй", "Монтаж", "Дом", "Девелопмент", "СтройИнвест"),
        ("Construction", "Builders", "Homes"),
        (
            "Гарантии для госзакупок выпускают по две недели, теряют тендеры",
            "Guarantees for tenders take two weeks, bids are lost",
        ),
        (
            "Получать гарантии за один-два дня, без личного поручительства",
            "Guarantees within two days, without a personal surety",
        ),
        ("guarantee", "loan", "payroll"),
    ),
    Branch(
        ("Разработка программного обеспечения", "Software development"),
        ("Софт", "Цифра", "Диджитал", "Код", "Системы"),
        ("Software", "Digital", "Systems"),
        (
            "Валютная выручка зачисляется три дня, документы носят на бумаге",
            "Currency receipts take three days, papers are carried by hand",
        ),
        (
            "Валютный контроль в электронном виде и карты для командировок",
            "Paperless currency control and cards for travel",
        ),
        ("currency-control", "card", "payroll"),
    ),
    Branch(
        ("Розничная торговля лекарствами", "Pharmacies"),
        ("Фарм", "Аптека", "Медсервис", "Здоровье"),
        ("Pharma", "Chemists", "Health"),
        (
            "Высокая комиссия эквайринга, выручку возят инкассаторы раз в три дня",
            "Acquiring costs too much, cash is collected every third day",
        ),
        (
            "Снизить комиссию за эквайринг в двенадцати точках",
            "A lower acquiring fee for twelve shops",
        ),
        ("acquiring", "settlement", "insurance"),
    ),
    Branch(
        ("Торговля автозапчастями", "Trade in car parts"),
        ("Авто", "Мотор", "Деталь", "Автоснаб"),
        ("Motors", "Parts", "Auto"),
        (
            "Поставщики в Китае просят предоплату, курс съедает маржу",
            "Suppliers ask for prepayment, the exchange rate eats the margin",
        ),
        (
            "Платить поставщикам в юанях по рыночному курсу",
            "Pay suppliers in yuan at the market rate",
        ),
        ("currency-control", "payments", "overdraft"),
    ),
    Branch(
        ("Грузовые перевозки и склады", "Freight and warehousing"),
        ("Логистик", "Транс", "Карго", "Экспедиция", "Путь"),
        ("Logistics", "Freight", "Carriers"),
        (
            "Водителям выдают наличные под отчёт, авансовые отчёты опаздывают",
            "Drivers get cash advances, reports come late",
        ),
        (
            "Корпоративные карты с лимитами для тридцати водителей",
            "Corporate cards with limits for thirty drivers",
        ),
        ("card", "insurance", "payroll"),
    ),
    Branch(
        ("Производство мебели", "Furniture making"),
        ("Мебель", "Интерьер", "Древ", "Уют"),
        ("Furniture", "Joinery", "Interiors"),
        (
            "Станки куплены в лизинг, платежи совпадают с зарплатой",
            "Machines are leased, payments fall on payday",
        ),
        (
            "Кредит на пополнение запасов фанеры и фурнитуры",
            "A loan for stocks of plywood and fittings",
        ),
        ("loan", "payroll", "settlement"),
    ),
    Branch(
        ("Выращивание зерновых и хранение", "Grain growing and storage"),
        ("Агро", "Колос", "Нива", "Зерно", "Поле"),
        ("Agro", "Grain", "Fields"),
        (
            "Выручка приходит осенью, а удобрения нужны в марте",
            "Money comes in autumn, fertiliser is needed in March",
        ),
        (
            "Сезонный кредит с погашением после уборки",
            "A seasonal loan repaid after the harvest",
        ),
        ("loan", "insurance", "deposit"),
    ),
    Branch(
        ("Медицинские услуги", "Medical services"),
        ("Клиника", "Мед", "Доктор", "Диагностика"),
        ("Clinic", "Medical", "Care"),
        (
            "Пациенты просят рассрочку, терминалы часто без связи",
            "Patients ask to pay by instalments, terminals lose connection",
        ),
        (
            "Стабильный эквайринг и оплата на сайте при записи",
            "Reliable acquiring, and payment on the site when booking",
        ),
        ("acquiring", "internet-acquiring", "insurance"),
    ),
    Branch(
        ("Рестораны и доставка еды", "Restaurants and catering"),
        ("Вкус", "Кухня", "Пекарня", "Кафе", "Обед"),
        ("Kitchen", "Bakery", "Tables"),
        (
            "Выручка поступает на следующий день, поставщикам платят в тот же",
            "Takings arrive the next day, suppliers are paid the same day",
        ),
        (
            "Зачисление выручки день в день, включая выходные",
            "Takings credited the same day, weekends included",
        ),
        ("acquiring", "card", "overdraft"),
    ),
    Branch(
        ("Полиграфия и упаковка", "Printing and packaging"),
        ("Принт", "Пак", "Типография", "Картон"),
        ("Print", "Packaging", "Press"),
        (
            "Нынешний банк поднял тариф за платежи и не предупредил",
            "The present bank raised the price of payments without notice",
        ),
        (
            "Понятный пакет платежей с ценой на год вперёд",
            "A clear package of payments with a price for a year",
        ),
        ("settlement", "payments", "card"),
    ),
    Branch(
        ("Импорт промышленного оборудования", "Import of machinery"),
        ("Техно", "Маш", "Пром", "Техника", "Импорт"),
        ("Machinery", "Engineering", "Technics"),
        (
            "Контракты ставят на учёт неделю, поставки стоят на таможне",
            "Contracts take a week to register, goods wait at the customs",
        ),
        (
            "Личный специалист валютного контроля и аккредитив",
            "One's own specialist for currency control, letters of credit",
        ),
        ("currency-control", "guarantee", "deposit"),
    ),
    Branch(
        ("Дополнительное образование", "Courses and schools"),
        ("Школа", "Академия", "Знание", "Лингва"),
        ("Academy", "School", "Learning"),
        (
            "Родители платят переводами, сверка занимает два дня в месяц",
            "Parents pay by transfer, matching takes two days a month",
        ),
        (
            "Приём оплат на сайте с автоматической сверкой",
            "Payments on the site, matched automatically",
        ),
        ("internet-acquiring", "settlement", "payroll"),
    ),
    Branch(
        ("Гостиницы и базы отдыха", "Hotels"),
        ("Отель", "Парк", "Берег", "Усадьба", "Тур"),
        ("Hotels", "Lodge", "Resorts"),
        (
            "Свободные деньги зимой лежат без дохода, летом нужен ремонт",
            "Idle money in winter earns nothing, repairs come in summer",
        ),
        (
            "Разместить 20–30 млн на четыре месяца с возможностью снятия",
            "Place 20–30 million for four months with partial withdrawal",
        ),
        ("deposit", "acquiring", "insurance"),
    ),
)
BEGINNINGS = words(
    """Альфа Альтаир Арсенал Балтика Бастион Берёза Вектор Вершина Вега Волга Восход Гамма Гарант
    Гефест Горизонт Гранит Дельта Диалог Днепр Европа Енисей Запад Заря Звезда Зенит Империя Искра
    Кама Кедр Комета Контур Корона Кристалл Круг Лад Лидер Линия Лотос Маяк Меркурий Меридиан Мост
    Надежда Невский Новатор Ока Олимп Онега Орион Основа Партнёр Первый Полюс Прайм Престиж
    Приоритет Прогресс Радуга Ресурс Родник Рубин Русь Сатурн Север Сигма Сириус Сокол Союз Спектр
    Стандарт Старт Стрела Сфера Таганай Темп Титан Триумф Урал Факел Форвард Формула Феникс Центр
    Чайка Юг
    Юпитер Эверест Экватор Эталон Эра Янтарь Ясень"""
)
ENGLISH_BEGINNINGS = words(
    """Albion Amber Anchor Ashford Beacon Birchwood Bluestone Bridgewater Cedar Clearwater Compass
    Crown Eastgate Elmwood Evergreen Fairview Granite Greenfield Harbour Highland Ironbridge
    Kingsway Lakeside Meridian Millbrook Northgate Oakfield Orchard Pinecrest Redwood Ridgeway
    Riverside Rosewood Silverline Southbank Sterling Stonebridge Summit Thornbury Westfield
    Whitestone Willow Windmill"""
)
#: (short, long, weight).
FORMS = (
    ("ООО", "Общество с ограниченной ответственностью", 88),
    ("АО", "Акционерное общество", 10),
    ("ПАО", "Публичное акционерное общество", 2),
)
ENGLISH_FORMS = ("Ltd", "Ltd", "LLP", "PLC")
BANKS = ("Волжский берег", "Северный капитал", "Инвестиционный союз", "Городской", "Столичный дом")
ENGLISH_BANKS = ("Northern Union Bank", "Harbour Bank", "First City Bank")
POSITIONS: tuple[tuple[Both, str], ...] = (
    (("Генеральный директор", "Managing director"), "decides"),
    (("Финансовый директор", "Finance director"), "financial"),
    (("Главный бухгалтер", "Chief accountant"), "influences"),
    (("Руководитель отдела закупок", "Head of purchasing"), "influences"),
    (("ИТ-директор", "Head of IT"), "technical"),
    (("Помощник руководителя", "Personal assistant"), "gatekeeper"),
    (("Казначей", "Treasurer"), "financial"),
)
