"""Legal forms of organisations: found at either end of a name, whatever the spelling."""

from __future__ import annotations

import functools
import re

from .folding import MAX_TEXT, fold

_QUOTES = "\"'«»„“”‟‘’‹›`"
_WORD = re.compile(r"\w+(?:['’]\w+)?")

#: Canonical form → spellings, folded. A leading ``$`` marks one that counts only at the end,
#: because the word also begins names (AS, Co, SE).
FORMS: dict[str, tuple[str, ...]] = {
    "ООО": ("ооо", "общество с ограниченной ответственностью", "ooo", "о о о"),
    "ОДО": ("одо", "общество с дополнительной ответственностью"),
    "ПАО": ("пао", "публичное акционерное общество", "pao"),
    "НАО": ("нао", "непубличное акционерное общество"),
    "ОАО": ("оао", "открытое акционерное общество", "oao"),
    "ЗАО": ("зао", "закрытое акционерное общество", "zao"),
    "АО": ("ао", "акционерное общество", "$ao", "$а о"),
    "ИП": ("ип", "индивидуальный предприниматель", "пбоюл", "чп"),
    "КФХ": ("кфх", "крестьянское фермерское хозяйство"),
    "ГК": ("гк", "группа компаний"),
    "АНО": ("ано", "автономная некоммерческая организация"),
    "НКО": ("нко", "некоммерческая организация"),
    "ФГУП": ("фгуп", "федеральное государственное унитарное предприятие"),
    "ГУП": ("гуп", "государственное унитарное предприятие"),
    "МУП": ("муп", "муниципальное унитарное предприятие"),
    "ФГБУ": ("фгбу", "федеральное государственное бюджетное учреждение"),
    "ГБУ": ("гбу", "государственное бюджетное учреждение"),
    "МБУ": ("мбу", "муниципальное бюджетное учреждение"),
    "ТСЖ": ("тсж", "товарищество собственников жилья"),
    "СНТ": ("снт", "садоводческое некоммерческое товарищество"),
    "ТОО": ("тоо", "товарищество с ограниченной ответственностью"),
    "ТОВ": ("тов", "товариство з обмеженою відповідальністю", "tov"),
    "ПрАТ": ("прат", "приватне акціонерне товариство"),
    "ПАТ": ("пат", "публічне акціонерне товариство"),
    "АТ": ("ат", "акціонерне товариство"),
    "ФОП": ("фоп", "фізична особа підприємець"),
    "ДП": ("дп", "державне підприємство"),
    "LLC": ("llc", "l l c", "limited liability company"),
    "LLP": ("llp", "$l l p", "limited liability partnership"),
    "LP": ("$lp", "$l p"),
    "Ltd": ("ltd", "limited", "$co ltd", "pvt ltd", "pty ltd"),
    "PLC": ("plc", "p l c", "public limited company"),
    "Inc": ("inc", "incorporated"),
    "Corp": ("$corp", "$corporation"),
    "Co": ("$co", "$company"),
    "JSC": ("jsc", "joint stock company"),
    "PJSC": ("pjsc", "public joint stock company"),
    "OJSC": ("ojsc", "open joint stock company"),
    "CJSC": ("cjsc", "closed joint stock company"),
    "GmbH": ("gmbh", "gesellschaft mit beschrankter haftung", "$gmbh co kg"),
    "AG": ("$ag", "aktiengesellschaft"),
    "KG": ("$kg", "$kgaa"),
    "UG": ("$ug", "ug haftungsbeschrankt"),
    "SE": ("$se", "societas europaea"),
    "SA": ("$sa", "$s a", "societe anonyme"),
    "SAS": ("$sas", "$s a s"),
    "SARL": ("$sarl", "$s a r l"),
    "SRL": ("$srl", "$s r l"),
    "SpA": ("$spa", "$s p a"),
    "BV": ("$bv", "$b v"),
    "NV": ("$nv", "$n v"),
    "AB": ("$ab",),
    "AS": ("$as", "$a s"),
    "ApS": ("$aps",),
    "Oy": ("$oy", "$oyj"),
    "s.r.o.": ("$sro", "$s r o"),
    "Sp. z o.o.": ("$sp z o o", "$sp zoo"),
}

_LEADING: dict[tuple[str, ...], str] = {}
_TRAILING: dict[tuple[str, ...], str] = {}
for _form, _spellings in FORMS.items():
    for _spelling in _spellings:
        _tokens = tuple(_spelling.lstrip("$").split())
        _TRAILING.setdefault(_tokens, _form)
        if not _spelling.startswith("$"):
            _LEADING.setdefault(_tokens, _form)
_LONGEST = max(len(tokens) for tokens in _TRAILING)
_FIRST = frozenset(tokens[0] for tokens in _LEADING)
_LAST = frozenset(tokens[-1] for tokens in _TRAILING)


def _trim(text: str) -> str:
    """Without the commas and quotes that stood around the form."""
    text = text.strip().strip(",;").strip()
    text = re.sub(r"\(\s*\)", "", text).strip().strip(",;").strip()
    while len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES:
        text = text[1:-1].strip()
    if text and sum(text.count(quote) for quote in _QUOTES) == 1:
        text = text.strip(_QUOTES).strip()
    return text


@functools.lru_cache(maxsize=4_096)
def legal_form(name: str) -> tuple[str, str]:
    """The canonical legal form of a name and the name without it and its quotes.

    ``ООО "Ромашка"`` → ``("ООО", "Ромашка")``; without a form ``("", name)``. A name that is
    nothing but a form keeps it as its name.
    """
    name = name[:MAX_TEXT].strip()
    found = list(_WORD.finditer(name))
    if len(found) > 1:
        first, last = fold(found[0][0]), fold(found[-1][0])
        if first and last and first not in _FIRST and last not in _LAST:
            return "", name
    spans = [(match.start(), match.end(), fold(match[0])) for match in found]
    spans = [span for span in spans if span[2]]
    if not spans or (spans[0][2] not in _FIRST and spans[-1][2] not in _LAST):
        return "", name
    folded = tuple([span[2] for span in spans])
    for size in range(min(_LONGEST, len(spans) - 1), 0, -1):
        head = folded[:size]
        if head in _LEADING:
            return _LEADING[head], _trim(name[spans[size - 1][1] :].lstrip(" ."))
        tail = folded[-size:]
        if tail in _TRAILING:
            rest = name[: spans[-size][0]].rstrip(" .") + name[spans[-1][1] :].lstrip(" .")
            return _TRAILING[tail], _trim(rest)
    return "", name


@functools.lru_cache(maxsize=4_096)
def sort_key(name: str) -> str:
    """What a list sorts a name by: folded, quotes and legal forms dropped, ≤ 200 characters."""
    rest = name
    for _ in range(3):
        form, shorter = legal_form(rest)
        if not form or not fold(shorter):
            break
        rest = shorter
    return (fold(rest) or fold(name))[:200]
