"""Names of firms: with a legal form, said by a label, or known by their own site."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...core.text import FORMS, fold, legal_form, script_key, sort_key
from .block import Block, Span

_QUOTES = "\"«»„“”‘’'"
_OPEN, _CLOSE = "[\"«„“‘']", "[\"»“”’']"
_SHORT_FORMS = (
    "ООО|ПАО|НАО|ОАО|ЗАО|АО|ГК|АНО|НКО|ФГУП|ГУП|МУП|ФГБУ|ГБУ|МБУ|ТСЖ|СНТ|ТОО|ТОВ|ПрАТ|ПАТ|ДП"
    "|КФХ|НПО|НПП|НПФ|ТД|ФГАОУ|ОДО"
)
_LONG_FORMS = "|".join(
    r"\s+".join(map(re.escape, spelling.lstrip("$").split()))
    for spellings in FORMS.values()
    for spelling in spellings
    if len(spelling.split()) >= 2
    and re.search("[а-я]{4}", spelling)
    and "предприниматель" not in spelling
)
_TRAILING = (
    r"L\.?L\.?C\.?|L\.?L\.?P\.?|Co\.?,?\s+Ltd\.?|Pty\.?\s+Ltd\.?|Ltd\.?|Limited|Inc\.?"
    r"|Incorporated|Corp\.?|Corporation"
    r"|GmbH\s*&\s*Co\.?\s*KG|GmbH|AG|KG|UG|PLC|plc|JSC|PJSC|OJSC|CJSC|S\.A\.|SA|S\.?A\.?S\.?"
    r"|S\.?A\.?R\.?L\.?|S\.?R\.?L\.?|S\.?p\.?A\.?"
    r"|B\.V\.|BV|N\.V\.|NV|AB|Oy|ApS|s\.r\.o\.|Sp\.\s?z\s?o\.?\s?o\.?"
)
_QUOTED = rf"{_OPEN}[^\n]{{1,150}}?{_CLOSE}(?:[ ]*{_CLOSE})?"
_BARE = r"[^\s,;|()\n«»\"][^,;|()\n«»\"]{0,80}"
_LEADING = re.compile(
    rf"(?<![\w«\"])(?:(?P<long>(?i:{_LONG_FORMS}))|(?P<short>{_SHORT_FORMS}))"
    rf"(?:[ ]+|[ ]*\n[ ]*(?={_OPEN}))(?P<kind>(?:{_SHORT_FORMS})[ ]+)?"
    rf"(?:(?P<quoted>(?:[А-ЯЁа-яё]+[ -]){{0,4}}{_QUOTED}"
    rf"(?:[ ]*[-–—]?[ ]?\w{{1,12}}{_CLOSE})?)|(?P<bare>{_BARE}))"
    rf"|(?<![\w«\"])(?:(?P<glued>{_SHORT_FORMS}))(?P<gquoted>{_QUOTED})"
)
_AFTER = re.compile(
    rf"(?:^|(?<=[\n:;|]))[ ]*(?P<name>(?:[^\n,;|:@]{{1,80}}"
    rf"|{_QUOTED}))[ ]*,?[ ]+(?:(?P<form>{_TRAILING})(?=[\s,;.|)/]|$)"
    rf"|(?P<ours>{_SHORT_FORMS})(?=[ ]*(?:[,;|)\n]|$)))",
    re.M,
)
_SOLE = re.compile(
    r"(?<!\w)(?:ИП|ФОП|(?i:индивидуальный\s+предприниматель|фізична\s+особа[ -]+підприємець))[ ]+"
    r"(?P<name>[А-ЯЁІЇЄ][\wА-Яа-яЁё.'’-]+(?:[ ]+[А-ЯЁІЇЄ][\wА-Яа-яЁё.'’-]*){1,2})"
)
_LABEL = re.compile(
    r"^[ ]*(?:(?:(?:полное|сокращ[её]нное|краткое)\s*)?(?:фирменное\s+)?"
    r"наименование(?:\s+(?:организации|предприятия|компании"
    r"|юридического\s+лица))?(?:\s*\([^)\n]*\))?"
    r"|название(?:\s+\w+)?|организация|компания|фирма|предприятие|заказчик|покупатель|поставщик"
    r"|клиент|арендатор|контрагент|плательщик|получатель"
    r"|company(?:\s+name)?|legal\s+name|client|customer|buyer|organi[sz]ation"
    r"|firma)\s*[:–—|-]+[ ]*(?P<name>[^\n;|]{2,200})",
    re.I | re.M,
)
_BANK = re.compile(r"банк|bank|казначейств", re.I)
_FREE_MAIL_TEXT = """
    mail.ru yandex.ru ya.ru gmail.com bk.ru list.ru inbox.ru rambler.ru outlook.com hotmail.com
    yahoo.com icloud.com ukr.net i.ua
"""
_FREE_MAIL = frozenset(_FREE_MAIL_TEXT.split())
_STOP = re.compile(
    r"\s+(?=(?:ИНН|КПП|ОГРН|р/с|БИК|тел|адрес|юр\.|факт\.|INN|VAT|Tel|Phone)\b)|[ ]{3,}"
    r"|\s[|•–—-]\s|\.\s",
    re.I,
)


@dataclass(frozen=True)
class Firm:
    """A firm's name as it stands, its canonical form, and where."""

    name: str
    form: str
    is_long: bool
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Sole:
    """A sole trader's name."""

    name: str
    spans: tuple[Span, ...]


