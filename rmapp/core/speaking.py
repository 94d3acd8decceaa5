"""Templates compiled once for each language: what they say themselves is a constant there.

A page asks its catalogue for some hundred texts that never change. Here ``_("Save")`` becomes the
text of the language when the template is compiled; ``_("Found: %(n)s", n=n)`` becomes that text
with its place to fill. What counts (``ngettext``) is asked when the page is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator
from jinja2.nodes import EvalContext
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from .compiled import kept
from .i18n import catalogue_of, reader_language

Texts = Callable[..., str]


class SpeakingEnvironment(Environment):
    """Flask's environment of templates, with a twin for each language readers have."""

    #: The language of a twin; none of the environment that the application knows.
    language = ""

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """The template ``name`` in the language of the reader."""
        found = self if self.language else self._speaking(reader_language())
        return super(SpeakingEnvironment, found).get_template(name, parent, globals)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template may ask besides its own: no map around it where nothing is added."""
        return self.globals if d is None else super().make_globals(d)

    def _speaking(self, language: str) -> SpeakingEnvironment:
        twins: dict[str, SpeakingEnvironment] = self.__dict__.setdefault("_twins", {})
        if language not in twins:
            twin = self.overlay(cache_size=400, bytecode_cache=kept(language))
            assert isinstance(twin, SpeakingEnvironment)
            twin.language = language
            twins[language] = twin
        return twins[language]


class _Speaking(CodeGenerator):
    """Compiles a template with its texts in the language of the environment."""

    def visit_Template(self, node: nodes.Template, frame: Any = None) -> None:
        language = getattr(self.environment, "language", "")
        if language:
            escapes = EvalContext(self.environment, self.name).autoescape
            node = _Texts(catalogue_of(language), Markup if escapes else str).visit(node)
        super().visit_Template(node, frame)


SpeakingEnvironment.code_generator_class = _Speaking


class _Texts(NodeTransformer):
    """Puts the texts of a catalogue in the place of the calls that ask for them."""

    def __init__(self, catalogue: Any, kind: type[str]) -> None:
        self._asked: dict[str, tuple[int, Texts]] = {
            "_": (1, catalogue.ugettext),
            "gettext": (1, catalogue.ugettext),
            "pgettext": (2, catalogue.upgettext),
        }
        self._kind = kind

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        count, translated = self._asked.get(name, (0, str))
        words = [one.value for one in node.args if isinstance(one, nodes.Const)]
        if not count or len(words) != count or len(node.args) != count or node.dyn_kwargs:
            return node
        text = self._kind(translated(*words))
        if not node.kwargs:
            return nodes.Const(text % {}, lineno=node.lineno)
        values = [
            nodes.Pair(nodes.Const(one.key), one.value, lineno=node.lineno) for one in node.kwargs
        ]
        filled = nodes.Dict(values, lineno=node.lineno)
        said: nodes.Expr = nodes.Mod(nodes.Const(text), filled, lineno=node.lineno)
        if "«%" in text:
            said = nodes.Filter(said, "nested", [], [], None, None, lineno=node.lineno)
        return said
