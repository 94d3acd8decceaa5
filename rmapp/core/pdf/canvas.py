"""The canvas of every document: tags, "page x of y", archive metadata, invariant bytes."""

from __future__ import annotations

import calendar
import time
from collections.abc import Callable
from datetime import UTC
from typing import Any

from flask_babel import lazy_gettext as _l
from reportlab.pdfbase.pdfdoc import PDFName
from reportlab.pdfgen.canvas import Canvas

from ..errors import TooLarge
from . import archive, fonts
from .styles import MARGIN, MUTED, PAGE_WIDTH
from .tags import Structure, artifact

PAGES = 60
"""More pages than this is no document but a mistake."""
FOOT = 31.0
"""Height of the footer's base line in points."""


class PaperCanvas(Canvas):  # type: ignore[misc]
    """A canvas that keeps its pages open until their number is known."""

    def __init__(
        self,
        filename: Any,
        *,
        facts: archive.Facts,
        numbering: Callable[[int, int], str],
        limit: int = PAGES,
        **options: Any,
    ) -> None:
        fonts.ready()
        options |= {
            "pdfVersion": (1, 7),
            "initialFontName": fonts.REGULAR,
            "invariant": 1,
            "pageCompression": 1,
            "lang": facts.language,
        }
        super().__init__(filename, **options)
        self.structure = Structure()
        self.facts, self.numbering, self.limit = facts, numbering, limit
        self._freeze_time()

    def _freeze_time(self) -> None:
        """The file says the document's time, not the time of drawing."""
        stamp = self._doc._timeStamp
        moment = self.facts.at.astimezone(UTC)
        stamp.t = calendar.timegm(moment.timetuple())
        stamp.lt = time.gmtime(stamp.t)
        stamp.YMDhms = tuple(stamp.lt)[:6]

    def showPage(self) -> None:
        """End the page; refuses more than ``limit``."""
        if self.getPageNumber() > self.limit:
            raise TooLarge(_l("The document has too many pages."), pages=self.limit)
        super().showPage()
        self.structure.next_page()

    def save(self) -> None:
        """Number the pages, write structure and metadata, then the file."""
        if self._code:
            self.showPage()
        references = list(self._doc.Pages.pages)
        for index, reference in enumerate(references):
            self._finish_page(reference, index, len(references))
        self.structure.write(self._doc, [self._page_reference(page) for page in references])
        archive.write(self._doc, self.facts)
        self._doc.Catalog.showOutline()
        self._doc.SaveToFile(self._filename, self)

    def _page_reference(self, page: Any) -> Any:
        return self._doc.Reference(page)

    def _finish_page(self, page: Any, index: int, count: int) -> None:
        # The instance writes two keys more than its class: no other document is touched.
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents = index
        page.Tabs = PDFName("S")
        words = self.numbering(index + 1, count)
        if not words:
            return
        self._code: list[str] = []
        with artifact(self, "Pagination"):
            self.setFont(fonts.REGULAR, 8)
            self.setFillColor(MUTED)
            self.drawRightString(PAGE_WIDTH - MARGIN, FOOT, fonts.printable(words))
        page.stream += "\n".join(self._code) + "\n"
        self._code = []
