"""A record as the rules see it: plain values, and what is derived from them once."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cached_property
from typing import Any

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from ...core.text import fold, legal_form, script_key, words
from .addresses import Address, parse_address

_PUBLIC_HOSTS_TEXT = """
    gmail.com googlemail.com mail.ru bk.ru inbox.ru list.ru internet.ru yandex.ru ya.ru
    yandex.com rambler.ru lenta.ru autorambler.ru ro.ru hotmail.com outlook.com live.com
    msn.com yahoo.com icloud.com me.com aol.com ukr.net i.ua meta.ua tut.by narod.ru pochta.ru
    qip.ru protonmail.com proton.me gmx.de gmx.net web.de
"""
#: Mail of these hosts says nothing about the firm.
PUBLIC_HOSTS = frozenset(_PUBLIC_HOSTS_TEXT.split())
_GENERIC_LOCALS_TEXT = """
    info sales office mail zakaz order admin support contact hello shop market msk
"""
_GENERIC_LOCALS = frozenset(_GENERIC_LOCALS_TEXT.split())
_GENERIC_WORDS_TEXT = """
    the and и of компания фирма группа холдинг концерн корпорация торговый торговая дом тд тк
    ск пк нпо нпп пкф производственная производственное коммерческая предприятие организация
    магазин интернет завод комбинат строительная строительный инжиниринг групп group company
    holding corporation restaurant ресторан филиал филиала трейд трейдинг
