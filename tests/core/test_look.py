"""The visual language: budgets, colours, icons, words; what no eye checks twice."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest
from babel.messages.pofile import read_po
from flask import Flask

from rmapp.core.fonts import characters, prepare_web_fonts
from rmapp.navigation import CREATE, GROUPS

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "rmapp" / "static"
TEMPLATES = ROOT / "templates"
CSS = (STATIC / "css" / "app.css").read_text(encoding="utf-8")
OWN = [
    TEMPLATES / "base.html",
    TEMPLATES / "plain.html",
    *sorted((TEMPLATES / "macros").glob("*.html")),
    *sorted((TEMPLATES / "errors").glob("*.html")),
]
MODULES = sorted((STATIC / "js").glob("*.js"))  # every page loads them
PAGES = sorted((STATIC / "js" / "pages").glob("*.js"))  # only the page that needs one


def test_the_stylesheet_keeps_its_budget() -> None:
    assert len(CSS.encode()) <= 45 * 1024


def test_the_scripts_keep_their_budget() -> None:
    assert sum(len(module.read_bytes()) for module in MODULES) <= 40 * 1024


@pytest.mark.parametrize("module", [*MODULES, *PAGES], ids=lambda path: path.name)
def test_a_script_is_a_small_module_without_globals(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert text.count("\n") <= 150
    assert not re.search(r"\bwindow\.\w+ =|\beval\(|innerHTML|insertAdjacentHTML", text)


def test_no_template_has_inline_style_or_script() -> None:
    for path in sorted(TEMPLATES.rglob("*.html")):
        if path.parent.name == "mails":
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son\w+=\"|<style|javascript:", text), path
        assert not re.search(r"<script(?![^>]*(src=|application/json))", text), path


def test_g5_no_link_saves_whatever_is_answered_as_the_file() -> None:
    """The answer itself says that it is a file: a page that asks for the password, or to sign in,
    would be saved under the name of the archive (D10, D14)."""
    for template in TEMPLATES.rglob("*.html"):
        assert not re.search(r"<a[^>]*\sdownload[\s>=]", template.read_text()), template


def _sprite() -> set[str]:
    return set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))


def test_every_icon_named_by_a_template_or_a_place_is_in_the_sprite() -> None:
    named = {place.icon for _, places in GROUPS for place in places}
    named |= {place.icon for place in CREATE}
    assert named
    for path in sorted(TEMPLATES.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'\b(?:_?icon\(|mark=|mark\()"([\w-]+)"', text))
    missing = named - {"sort-"} - _sprite()
    assert not missing, missing


def test_every_icon_of_the_sprite_is_drawn_somewhere() -> None:
    said = {"sort-up", "sort-down"}  # put together in macros/tables.html
    for path in (*TEMPLATES.rglob("*.html"), *(ROOT / "rmapp").rglob("*.py"), *MODULES, *PAGES):
        said |= set(re.findall(r"[\"'#]([\w-]+)[\"']", path.read_text(encoding="utf-8")))
    assert not _sprite() - said


def _tokens(block: str) -> dict[str, str]:
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    return {**found, "s1": found["accent"]}


def _themes() -> dict[str, dict[str, str]]:
    light = CSS[CSS.index(":root {") : CSS.index(":root[data-density")]
    chosen = CSS[CSS.index(":root[data-theme=dark]") : CSS.index("@media (prefers-color-scheme")]
    system = CSS[CSS.index(":root:not([data-theme=light])") : CSS.index("/* A tone names")]
    assert _tokens(chosen) == _tokens(system)
    return {"light": _tokens(light), "dark": _tokens(chosen)}


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_marks_stand_out_in_both_themes(theme: str) -> None:
    token = _themes()[theme]
    tones = ["accent", "ok", "warn", "bad", "vip"]
    grounds = ["bg", "surface", "sunken", "raised"]
    texts = [(ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent") for ground in grounds]
    texts += [(tone, f"{tone}-soft") for tone in tones] + [(tone, "surface") for tone in tones]
    texts += [(ink, f"{tone}-soft") for ink in ("ink", "ink-2") for tone in tones]
    texts += [("accent-ink", "accent"), ("surface", "bad"), ("bg", "ink")]
    marks = [("control", ground) for ground in ("surface", "raised")]
    marks += [(f"s{number}", "surface") for number in range(1, 7)]
    weak = [pair for pair in texts if _contrast(token[pair[0]], token[pair[1]]) < 4.5]
    weak += [pair for pair in marks if _contrast(token[pair[0]], token[pair[1]]) < 3]
    assert not weak


def test_every_word_of_the_shell_has_its_russian() -> None:
    known = set()
    for piece in sorted((ROOT / "rmapp" / "translations").glob("*.ru.po")):
        with piece.open("rb") as file:
            known |= {str(message.id) for message in read_po(file, locale="ru") if message.string}
    asked = set()
    for path in OWN:
        text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.S)
        for double, single in re.findall(r"\b_\((?:\"([^\"]+)\"|'([^']+)')", text):
            asked.add(double or single)
        asked |= set(re.findall(r'pgettext\("\w+", "([^"]+)"', text))
    assert len(asked) > 50
    assert asked <= known, asked - known


def test_the_web_fonts_are_small_and_write_what_the_pages_need(tmp_path: Path) -> None:
    from fontTools.ttLib import TTFont

    paths = prepare_web_fonts(tmp_path)
    stamps = [path.stat().st_mtime_ns for path in paths]
    assert [path.stat().st_mtime_ns for path in prepare_web_fonts(tmp_path)] == stamps
    for path in paths:
        assert path.stat().st_size <= 20 * 1024
        carried = set(TTFont(path).getBestCmap())
        assert {ord(letter) for letter in "ЖЁїЄґҚәüß₽₴€₸№—«»−"} <= carried & characters()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(p.name for p in paths)


def test_the_style_guide_is_clean_html_in_both_languages(app: Flask) -> None:
    from rmapp import styleguide

    for language in ("en", "ru"):
        headers = {"Cookie": f"language={language}"}
        with app.test_request_context("/styleguide", headers=headers):
            from flask import g, render_template

            g.without_database = True
            page = render_template("styleguide.html", **styleguide.content())
        assert f'<html lang="{language}"' in page
        html5lib.HTMLParser(strict=True).parse(page)
