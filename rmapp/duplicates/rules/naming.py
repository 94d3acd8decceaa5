"""The evidence of names: of persons word by word, of firms as a whole.

After Fellegi & Sunter 1969; that a rare name says more after Newcombe et al. 1959, "Automatic
linkage of vital records". Weights by reason: one in fifty copies has a wholly other given name,
one household in twenty two people of one given name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import log2

from rapidfuzz.distance import OSA

from .diminutives import is_known_form
from .evidence import Weighing, weigh_birth
from .names import Match, Pairing, firm_likeness, pair_up
from .subject import DuplicateSubject

_USUAL_SHARE = 1 / 60
#: However rare a name is, there are namesakes: more than it somebody else must say.
_MOST_BY_NAME = 13.0
#: A wholly other word: one in thirty copies has it, and nearly every stranger.
_OTHER_WORD = 5.0
#: A given name that agrees says so much less among people of one household.
_OF_ONE_NAME, _OF_ALL_NAMES = 4.5, 8.0
#: Of two words that may be either, the given name is so much the commoner.
_COMMONER = 3
_PATRONYMIC = re.compile(r"(?:vich|vna|ichna)$")
#: What one birth date says of two who are akin, by their given names: twins; nobody.
_TWINS, _NO_TWINS = 7.0, -3.0


def weigh_persons(
    one: DuplicateSubject, two: DuplicateSubject, weighing: Weighing, shares: Mapping[str, float]
) -> None:
    """Names in any order, and with them the birth date."""
    pairing = _looked_at_twice(one, two, pair_up(one.person_names, two.person_names))
    twins = _NO_TWINS
    if one.person_names and two.person_names:
        agreed = sum(_word_bits(a, match, shares) for a, _, match in pairing.pairs)
        conflicts = min(len(pairing.left), len(pairing.right))
        bits = min(agreed - _OTHER_WORD * conflicts, _MOST_BY_NAME)
        given = _given_agrees(one, two, pairing, shares)
        akin = _among_relatives(agreed, conflicts, pairing, given)
        twins = _TWINS if given is False else _NO_TWINS
        if bits > 0 and not conflicts:
            is_full = _is_whole(one, two, pairing)
            weighing.add(bits, "name_same" if is_full else "name_near", akin)
        else:
            weighing.add(min(bits, 4.0), "name_partly" if bits > 0 else "name_differs", akin)
    else:
        reached = one.numbers & two.numbers or {*one.mails} & {*two.mails}
        weighing.add(-1.0 if reached else -4.0, "name_unknown")
    if one.birth_digits and two.birth_digits:
        weigh_birth(one.birth_digits, two.birth_digits, weighing, twins)


def _looked_at_twice(one: DuplicateSubject, two: DuplicateSubject, pairing: Pairing) -> Pairing:
    """An initial is no name where another given name stands in full: Glen D. Marshall is not Damien
    Marshall. And words whose keys are far apart and whose letters are not are one."""
    if not (pairing.left or pairing.right):
        return pairing
    pairs, left, right = list(pairing.pairs), list(pairing.left), list(pairing.right)
    initials = any(match is Match.INITIAL for _, _, match in pairs)
    if not initials and not (left and right):
        return pairing
    if initials:
        here, there = one.given_keys.intersection(left), two.given_keys.intersection(right)
        for a, b, match in pairing.pairs if here or there else ():
            if match is Match.INITIAL and (there if len(b) == 1 else here):
                pairs.remove((a, b, match))
                left.append(a)
                right.append(b)
    if not (left and right):
        return pairing
    for word in tuple(left):
        if not right:
            break
        near = next((key for key in right if _one_slip(word, key, one, two)), None)
        if near is not None:
            left.remove(word)
            right.remove(near)
            pairs.append((word, near, Match.NEAR))
    return Pairing(tuple(pairs), tuple(left), tuple(right))


def _one_slip(word: str, other: str, one: DuplicateSubject, two: DuplicateSubject) -> bool:
    if word[-1] != other[-1] or abs(len(word) - len(other)) > 3:
        return False  # most words end here: a slip that blurs a key seldom stands at its end
    here, there = one.as_written.get(word, ""), two.as_written.get(other, "")
    if min(len(here), len(there)) < 4 or (is_known_form(word) and is_known_form(other)):
        return False
    return OSA.distance(here, there, score_cutoff=1) <= 1


def _among_relatives(agreed: float, conflicts: int, pairing: Pairing, given: bool | None) -> float:
    """What the names say of two people of one household; ``given``: whether a given name agrees."""
    pairs = len(pairing.pairs)
    agreed = min(agreed, _MOST_BY_NAME)
    if given is False:
        return agreed if pairs else -6.0
    if conflicts:
        return agreed - _OF_ONE_NAME - 3.0
    if pairs > 2:
        return agreed - _OF_ALL_NAMES
    return agreed - (_OF_ONE_NAME if pairs > 1 or given else 0.0)


def _is_whole(one: DuplicateSubject, two: DuplicateSubject, pairing: Pairing) -> bool:
    same = "".join(sorted(one.person_names)) == "".join(sorted(two.person_names)) or (
        len(pairing.pairs) > 1 and all(match is Match.SAME for _, _, match in pairing.pairs)
    )
    return same and not pairing.left and not pairing.right and len(pairing.pairs) > 1


def _given_agrees(
    one: DuplicateSubject, two: DuplicateSubject, pairing: Pairing, shares: Mapping[str, float]
) -> bool | None:
    """Whether it is the given names that agree, or that differ: by their columns, else by what is
    known as a given name, else by what is rarer; None where nothing differs and nothing is known.
    A family name is changed by marriage, a given name hardly ever."""
    differs = bool(pairing.left and pairing.right)
    if not differs and len(pairing.pairs) > 1:
        return True
    here, there = one.given_keys, two.given_keys
    if here and there:
        return any(a in here and b in there for a, b, _match in pairing.pairs)
    if any(is_known_form(a) or is_known_form(b) for a, b, _match in pairing.pairs):
        return True
    if not differs:
        return None
    if any(map(is_known_form, pairing.left + pairing.right)):
        return False
    agreed = [
        shares.get(a, _USUAL_SHARE) for a, _b, _match in pairing.pairs if not _PATRONYMIC.search(a)
    ]
    other = [shares.get(word, _USUAL_SHARE) for word in pairing.left + pairing.right]
    return bool(agreed) and min(agreed) > _COMMONER * max(other)


def _word_bits(word: str, match: Match, shares: Mapping[str, float]) -> float:
    rarity = -log2(max(shares.get(word, _USUAL_SHARE), 1e-6))
    rarity = max(2.0, min(rarity, 10.0))
    return {
        Match.SAME: rarity,
        Match.SHORT_FORM: rarity * 0.8,
        Match.NEAR: rarity * 0.75,
        Match.INITIAL: 1.0,
    }[match]


def weigh_firms(
    one: DuplicateSubject, two: DuplicateSubject, weighing: Weighing, shares: Mapping[str, float]
) -> None:
    """Telling words, and the legal form."""
    likeness = firm_likeness(one.telling_words, two.telling_words)
    if likeness >= 1:
        bits = 9.0 if max(map(len, one.telling_words)) > 2 else 6.0
        others = shares.get(f"name:{one.name_key}", 0.0)  # firms of one name, but these two
        weighing.add(max(4.0, bits - log2(1 + others)), "name_same")
    elif likeness >= 0.93:
        weighing.add(6.5, "name_near", 6.0)
    elif likeness >= 0.85:
        weighing.add(4.5, "name_near", 4.0)
    elif likeness >= 0.7:
        weighing.add(1.0, "name_partly")
    elif one.telling_words and two.telling_words:
        weighing.add(-6.0, "name_differs")
    if one.form and two.form and one.form != two.form:
        weighing.add(-2.0, "form_differs")