"""
#: Words of firms' names that many share.
GENERIC_KEYS = frozenset(script_key(fold(word)) for word in _GENERIC_WORDS_TEXT.split())
_BRACKETS = re.compile(r"\([^)]*\)")
#: A patronymic or a middle initial: what stands before it is the given name.
_SECOND = re.compile(r"(?:вич|вна|ична|инична)$|^[a-zа-я]$")
_NO_DIGITS = re.compile(r"\D")


class SubjectKind(StrEnum):
    """What sort of client a record is about."""

    PERSON = "person"
    SOLE_TRADER = "sole_trader"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class DuplicateSubject:
    """What is compared. Empty: unknown.

    ``vat``: a number of a foreign register with its country's two letters, see
    ``core.foreign_numbers``. ``name``: the full name as written, used where its parts are
    unknown. ``birth_date``: ISO, or as it came. ``phones``: E.164 (other digits are compared as
    they are).
    """

    kind: SubjectKind
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    patronymic: str = ""
    legal_form: str = ""
    birth_date: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    inn: str = ""
    kpp: str = ""
    ogrn: str = ""
    address: str = ""
    city: str = ""
    web: str = ""
    postcode: str = ""
    identity: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    edrpou: str = ""
    vat: str = ""
    lei: str = ""

    def bare(self) -> DuplicateSubject:
        """The same without what was derived from it: a tenth of the room."""
        made = object.__new__(DuplicateSubject)
        made.__dict__.update({name: self.__dict__[name] for name in _FIELDS})
        return made

    def plain(self) -> tuple[Any, ...]:
        """As it can be kept in little room."""
        kind, *rest = [self.__dict__[name] for name in _FIELDS]
        return kind.value, *rest

    @classmethod
    def of(cls, kept: tuple[Any, ...]) -> DuplicateSubject:
        """The subject that :meth:`plain` was made of."""
        kind, *rest = kept
        return cls(SubjectKind(kind), *rest)

    @property
    def is_organisation(self) -> bool:
        """Compared as a firm, not as a person."""
        return self.kind is SubjectKind.ORGANISATION

    @cached_property
    def whole_name(self) -> str:
        """The name as written, or its parts in a row."""
        return self.name or " ".join(
            filter(None, [self.given_name, self.patronymic, self.family_name])
        )

    @cached_property
    def is_only_named(self) -> bool:
        """Whether nothing but its name is known of it."""
        return not any(self.__dict__[name] for name in _FIELDS if name not in _OF_NAMES)

    @cached_property
    def registered(self) -> dict[str, str]:
        """Numbers of registers: which → the number. Two of one register are one client or two;
        numbers of two countries say nothing of each other."""
        abroad = f"vat:{self.vat[:2]}"
        found = {
            "ogrn": self.ogrn, "inn": self.inn, "edrpou": self.edrpou, "lei": self.lei,
            abroad: self.vat,
        }  # fmt: skip
        return {register: number for register, number in found.items() if number}

    @cached_property
    def order(self) -> str:
        """Which of two comes first when they are compared: anything, so long as it is fixed."""
        return "\n".join([str(self.__dict__[name]) for name in _FIELDS])

    @cached_property
    def form(self) -> str:
        """The canonical legal form; empty if none is known."""
        return (
            legal_form(f"{self.legal_form} X")[0] if self.legal_form else legal_form(self.name)[0]
        )

    @cached_property
    def person_names(self) -> tuple[str, ...]:
        """The keys of given, family and patronymic, or of the words of the name; no order."""
        parts = [self.given_name, self.family_name, self.patronymic]
        text = " ".join(parts) if any(part.strip() for part in parts) else legal_form(self.name)[1]
        return tuple(filter(None, map(script_key, words(text)[:8])))

    @cached_property
    def given_keys(self) -> frozenset[str]:
        """The keys of the given name, where it stands apart or its place in the name is sure:
        after a comma, before a patronymic or a middle initial."""
        text = self.given_name
        if not text and not self.family_name:
            before, comma, after = self.name.partition(",")
            found = words(after if comma else before)[:4]
            ends = [at for at, word in enumerate(found) if at and _SECOND.search(word)]
            text = found[0] if comma and found else found[ends[0] - 1] if ends else ""
        return frozenset(filter(None, map(script_key, words(text)[:4])))

    @cached_property
    def as_written(self) -> dict[str, str]:
        """The key of each word of a person's name → the word, folded: a key blurs what a slip of
        the pen leaves plain (ch is one sound, hc are two)."""
        parts = [self.given_name, self.family_name, self.patronymic]
        text = " ".join(parts) if any(part.strip() for part in parts) else legal_form(self.name)[1]
        return {script_key(word): word for word in words(text)[:8]}

    @cached_property
    def firm_words(self) -> tuple[str, ...]:
        """The keys of a firm's words, in order, without form and brackets' contents."""
        name = legal_form(self.name)[1]
        bare = _BRACKETS.sub(" ", name) if "(" in name else name
        return tuple(filter(None, map(script_key, (words(bare) or words(name))[:16])))

    @cached_property
    def telling_words(self) -> tuple[str, ...]:
        """The firm's words that few share; all of them if none is left."""
        found = tuple(word for word in self.firm_words if word not in GENERIC_KEYS)
        return found or self.firm_words

    @cached_property
    def name_key(self) -> str:
        """One key for all ways of writing a firm's name but slips."""
        return "".join(sorted(self.telling_words))

    @cached_property
    def birth_digits(self) -> str:
        """The digits of the birth date, one too few or too many at most; else empty."""
        digits = re.sub(r"\D", "", self.birth_date[:20])
        return digits if 7 <= len(digits) <= 9 else ""

    @cached_property
    def mails(self) -> tuple[tuple[str, str], ...]:
        """The e-mail addresses as (local, host), folded."""
        pairs = (mail.strip().casefold().rpartition("@") for mail in self.emails[:10])
        return tuple((local, host) for local, _, host in pairs if local or host)

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The firm's own hosts, of its mail and its site."""
        found = {host for _, host in self.mails if host and host not in PUBLIC_HOSTS}
        site = re.sub(r"^\s*(?:https?://)?(?:www\.)?", "", self.web.strip().casefold())
        site = re.split(r"[/?#:\s]", site, maxsplit=1)[0]
        return frozenset(found | ({site} if "." in site and site not in PUBLIC_HOSTS else set()))

    @cached_property
    def personal_locals(self) -> frozenset[str]:
        """The local parts that belong to somebody."""
        return frozenset(
            local for local, _ in self.mails if len(local) >= 5 and local not in _GENERIC_LOCALS
        )

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The phones as their own country dials them, ten digits at most: a number written without
        its country is the one with it."""
        digits = [_national(phone)[-10:] for phone in self.phones[:20]]
        return frozenset(one for one in digits if len(one) >= 6)

    @cached_property
    def place(self) -> Address:
        """The address in comparable parts."""
        return parse_address(self.address, self.city, self.postcode)


def _national(phone: str) -> str:
    digits = _NO_DIGITS.sub("", phone)
    if phone[:1] == "+":
        code = next(
            (n for n in (1, 2, 3) if int(digits[:n] or 0) in COUNTRY_CODE_TO_REGION_CODE), 0
        )
        digits = digits[code:]
    return digits.lstrip("0")


_FIELDS = tuple(one.name for one in fields(DuplicateSubject))
_OF_NAMES = frozenset(("kind", "name", "given_name", "family_name", "patronymic", "legal_form"))
