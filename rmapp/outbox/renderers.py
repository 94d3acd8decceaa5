"""What becomes of a message at the last moment: a letter.

A slice enters a renderer for each kind of message it schedules. It runs when the message is about
to leave, so the text, the name under it and the data in it are of that moment: a manager who
left does not sign.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .models import Message


@dataclass(frozen=True)
class Attachment:
    """A file of a letter; ``mime`` may carry parameters (``text/calendar; method=REQUEST``)."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A letter in words. ``text`` is plain; its HTML twin is made here from the escaped text.

    ``reply_to``: an address or None. ``in_reply_to``: the Message-ID this answers.
    """

    subject: str
    text: str
    html: bool = True
    from_name: str | None = None
    reply_to: str | None = None
    in_reply_to: str | None = None
    language: str = "ru"
    attachments: tuple[Attachment, ...] = ()


class NoLetter(Exception):
    """Nothing can be made of this message; the text says why. It fails, it is not retried."""


Renderer = Callable[[Message], Letter]
_renderers: dict[str, Renderer] = {}


def renders(kind: str) -> Callable[[Renderer], Renderer]:
    """Enter the function below as the renderer of messages of ``kind``."""

    def enter(function: Renderer) -> Renderer:
        if kind in _renderers:
            raise RuntimeError(f"{kind} has a renderer already")
        _renderers[kind] = function
        return function

    return enter


def render(message: Message) -> Letter:
    """Make the letter of ``message``; :class:`NoLetter` when no slice knows its kind."""
    renderer = _renderers.get(message.kind)
    if renderer is None:
        raise NoLetter(f"no renderer for the kind {message.kind!r}")
    return renderer(message)


def kinds() -> list[str]:
    """The kinds of message this application can write."""
    return sorted(_renderers)
