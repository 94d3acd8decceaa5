"""Which of our fields a foreign column is, told by its name and its values, in two languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..core.registration_numbers import NumberKind, check
from ..core.text import fold
from .values import CHOICES, code_of

#: Field → folded names of columns that are it; the first is ours. ``=`` before a name: only when
#: the column is called just that.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "external_id": (
        *("external id", "source id", "=id", "=no", "=n", "=п п", "=no п п", "=n п п", "=код"),
        *("unique id", "rec id", "record id", "client id", "customer id", "uid", "внешний код"),
        *("код клиента", "номер клиента", "идентификатор", "порядковый номер", "=номер"),
        *("код контрагента", "кадастровый номер клиента", "=rank", "id клиента"),
        *("=number in another system", "=номер в другой системе"),
    ),
    "full_name": (
        *("full name", "полное наименование", "наименование", "название", "имя организации"),
        *("организация", "компания", "фирма", "фио", "ф и о", "фамилия имя отчество", "=name"),
        *("company", "company name", "organisation", "organization", "=клиент", "контрагент"),
        *("client name", "customer name", "organisation name", "organization name", "=client"),
        *("наименование организации", "полное имя", "display name", "юридическое лицо", "=имя фио"),
        *(
            "найменування",
            "назва",
            "піб",
            "название компании",
            "customer",
            "legal name",
            "security",
        ),
    ),
    "short_name": ("short name", "краткое наименование", "сокращенное наименование"),
    "legal_form": (
        *("legal form", "опф", "организационно правовая форма", "правовая форма"),
        *("форма собственности", "company type", "=форма", "legal entity type"),
    ),
    "given_name": ("given name", "first name", "firstname", "forename", "=имя", "ім я", "=given"),
    "family_name": (
        *("family name", "last name", "lastname", "surname", "фамилия", "прізвище", "=family"),
    ),
    "patronymic": ("patronymic", "отчество", "middle name", "по батькові", "second name"),
    "birth_date": (
        *("birth date", "birthday", "date of birth", "=dob", "дата рождения", "день рождения"),
        *("birthdate", "born", "дата народження", "=др", "дата рожд", "=д р", "birth dt", "=d o b"),
        *("date birth", "bday", "дата рожден"),
    ),
    "sex": ("sex", "gender", "=пол"),
    "organisation": ("employer", "место работы", "работодатель", "компания работодатель"),
    "department": ("department", "отдел", "подразделение"),
    "position": ("position", "должность", "job title", "=title", "=job", "=role", "посада"),
    "contact_person": (
        *("contact person", "контактное лицо", "представитель", "директор", "руководитель"),
        *("contact name", "=ceo", "генеральный директор", "chief executive"),
    ),
    "phone": (
        *("phone", "телефон", "телефоны", "тел", "phone number", "telephone", "=tel", "моб"),
        *("mobile", "mobile phone", "cell", "мобильный", "мобильный телефон", "contact number"),
        *("номер телефона", "рабочий телефон", "contact phone number", "сотовый", "work phone"),
        *("контактный телефон", "phone 1", "home phone"),
    ),
    "fax": ("fax", "факс"),
    "email": (
        *("email", "e mail", "mail", "почта", "электронная почта", "эл почта", "email address"),
        *("адрес электронной почты", "e mail address", "мейл", "имейл", "электронный адрес"),
    ),
    "web": ("web", "site", "website", "сайт", "url", "homepage", "веб сайт", "www", "интернет"),
    "contacts": (
        *("contacts", "e mail сайт", "телефон e mail", "телефон почта", "=контакты", "связь"),
    ),
    "legal_address": (
        *("legal address", "юридический адрес", "юр адрес", "registered address", "address"),
        *("адрес", "почтовый адрес", "адрес регистрации", "адрес организации", "address 1"),
        *("postal address", "mailing address", "headquarters location", "місцезнаходження"),
        *("адрес места нахождения", "место нахождения", "street address", "street"),
    ),
    "actual_address": ("actual address", "фактический адрес", "факт адрес", "адрес доставки"),
    "city": ("city", "город", "town", "населенный пункт", "suburb", "місто"),
    "region": ("region", "регион", "область", "state", "край область"),
    "postcode": ("postcode", "postal code", "zip", "zip code", "индекс", "почтовый индекс"),
    "country": ("country", "страна", "країна"),
    "inn": ("inn", "инн", "инн организации", "инн клиента", "tax id", "taxpayer number"),
    "inn_kpp": ("инн кпп", "inn kpp"),
    "kpp": ("kpp", "кпп"),
    "ogrn": ("ogrn", "огрн", "основной государственный регистрационный номер", "огрнип"),
    "edrpou": ("edrpou", "едрпоу", "єдрпоу", "код едрпоу", "код єдрпоу"),
    "vat": (
        *("vat", "vat number", "vat id", "ндс номер", "бин", "bin", "унп", "unp", "ein", "uscc"),
        *("ust idnr", "gstin", "бин иин", "foreign tax number", "tin abroad"),
    ),
    "lei": ("lei", "lei code"),
    "activity": (
        *("activity", "вид деятельности", "деятельность", "отрасль", "industry", "оквэд", "sector"),
        *("основной вид деятельности", "сфера деятельности", "gics sector", "cuisine", "категория"),
        *("направление деятельности", "род деятельности", "=nature of the business"),
        *("=характер деятельности",),
    ),
    "banks_now": (
        *("банк", "обслуживающий банк", "=bank", "bank name", "наименование банка"),
        *("=banks that serve it now", "=обслуживающие банки"),
    ),
    "employees": ("employees", "численность", "число сотрудников", "headcount", "staff", "штат"),
    "revenue": ("revenue", "выручка", "оборот", "turnover", "revenue rounded", "annual revenue"),
    "social": ("social", "соцсети", "мессенджер", "telegram", "социальные сети"),
    "source": ("source", "источник", "канал", "lead source", "channel"),
    "manager": (
        *("manager", "менеджер", "account manager", "relationship manager", "ответственный"),
        *("ответственный менеджер", "менеджер клиента", "закреплен за", "куратор", "=assigned to"),
    ),
    "notes": (
        *("notes", "note", "примечание", "примечания", "комментарий", "comment", "comments"),
        *("прим", "примеч", "description", "описание", "заметки", "remarks", "дополнительно"),
    ),
}

#: The field that holds the number of a record of this base.
RECORD = "record"
#: Fields of a dossier that foreign files do not have: told by the very name that the lists of this
#: desk give them, in either language.
TOLD: dict[str, tuple[str, ...]] = {
    RECORD: ("=record number", "=номер записи"),
    "kind": ("=kind", "=вид", "=kind of client", "=вид клиента"),
    "temperature": ("=temperature", "=температура"),
    "preferred_channel": ("=preferred channel", "=предпочтительный канал"),
    "language": ("=language of talk", "=язык общения"),
    "needs": ("=needs", "=потребности"),
    "must_know": ("=must know before a call", "=важно знать перед звонком"),
    "problems": ("=current problems", "=текущие проблемы"),
    "governance": ("=governing bodies and who decides", "=органы управления и кто решает"),
    "history": ("=history of the firm", "=история компании"),
    "competitor_offers": ("=offers of competitors", "=предложения конкурентов"),
    "planned_products": ("=products to offer", "=что предложить"),
    "possible_profit": ("=possible profit a year", "=возможная прибыль за год"),
    "occupation": ("=occupation", "=занятие"),
    "family_status": ("=family status", "=семейное положение"),
    "family": ("=who is in the family", "=состав семьи"),
    "education": ("=education", "=образование"),
    "hobbies": ("=hobbies", "=увлечения"),
}
SYNONYMS |= TOLD
#: Columns of this desk's lists that no file sets: not to be taken for something else.
LEFT = frozenset((
    "lifecycle", "стадия отношений", "vip status", "статус vip", "active reminders are made",
    "активен напоминания создаются", "campaign", "кампания", "agreed to be a reference on",
    "согласие давать рекомендации от", "last talk", "последний разговор", "next contact",
    "следующий контакт", "no next step", "нет следующего шага", "silent since", "без контакта с",
    "whom to call first chance per cent", "кому звонить первым шанс", "in the base since",
    "в базе с",
    "client since", "клиент с", "messengers", "мессенджеры", "call from", "звонить с", "call until",
    "звонить до", "time zone", "часовой пояс", "level of income", "уровень дохода", "currency",
    "валюта",
))  # fmt: skip
_DISPLAYED = frozenset(("name", "имя или наименование"))

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w{2,}")
_WEB = re.compile(
    r"(?:https?://|www\.)\S+|(?:[\w-]+\.)+(?:ru|com|рф|su|org|net|ua|by|kz|pro|biz)/?"
)
_PHONE = re.compile(r"\+?[\d\s().–-]{6,}")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[T ,]+\d{1,2}:\d{2}(?::\d{2})?)?")


@dataclass(frozen=True)
class Suggestion:
    """What a column seems to be. ``confidence`` 0 to 1; ``field`` empty: none of ours."""

    column: str
    field: str
    confidence: float
    samples: tuple[str, ...]


def _share(values: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, values)) / len(values) if values else 0.0


def _digits(value: str) -> str:
    return re.sub(r"\D", "", value)


def _by_values(values: Sequence[str]) -> tuple[str, float]:
    """The field that the values themselves speak for, and how loudly."""
    with_mail = _share(values, lambda value: bool(_EMAIL.search(value)))
    with_web = _share(values, lambda value: bool(_WEB.search(_EMAIL.sub("", value))))
    if with_mail > 0.3 and with_web > 0.3:
        return "contacts", 0.9
    if with_mail > 0.5:
        return "email", 0.9
    if with_web > 0.5:
        return "web", 0.85
    for field, kind in (("inn", NumberKind.INN), ("ogrn", NumberKind.OGRN)):
        if _share(values, lambda value, kind=kind: check(kind, value).ok) > 0.7:  # type: ignore[misc]
            return field, 0.85
    if _share(values, lambda value: bool(_DATE.fullmatch(value.strip()))) > 0.7:
        return "", 0.0
    phone_like = _share(
        values, lambda value: bool(_PHONE.match(value)) and 7 <= len(_digits(value)) <= 15
    )
    signs = _share(values, lambda value: bool(re.search(r"[+()]|\d[- ]\d", value)))
    if phone_like > 0.7 and signs > 0.4:
        return "phone", 0.8
    return "", 0.0


def by_name(name: str) -> tuple[str, float]:
    """The field that the column's name means: whole 1.0, its last part 0.9, a word in it 0.6."""
    folded = fold(name)
    if not folded and name.strip() in ("№", "#"):
        return "external_id", 1.0
    parts = [fold(part) for part in name.split(" / ")]
    if (ours := "_".join(folded.split())) in SYNONYMS and ours not in TOLD:
        return ours, 1.0
    if folded in LEFT:
        return "", 1.0
    for candidate, weight in ((folded, 1.0), (parts[-1], 0.95)):
        for field, names in SYNONYMS.items():
            if candidate in (one.lstrip("=") for one in names):
                return field, weight
    best, score, length = "", 0.0, 0
    for field, names in SYNONYMS.items():
        for one in names:
            if one.startswith("=") or len(one) <= length:
                continue
            if re.search(rf"\b{re.escape(one)}\b", parts[-1]) or (
                len(one) > 4 and parts[-1].startswith(one)
            ):
                best, score, length = field, 0.7, len(one)
    return best, score


