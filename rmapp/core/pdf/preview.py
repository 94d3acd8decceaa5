"""A page of a PDF as an image: works under the strictest policy, and on phones."""

from __future__ import annotations

import io
import threading

import pypdfium2

from ..errors import NotFound

_PDFIUM = threading.Lock()
"""PDFium is not safe in two threads at once."""


def preview(document: bytes, page: int, scale: float = 1.3) -> bytes:
    """Page ``page`` (from 1) of a PDF as PNG; ``scale`` 1.0 = 72 dots an inch, at most 4.

    Refuses a page that is not there (:class:`NotFound`).
    """
    if not 0 < scale <= 4:
        raise ValueError(f"a scale between 0 and 4, not {scale}")
    with _PDFIUM:
        opened = pypdfium2.PdfDocument(document)
        try:
            if not 1 <= page <= len(opened):
                raise NotFound
            image = opened[page - 1].render(scale=scale).to_pil()
        finally:
            opened.close()
    output = io.BytesIO()
    image.save(output, "PNG", compress_level=3)
    return output.getvalue()


def page_count(document: bytes) -> int:
    """How many pages a PDF has."""
    with _PDFIUM:
        opened = pypdfium2.PdfDocument(document)
        try:
            return len(opened)
        finally:
            opened.close()