def sole_trader(block: Block) -> Sole | None:
    """Who trades without a firm, if the block says so."""
    for one in _SOLE.finditer(block.text):
        if block.is_free(*one.span()):
            return Sole(block.said(*one.span("name")), (block.take(*one.span()),))
    return None


def firms(block: Block, hosts: list[str]) -> list[Firm]:
    """The spellings of the one firm the block is about: full and short. ``hosts``: of its site and
    its mail, by which a name without a form is known."""
    found: list[tuple[Span, Firm]] = []
    for one in _LEADING.finditer(block.text):
        name_at = next(name for name in ("quoted", "bare", "gquoted") if one[name])
        start, end = one.start(), one.end(name_at)
        if name_at == "bare":
            cut = _STOP.search(block.text, one.start("bare"), end)
            end = cut.start() if cut else end
        _note(block, found, start, end, is_long=bool(one["long"]))
    for one in _AFTER.finditer(block.text):
        start, end = block.trimmed(one.start("name"), one.end("form" if one["form"] else "ours"))
        _note(block, found, start, end, is_long=False)
    found = [
        entry
        for entry in found
        if not any(
            other is not entry
            and other[0][0] <= entry[0][0]
            and entry[0][1] <= other[0][1]
            and other[0] != entry[0]
            for other in found
        )
    ]
    labelled = [_of_label(one) for one in _LABEL.finditer(block.text)]
    if not found:
        found = [entry for entry in (_bare_label(block, span) for span in labelled) if entry]
    if not found:
        found = _by_host(block, hosts)
    own = [entry for entry in found if not _BANK.search(entry[1].name)] or found
    if not own:
        return []
    first = _preferred(own, labelled)
    key = sort_key(first[1].name)
    told = [name for name, _begin in labelled]
    same = [
        entry
        for entry in own
        if sort_key(entry[1].name) == key or entry is first or _is_told(entry[0], first[0], told)
    ]
    return [
        Firm(firm.name, firm.form, firm.is_long, (_with_label(block, span, labelled),))
        for span, firm in dict.fromkeys(same)
    ]


def _note(
    block: Block, found: list[tuple[Span, Firm]], start: int, end: int, *, is_long: bool
) -> None:
    part = next(block.free_parts(start, end), None)
    if part is None or part[0] != start:
        return
    start, end = part
    name = _unbalanced(block.said(start, end))
    form, bare = legal_form(name)
    if not fold(bare) or (not form and not is_long) or len(fold(bare)) < 2:
        return
    if any(entry[0] == (start, end) for entry in found):
        return
    found.append(((start, end), Firm(name, form, is_long, ())))


def _unbalanced(name: str) -> str:
    name = name.strip(" ,;.") if not name.endswith((".", "d.")) else name.strip(" ,;")
    if name.count("«") > name.count("»"):
        name += "»" * (name.count("«") - name.count("»")) if "»" not in name else ""
    return name


def _of_label(one: re.Match[str]) -> tuple[Span, int]:
    return one.span("name"), one.start()


def _bare_label(block: Block, labelled: tuple[Span, int]) -> tuple[Span, Firm] | None:
    (start, end), _begin = labelled
    part = next(block.free_parts(start, end), None)
    if part is None or part[0] > start + 2:
        return None
    comma = block.text.find(",", *part)
    part = block.trimmed(part[0], comma if comma > 0 else part[1])
    name = block.said(*part)
    return (part, Firm(name, legal_form(name)[0], False, ())) if fold(name) else None


def _by_host(block: Block, hosts: list[str]) -> list[tuple[Span, Firm]]:
    """A line that spells the name of the site: «Кедр» beside kedr.ru."""
    keys = set()
    for host in hosts:
        if host not in _FREE_MAIL:
            label = re.sub(r"^www\.", "", host).split(".")[0]
            keys.add(re.sub(r"\W", "", script_key(fold(label))))
    for line in block.lines:
        for part in block.free_parts(*line):
            said = block.said(*part)
            key = script_key(fold(said).replace(" ", ""))
            near = any(
                len(k) >= 4
                and (key == k or (len(key) >= 4 and (k.startswith(key) or key.startswith(k))))
                for k in keys
            )
            if near and len(said) <= 60:
                return [(part, Firm(said.strip(_QUOTES), "", False, ()))]
    return []


def _preferred(own: list[tuple[Span, Firm]], labelled: list[tuple[Span, int]]) -> tuple[Span, Firm]:
    """The firm a label names, else the first."""
    for span, _begin in labelled:
        for entry in own:
            if span[0] <= entry[0][0] < span[1]:
                return entry
    return min(own, key=lambda entry: entry[0])


def _is_told(span: Span, first: Span, told: list[Span]) -> bool:
    """Whether both stand after a label: the full name and the short one of one firm."""
    return all(any(name[0] <= one[0] < name[1] for name in told) for one in (span, first)) and (
        len(told) == 2
    )


def _with_label(block: Block, span: Span, labelled: list[tuple[Span, int]]) -> Span:
    for name, begin in labelled:
        if name[0] <= span[0] <= name[0] + 2 and block.is_free(begin, span[1]):
            return block.take(begin, span[1])
    return block.take(*span)
