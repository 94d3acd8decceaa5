"""How surely two records are one client, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from ...core.registration_numbers import NumberKind, check
from .evidence import (
    Weighing,
    weigh_address,
    weigh_contacts,
    weigh_papers,
    weigh_phone_alone,
)
from .kinship import BRANCHES, RELATIVES
from .likeness import name_likeness
from .naming import weigh_firms, weigh_persons
from .subject import DuplicateSubject

#: The certain cases, each a line an administrator can switch.
NUMBER_AND_NAME = "number-and-name"
PERSON_AND_CONTACT = "person-and-contact"
FIRM_AND_CONTACTS = "firm-and-contacts"
CASES = (NUMBER_AND_NAME, PERSON_AND_CONTACT, FIRM_AND_CONTACTS)
_NUMBERS_NEAR = frozenset(f"{name}_near" for name in ("ogrn", "inn", "edrpou", "lei", "vat"))
#: A machine may merge from here on, and only in one of the certain cases.
MERGE_AT = 0.995
#: A person is asked from here on.
PROPOSE_AT = 0.5
#: Logarithm (base 2) of the odds that two records that share a key are one.
_PRIOR_FIRM = -8.0
_PRIOR_PERSON = -7.0
#: So much rarer are two who are akin, as long as no shared home speaks for them.
_AKIN = 3.0
#: Names alone: as likely one as not at this likeness, see ``score_by_name``.
_ONE_NAME, _BIT_OF_NAME = 0.78, 1 / 24


_TWO_PEOPLE = 4.0
#: What namesakes share, and what is another's.
_ELSE = frozenset(
    ("name_same", "name_near", "name_partly", "birth_date_near", "sex_same", "street_same", "extra")
)
_APART = frozenset(
    ("phone_other", "email_other", "address_other", "city_other", "postcode", "paper_other")
    + ("birth_date_partly",)
)


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
    rule: str = ""  # the certain case a machine may merge by, see CASES


def score(
    one: DuplicateSubject,
    two: DuplicateSubject,
    shares: Mapping[str, float] | None = None,
) -> Score:
    """The score of two records; the same whichever comes first.

    ``shares``: how often a name (its key) occurs in the base, 0 to 1; a rare name that agrees
    says more. Without it every name counts as middling. ``phone:`` and a number: how many records
    have it. Beside them what ``kinship`` found.
    """
    one, two = sorted((one, two), key=lambda subject: subject.order)
    firm = one.is_organisation or two.is_organisation
    shares = shares or {}
    prior, akin = (_PRIOR_FIRM, BRANCHES) if firm else (_PRIOR_PERSON, RELATIVES)
    weighing = Weighing(prior, prior - _AKIN - shares.get(akin, 0.0))
    certain = _registration(one, two, weighing)
    if certain is False or (certain is None and _is_hopeless(one, two)):
        return Score(0.0, Verdict.NONE, tuple(weighing.against))
    nameless = not (one.whole_name and two.whole_name)
    if one.is_organisation and two.is_organisation:
        weigh_firms(one, two, weighing, shares)
    elif one.is_organisation != two.is_organisation and not nameless:
        weighing.add(-6, "kind_differs")
    else:
        weigh_persons(one, two, weighing, shares)
    weigh_contacts(one, two, weighing)
    weigh_address(one, two, weighing, shares)
    weigh_papers(one, two, weighing)
    _stranger(weighing)
    weigh_phone_alone(one, two, weighing, shares)
    value = weighing.value()
    if certain:
        value = max(value, 0.999)
    value = round(value, 4)
    reasons = tuple(weighing.for_it + weighing.against)
    if value < PROPOSE_AT:
        return Score(value, Verdict.NONE, reasons)
    rule = _certain_case(certain, set(reasons)) if value >= MERGE_AT else ""
    return Score(value, Verdict.MERGE if rule else Verdict.PROPOSE, reasons, rule)


def score_by_name(one: DuplicateSubject, two: DuplicateSubject) -> Score:
    """The score of two records of a list that tells nothing but names; never a case to merge.

    A likeness of ``_ONE_NAME`` is as likely one client as not; every ``_BIT_OF_NAME`` beyond it
    doubles the odds.
    """
    likeness = name_likeness(one.whole_name, two.whole_name)
    value = round(1 / (1 + 2 ** ((_ONE_NAME - likeness) / _BIT_OF_NAME)), 4)
    if value < PROPOSE_AT:
        return Score(value, Verdict.NONE, ())
    return Score(value, Verdict.PROPOSE, ("name_same" if likeness == 1 else "name_near",))


def _stranger(weighing: Weighing) -> None:
    """Namesakes of whom everything else that is known differs: another phone, street, town. One of
    these is told of people who moved; all of them of two people."""
    said = set(weighing.for_it)
    if said <= _ELSE and len(_APART.intersection(weighing.against)) >= 3:
        weighing.bits -= _TWO_PEOPLE


def _is_hopeless(one: DuplicateSubject, two: DuplicateSubject) -> bool:
    """Seen at a glance, before anything dear is compared: two kinds of client, or two persons
    born on wholly different days, that share no way of reaching them. Most pairs end here."""
    if one.is_organisation != two.is_organisation:
        return not _shares_contact(one, two)
    a, b = one.birth_digits, two.birth_digits
    if one.is_organisation or len(a) != 8 or len(b) != 8:
        return False
    if a[:4] == b[:4] or a[4:6] == b[4:6] or a[6:] == b[6:]:
        return False
    wrong = sum(x != y for x, y in zip(a, b, strict=True))
    is_far = wrong > 3 and OSA.distance(a, b, score_cutoff=2) > 2
    here, there = one.place, two.place
    apart = (
        bool(here.street and there.street and not here.street & there.street)
        and here.house != there.house
        and (here.city != there.city or not here.city)
    )
    return is_far and apart and not _shares_contact(one, two)


def _shares_contact(one: DuplicateSubject, two: DuplicateSubject) -> bool:
    return bool(
        one.numbers & two.numbers
        or set(one.mails) & set(two.mails)
        or one.personal_locals & two.personal_locals
        or {number for number in one.identity if number} & set(two.identity)
    )


def _certain_case(certain: bool | None, reasons: set[str]) -> str:
    """Only what a careful clerk would merge unasked; nothing may speak against it."""
    if any(one.endswith("_differs") or one in _NUMBERS_NEAR for one in reasons):
        return ""
    if certain:
        return NUMBER_AND_NAME if reasons & {"name_same", "name_near"} else ""
    if "name_same" not in reasons:
        return ""
    if "birth_date_same" in reasons:
        shared = reasons & {"phone_same", "email_same", "address_same"}
        return PERSON_AND_CONTACT if shared else ""
    strong = reasons & {"phone_same", "email_same", "address_same", "host_same"}
    return FIRM_AND_CONTACTS if "birth_date_near" not in reasons and len(strong) >= 3 else ""


def _registration(one: DuplicateSubject, two: DuplicateSubject, weighing: Weighing) -> bool | None:
    """True: one number, so one client. False: two numbers. None: no telling.

    A branch shares the ИНН of its firm and has a КПП of its own: a person must look.
    """
    verdict: bool | None = None
    for register, a in one.registered.items():
        b, name = two.registered.get(register), register.partition(":")[0]
        if not b:
            continue
        if a != b:
            if OSA.distance(a, b) == 1 and not (_right(name, a) and _right(name, b)):
                # one slip of the hand, and the checksum says that one of them is no number
                weighing.add(2, f"{name}_near")
                continue
            if verdict and name not in ("ogrn", "inn"):  # one here and two abroad: a person looks
                weighing.add(-1, f"{name}_differs")
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
