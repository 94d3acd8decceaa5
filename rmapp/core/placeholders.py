"""The closed language of texts that employees write: ``{client.first_name}``, and nothing else.

No Jinja and no ``str.format``: a sandboxed template still printed a password hash and built 50 MB
(reliability.md 2.2). A name is looked up whole in a list given by the caller; there are no
attributes, filters, conditions or loops. ``{{`` and ``}}`` stand for the braces themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

#: Largest template and largest text made of it, in bytes of UTF-8 and characters.
MAX_BYTES = 20_000
MAX_FILLED = 100_000
MAX_PLACEHOLDERS = 200

_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


class ProblemCode(StrEnum):
    """Why a text is refused at save."""

    TOO_LONG = "template_too_long"
    TOO_MANY = "template_too_many_placeholders"
    UNKNOWN = "template_unknown_placeholder"
    STRAY_BRACE = "template_stray_brace"


@dataclass(frozen=True)
class Problem:
    """One fault: its code, where it stands (line from 1), and the words in question."""

    code: ProblemCode
    line: int = 1
    text: str = ""


def _parts(text: str) -> Iterator[tuple[str, str, int]]:
    """(kind, text, offset): ``text``, ``name`` or ``stray``."""
    at = 0
    for found in _PART.finditer(text):
        if found.start() > at:
            yield "text", text[at : found.start()], at
        token = found[0]
        if token in ("{{", "}}"):
            yield "text", token[0], found.start()
        elif found[1] is None:
            yield "stray", token, found.start()
        else:
            yield "name", found[1].strip(), found.start()
        at = found.end()
    if at < len(text):
        yield "text", text[at:], at


def check(text: str, allowed: Mapping[str, str]) -> list[Problem]:
    """What is wrong with a template; empty when it may be saved.

    ``allowed``: name → description, the whole list of what may be filled in.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return [Problem(ProblemCode.TOO_LONG)]
    problems: list[Problem] = []
    count = 0
    for kind, part, offset in _parts(text):
        line = text.count("\n", 0, offset) + 1
        if kind == "stray":
            problems.append(Problem(ProblemCode.STRAY_BRACE, line, part))
        elif kind == "name":
            count += 1
            if part not in allowed or not _NAME.fullmatch(part):
                problems.append(Problem(ProblemCode.UNKNOWN, line, part[:80]))
    if count > MAX_PLACEHOLDERS:
        problems.append(Problem(ProblemCode.TOO_MANY))
    return problems


def names(text: str) -> list[str]:
    """The placeholders of a template, each once, in order."""
    return list(dict.fromkeys(part for kind, part, _ in _parts(text) if kind == "name"))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The template with its values put in, once: braces in a value stay what they are.

    A checked template never names what ``values`` lacks; should one do so after the list has
    shrunk, the place stays empty. The result is cut at ``MAX_FILLED`` characters. Plain text:
    whoever makes HTML of it escapes the whole.
    """
    out: list[str] = []
    size = 0
    for kind, part, _ in _parts(text[:MAX_BYTES]):
        if kind == "name":
            value = values.get(part)
            part = value if isinstance(value, str) else ""
        out.append(part)
        size += len(part)
        if size >= MAX_FILLED:
            break
    return "".join(out)[:MAX_FILLED]
