"""Positions as cards and contracts write them, in both languages, and what they decide."""

from __future__ import annotations

import re

from ...core.text import fold

_HEADS = (
    r"(?:ген(?:еральн\w+|\.)?|исполнительн\w+|управляющ\w+)\s*директор\w*|гендиректор\w*"
    r"|директор\w*(?!\s+по)|президент\w*"
    r"|председател\w+(?:\s+правления|\s+совета(?:\s+директоров)?)?|управляющ\w+"
    r"|глава(?:\s+кфх)?|руководител\w+|голова|генеральний\s+директор"
    r"|chief\s+executive(?:\s+officer)?|CEO|managing\s+director|general\s+(?:director|manager)"
    r"|pdg|gérante?|direct(?:eur|rice)[ ]+générale?|president|owner|founder"
    r"|gesch[äa]ftsf[üu]hrer(?:in)?"
)
_MONEY = (
    r"(?:гл(?:авн\w+|\.)\s*)?бух(?:галтер\w*|\.)|финансов\w+\s+директор\w*"
    r"|директор\w*\s+по\s+финансам|начальник\s+фин\w*\s+отдела|головний\s+бухгалтер"
    r"|chief\s+(?:accountant|financial\s+officer)|CFO|finance\s+(?:director|manager)"
    r"|head\s+of\s+(?:treasury|finance)|leiter(?:in)?[ ]+(?:finanzen|buchhaltung|rechnungswesen)"
    r"|buchhalter(?:in)?|direct(?:eur|rice)[ ]+financi(?:er|ère)|comptable"
    r"|(?:head\s+of\s+)?accounting|accountant|treasurer"
)
_OTHERS = (
    r"(?:(?:первый|старш\w+|ведущ\w+|главн\w+)\s+)?"
    r"(?:зам(?:еститель|\.)?\s+\w+(?:\s+директора)?|менеджер\w*|специалист\w*|начальник\w*"
    r"|инженер\w*|секретар\w+|помощник\w*|юрист\w*|юрисконсульт\w*|закупщик\w*|консультант\w*"
    r"|администратор\w*|логист\w*|координатор\w*|партн[её]р\w*)"
    r"|(?:технич\w+|коммерч\w+)\s+директор\w*|директор\w*\s+по\s+\w+"
    r"|(?:(?:senior|key|regional|deputy|vice|chief|technical|purchasing|sales|account|office"
    r"|project|commercial|marketing|operations|procurement)\s+)+"
    r"(?:manager|director|officer|president|engineer|executive)|CTO|COO|CIO|CMO"
    r"|(?:(?:senior|executive)[ ]+)?(?:[SE]?VP|vice[ ]+president)"
    r"(?:[ ]*[,–—-]?[ ]*(?:of[ ]+)?(?:sales|finance|marketing|operations|engineering|treasury"
    r"|procurement|IT|HR|legal))?"
    r"|(?:stellv\w*\.?[ ]+)?leiter(?:in)?[ ]+[\wäöüß &-]{3,40}"
    r"|(?:einkaufs|vertriebs|verkaufs|abteilungs|projekt|betriebs|werks)leiter(?:in)?"
    r"|direct(?:eur|rice)[ ]+(?!général)\w+|responsable[ ]+[\wà-ÿ ]{3,30}"
    r"|prokurist(?:in)?|sachbearbeiter(?:in)?|assistent(?:in)?|einkäufer(?:in)?"
    r"|head\s+of\s+[\w ]+|manager|engineer|secretary|assistant|consultant|partner|lawyer|director"
)
_MORE = (
    r"(?:[ ]+(?:по[ ]+[а-яё -]{3,50}"
    r"|(?:проекта|группы|направления|службы|департамента|управления|отдела|филиала|участка)"
    r"(?:[ ]+[а-яё -]{3,40})?|of[ ]+[A-Za-z &]{3,40}))?"
)
POSITION = re.compile(
    rf"(?<![\w-])(?:(?P<money>{_MONEY})|(?P<other>{_OTHERS})|(?P<head>{_HEADS})){_MORE}(?![\w-])",
    re.IGNORECASE,
)
#: A position in the genitive of a contract's first line.
OBLIQUE = re.compile(r"[а-яё]+(?:ого|его)\b|(?:директор|президент)а\b", re.IGNORECASE)


def role_of(position: re.Match[str]) -> str:
    """What a match of ``POSITION`` decides: a code of ``clients.models.DecisionRole``, or ""."""
    if position["money"]:
        return "financial"
    if position["head"]:
        return "decides"
    words = fold(position[0])
    if words.startswith(("секретар", "помощник", "secretary", "assistant")):
        return "gatekeeper"
    if words.startswith(("технич", "инженер", "главный инженер", "cto", "technical")):
        return "technical"
    return ""


def nominative_position(position: str) -> str:
    """``генерального директора`` → ``генеральный директор``."""
    position = re.sub(r"([а-яё])ого\b", r"\1ый", position)
    position = re.sub(r"([а-яё])его\b", r"\1ий", position)
    return re.sub(r"(директор|бухгалтер|президент|менеджер|инженер)а\b", r"\1", position)
