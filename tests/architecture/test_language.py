"""Every word a person reads is in the catalogue, and the catalogue says only what is read.

The texts are extracted from the sources as they stand (Babel reads Python and Jinja), so a new
text without Russian, a translation nobody uses any more and a bare English word in a template are
all found here and nowhere else.
"""

from __future__ import annotations

import ast
import functools
import re
from collections import defaultdict
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from rmapp.core import errors, i18n
from rmapp.core.i18n import joined, pieces

CHECKOUT = Path(__file__).resolve().parents[2]
MODULES = sorted((CHECKOUT / "rmapp").rglob("*.py"))
TEMPLATES = sorted((CHECKOUT / "templates").rglob("*.html"))
EXEMPT = {"styleguide.html"}

#: What marks a text, and which arguments are its id, its plural and its context.
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "_lp": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
MARKERS = {"gettext", "lazy_gettext", "ngettext", "lazy_ngettext", "pgettext", "npgettext"}
MARKERS |= {"lazy_pgettext", "lazy_npgettext"}

#: Codes that are the same in both languages.
CODES = {
    *("VIP", "PDF", "CSV", "XLSX", "XLS", "vCard", "API", "JSON", "SMTP", "ID", "URL", "UTC", "QR"),
    *("RU", "EN", "English", "SHA", "pdf"),  # a language is named in itself
    *("Ctrl", "Alt", "Esc", "Enter", "Tab", "Shift", "K", "rmapp", "x", "ESCAPE", "OpenAPI"),
}
VISIBLE = {"aria-label", "aria-description", "title", "placeholder", "alt", "label"}
SPOKEN_DATA = re.compile(r"data-(confirm|dialog|tip|empty|label|hint|title|message|text)$")
WORD = re.compile(r"[A-Za-z]+")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!%)%[sd]|\{(\w*)\}")
GAP = "\ue000"  # stands where an expression is printed

Text = tuple[str | None, str | tuple[str, ...]]  # context, id or (singular, plural)


