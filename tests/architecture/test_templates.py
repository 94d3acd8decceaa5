"""What is written in a template is used: read from the syntax tree, nothing is drawn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"


@dataclass
class Written:
    """What a template says: ``read`` names, names ``called``, names ``asked_for`` and ``made``,
    ``drawn_with`` other templates (extended, included), and of its ``macros`` the arguments that
    they do not read."""

    read: set[str]
    called: set[str]
    asked_for: list[str]
    made: set[str]
    drawn_with: set[str]
    macros: dict[str, list[str]]


def _names(tree: nodes.Node) -> set[str]:
    return {one.name for one in tree.find_all(nodes.Name) if one.ctx == "load"}


def _asked_for(tree: nodes.Template) -> Iterator[str]:
    for one in tree.find_all((nodes.FromImport, nodes.Import)):
        if isinstance(one, nodes.Import):
            yield one.target
        else:
            yield from (name if isinstance(name, str) else name[1] for name in one.names)


@cache
def written(folder: Path) -> dict[str, Written]:
    """Every template under ``folder``, by its name."""
    environment = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    found = {}
    for path in sorted(folder.rglob("*.html")):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        found[str(path.relative_to(folder))] = Written(
            _names(tree),
            {
                one.node.name
                for one in tree.find_all(nodes.Call)
                if isinstance(one.node, nodes.Name)
            },
            list(_asked_for(tree)),
            {one.name for one in tree.find_all(nodes.Name) if one.ctx != "load"},
            {
                text.value
                for one in tree.find_all((nodes.Include, nodes.Extends))
                for text in one.find_all(nodes.Const)
            },
            {
                macro.name: [one.name for one in macro.args if one.name not in _names(macro)]
                for macro in tree.find_all(nodes.Macro)
            },
        )
    return found


def _seen_in(name: str, all_written: dict[str, Written]) -> set[str]:
    """What is read by ``name`` and by all that is drawn with it: they see its names."""
    around, waiting = {name}, [name]
    while waiting:
        beside = all_written[waiting.pop()].drawn_with & set(all_written) - around
        around |= beside
        waiting += beside
    return set().union(*(all_written[one].read for one in around))


def unused(folder: Path) -> list[str]:
    """The names that a template asks for and the arguments of macros that nothing reads."""
    found = []
    for name, one in written(folder).items():
        seen = _seen_in(name, written(folder))
        found += [f"{name}: {asked}" for asked in one.asked_for if asked not in seen]
        for macro, arguments in one.macros.items():
            found += [f"{name}: {macro}({argument})" for argument in arguments]
    return found


@cache
def _everything() -> str:
    places = [*TEMPLATES.rglob("*.html"), *(ROOT / "rmapp").rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in places)


def test_no_template_asks_for_what_it_does_not_use() -> None:
    assert not unused(TEMPLATES)


def test_a_part_asks_itself_for_the_macros_it_calls() -> None:
    """What is imported or included does not live on what happens to be known around it."""
    macros = {macro for one in written(TEMPLATES).values() for macro in one.macros}
    lacking = {
        name: one.called & macros - one.made - set(one.asked_for) - set(one.macros)
        for name, one in written(TEMPLATES).items()
        if Path(name).name.startswith("_") or name.startswith("macros/")
    }
    assert not {name: left for name, left in lacking.items() if left}


def test_what_a_template_does_not_use_is_seen(tmp_path: Path) -> None:
    (tmp_path / "frame.html").write_text("{{ in_the_frame }}{% block body %}{% endblock %}")
    (tmp_path / "part.html").write_text("{{ in_a_part }}")
    (tmp_path / "page.html").write_text(
        '{% extends "frame.html" %}{% from "x" import in_the_frame, in_a_part, own as mine, idle %}'
        '{% block body %}{{ mine() }}{% include "part.html" %}{% endblock %}'
        "{% macro said(used, left) %}{{ used }}{% endmacro %}"
    )
    assert unused(tmp_path) == ["page.html: idle", "page.html: said(left)"]


def test_every_macro_is_called() -> None:
    words = Counter(re.findall(r"\w+", _everything()))
    macros = {macro for one in written(TEMPLATES).values() for macro in one.macros}
    assert macros
    assert not [name for name in sorted(macros) if words[name] < 2]


def test_every_template_is_drawn() -> None:
    """By a view, a letter or another template, whose text has its name, with its folder or not."""
    named = set(re.findall(r"[\"'](?:[\w/]+/)?_?(\w+)(?:\.html)?[\"']", _everything()))
    assert not [name for name in written(TEMPLATES) if Path(name).stem.lstrip("_") not in named]
