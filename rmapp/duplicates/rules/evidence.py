"""The evidence of one kind of fact: birth dates, contacts, addresses, numbers of papers.

Each adds bits to the weighing: the logarithm of how much likelier it is among the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import log2

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from .addresses import street_likeness
from .subject import DuplicateSubject

_OF_NAMES = frozenset(("name_differs", "name_partly", "name_unknown", "form_differs"))
#: Bits for a phone and no name, for a phone and two names; who more share it with says nothing.
_NAMELESS, _UNLIKE, _FEW_NAMES = 1.5, 0.2, 3
#: What a shared home says for people of one household, beside what it says for one person.
AT_HOME = 3.0


class Weighing:
    """The sum of evidence in bits, with its reasons: for one client, and for two that are akin.

    People of one household and branches of one firm share a name, a phone, an address; what they
    share does not make them one. So every fact is weighed twice, among the same and among those
    akin, both beside strangers. ``akin`` of a fact: as much as among the same unless it is said.
    """

    def __init__(self, prior: float, akin: float) -> None:
        self.bits = prior
        self.akin = akin
        self.for_it: list[str] = []
        self.against: list[str] = []
        self._is_home = False

    def add(self, bits: float, reason: str, akin: float | None = None) -> None:
        self.bits += bits
        self.akin += bits if akin is None else akin
        (self.for_it if bits > 0 else self.against).append(reason)

    def at_home(self) -> None:
        """Two persons share a phone, an address or mail: those akin do, strangers do not."""
        if not self._is_home:
            self.akin += AT_HOME
            self._is_home = True

    def at_least(self, bits: float) -> None:
        """A person is asked whatever the rest says, those akin among it."""
        self.bits = max(self.bits, bits)
        self.akin = min(self.akin, self.bits - 10.0)

    def value(self) -> float:
        """The chance of one client, of these three: one, two akin, two strangers."""
        beside = 2 ** max(-60.0, min(60.0, -self.bits))
        return 1 / (1 + beside + 2 ** max(-60.0, min(60.0, self.akin - self.bits)))


def weigh_birth(one: str, two: str, weighing: Weighing, twins: float = -3.0) -> None:
    """``twins``: what one birth date says of two who are akin: much where their given names differ,
    nothing where they have one name."""
    if one == two:
        weighing.add(10.0, "birth_date_same", twins)
        return
    edits = OSA.distance(one, two, score_cutoff=3)
    if len(one) != 8 or len(two) != 8:
        _near_birth(edits, weighing)
        return
    wrong = sum(a != b for a, b in zip(one, two, strict=True))
    swapped = one[:4] == two[:4] and one[4:6] == two[6:] and one[6:] == two[4:6]
    parts = (one[:4] == two[:4]) + (one[4:6] == two[4:6]) + (one[6:] == two[6:])
    if swapped or wrong == 1 or edits == 1:
        weighing.add(5.5, "birth_date_near", 0.0)
    elif parts == 2:
        weighing.add(3.0, "birth_date_near", 0.0)
    elif wrong == 2:
        weighing.add(1.5, "birth_date_near", 0.0)
    elif parts == 1:
        weighing.add(-2.5, "birth_date_partly", 0.0)
    else:
        weighing.add(-7.0, "birth_date_differs", 0.0)


def _near_birth(edits: int, weighing: Weighing) -> None:
    """One of the two has a digit too few or too many."""
    if edits <= 1:
        weighing.add(5.5, "birth_date_near", 0.0)
    elif edits == 2:
        weighing.add(1.5, "birth_date_near", 0.0)
    else:
        weighing.add(-3.0, "birth_date_partly", 0.0)


def weigh_contacts(one: DuplicateSubject, two: DuplicateSubject, weighing: Weighing) -> None:
    """Phones, mail, sites. Where one of the two has no name a contact is all there is."""
    firm = one.is_organisation and two.is_organisation
    nameless = not (one.whole_name.strip() and two.whole_name.strip())
    if one.numbers & two.numbers:
        weighing.add(6.0, "phone_same", 0.0 if firm else 5.5)
        weighing.at_home()
    elif one.numbers and two.numbers:
        weighing.add(-1.5, "phone_other", 0.0 if firm else -0.5)
    if firm and one.hosts & two.hosts:
        weighing.add(5.0, "host_same")
    if one.mails and two.mails:
        if set(one.mails) & set(two.mails):
            if firm:
                weighing.add(9.0 if nameless else 4.0, "email_same", 3.0)
            else:
                weighing.add(10.0, "email_same", 6.0)
                weighing.at_home()
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
        weighing.at_least(_NAMELESS)
    elif named == 2 and many == 2 and weighing.for_it == ["phone_same"]:
        weighing.at_least(_UNLIKE)


def _mail(one: DuplicateSubject, two: DuplicateSubject, weighing: Weighing) -> None:
    if one.personal_locals & two.personal_locals:
        weighing.add(7.0, "email_near", 3.0)
    elif any(_one_mail(a, b) for a in one.mails for b in two.mails):
        weighing.add(7.0, "email_near", 2.0)
    else:
        weighing.add(-2.0, "email_other", -0.5)


def _one_mail(one: tuple[str, str], two: tuple[str, str]) -> bool:
    """Whether two addresses are one with slips of the pen: i.petrov and p.petrov are two people,
    and petrov56 is not petrov78."""
    edits = OSA.distance("@".join(one), "@".join(two), score_cutoff=3)
    if edits > 3 or one[0][:1] != two[0][:1]:
        return False
    digits = [re.sub(r"\D", "", local) for local, _host in (one, two)]
    return digits[0] == digits[1]


def weigh_address(
    one: DuplicateSubject,
    two: DuplicateSubject,
    weighing: Weighing,
    shares: Mapping[str, float],
) -> None:
    """Street, house, flat; town; postcode. Those akin live at one address, branches do not."""
    here, there = one.place, two.place
    firm = one.is_organisation and two.is_organisation
    if here.street and there.street:
        likeness = street_likeness(here, there)
        if here.house and there.house:
            same_house = here.house == there.house
            if same_house and likeness >= 0.6 and _other_flat(here.flat, there.flat):
                weighing.add(0.5, "address_partly", 0.0)  # neighbours, or one who wrote it wrong
            elif same_house and likeness >= 0.6:
                weighing.add(8.0, "address_same", -5.0 if firm else None)
                weighing.at_home()
            elif likeness >= 0.6 and _one_slip(here.house, there.house):
                weighing.add(4.0, "address_partly", 0.0 if firm else None)
            elif likeness >= 0.6:
                weighing.add(0.5, "street_same", 0.0)
            elif same_house and likeness > 0:
                weighing.add(2.0, "address_partly", 0.0 if firm else None)
            else:
                weighing.add(-2.5, "address_other", 0.0 if firm else -3.0)
        elif likeness >= 0.75:
            weighing.add(4.0, "street_same", 0.0 if firm else None)
        elif likeness == 0:
            weighing.add(-1.5, "address_other", 0.0 if firm else None)
    if here.city and there.city:
        if here.city == there.city:
            rarity = -log2(max(shares.get(f"city:{here.city}", 1.0), 1e-6))
            weighing.add(max(1.0, min(rarity / 2, 3.0)), "city_same", 0.5 if firm else None)
        elif OSA.distance(here.city, there.city) <= 2 or here.city in there.city:
            weighing.add(1.0, "city_near", 0.0 if firm else None)
        else:
            weighing.add(-2.0, "city_other", 0.0 if firm else None)
    if one.postcode and two.postcode:
        edits = OSA.distance(here.postcode, there.postcode, score_cutoff=1)
        weighing.add({0: 2.0, 1: 0.5}.get(edits, -1.0), "postcode", 0.0 if firm else None)


def _other_flat(flat: str, other: str) -> bool:
    return bool(flat and other) and flat != other and not _one_slip(flat, other)


def _one_slip(house: str, other: str) -> bool:
    return min(len(house), len(other)) >= 2 and OSA.distance(house, other, score_cutoff=1) <= 1


def weigh_papers(one: DuplicateSubject, two: DuplicateSubject, weighing: Weighing) -> None:
    """Numbers of papers, and what else a file says, column by column."""
    for a, b in zip(one.identity, two.identity, strict=False):
        if not a or not b:
            continue
        edits = OSA.distance(a, b, score_cutoff=2)
        if edits == 0:
            weighing.add(9.0, "paper_same", 0.0)
        elif edits == 1 and min(len(a), len(b)) >= 6:
            weighing.add(5.0, "paper_near", 0.0)
        else:
            weighing.add(-1.5, "paper_other", 0.0)
    for a, b in zip(one.extras, two.extras, strict=False):
        if a and b:
            likeness = fuzz.token_set_ratio(a, b)
            if likeness >= 90 or likeness < 50:
                weighing.add(1.0 if likeness >= 90 else -0.3, "extra")
