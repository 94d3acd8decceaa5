"""Phones, e-mail and web addresses of a cell, one or many."""

from __future__ import annotations

import re
from collections.abc import Callable

from email_validator import EmailNotValidError, validate_email

from ...core.phones import parse_phones
from ...core.text import fold
from .parsed import Parsed

MAX_TEXT = 20_000
MAX_MANY = 10
_EMAIL = re.compile(r"[^\s,;<>()\"']+@[^\s,;<>()\"']+")
#: What nearly every address looks like; the library, which knows all of RFC 5321, judges the rest.
_PLAIN = re.compile(
    r"[a-zA-Z0-9_-]+(?:[.+][a-zA-Z0-9_-]+)*@(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,60}[a-zA-Z0-9])?\.)+"
    r"(?P<top>[a-zA-Z]{2,24})",
)
#: Names no mail goes to (RFC 6761); the library says so too.
_NOWHERE = frozenset(("arpa", "invalid", "local", "localhost", "onion", "test"))
_WEB = re.compile(r"(?:https?://|www[./])?[^\s,;@]+[./][^\s,;@]+", re.IGNORECASE)


def parse_phones_of(cell: str, region: str = "RU") -> Parsed:
    """The telephones of a cell: a list of :class:`rmapp.core.phones.Phone`."""
    phones, problems = parse_phones(cell, region)
    return Parsed(phones or None, tuple(str(problem.problem) for problem in problems))


def parse_emails(cell: str) -> Parsed:
    """The addresses of a cell, normalised, without asking any server: a list of str."""
    found: list[str] = []
    problems: list[str] = []
    for candidate in _EMAIL.findall(cell)[:MAX_MANY]:
        address = candidate.strip(".").removeprefix("mailto:")
        local, _at, host = address.rpartition("@")
        plain = _PLAIN.fullmatch(address) if len(local) <= 64 and len(host) <= 180 else None
        if plain and "--" not in host and plain["top"].lower() not in _NOWHERE:
            normalized = f"{local}@{host.lower()}"
        else:
            try:
                normalized = validate_email(address, check_deliverability=False).normalized
            except (EmailNotValidError, UnicodeError):
                problems.append("email_not_valid")
                continue
        if normalized not in found:
            found.append(normalized)
    if not found and not problems:
        problems.append("email_none")
    return Parsed(found or None, tuple(problems))


def parse_web(cell: str) -> Parsed:
    """The first web address of a cell, with its scheme."""
    for piece in re.split(r"[\s,;]+", cell):
        address = piece.strip(" .\"'<>()")
        if not address or "@" in address:
            continue
        scheme, rest = "http://", address
        if found := re.match(r"(?i)(https?)://(.*)", address):
            scheme, rest = found[1].lower() + "://", found[2]
        elif "://" in address or re.match(r"(?i)(javascript|data|vbscript|file|about):", address):
            return Parsed(None, ("web_not_valid",))
        host = rest.split("/", 1)[0].split("?", 1)[0]
        if re.fullmatch(r"(?:[\w-]+\.)+[\w-]{2,}(?::\d{1,5})?", host) and len(rest) < 400:
            return Parsed(scheme + rest)
        return Parsed(None, ("web_not_valid",))
    return Parsed(None, ("web_not_valid",))


def split_contacts(cell: str, region: str = "RU") -> dict[str, Parsed]:
    """A cell of mixed contacts, parted: keys ``email``, ``web``, ``phone``, ``notes``.

    Only what is there; what is none of the three goes whole to ``notes``.
    """
    parts: dict[str, list[str]] = {"email": [], "web": [], "phone": [], "notes": []}
    for line in re.split(r"[\n;]+|,\s+", cell[:MAX_TEXT]):
        rest = line.strip()
        for kind, pattern in (("email", _EMAIL), ("web", _WEB)):
            for found in pattern.findall(rest):
                if kind == "web" and not re.search(r"[^\W\d_]", found):
                    continue
                parts[kind].append(found)
                rest = rest.replace(found, " ").strip()
        if len(re.sub(r"\D", "", rest)) >= 6:
            parts["phone"].append(rest)
        elif fold(rest):
            parts["notes"].append(rest)
    parsers: dict[str, Callable[[str], Parsed]] = {
        "email": parse_emails,
        "web": parse_web,
        "phone": lambda text: parse_phones_of(text, region),
        "notes": Parsed,
    }
    return {kind: parsers[kind]("\n".join(held)) for kind, held in parts.items() if held}
