"""Made-up blocks of requisites: what they say is known, how they say it varies."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import cycle
from random import Random

RUSSIAN_FIRMS = (
    "Кедр", "Северный ветер", "Завод точных приборов", "Вектор-Медиа", "Стройинвест-М", "БиоТех 24",
    "Торговый дом Полюс", "Русский лён", "Альфа и партнёры",
)  # fmt: skip
ENGLISH_FIRMS = ("Acme Trading", "Northern Lights Energy", "Blue Ocean Foods", "Harper & Sons")
STREETS = (
    "ул. Ленина",
    "Варшавское ш.",
    "пр-т Мира",
    "наб. Обводного канала",
    "Кузнецкий пер.",
    "ул. 8 Марта",
)
TOWNS = (
    "г. Москва",
    "г. Санкт-Петербург",
    "Московская обл., г. Подольск",
    "г. Екатеринбург",
    "г. Тверь",
)
FAMILIES = ("Иванов", "Кузнецов", "Соколов", "Лебедев", "Морозов", "Воронин", "Зайцев")
GIVEN = (
    ("Иван", "Петрович"),
    ("Сергей", "Ильич"),
    ("Дмитрий", "Олегович"),
    ("Андрей", "Викторович"),
)
WOMEN = (("Анна", "Сергеевна"), ("Ольга", "Викторовна"), ("Мария", "Ильинична"))
ENGLISH_PEOPLE = ("John Smith", "Emily Clark", "Robert J. Miles", "Sarah Connor-Hill")
ENGLISH_PLACES = (
    "12 Baker Street, London NW1 6XE", "1600 Market Street, Suite 900, Philadelphia, PA 19103",
    "48 King's Road, Brighton BN1 2LN",
)  # fmt: skip
BIK = "044525225"
LEGAL = ("Юридический адрес", "Юр. адрес", "Адрес места нахождения", "Место нахождения")


@dataclass
class Made:
    """A block and what a careful clerk would read in it."""

    text: str
    facts: dict[str, str]
    phones: list[str] = field(default_factory=list)


def _digits(random: Random, count: int) -> str:
    return "".join(str(random.randrange(10)) for _ in range(count))


def inn(random: Random, length: int = 10) -> str:
    """An ИНН whose checksum is right."""
    weights = {
        10: [(2, 4, 10, 3, 5, 9, 4, 6, 8)],
        12: [(7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)],
    }[length]
    number = "77" + _digits(random, length - 2 - len(weights))
    for each in weights:
        number += str(sum(w * int(d) for w, d in zip(each, number, strict=True)) % 11 % 10)
    return number


def ogrn(random: Random, length: int = 13) -> str:
    """An ОГРН (13) or ОГРНИП (15) whose checksum is right."""
    number = ("1" if length == 13 else "3") + "02" + _digits(random, length - 4)
    return number + str(int(number) % (length - 2) % 10)


def account(random: Random) -> str:
    """An account of the bank ``BIK`` with its key."""
    number = "40702810" + "0" + _digits(random, 11)
    total = sum(a * b for a, b in zip(map(int, BIK[6:] + number), cycle((7, 1, 3)), strict=False))
    # the key is the ninth digit, weight 3 at its place
    for key in range(10):
        weighted = total + key * (7, 1, 3)[(3 + 8) % 3]
        if weighted % 10 == 0:
            return number[:8] + str(key) + number[9:]
    raise AssertionError


def russian(random: Random) -> Made:
    """A firm's requisites: a contract's last page, a card of the firm, a letter's footer."""
    form, long = random.choice((
        ("ООО", "Общество с ограниченной ответственностью"), ("АО", "Акционерное общество"),
        ("ПАО", "Публичное акционерное общество"), ("ЗАО", "Закрытое акционерное общество"),
    ))  # fmt: skip
    name = random.choice(RUSSIAN_FIRMS)
    left, right = random.choice(("«»", '""'))
    short, full = f"{form} {left}{name}{right}", f"{long} {left}{name}{right}"
    given, patronymic = random.choice(GIVEN)
    head = f"{random.choice(FAMILIES)} {given} {patronymic}"
    if random.random() < 0.3:
        family = head.split()[0]
        head = f"{family} {given[0]}.{patronymic[0]}."
    woman, of_father = random.choice(WOMEN)
    accountant = f"{random.choice(FAMILIES)}а {woman} {of_father}"
    legal, actual = (
        f"{100 + random.randrange(500)}{_digits(random, 3)}, {random.choice(TOWNS)}, "
        f"{random.choice(STREETS)}, д. {random.randrange(1, 200)}"
        + random.choice(("", ", стр. 2", ", корп. 1, офис 12", ", оф. 301"))
        for _ in range(2)
    )
    numbers = {"inn": inn(random), "kpp": "77" + _digits(random, 2) + "01001", "ogrn": ogrn(random)}
    city = f"{random.choice(('495', '499', '812'))}"
    tail = _digits(random, 2)
    phone = f"+7{city}54{_digits(random, 1)}{_digits(random, 2)}{tail}"
    d = phone[2:]
    written = random.choice((
        f"+7 ({d[:3]}) {d[3:6]}-{d[6:8]}-{d[8:]}", f"8 ({d[:3]}) {d[3:6]}-{d[6:8]}-{d[8:]}",
        f"({d[:3]}) {d[3:6]}-{d[6:8]}-{d[8:]}", f"8-{d[:3]}-{d[3:6]}-{d[6:]}",
        f"+7 {d[:3]} {d[3:6]} {d[6:8]} {d[8:]}",
    ))  # fmt: skip
    extension = _digits(random, 3) if random.random() < 0.3 else ""
    said = (
        f"{written} {random.choice(('доб.', 'вн.', 'ext.'))} {extension}" if extension else written
    )
    mail, site = "info@kedr-opt.ru", "www.kedr-opt.ru"
    rs = account(random)
    facts = {
        "short_name": short, "legal_address": legal, "inn": numbers["inn"], "ogrn": numbers["ogrn"],
        "kpp": numbers["kpp"], "emails": mail, "person_name": head, "banks_now": rs,
    }  # fmt: skip
    colon = random.choice((": ", " ", " - ", ":\t", " № "))
    if colon == " № ":
        colon = " № " if random.random() < 0.5 else ": "
    both = random.random() < 0.6
    lines = []
    if random.random() < 0.5:
        lines.append(
            f"{random.choice(('Полное наименование', 'Наименование организации'))}: {full}"
        )
        lines.append(f"Сокращённое наименование: {short}")
        facts["full_name"] = full
    elif random.random() < 0.4:
        lines.append(f"{full} ({short})")
        facts["full_name"] = full
    else:
        lines.append(random.choice(("Покупатель: ", "Заказчик: ", "", "Реквизиты\n")) + short)
    lines.append(f"{random.choice(LEGAL)}: {legal}")
    if random.random() < 0.7:
        lines.append(
            f"{random.choice(('Фактический адрес', 'Факт. адрес', 'Почтовый адрес'))}: {actual}"
        )
        facts["address"] = actual
    register = (
        [f"ИНН/КПП{colon}{numbers['inn']}/{numbers['kpp']}"]
        if both
        else [f"ИНН{colon}{numbers['inn']}", f"КПП{colon}{numbers['kpp']}"]
    )
    register.append(f"ОГРН{colon}{numbers['ogrn']}")
    if random.random() < 0.4:
        register.append(f"ОКПО {_digits(random, 8)}")
    lines += [", ".join(register)] if random.random() < 0.4 else register
    lines += random.choice((
        [f"р/с {rs} в ПАО Сбербанк", f"БИК {BIK}", "к/с 30101810400000000225"],
        [f"Расчётный счёт: {rs}", "Банк: ПАО Сбербанк", f"БИК: {BIK}",
         "Корр. счёт: 30101810400000000225"],
        [f"р/сч. {rs}, ПАО «Сбербанк России» г. Москва, к/сч. 30101810400000000225, БИК {BIK}"],
    ))  # fmt: skip
    contacts = [
        f"{random.choice(('Тел.: ', 'тел. ', 'Телефон: ', 'Тел/факс: ', 'т. '))}{said}",
        f"{random.choice(('E-mail: ', 'e-mail ', 'Эл. почта: ', ''))}{mail}",
    ]
    if random.random() < 0.6:
        contacts.append(f"{random.choice(('Сайт: ', ''))}{site}")
        facts["web"] = site
    lines += (
        [random.choice((" | ", ", ", "; ")).join(contacts)] if random.random() < 0.4 else contacts
    )
    post = random.choice(("Генеральный директор", "Директор", "Президент", "Ген. директор"))
    facts["person_position"] = post
    sign = random.choice((
        f"{post}: {head}", f"{post} {head}", f"{post} ______________ /{head}/", f"{post}\n{head}",
    ))  # fmt: skip
    people = [sign]
    if random.random() < 0.4:
        people.append(f"Главный бухгалтер: {accountant}")
        facts["second_name"] = accountant
    lines += people
    if random.random() < 0.5:
        lines.append("М.П.")
    return Made("\n".join(lines), facts, [phone + (f"#{extension}" if extension else "")])