def _suggest(column: str, values: Sequence[str]) -> Suggestion:
    field, confidence = by_name(column)
    if not field and confidence:
        return Suggestion(column, "", 0.0, tuple(dict.fromkeys(values))[:3])
    if field in CHOICES and _share(values, lambda one: bool(code_of(field, one))) <= 0.5:
        field, confidence = "", 0.0
    told, loud = _by_values(values)
    if told and told != field:
        compatible = {("contacts", "email"), ("contacts", "web"), ("email", "contacts")}
        if field in TOLD and confidence == 1.0:
            told = field  # called as this desk calls it
        elif not field or (field, told) in compatible or (told, field) in compatible:
            field, confidence = told, max(loud, confidence * 0.9)
        elif confidence < loud:
            field, confidence = told, loud * 0.9
    elif told:
        confidence = min(1.0, confidence + 0.1)
    elif field in ("email", "web") and len(values) >= 5:
        confidence *= 0.5
    samples = tuple(dict.fromkeys(values))[:3]
    return Suggestion(column, field, round(confidence, 2), samples)


def recognise(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Suggestion]:
    """What each column of a table is; every field but phone, email and notes given once.

    ``rows``: the table's first rows. Where two columns would be one field the surer one has it;
    a second name column that lies beside given and family names stays a name.
    """
    found = []
    for at, column in enumerate(columns):
        values = [row[at].strip()[:300] for row in rows if at < len(row) and row[at].strip()]
        found.append(_suggest(column, values[:50]))
    _part_names(found)
    taken: dict[str, int] = {}
    for at in sorted(range(len(found)), key=lambda at: -found[at].confidence):
        field = found[at].field
        if field and field not in ("phone", "email", "notes", "contacts"):
            if field in taken:
                found[at] = Suggestion(columns[at], "", 0.0, found[at].samples)
            taken.setdefault(field, at)
    return found


def _part_names(found: list[Suggestion]) -> None:
    """The name a list of this desk shows, beside the full name: then it is the short one, or
    nothing where that has a column of its own."""
    names = [at for at, one in enumerate(found) if one.field == "full_name"]
    shown = [at for at in names if fold(found[at].column) in _DISPLAYED]
    if shown and len(names) > len(shown):
        is_free = all(one.field != "short_name" for one in found)
        for at in shown:
            found[at] = replace(found[at], field="short_name" if is_free else "")
