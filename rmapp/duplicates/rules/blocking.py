"""Which records are worth comparing: two are, if they share a key."""

from __future__ import annotations

from ...core.text import typo_keys
from .diminutives import canonical
from .likeness import loose_skeleton, name_words, skeleton
from .subject import DuplicateSubject

MAX_KEYS = 100


def blocking_keys(subject: DuplicateSubject, *, deep: bool = False) -> set[str]:
    """At most ``MAX_KEYS`` short keys; each begins with the letter of its kind and a colon.

    A key is made so that few records have it: never a family name or a town alone. ``deep``: also
    keys that only a small base can afford (a slip in the birth date).
    """
    keys: list[str] = []
    keys += [f"i:{number}" for number in subject.registered.values()]
    keys += [f"t:{number}" for number in sorted(subject.numbers)]
    keys += [f"e:{local}@{host}" for local, host in subject.mails if local and host]
    keys += [f"l:{local}" for local in sorted(subject.personal_locals)]
    place = subject.place
    if place.house:
        keys += [f"a:{place.house}:{word}" for word in sorted(place.street)[:4]]
    if place.city:
        keys += [f"r:{word}:{place.city}" for word in sorted(place.street)[:3] if len(word) >= 4]
    keys += [f"p:{at}:{number}" for at, number in enumerate(subject.identity) if number]
    if subject.is_organisation:
        keys += [f"h:{host}" for host in sorted(subject.hosts)]
        keys += _firm_keys(subject.telling_words)
    else:
        keys += _person_keys(subject)
        if deep:
            keys += _slipped_births(subject)
            keys += _slipped_names(subject)
    if deep:
        keys += _slipped_contacts(subject)
    return set(keys[:MAX_KEYS])


def name_keys(name: str) -> set[str]:
    """Keys of a record of which nothing but its name is known: its words by their sound and with
    a slip, single and in pairs, and all of them as one."""
    found = [word for word in name_words(name) if len(word) > 2 or word.isdigit()]
    sounds = sorted({canonical(word) for word in found} | {loose_skeleton(w) for w in found})
    keys = [f"k:{sound}" for sound in sounds]
    keys += [f"k:{a}:{b}" for at, a in enumerate(sounds) for b in sounds[at + 1 :]][:20]
    joined = "".join(name_words(name))[:40]
    keys.append(f"k:{loose_skeleton(joined)}")
    for word in [joined, *sorted(found, key=len, reverse=True)[:3]]:
        keys += [f"y:{key}" for key in sorted(typo_keys(word))]
    return set(keys[:MAX_KEYS])


def _firm_keys(found: tuple[str, ...]) -> list[str]:
    joined = "".join(found)[:40]
    keys = [f"f:{joined}", "f:" + "".join(sorted(found))[:40]] if joined else []
    long = sorted({word for word in found if len(word) >= 4}, key=lambda word: (-len(word), word))
    keys += [f"w:{word}" for word in long[:3] if len(word) >= 6]
    keys += [f"w:{a}:{b}" for a, b in zip(sorted(long), sorted(long)[1:], strict=False)]
    if 5 <= len(joined) <= 20:
        keys += [f"y:{key}" for key in sorted(typo_keys(joined))]
    return keys


def _person_keys(subject: DuplicateSubject) -> list[str]:
    names = [name for name in subject.person_names if name]
    born = subject.birth_digits
    keys = [f"b:{born}"] if born else []
    long = sorted({canonical(name) for name in names if len(name) > 1})
    keys += [f"n:{a}:{b}" for at, a in enumerate(long) for b in long[at + 1 :]][:6]
    for one in names:
        if len(one) < 3:
            continue
        keys += [f"n:{one}:{other[0]}" for other in names if other is not one][:3]
        if born:
            keys += [f"y:{one}:{born[:4]}", f"y:{one}:{born[4:]}"]
            keys += [f"s:{skeleton(one)}:{born[:4]}", f"s:{skeleton(one)}:{born[4:]}"]
        if subject.place.city:
            keys.append(f"c:{one}:{subject.place.city}")
    return keys


def _slipped_births(subject: DuplicateSubject) -> list[str]:
    """The digits of the birth date, each left out once, with the first letter of a name."""
    born = subject.birth_digits
    slips = {born[:at] + born[at + 1 :] for at in range(len(born))} | ({born} if born else set())
    initials = sorted({name[0] for name in subject.person_names if name})[:2]
    return [f"d:{slip}:{letter}" for slip in sorted(slips) for letter in initials]


def _slipped_names(subject: DuplicateSubject) -> list[str]:
    """Two words of a name by their sound, and one by its sound with the beginning of the town."""
    sounds = sorted({loose_skeleton(name) for name in subject.person_names if len(name) > 2})
    keys = [f"o:{a}:{b}" for at, a in enumerate(sounds) for b in sounds[at + 1 :]][:6]
    if town := subject.place.city[:3]:
        keys += [f"o:{sound}:{town}" for sound in sounds[:3]]
    return keys


def _slipped_contacts(subject: DuplicateSubject) -> list[str]:
    """The beginning and the end of mail at its host; the house in its town or postcode."""
    keys: list[str] = []
    for local, host in subject.mails[:3]:
        if len(local) >= 4:
            keys += [f"m:{local[:4]}:{host}", f"m:{local[-4:]}:{host}"]
    place = subject.place
    if place.house:
        keys += [f"z:{place.house}:{part}" for part in (place.postcode, place.city[:4]) if part]
    return keys