def russian_card(random: Random) -> Made:
    """A business card or the footer of a letter: a person of a firm."""
    family = random.choice(FAMILIES)
    given, patronymic = random.choice(GIVEN)
    if random.random() < 0.4:
        woman, patronymic = random.choice(WOMEN)
        family, given = f"{family}а", woman
    name = random.choice((f"{family} {given} {patronymic}", f"{given} {family}"))
    post = random.choice((
        "Менеджер по закупкам", "Коммерческий директор", "Начальник отдела снабжения",
        "Главный бухгалтер", "Заместитель директора", "Руководитель проекта",
    ))  # fmt: skip
    firm = f"ООО «{random.choice(RUSSIAN_FIRMS)}»"
    mobile = "+7916" + _digits(random, 7)
    d = mobile[2:]
    mail = "i.ivanov@vetrov-opt.ru"
    facts = {"short_name": firm, "person_name": name, "person_position": post, "emails": mail}
    lines = random.choice((
        [name, post, firm], [firm, name, post], ["С уважением,", name, post, firm],
        ["--", f"{name}", f"{post}, {firm}"],
    ))  # fmt: skip
    lines += [
        random.choice(("моб. ", "Моб.: ", "тел. ", "")) + f"+7 ({d[:3]}) {d[3:6]}-{d[6:8]}-{d[8:]}",
        mail,
    ]
    if random.random() < 0.5:
        place = (
            f"{random.randrange(101, 630)}{_digits(random, 3)}, {random.choice(TOWNS)}, "
            f"{random.choice(STREETS)}, д. 7"
        )
        lines.append(place)
        facts["address"] = place
    return Made("\n".join(lines), facts, [mobile])


