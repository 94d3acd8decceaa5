"""The smallest pieces of every page, drawn a hundred times on each: as functions, not as macros.

A call of a macro costs ten times that of a function. ``templates/macros`` hands these out under
the names of the macros they stand for; what they say is escaped here.
"""

from __future__ import annotations

import functools
from typing import Any

from flask import request
from markupsafe import Markup, escape

from .static_files import static_url

_NOTHING = Markup('<span class="muted">—</span>')
_QUOTES = str.maketrans("", "", "«»")


def icon(name: str, label: Any = None) -> Markup:
    """An icon beside words; with ``label`` the only words there are."""
    return _icon(request.script_root, name, str(label) if label else "")


@functools.lru_cache(maxsize=1_024)
def _icon(_root: str, name: str, label: str) -> Markup:
    said = Markup('role="img" aria-label="{}"').format(label) if label else 'aria-hidden="true"'
    return Markup('<svg class="icon" {}><use href="{}#{}"/></svg>').format(
        said if label else Markup(said), static_url("icons.svg"), name
    )


def tag(text: Any, tone: str = "", mark: str | None = None, tip: Any = None) -> Markup:
    """A badge of a tone: ok, warn, bad, vip, info, neutral. ``tip``: words that explain it."""
    about = ""
    if tip:
        about = f' data-tip="{escape(tip)}" tabindex="0" role="note"'
        about += f' aria-label="{escape(text)}: {escape(tip)}"'
    drawn = icon(mark) if mark else ""
    return Markup(f'<span class="tag {escape(tone)}"{about}>{drawn}{escape(text)}</span>')


def cell(value: Any) -> Any:
    """A value of a table, or a dash where there is none."""
    return _NOTHING if value is None or value == "" else value


def avatar(name: str | None, tone: str = "", large: bool = False) -> Markup:
    """The first letters of two words of the name."""
    words = (name or "?").translate(_QUOTES).split() or ["?"]
    letters = "".join(word[0] for word in words[:2])
    size = " large" if large else ""
    return Markup(
        f'<span class="avatar {escape(tone)}{size}" aria-hidden="true">{escape(letters)}</span>'
    )


#: What templates call them; the macros of these names hand them on.
GLOBALS = {
    "drawn_icon": icon,
    "drawn_tag": tag,
    "drawn_cell": cell,
    "drawn_avatar": avatar,
    "static_url": static_url,
}
