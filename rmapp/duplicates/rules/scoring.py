"""How surely two records are one client, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import log2

from rapidfuzz.distance import OSA

from rmapp.core.registration_numbers import NumberKind, check

from .addresses import street_likeness
from .names import Match, firm_likeness, pair_up
from .subject import DuplicateSubject

#: A machine may merge from here on, and only for the reasons of ``_may_merge``.
MERGE_AT = 0.995
#: A person is asked from here on.
PROPOSE_AT = 0.5
#: Logarithm (base 2) of the odds that two records that share a key are one.
_PRIOR_FIRM = -8.0
_PRIOR_PERSON = -7.0
_USUAL_SHARE = 1 / 60


class Verdict(StrEnum):
    """What is to be done with a pair."""

    NONE = "none"
    PROPOSE = "propose"
    MERGE = "merge"


@dataclass(frozen=True)
class Score:
    """``value`` 0 to 1; ``reasons``: codes, those for first, then those against (``differs``)."""

    value: float
    verdict: Verdict
    reasons: tuple[str, ...]


class _Weighing:
    """The sum of evidence in bits, with its reasons."""

    def __init__(self, prior: float) -> None:
        self.bits = prior
        self.for_it: list[str] = []
        self.against: list[str] = []

    def add(self, bits: float, reason: str) -> None:
        self.bits += bits
        (self.for_it if bits > 0 else self.against).append(reason)

    def value(self) -> float:
        return 1 / (1 + 2 ** -max(-60.0, min(60.0, self.bits)))


def score(
    one: DuplicateSubject,
    two: DuplicateSubject,
    shares: Mapping[str, float] | None = None,
) -> Score:
    """The score of two records; the same whichever comes first.

    ``shares``: how often a name (its key) occurs in the base, 0 to 1; a rare name that agrees
    says more. Without it every name counts as middling.
    """
    one, two = sorted((one, two), key=lambda subject: subject.order)
    firm = one.is_organisation or two.is_organisation
    weighing = _Weighing(_PRIOR_FIRM if firm else _PRIOR_PERSON)
    certain = _registration(one, two, weighing)
    if one.is_organisation and two.is_organisation:
        _firms(one, two, weighing)
    elif one.is_organisation != two.is_organisation:
        weighing.add(-6, "kind_differs")
    else:
        _persons(one, two, weighing, shares or {})
    _contacts(one, two, weighing)
    _address(one, two, weighing)
    value = weighing.value()
    if certain is False:
        value = min(value, 0.2)
    elif certain:
        value = max(value, 0.999)
    value = round(value, 4)
    reasons = tuple(weighing.for_it + weighing.against)
    return Score(value, _verdict(value, certain, reasons), reasons)


def _verdict(value: float, certain: bool | None, reasons: tuple[str, ...]) -> Verdict:
    if value < PROPOSE_AT:
        return Verdict.NONE
    if value >= MERGE_AT and _may_merge(certain, set(reasons)):
        return Verdict.MERGE
    return Verdict.PROPOSE


def _may_merge(certain: bool | None, reasons: set[str]) -> bool:
    """Only what a careful clerk would merge unasked; nothing may speak against it."""
    if reasons & {"inn_near", "ogrn_near"} or any(one.endswith("_differs") for one in reasons):
        return False
    if certain:
        return bool(reasons & {"name_same", "name_near"})
    if "name_same" not in reasons:
        return False
    if "birth_date_same" in reasons:
        return bool(reasons & {"phone_same", "email_same", "address_same"})
    strong = reasons & {"phone_same", "email_same", "address_same", "host_same"}
    return "birth_date_near" not in reasons and len(strong) >= 3


def _registration(one: DuplicateSubject, two: DuplicateSubject, weighing: _Weighing) -> bool | None:
    """True: one number, so one client. False: two numbers. None: no telling.

    A branch shares the ИНН of its firm and has a КПП of its own: a person must look.
    """
    verdict: bool | None = None
    for name in ("ogrn", "inn"):
        a, b = getattr(one, name), getattr(two, name)
        if not a or not b:
            continue
        if a != b:
            if OSA.distance(a, b) == 1 and not (_right(name, a) and _right(name, b)):
                # one slip of the hand, and the checksum says that one of them is no number
                weighing.add(2, f"{name}_near")
                continue
            weighing.add(-20, f"{name}_differs")
            return False
        weighing.add(20, f"{name}_same")
        verdict = True
    if verdict and one.kpp and two.kpp and one.kpp != two.kpp:
        weighing.add(-1, "kpp_differs")
    return verdict


def _right(name: str, number: str) -> bool:
    kind = NumberKind.OGRNIP if len(number) == 15 else NumberKind(name)
    return check(kind, number).ok


def _word_bits(word: str, match: Match, shares: Mapping[str, float]) -> float:
    rarity = -log2(max(shares.get(word, _USUAL_SHARE), 1e-6))
    rarity = max(2.0, min(rarity, 10.0))
    return {
        Match.SAME: rarity,
        Match.SHORT_FORM: rarity * 0.8,
        Match.NEAR: rarity * 0.75,
        Match.INITIAL: 1.0,
    }[match]


def _persons(
    one: DuplicateSubject,
    two: DuplicateSubject,
    weighing: _Weighing,
    shares: Mapping[str, float],
) -> None:
    pairing = pair_up(one.person_names, two.person_names)
    if one.person_names and two.person_names:
        bits = sum(_word_bits(a, match, shares) for a, _, match in pairing.pairs)
        conflicts = min(len(pairing.left), len(pairing.right))
        joined = "".join(sorted(one.person_names)) == "".join(sorted(two.person_names))
        whole = joined or (
            len(pairing.pairs) > 1 and all(m is Match.SAME for _, _, m in pairing.pairs)
        )
        if conflicts:
            bits -= 5.0 * conflicts
        if bits > 0 and not conflicts:
            full = whole and not pairing.left and not pairing.right and len(pairing.pairs) > 1
            weighing.add(bits, "name_same" if full else "name_near")
        else:
            weighing.add(min(bits, 4.0), "name_partly" if bits > 0 else "name_differs")
    else:
        weighing.add(-4.0, "name_unknown")
    if one.birth_digits and two.birth_digits:
        _birth(one.birth_digits, two.birth_digits, weighing)


def _birth(one: str, two: str, weighing: _Weighing) -> None:
    if one == two:
        weighing.add(10.0, "birth_date_same")
        return
    wrong = sum(a != b for a, b in zip(one, two, strict=True))
    swapped = one[:4] == two[:4] and one[4:6] == two[6:] and one[6:] == two[4:6]
    parts = (one[:4] == two[:4]) + (one[4:6] == two[4:6]) + (one[6:] == two[6:])
    if swapped or wrong == 1 or OSA.distance(one, two) == 1:
        weighing.add(5.5, "birth_date_near")
    elif parts == 2 or wrong == 2:
        weighing.add(3.0, "birth_date_near")
    elif parts == 1:
        weighing.add(-1.0, "birth_date_partly")
    else:
        weighing.add(-6.0, "birth_date_differs")


def _firms(one: DuplicateSubject, two: DuplicateSubject, weighing: _Weighing) -> None:
    likeness = firm_likeness(one.telling_words, two.telling_words)
    if likeness >= 1:
        weighing.add(9.0 if max(map(len, one.telling_words)) > 2 else 6.0, "name_same")
    elif likeness >= 0.93:
        weighing.add(6.5, "name_near")
    elif likeness >= 0.85:
        weighing.add(4.5, "name_near")
    elif likeness >= 0.7:
        weighing.add(1.0, "name_partly")
    elif one.telling_words and two.telling_words:
        weighing.add(-6.0, "name_differs")
    if one.form and two.form and one.form != two.form:
        weighing.add(-2.0, "form_differs")


def _contacts(one: DuplicateSubject, two: DuplicateSubject, weighing: _Weighing) -> None:
    firm = one.is_organisation and two.is_organisation
    if one.numbers & two.numbers:
        weighing.add(6.0, "phone_same")
    elif one.numbers and two.numbers:
        weighing.add(-1.0, "phone_other")
    if firm and one.hosts & two.hosts:
        weighing.add(5.0, "host_same")
    if one.mails and two.mails:
        if set(one.mails) & set(two.mails):
            weighing.add(4.0 if firm else 10.0, "email_same")
        elif not firm:
            _mail(one, two, weighing)


def _mail(one: DuplicateSubject, two: DuplicateSubject, weighing: _Weighing) -> None:
    if one.personal_locals & two.personal_locals:
        weighing.add(7.0, "email_near")
        return
    edits = min(OSA.distance(f"{a}@{b}", f"{c}@{d}") for a, b in one.mails for c, d in two.mails)
    if edits <= 3:
        weighing.add(7.0, "email_near")
    else:
        weighing.add(-2.0, "email_other")


def _address(one: DuplicateSubject, two: DuplicateSubject, weighing: _Weighing) -> None:
    here, there = one.place, two.place
    if here.street and there.street:
        likeness = street_likeness(here, there)
        if here.house and there.house:
            same_house = here.house == there.house
            if same_house and likeness >= 0.6:
                weighing.add(8.0, "address_same")
            elif likeness >= 0.6:
                weighing.add(0.5, "street_same")
            elif same_house and likeness > 0:
                weighing.add(2.0, "address_partly")
            else:
                weighing.add(-2.5, "address_other")
        elif likeness >= 0.75:
            weighing.add(4.0, "street_same")
        elif likeness == 0:
            weighing.add(-1.5, "address_other")
    if here.city and there.city:
        if here.city == there.city:
            weighing.add(1.0, "city_same")
        elif OSA.distance(here.city, there.city) <= 2 or here.city in there.city:
            weighing.add(1.0, "city_near")
        else:
            weighing.add(-1.0, "city_other")
