"""Who the clients are: persons, sole traders and firms as their dossiers tell them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from ..clients.models import ClientKind, DecisionRole
from . import numbers
from .firms import (
    BANKS,
    BEGINNINGS,
    BRANCHES,
    ENGLISH_BANKS,
    ENGLISH_BEGINNINGS,
    ENGLISH_FORMS,
    FORMS,
    POSITIONS,
    Branch,
)
from .names import (
    ENGLISH_MEN,
    ENGLISH_SURNAMES,
    ENGLISH_WOMEN,
    MEN,
    SURNAMES,
    WOMEN,
    Name,
    feminine,
)
from .places import ENGLISH, ENGLISH_STREETS, RUSSIAN, STREETS, Town
from .texts import FAMILY_STATUS, GOVERNANCE, HISTORY_FIRM, HOBBIES, INCOME, OCCUPATIONS

_RUSSIAN_TOWNS = [town for town in RUSSIAN for _ in range(town.weight)]
_ENGLISH_TOWNS = [town for town in ENGLISH for _ in range(town.weight)]
_FORMS = [form for form in FORMS for _ in range(form[2])]
EDUCATION = (
    ("Высшее", "University"),
    ("Среднее специальное", "College"),
    ("Два высших", "Two degrees"),
)


@dataclass
class Member:
    """A contact person to be."""

    name: str
    position: str
    role: DecisionRole
    phone: str
    email: str
    is_head: bool


@dataclass
class Subject:
    """One client before it has a manager, a history or products. Amounts in minor units."""

    ordinal: int
    kind: ClientKind
    language: str
    town: Town
    display: str
    address: str
    inn: str = ""
    phones: list[tuple[str, str]] = field(default_factory=list)  # (number, kind)
    email: str = ""
    name: Name | None = None
    branch: Branch | None = None
    full: str = ""
    short: str = ""
    form: str = ""
    kpp: str = ""
    ogrn: str = ""
    history: str = ""
    governance: str = ""
    banks: str = ""
    web: str = ""
    staff: int | None = None
    revenue: int | None = None
    born: dt.date | None = None
    family_status: str = ""
    occupation: str = ""
    education: str = ""
    hobby: str = ""
    income: str = ""
    members: list[Member] = field(default_factory=list)

    @property
    def in_english(self) -> int:
        """Which of two texts is theirs: 0 Russian, 1 English."""
        return 1 if self.language == "en" else 0

    @property
    def is_firm(self) -> bool:
        """Whether the bank talks business with them."""
        return self.kind is not ClientKind.PERSON


class Registry:
    """Makes clients up; every number is given once."""

    def __init__(self, rng: Random, today: dt.date) -> None:
        self._rng = rng
        self._today = today
        self._people = 0
        self._phones = 12_345  # the first numbers look like none

    def person(self, ordinal: int, language: str, like: Subject | None = None) -> Subject:
        """A person; ``like``: husband or wife, who shares surname, town and address."""
        rng = self._rng
        town = like.town if like else self._town(language)
        sex = rng.choice("fm")
        if like is not None and like.name is not None:
            sex = "m" if like.name.sex == "f" else "f"
        name = self._name(language, sex)
        if like is not None and like.name is not None:
            name.family = _of_other_sex(like.name.family, like.name.sex, language)
        en = language == "en"
        self._people += 1
        subject = Subject(
            ordinal,
            ClientKind.PERSON,
            language,
            town,
            name.whole,
            like.address if like else self._address(town, language, home=True),
            inn=numbers.inn_of_person(town.region, self._people) if town.region else "",
            phones=[(self._mobile(town), "mobile")],
            name=name,
        )
        if rng.random() < 0.7:
            subject.email = numbers.mailbox(name.given, name.family, str(ordinal))
        if rng.random() < 0.85:
            subject.born = self._today - dt.timedelta(days=rng.randrange(22 * 365, 78 * 365))
        subject.family_status = FAMILY_STATUS[0][en] if like else rng.choice(FAMILY_STATUS)[en]
        if rng.random() < 0.8:
            subject.occupation = rng.choice(OCCUPATIONS)[en]
            subject.income = rng.choice(INCOME)[en]
        if rng.random() < 0.5:
            subject.education = rng.choice(EDUCATION)[en]
            subject.hobby = rng.choice(HOBBIES)[en]
        return subject

    def trader(self, ordinal: int) -> Subject:
        """A Russian sole trader."""
        rng = self._rng
        subject = self.person(ordinal, "ru")
        assert subject.name is not None
        subject.kind = ClientKind.SOLE_TRADER
        subject.branch = rng.choice(BRANCHES)
        subject.display = f"ИП {subject.name.whole}"
        subject.ogrn = numbers.ogrnip(rng.randrange(2005, 2025), subject.town.region, ordinal)
        subject.staff = rng.randrange(1, 15)
        subject.revenue = rng.randrange(3, 80) * 1_000_000_00
        subject.banks = self._banks("ru")
        subject.family_status = subject.income = subject.hobby = ""
        return subject

    def firm(self, ordinal: int, language: str, like: Subject | None = None) -> Subject:
        """An organisation; ``like``: of the same group, whose name begins alike."""
        rng = self._rng
        town = like.town if like else self._town(language)
        branch = rng.choice(BRANCHES)
        en = language == "en"
        short, full, form = self._firm_name(branch, language, like)
        subject = Subject(
            ordinal,
            ClientKind.ORGANISATION,
            language,
            town,
            short,
            self._address(town, language, home=False),
            phones=[(self._landline(town), "work")],
            branch=branch,
            full=full,
            short=short,
            form=form,
        )
        founded = rng.randrange(1994, 2023)
        if town.region:
            subject.inn = numbers.inn_of_firm(town.region, ordinal)
            subject.kpp = numbers.kpp(subject.inn)
            subject.ogrn = numbers.ogrn(max(2002, founded), town.region, ordinal)
        if rng.random() < 0.3:
            subject.phones.append((self._mobile(town), "mobile"))
        core = short.split("«")[-1].rstrip("»") if not en else short.rsplit(" ", 1)[0]
        domain = numbers.domain_of(core, ordinal)
        subject.email = f"info@{domain}" if rng.random() < 0.85 else ""
        subject.web = f"https://www.{domain}" if rng.random() < 0.5 else ""
        subject.staff = rng.choice((6, 12, 18, 25, 40, 60, 85, 120, 180, 260, 420))
        subject.revenue = subject.staff * rng.randrange(2, 9) * 1_000_000_00
        if rng.random() < 0.6:
            words = rng.choice(HISTORY_FIRM)[en]
            subject.history = words.format(year=founded, staff=subject.staff)
        if rng.random() < 0.6:
            subject.governance = rng.choice(GOVERNANCE)[en]
        subject.banks = self._banks(language)
        subject.members = self._members(town, language, domain)
        return subject

    # -- parts --------------------------------------------------------------------------------

    def _town(self, language: str) -> Town:
        return self._rng.choice(_ENGLISH_TOWNS if language == "en" else _RUSSIAN_TOWNS)

    def _name(self, language: str, sex: str) -> Name:
        rng = self._rng
        if language == "en":
            given = rng.choice(ENGLISH_WOMEN if sex == "f" else ENGLISH_MEN)
            return Name(rng.choice(ENGLISH_SURNAMES), given, "", sex)
        father, family = rng.choice(MEN), rng.choice(SURNAMES)
        if sex == "f":
            return Name(feminine(family), rng.choice(WOMEN), father[2], sex)
        return Name(family, rng.choice(MEN)[0], father[1], sex)

    def _mobile(self, town: Town) -> str:
        if not town.region:
            return self._landline(town)
        self._phones += 1
        return numbers.mobile(self._phones)

    def _landline(self, town: Town) -> str:
        self._phones += 1
        return numbers.landline(town, self._phones)

    def _address(self, town: Town, language: str, *, home: bool) -> str:
        rng = self._rng
        house = rng.randrange(1, 120)
        if language == "en" and not town.region:
            return f"{house} {rng.choice(ENGLISH_STREETS)}, {town.name}"
        post = town.post + "".join(rng.choice("0123456789") for _ in range(6 - len(town.post)))
        if language == "en":
            return f"{house} Tverskaya Street, {town.name}, {post}"
        inner = f"кв. {rng.randrange(1, 300)}" if home else f"офис {rng.randrange(1, 60)}"
        return f"{post}, г. {town.name}, {rng.choice(STREETS)}, д. {house}, {inner}"

    def _banks(self, language: str) -> str:
        rng = self._rng
        if rng.random() < 0.35:
            return ""
        return rng.choice(ENGLISH_BANKS) if language == "en" else f"Банк «{rng.choice(BANKS)}»"

    def _firm_name(
        self, branch: Branch, language: str, like: Subject | None
    ) -> tuple[str, str, str]:
        rng = self._rng
        if language == "en":
            start = like.short.split()[0] if like else rng.choice(ENGLISH_BEGINNINGS)
            form = rng.choice(ENGLISH_FORMS)
            name = f"{start} {rng.choice(branch.english)} {form}"
            return name, name, form
        start = rng.choice(BEGINNINGS)
        if like is not None:
            start = like.short.split("«")[-1].rstrip("»").replace("-", " ").split()[0]
        word = rng.choice(branch.words)
        core = rng.choice((f"{start}-{word}", f"{start} {word}", f"{start}-{word}", start))
        short, long, _weight = rng.choice(_FORMS)
        return f"{short} «{core}»", f"{long} «{core}»", short

    def _members(self, town: Town, language: str, domain: str) -> list[Member]:
        rng = self._rng
        found = []
        count = rng.choice((1, 1, 2, 2, 2, 3, 4))
        places = [POSITIONS[0], *rng.sample(POSITIONS[1:], count - 1)]
        for position, role in places:
            name = self._name(language, rng.choice("fm"))
            found.append(
                Member(
                    name.whole,
                    position[language == "en"],
                    DecisionRole(role),
                    self._mobile(town) if rng.random() < 0.8 else "",
                    numbers.mailbox(name.family, domain=domain) if rng.random() < 0.75 else "",
                    role == "decides",
                )
            )
        return found


def _of_other_sex(family: str, sex: str, language: str) -> str:
    """The surname as husband or wife bear it."""
    if language == "en":
        return family
    if sex == "m":
        return feminine(family)
    if family.endswith(("ова", "ева", "ёва", "ина")):
        return family[:-1]
    if family.endswith("ая"):
        return family[:-2] + ("ий" if family.endswith(("ская", "цкая")) else "ой")
    return family
