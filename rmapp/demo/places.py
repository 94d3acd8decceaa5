"""Where clients live and work: towns with their zone, codes and streets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Town:
    """A town. ``weight``: how often it is met; ``region``: of registration numbers; ``code``: of
    the telephone with the beginning no subscriber has; ``post``: first digits of the post code."""

    name: str
    zone: str
    weight: int
    code: str
    region: str = ""
    post: str = ""


RUSSIAN = (
    Town("Москва", "Europe/Moscow", 30, "+749500", "77", "1"),
    Town("Санкт-Петербург", "Europe/Moscow", 14, "+781200", "78", "19"),
    Town("Нижний Новгород", "Europe/Moscow", 5, "+783100", "52", "603"),
    Town("Казань", "Europe/Moscow", 5, "+784300", "16", "420"),
    Town("Воронеж", "Europe/Moscow", 4, "+747300", "36", "394"),
    Town("Ростов-на-Дону", "Europe/Moscow", 5, "+786300", "61", "344"),
    Town("Краснодар", "Europe/Moscow", 5, "+786100", "23", "350"),
    Town("Ярославль", "Europe/Moscow", 3, "+748500", "76", "150"),
    Town("Тверь", "Europe/Moscow", 2, "+748220", "69", "170"),
    Town("Калининград", "Europe/Kaliningrad", 2, "+740120", "39", "236"),
    Town("Самара", "Europe/Samara", 4, "+784600", "63", "443"),
    Town("Екатеринбург", "Asia/Yekaterinburg", 6, "+734300", "66", "620"),
    Town("Челябинск", "Asia/Yekaterinburg", 3, "+735100", "74", "454"),
    Town("Тюмень", "Asia/Yekaterinburg", 3, "+734520", "72", "625"),
    Town("Новосибирск", "Asia/Novosibirsk", 4, "+738300", "54", "630"),
    Town("Красноярск", "Asia/Krasnoyarsk", 2, "+739100", "24", "660"),
    Town("Иркутск", "Asia/Irkutsk", 2, "+739520", "38", "664"),
    Town("Владивосток", "Asia/Vladivostok", 1, "+742300", "25", "690"),
)
#: Telephone ranges set aside for stories (Ofcom), or numbers that begin with zeroes.
ENGLISH = (
    Town("London", "Europe/London", 8, "+442079460", post="EC"),
    Town("Manchester", "Europe/London", 3, "+441614960", post="M"),
    Town("Edinburgh", "Europe/London", 2, "+441314960", post="EH"),
    Town("Limassol", "Asia/Nicosia", 4, "+3572500", post="30"),
    Town("Moscow", "Europe/Moscow", 10, "+749500", "77", "1"),
)
STREETS = (
    "ул. Ленина", "ул. Мира", "ул. Садовая", "ул. Советская", "ул. Лесная", "ул. Новая",
    "ул. Набережная", "ул. Школьная", "ул. Заводская", "ул. Гагарина", "ул. Пушкина",
    "ул. Чехова", "ул. Кирова", "ул. Победы", "ул. Строителей", "ул. Энергетиков",
    "ул. Профсоюзная", "ул. Вокзальная", "ул. Складская", "ул. Промышленная", "пр-т Ленина",
    "пр-т Мира", "пр-т Победы", "пр-т Космонавтов", "б-р Строителей", "пер. Северный",
    "пер. Речной", "наб. Речная", "ш. Южное", "проезд Заводской",
)  # fmt: skip
ENGLISH_STREETS = (
    "Abbey Road", "Bridge Street", "Castle Street", "Church Lane", "Station Road", "High Street",
    "King Street", "Market Square", "Mill Lane", "North Quay", "Park Avenue", "Queen Street",
    "River Walk", "Victoria Street", "Wharf Road",
)  # fmt: skip
#: Codes of mobile operators that nobody has been given; ``phonenumbers`` takes them as right.
MOBILE = ("+7943", "+7945", "+7946", "+7947", "+7972", "+7973", "+7974", "+7976")
