"""The evidence of one kind of fact: birth dates, contacts, addresses, numbers of papers.

Each adds bits to the weighing: the logarithm of how much likelier it is among the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log2

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from .addresses import street_likeness
from .subject import DuplicateSubject

_OF_NAMES = frozenset(("name_differs", "name_partly", "name_unknown", "form_differs"))
#: Bits for a phone and no name, for a phone and two names; who more share it with says nothing.
_NAMELESS, _UNLIKE, _FEW_NAMES = 1.5, 0.2, 3


class Weighing:
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


def weigh_birth(one: str, two: str, weighing: Weighing) -> None:
    if one == two:
        weighing.add(10.0, "birth_date_same")
        return
    edits = OSA.distance(one, two, score_cutoff=3)
    if len(one) != 8 or len(two) != 8:
        _near_birth(edits, weighing)
        return
    wrong = sum(a != b for a, b in zip(one, two, strict=True))
    swapped = one[:4] == two[:4] and one[4:6] == two[6:] and one[6:] == two[4:6]
    parts = (one[:4] == two[:4]) + (one[4:6] == two[4:6]) + (one[6:] == two[6:])
    if swapped or wrong == 1 or edits == 1:
        weighing.add(5.5, "birth_date_near")
    elif parts == 2:
        weighing.add(3.0, "birth_date_near")
    elif wrong == 2:
        weighing.add(1.5, "birth_date_near")
    elif parts == 1:
        weighing.add(-2.5, "birth_date_partly")
    else:
        weighing.add(-7.0, "birth_date_differs")


def _near_birth(edits: int, weighing: Weighing) -> None:
    """One of the two has a digit too few or too many."""
    if edits <= 1:
        weighing.add(5.5, "birth_date_near")
    elif edits == 2:
        weighing.add(1.5, "birth_date_near")
    else:
        weighing.add(-3.0, "birth_date_partly")


def weigh_contacts(one: DuplicateSubject, two: DuplicateSubject, weighing: Weighing) -> None:
    firm = one.is_organisation and two.is_organisation
    if one.numbers & two.numbers:
        weighing.add(6.0, "phone_same")
    elif one.numbers and two.numbers:
        weighing.add(-1.5, "phone_other")
    if firm and one.hosts & two.hosts:
        weighing.add(5.0, "host_same")
    if one.mails and two.mails:
        if set(one.mails) & set(two.mails):
            weighing.add(4.0 if firm else 10.0, "email_same")
        elif not firm:
            _mail(one, two, weighing)


def weigh_phone_alone(
    one: DuplicateSubject,
    two: DuplicateSubject,
    weighing: Weighing,
    shares: Mapping[str, float],
) -> None:
    """A phone of both, and nothing but their names speaks against it: a person is asked.

    Records without a name are nobody but who has their phone, unless a whole office has it. Two
    names that do not agree are asked about where nothing else can be compared and the number is
    known to be theirs alone: a list of names and phones has a friend as "Vasya" and in full.
    """
    against = set(weighing.against)
    if "phone_same" not in weighing.for_it or not against <= _OF_NAMES:
        return
    many = min(shares.get(f"phone:{number}", 0) for number in one.numbers & two.numbers)
    named = bool(one.whole_name) + bool(two.whole_name)
    if not named or (named == 1 and many <= _FEW_NAMES):
        weighing.bits = max(weighing.bits, _NAMELESS)
    elif named == 2 and many == 2 and weighing.for_it == ["phone_same"]:
        weighing.bits = max(weighing.bits, _UNLIKE)


def _mail(one: DuplicateSubject, two: DuplicateSubject, weighing: Weighing) -> None:
    if one.personal_locals & two.personal_locals:
        weighing.add(7.0, "email_near")
        return
    edits = min(OSA.distance(f"{a}@{b}", f"{c}@{d}") for a, b in one.mails for c, d in two.mails)
    if edits <= 3:
        weighing.add(7.0, "email_near")
    else:
        weighing.add(-2.0, "email_other")


def weigh_address(
    one: DuplicateSubject,
    two: DuplicateSubject,
    weighing: Weighing,
    shares: Mapping[str, float],
) -> None:
    here, there = one.place, two.place
    if here.street and there.street:
        likeness = street_likeness(here, there)
        if here.house and there.house:
            same_house = here.house == there.house
            if same_house and likeness >= 0.6:
                weighing.add(8.0, "address_same")
            elif likeness >= 0.6 and _one_slip(here.house, there.house):
                weighing.add(4.0, "address_partly")
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
            rarity = -log2(max(shares.get(f"city:{here.city}", 1.0), 1e-6))
            weighing.add(max(1.0, min(rarity / 2, 3.0)), "city_same")
        elif OSA.distance(here.city, there.city) <= 2 or here.city in there.city:
            weighing.add(1.0, "city_near")
        else:
            weighing.add(-2.0, "city_other")
    if one.postcode and two.postcode:
        edits = OSA.distance(here.postcode, there.postcode, score_cutoff=1)
        weighing.add({0: 2.0, 1: 0.5}.get(edits, -1.0), "postcode")


def _one_slip(house: str, other: str) -> bool:
    return min(len(house), len(other)) >= 2 and OSA.distance(house, other, score_cutoff=1) <= 1


def weigh_papers(one: DuplicateSubject, two: DuplicateSubject, weighing: Weighing) -> None:
    """Numbers of papers, and what else a file says, column by column."""
    for a, b in zip(one.identity, two.identity, strict=False):
        if not a or not b:
            continue
        edits = OSA.distance(a, b, score_cutoff=2)
        if edits == 0:
            weighing.add(9.0, "paper_same")
        elif edits == 1 and min(len(a), len(b)) >= 6:
            weighing.add(5.0, "paper_near")
        else:
            weighing.add(-1.5, "paper_other")
    for a, b in zip(one.extras, two.extras, strict=False):
        if a and b:
            likeness = fuzz.token_set_ratio(a, b)
            if likeness >= 90 or likeness < 50:
                weighing.add(1.0 if likeness >= 90 else -0.3, "extra")
