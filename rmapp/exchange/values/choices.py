"""Values of fields with a closed list of choices, as exports of this desk write them in either
language, or as people say them."""

from __future__ import annotations

from ...core.text import fold
from .parsed import Parsed

#: Field → folded words → code.
CHOICES: dict[str, dict[str, str]] = {
    "kind": {
        **dict.fromkeys(("organisation", "organization", "firm", "организация"), "organisation"),
        **dict.fromkeys(("sole trader", "индивидуальный предприниматель", "ип"), "sole_trader"),
        **dict.fromkeys(("person", "физическое лицо", "физлицо"), "person"),
    },
    "temperature": {
        **dict.fromkeys(("cold", "холодный", "холодная"), "cold"),
        **dict.fromkeys(("warm", "теплый", "теплая"), "warm"),
        **dict.fromkeys(("hot", "горячий", "горячая"), "hot"),
    },
    "preferred_channel": {
        **dict.fromkeys(("call", "by phone", "phone", "по телефону", "телефон"), "call"),
        **dict.fromkeys(("email", "by e mail", "e mail", "по электронной почте"), "email"),
        **dict.fromkeys(("message", "by message", "сообщением"), "message"),
        **dict.fromkeys(("visit", "in person", "лично"), "visit"),
        **dict.fromkeys(("letter", "by letter", "письмом"), "letter"),
    },
    "language": {code: code for code in ("ru", "en", "uk", "kk", "de", "zh")},
}


def code_of(field: str, cell: str) -> str | None:
    """The code that ``cell`` says for ``field``; None for no choice of it."""
    return CHOICES[field].get(fold(cell))


def parse_choice(field: str, cell: str) -> Parsed:
    """The code of one of the choices of ``field``."""
    code = code_of(field, cell)
    return Parsed(code) if code else Parsed(None, ("choice_unknown",))
