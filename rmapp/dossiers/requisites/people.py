"""People in a block: who signs, who answers, with the position; names in Russian and in English."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...core.text import fold
from ...core.text.given_names import known_given
from .block import Block, Span
from .cases import nominative
from .positions import OBLIQUE, POSITION, nominative_position, role_of

_CAP = r"[А-ЯЁІЇЄҐ][а-яёіїєґ'’]+(?:-[А-ЯЁІЇЄҐ][а-яёіїєґ'’]+)?"
_PATRONYMIC = (
    r"[А-ЯЁІ][а-яёі]+(?:вич|вича|вичу|вна|вны|вне|ична|ичны|инична|ьич|ьича|йович|івна|оглы|кызы)"
)
_INITIALS = r"[А-ЯЁІЇЄ]\.[  ]?(?:[А-ЯЁІЇЄ]\.)?"
_EN_WORD = r"(?:Mc|Mac|O['’])?[A-Z][a-zß-ÿ'’]+(?:-[A-Z][a-zß-ÿ'’]+)?"
_EN_LOUD = r"(?:Mc|Mac|O['’])?[A-ZÀ-Þ]{2,}(?:-[A-ZÀ-Þ]{2,})?"
_LOUD = r"[А-ЯЁ]{2,}(?:-[А-ЯЁ]{2,})?"
#: What stands before a name in a German signature: on behalf of whom, the degrees.
_BEFORE = re.compile(r"(?:(?:i\.\s?[AV]\.|ppa\.|gez\.|dr\.|prof\.|dipl\.[ -]?\w+\.?)\s*)+", re.I)
_NAME = re.compile(
    r"(?<!\w)(?:"
    rf"(?P<full>{_CAP}[ ]+{_CAP}[ ]+{_PATRONYMIC}(?!\w)|{_CAP}[ ]+{_PATRONYMIC}[ ]+{_CAP}(?!\w))"
    rf"|(?P<short>{_CAP}[ ]+{_INITIALS}|{_INITIALS}[ ]?{_CAP}(?!\w))"
    rf"|(?P<upper>{_LOUD}[ ]+{_CAP}(?:[ ]+{_PATRONYMIC})?(?!\w)"
    rf"|{_CAP}[ ]+{_PATRONYMIC}[ ]+{_LOUD}(?!\w)|{_LOUD}[ ]+{_LOUD}[ ]+[А-ЯЁ]+(?:ВИЧ|ВНА|ЧНА)(?!\w)"
    rf"|{_LOUD}[ ]+[А-ЯЁ]+(?:ВИЧ|ВНА|ЧНА)[ ]+{_LOUD}(?!\w))"
    rf"|(?P<two>{_CAP}[ ]+{_CAP}(?!\w))"
    rf"|(?P<loud>(?:[A-Z]{{2,}}|{_EN_WORD})[ ]+(?:[A-Z]\.[ ]+)?{_EN_LOUD}(?!\w))"
    rf"|(?P<latin>(?:(?:Mr|Mrs|Ms|Dr|Prof)\.?[ ]+)?"
    rf"(?:{_EN_WORD}[ ]+(?:[A-Z]\.[ ]+)?{_EN_WORD}(?:[ ]+{_EN_WORD})?)(?!\w)))"
)
_LABEL = re.compile(
    r"(?:контактное\s+лицо|конт\.\s*лицо|ответственн\w+(?:\s+лицо)?|в\s+лице"
    r"|contact(?:\s+person)?|attn\.?"
    r"|(?:фио|ф\.\s?и\.\s?о\.?)(?:\s+(?:руководител\w+|директор\w*|подписант\w*))?)"
    r"\s*[:–—|-]*\s*$",
    re.I,
)
_OF_A_NAME = re.compile(r"(?:фио|ф\.\s?и\.\s?о\.?)\s+$", re.I)
_BETWEEN = re.compile(r"[\s:,/|–—_.()«»\"-]*(?:ООО|АО|ПАО|ЗАО|ОАО)?[\s:,/|–—_.()«»\"-]*")
_NO_NAME = frozenset(
    [
        "general",
        "limited",
        "company",
        "group",
        "trading",
        "street",
        "road",
        "avenue",
        "bank",
        "best",
        "kind",
        "regards",
        "dear",
        "head",
        "office",
        "sales",
        "москва",
        "санкт",
        "петербург",
        "нижний",
        "новгород",
        "российская",
        "федерация",
        "россия",
        "область",
        "красная",
        "улица",
        "уважением",
        "юридический",
        "фактический",
        "почтовый",
        "адрес",
        "телефон",
        "банковские",
        "реквизиты",
        "республика",
        "amtsgericht",
        "hrb",
        "hra",
        "handelsregister",
        "registergericht",
        "gesellschaft",
        "freundliche",
        "freundlichen",
    ]
)
MOST = 4


@dataclass(frozen=True)
class Person:
    """A person and what they are; ``role``: a code of ``clients.models.DecisionRole`` or "".

    ``is_sure``: the words around say that it is a person (a position, a label, a patronymic).
    """

    name: str
    position: str
    role: str
    spans: tuple[Span, ...]
    is_sure: bool


def people(block: Block) -> list[Person]:
    """The people named in what is still free, heads first."""
    positions = [
        one
        for one in POSITION.finditer(block.text)
        if block.is_free(*one.span()) and not _OF_A_NAME.search(block.text, 0, one.start())
    ]
    used: set[int] = set()
    found: list[Person] = []
    for one in _names(block):
        if len(found) >= MOST:
            break
        at = _position_of(block, one, positions, used)
        label = _label_before(block, one.start())
        kind = one.lastgroup or ""
        is_sure = kind in ("full", "short") or at is not None or label is not None
        if not is_sure and not _speaks_for_itself(block, one):
            continue
        spans = [block.take(*one.span())]
        position = role = ""
        if at is not None:
            used.add(at)
            place = positions[at]
            position, role = block.said(*place.span()), role_of(place)
            spans.append(block.take(*place.span()))
            _take_between(block, spans)
        if label is not None:
            spans.append(block.take(label, one.start()))
        name = nominative(_tidy(one))
        if name != _tidy(one) or OBLIQUE.match(position):
            position = nominative_position(position)
        found.append(
            Person(name, position[:1].upper() + position[1:], role, tuple(sorted(spans)), is_sure)
        )
    order = {"decides": 0, "": 1, "technical": 1, "gatekeeper": 1, "financial": 2}
    return sorted(found, key=lambda person: order.get(person.role, 1))


def _names(block: Block) -> list[re.Match[str]]:
    found = []
    for start, end in block.lines:
        for at, stop in block.free_parts(start, end):
            while one := _NAME.search(block.text, at, stop):
                words = set(fold(one[0]).split())
                if words & _NO_NAME or POSITION.search(one[0]):
                    at = one.start() + len(one[0].split()[0])
                    continue
                found.append(one)
                at = one.end()
    return found


def _position_of(
    block: Block, name: re.Match[str], positions: list[re.Match[str]], used: set[int]
) -> int | None:
    """The position beside this name: before or after it in its line, else on a line next to it."""
    line = block.line_at(name.start())
    best: tuple[int, int] | None = None
    for at, one in enumerate(positions):
        if at in used:
            continue
        other = block.line_at(one.start())
        if abs(other - line) > 1:
            continue
        left, right = sorted((one.span(), name.span()))
        between = block.text[left[1] : right[0]]
        if left[1] > right[0] or ("\n\n" in between) or len(between.strip(" \n:,/|–—_.()-")) > 24:
            continue
        distance = abs(other - line) * 1000 + len(between)
        if best is None or distance < best[0]:
            best = (distance, at)
    return best[1] if best else None


def _take_between(block: Block, spans: list[Span]) -> None:
    left, right = sorted(spans)[:2]
    between = block.text[left[1] : right[0]]
    if between and _BETWEEN.fullmatch(between) and block.is_free(left[1], right[0]):
        block.take(left[1], right[0])


def _label_before(block: Block, start: int) -> int | None:
    begin = max(0, start - 40)
    found = _LABEL.search(block.text[begin:start])
    return begin + found.start() if found and block.is_free(begin + found.start(), start) else None


def _speaks_for_itself(block: Block, name: re.Match[str]) -> bool:
    """Two words that are a line of their own, one of them a given name."""
    start, end = block.lines[block.line_at(name.start())]
    before = block.text[start : name.start()].rstrip(" ")
    after = block.text[name.end() : end].lstrip(" ")
    before = "" if _BEFORE.fullmatch(before) else before
    alone = (not before or before[-1] in ",;|:") and (not after or after[0] in ",;|")
    words = fold(name[0]).split()
    if name.lastgroup in ("latin", "loud"):
        return alone and any(map(known_given, words))
    return any(map(known_given, words)) and (alone or name.lastgroup == "upper")


def _tidy(one: re.Match[str]) -> str:
    name = " ".join(one[0].split())
    if one.lastgroup == "upper":
        name = " ".join(word.title() if word.isupper() else word for word in name.split())
    if one.lastgroup == "loud":
        name = " ".join(_calm(word) for word in name.split())
    return re.sub(r"^(?:Mr|Mrs|Ms|Dr|Prof)\.?\s+", "", name)


def _calm(word: str) -> str:
    """``McALLISTER`` → ``McAllister``; an initial stays as it is."""
    head = re.match(r"Mc|Mac(?=[A-Z])|O['’]", word)
    rest = word[head.end() :] if head else word
    return (head[0] if head else "") + rest.title()