def english(random: Random) -> Made:
    """An English business card or footer."""
    firm = f"{random.choice(ENGLISH_FIRMS)} {random.choice(('Ltd', 'LLC', 'Inc.', 'GmbH', 'PLC'))}"
    name = random.choice(ENGLISH_PEOPLE)
    post = random.choice((
        "Chief Financial Officer", "Managing Director", "Sales Manager", "CEO",
        "Head of Procurement",
    ))  # fmt: skip
    place = random.choice(ENGLISH_PLACES)
    mail, site = "office@acme-group.com", "www.acme-group.com"
    phone = "+4420794609" + _digits(random, 2)
    facts = {
        "short_name": firm, "person_name": name, "person_position": post, "emails": mail,
        "web": site, "address": place,
    }  # fmt: skip
    told = f"+44 20 7946 09{phone[-2:]}"
    lines = random.choice((
        [name, post, firm], [firm, f"{name}, {post}"], ["Kind regards,", name, f"{post} | {firm}"],
        [f"Contact: {name}", post, f"Company: {firm}"],
    ))  # fmt: skip
    lines += [
        random.choice(("", "Address: ")) + place,
        random.choice(("Tel: ", "T: ", "Phone: ", "Tel. ")) + told,
        random.choice(("Email: ", "E: ", "")) + mail,
        site,
    ]
    return Made("\n".join(lines), facts, [phone])


def trader(random: Random) -> Made:
    """A sole trader's requisites."""
    given, patronymic = random.choice(GIVEN)
    family = random.choice(FAMILIES)
    numbers = {"inn": inn(random, 12), "ogrn": ogrn(random, 15)}
    rs = account(random)
    place = f"142100, {random.choice(TOWNS)}, {random.choice(STREETS)}, д. 5, кв. 7"
    facts = {
        "family_name": family, "given_name": given, "patronymic": patronymic, **numbers,
        "banks_now": rs, "address": place,
    }  # fmt: skip
    lines = [
        random.choice(("ИП ", "Индивидуальный предприниматель "))
        + f"{family} {given} {patronymic}",
        f"ИНН {numbers['inn']}", f"ОГРНИП {numbers['ogrn']}", f"Адрес: {place}",
        f"р/с {rs} в АО «Альфа-Банк», БИК {BIK}",
    ]  # fmt: skip
    return Made("\n".join(lines), facts)


KINDS = (russian, russian_card, english, trader)