@functools.cache
def texts() -> dict[Text, list[str]]:
    """Every marked text of the sources, with the places it stands at."""
    found: dict[Text, list[str]] = defaultdict(list)
    trimmed = {"**.html": {"silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}}
    for folder, method in (("rmapp", ("**.py", "python")), ("templates", ("**.html", "jinja2"))):
        for name, line, text, _comments, context in extract_from_dir(
            CHECKOUT / folder, [method], trimmed, keywords=KEYWORDS
        ):
            found[(context, text)].append(f"{folder}/{name}:{line}")
    return found


@functools.cache
def entries() -> list[tuple[str, Message]]:
    """Every entry of every piece of the catalogue, with the name of the piece."""
    found = []
    for piece in pieces():
        with piece.open("rb") as file:
            found += [(piece.name, message) for message in read_po(file, locale="ru") if message.id]
    return found


def key(message: Message) -> Text:
    return message.context, message.id


def forms(message: Message) -> list[str]:
    """The translations of a message: one, or one for each plural form."""
    return list(message.string) if isinstance(message.string, (tuple, list)) else [message.string]


def names_in(text: str) -> list[str]:
    """The placeholders of a text, in order of name; nothing of their order is asked."""
    return sorted(match.group(0) for match in PLACEHOLDER.finditer(text))


def listed(found: list[str]) -> str:
    """What to mend, one a line."""
    return "\n" + "\n".join(sorted(found))


@functools.cache
def calls() -> list[tuple[str, str, ast.Call]]:
    """Every call by a plain name in the product: file, name, node."""
    return [
        (str(path.relative_to(CHECKOUT)), node.func.id, node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]


def test_every_text_has_its_russian():
    known = {key(message) for _piece, message in entries() if all(forms(message))}
    missing = [
        f"{places[0]}: {text!r}" for (context, text), places in texts().items()
        if (context, text) not in known
    ]  # fmt: skip
    assert not missing, listed(missing)


def test_no_piece_keeps_the_marks_of_a_conflict():
    marks = re.compile("^(<{7} |={7}$|>{7} )", re.MULTILINE)
    assert [piece.name for piece in i18n.pieces() if marks.search(piece.read_text())] == []


def test_no_translation_outlives_its_text():
    stale = [f"{piece}: {m.id!r}" for piece, m in entries() if key(m) not in texts()]
    assert not stale, listed(stale)


def test_no_translation_is_a_guess():
    guessed = [f"{piece}: {m.id!r}" for piece, m in entries() if m.fuzzy]
    assert not guessed, listed(guessed)


def test_a_translation_fills_the_same_places():
    wrong = []
    for piece, message in entries():
        english = message.id[-1] if isinstance(message.id, (tuple, list)) else message.id
        wrong += [
            f"{piece}: {english!r} → {russian!r}"
            for russian in forms(message)
            if russian and names_in(russian) != names_in(english)
        ]
    assert not wrong, listed(wrong)


def test_a_counted_text_has_the_three_forms_of_russian():
    wrong = [
        f"{piece}: {message.id!r}"
        for piece, message in entries()
        if isinstance(message.id, (tuple, list))
        and (len(forms(message)) != 3 or not all(forms(message)))
    ]
    assert not wrong, listed(wrong)


def test_two_pieces_never_translate_one_text_differently():
    said: dict[Text, dict[str, list[str]]] = defaultdict(dict)
    for piece, message in entries():
        said[key(message)][piece] = forms(message)
    torn = {
        str(text): by_piece
        for text, by_piece in said.items()
        if len({tuple(russian) for russian in by_piece.values()}) > 1
    }
    assert torn == {}
    assert len(joined()) == len(said)


def test_a_marker_is_called_by_a_known_name():
    """An alias Babel does not know would hide its texts from every check here."""
    unknown = [
        f"{path.relative_to(CHECKOUT)}: {marker} as {alias}"
        for path in MODULES
        for line in re.findall(r"^from flask_babel import (.+)$", path.read_text(), re.M)
        for marker, alias in re.findall(r"(\w+)(?: as (\w+))?", line)
        if marker in MARKERS and (alias or marker) not in KEYWORDS
    ]
    assert not unknown, listed(unknown)


def test_only_whole_sentences_are_marked():
    """A text made while running (an f-string, a variable) is in no catalogue."""
    made = [
        f"{path}:{node.lineno}: {ast.unparse(node)}"
        for path, name, node in calls()
        if name in KEYWORDS and not _is_text(node.args[:1])
    ]
    for path in TEMPLATES:
        made += [
            f"{path.relative_to(CHECKOUT)}:{call.lineno}"
            for call in _environment().parse(path.read_text()).find_all(nodes.Call)
            if isinstance(call.node, nodes.Name)
            and call.node.name in KEYWORDS
            and not isinstance(call.args[0], nodes.Const)
        ]
    assert not made, listed(made)


def _is_text(arguments: list[ast.expr]) -> bool:
    return bool(arguments) and isinstance(arguments[0], ast.Constant)


REFUSALS = {
    name for name, made in vars(errors).items()
    if isinstance(made, type) and issubclass(made, errors.Refusal)
}  # fmt: skip
SPEAKING = REFUSALS | {"flash", "line", "InputRequired", "Length", "Email", "Regexp"}
SILENT_FIRST = {"Regexp"}  # its first argument is the pattern
TERMINAL = re.compile(r"cli\.py$|/commands/|/demo/")  # a terminal is spoken to in English


def test_no_message_is_said_in_bare_english():
    """A refusal, a flash or the label of a field is never a plain string."""
    bare = []
    for path, name, node in calls():
        if (name not in SPEAKING and not re.fullmatch(r"\w+Field", name)) or TERMINAL.search(path):
            continue
        said = [word.value for word in node.keywords if word.arg in ("message", "label")]
        if name not in SILENT_FIRST:
            said += node.args[:1]
        bare += [
            f"{path}:{node.lineno}: {value.value!r}"
            for value in said
            if isinstance(value, ast.Constant)
            and isinstance(value.value, str)
            and foreign_words(value.value)
        ]
    assert not bare, listed(bare)


def test_templates_show_no_bare_english():
    bare = [found for path in TEMPLATES if path.name not in EXEMPT for found in bare_english(path)]
    assert not bare, listed(bare)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ("<p>{{ _('Hello') }}</p>", []),
        ('<a title="Open it" href="/x">→</a>', ["Open it"]),
        ('<a data-dialog="Move" href="/move">{{ name }}</a>', ["Move"]),
        ('<input type="submit" value="Go">', ["Go"]),
        ("<p>{% if x %}VIP{% else %}none{% endif %}</p>", ["VIP none"]),
        ("<kbd>Ctrl</kbd> <code>x = y</code> <b>PDF</b>{# a note #}", []),
        ("{{ card('Hours') }}{{ tag(_('late'), 'warn') }}", ["Hours"]),
        ("<p>{{ number }} pcs</p>", [f"{GAP} pcs"]),
    ],
)
def test_bare_english_is_seen_where_it_stands(tmp_path: Path, source: str, found: list[str]):
    (tmp_path / "page.html").write_text(source)
    assert [line.split(": ", 1)[1] for line in bare_english(tmp_path / "page.html")] == found


@functools.cache
def _environment() -> Environment:
    return Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


def foreign_words(text: str) -> bool:
    """Whether ``text`` has a Latin word that is no code common to both languages."""
    return any(word not in CODES for word in WORD.findall(text))


def bare_english(path: Path) -> list[str]:
    """``place: text`` of every visible English text of a template that is not marked."""
    where = path.relative_to(CHECKOUT) if path.is_relative_to(CHECKOUT) else path.name
    source = path.read_text()
    reader = _Reader()
    reader.feed(_printed(source))
    reader.close()
    found = [f"{where}:{line}: {text}" for line, text in reader.found]
    tree = _environment().parse(source)
    marked = {
        id(const)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in KEYWORDS
        for const in call.find_all(nodes.Const)
    }
    marked |= {
        id(const) for test in tree.find_all(nodes.Compare) for const in test.find_all(nodes.Const)
    }
    found += [
        f"{where}:{const.lineno}: {const.value}"
        for const in tree.find_all(nodes.Const)
        if isinstance(const.value, str)
        and id(const) not in marked
        and re.match(r"[A-Z][a-z](?!\w+Field$)", const.value)
        and foreign_words(const.value)
    ]
    return found


def _printed(source: str) -> str:
    """The template as its reader sees it: tags of Jinja gone, a gap for each expression; lines
    stay where they were. ``{% trans %}`` is marked text and becomes a gap too."""
    out, skipping = [], False
    opened = ""
    for _line, kind, value in _environment().lex(source):
        if kind == "block_begin":
            opened = "?"
        elif opened == "?" and kind == "name":
            opened = value
            skipping = {"trans": True, "endtrans": False}.get(value, skipping)
        if kind == "data" and not skipping:
            out.append(value)
        else:
            out.append(
                {"variable_begin": GAP, "block_begin": " "}.get(kind, "") + "\n" * value.count("\n")
            )
    return re.sub(f"<(/?)[ {GAP}]+", r"<\1gap", "".join(out))  # a tag named by an expression


class _Reader(HTMLParser):
    """Collects the texts a person sees or hears, with their lines."""

    SILENT = {"script", "style", "code", "kbd", "pre"}
    BUTTONS = {"submit", "button", "reset"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT:
            self.silent += 1
        kinds = dict(attrs)
        for name, value in attrs:
            is_face = name == "value" and tag == "input" and kinds.get("type") in self.BUTTONS
            if is_face or name in VISIBLE or SPOKEN_DATA.match(name):
                self._note(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.SILENT:
            self.silent = max(0, self.silent - 1)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._note(data)

    def _note(self, text: str) -> None:
        if foreign_words(text):
            self.found.append((self.getpos()[0], " ".join(text.split())))
