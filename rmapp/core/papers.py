"""What the slices know of paper without loading what draws it.

ReportLab, Pillow and PDFium take 20 MB: a process that draws nothing does without them, so
``core.pdf`` and the modules built on it are imported where something is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Signatory:
    """Who signs: for whom, in what position, and the name beneath the line."""

    party: str
    position: str
    name: str


def page_count(document: bytes) -> int:
    """How many pages a PDF has."""
    from .pdf.preview import page_count as count

    return count(document)


def preview(document: bytes, page: int, scale: float = 1.3) -> bytes:
    """A page of a PDF as PNG; see ``core.pdf.preview``."""
    from .pdf.preview import preview as draw

    return draw(document, page, scale)


def unprintable(*texts: str) -> list[str]:
    """The signs of ``texts`` that no font of the paper holds (emoji, hieroglyphs), each once, in
    their order: on paper they would be blots."""
    from .pdf.fonts import missing

    lost = {sign for one in texts for sign in missing(one)} if any(texts) else set()
    return [sign for sign in dict.fromkeys("".join(texts)) if sign in lost]
