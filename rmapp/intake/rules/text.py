"""What lists show of a letter: its words, without markup, quotes and characters that harm."""

from __future__ import annotations

import re
from html.parser import HTMLParser

LONGEST = 5_000
_HTML_LONGEST = 500_000
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufffe\uffff]")
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_QUOTED = re.compile(
    r"^\s*(-{2,}\s*(original message|исходное сообщение|пересылаемое сообщение).*"
    r"|(on|\d{1,2}[./]).{0,200}(wrote|писал|пишет|написал).{0,40}:)\s*$",
    re.IGNORECASE,
)
#: An address wherever it stands in a text.
ADDRESS = re.compile(r"[^\s@<>\"'(),;:]{1,128}@[a-z0-9.-]{1,190}", re.IGNORECASE)
_SILENT = frozenset({"script", "style", "head", "title", "template"})
_BREAKS = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "blockquote"})


def harmless(text: str, length: int) -> str:
    """``text`` without controls, halves of characters and invisible turns; cut at ``length``."""
    return _HIDDEN.sub("", _HARMFUL.sub(" ", text))[:length].strip()


def one_line(text: str, length: int) -> str:
    """``text`` on one line."""
    return harmless(" ".join(text.split()), length)


def excerpt_of(text: str) -> str:
    """The words of the letter itself: what it quotes at its end is left out."""
    kept: list[str] = []
    for line in text[: 20 * LONGEST].splitlines():
        if _QUOTED.match(line):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
    words = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return harmless(words or text, LONGEST)


def signed(excerpt: str, name: str, address: str) -> str:
    """The words of a letter with its sender beneath, unless its own signature names them."""
    said = excerpt.casefold()
    beneath = [one for one in (name.strip(), address.strip()) if one.casefold() not in said]
    return "\n".join([excerpt, "", *beneath]).strip() if any(beneath) else excerpt


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self.silent:
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def plain_of_html(html: str) -> str:
    """The words of an HTML text."""
    parser = _Words()
    try:
        parser.feed(html[:_HTML_LONGEST])
        parser.close()
    except Exception:  # a parser of the library on a stranger's bytes: take what was read
        pass
    lines = [" ".join(line.split()) for line in "".join(parser.parts).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
