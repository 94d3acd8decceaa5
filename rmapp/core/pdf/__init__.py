"""PDF: documents of the bank, drawn from plain data.

What every document gets here: embedded fonts only, tags (a screen reader finds headings, tables
and the words of a picture), metadata built to PDF/A-2b, an outline, "page x of y", and the same
bytes for the same data. Nothing is fetched or opened while drawing, except the fonts once.

Words a user wrote reach the paper through :func:`text` only; they are never parsed as markup.
"""

from .document import Paper, render
from .drawing import drawing
from .letter import Letter, draw_letter
from .preview import preview
from .table import Column, table
from .text import BREAK, heading, link, paragraphs, soft, strong, text

__all__ = [
    "BREAK",
    "Column",
    "Letter",
    "Paper",
    "draw_letter",
    "drawing",
    "heading",
    "link",
    "paragraphs",
    "preview",
    "render",
    "soft",
    "strong",
    "table",
    "text",
]
