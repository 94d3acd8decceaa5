"""Parts of a document that must not be torn in ugly places."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, TableStyle

from ..papers import Signatory
from .styles import BODY, INK, SMALL, TEXT_WIDTH
from .table import layout
from .tags import artifact
from .text import Heading, soft, stacked, strong, text

NBSP = "\u00a0"
_FIRST = 130
"""So much of what follows must stand on the heading's page."""


def section(head: Heading, *content: Flowable, whole: bool = False) -> list[Flowable]:
    """A heading that never stands alone at the foot of a page.

    ``whole``: heading and content stay on one page (a chart, signatures).
    """
    if whole:
        return [KeepTogether([head, *content])]
    height = head.wrap(TEXT_WIDTH, 1e6)[1] + head.getSpaceBefore()
    first = content[0].wrap(TEXT_WIDTH, 1e6)[1] if content else 0
    return [CondPageBreak(height + min(first, _FIRST)), head, *content]


class SignatureLine(Flowable):  # type: ignore[misc]
    """The line to sign on: room for a pen above, an artifact to a reader."""

    def __init__(self, width: float) -> None:
        super().__init__()
        self.width, self.height = width, 30.0

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the line."""
        with artifact(self.canv):
            self.canv.setStrokeColor(INK)
            self.canv.setLineWidth(0.6)
            self.canv.line(0, 2, self.width, 2)


def signatures(people: Sequence[Signatory], dated: str, width: float) -> list[Flowable]:
    """Signature blocks two in a row; a row is never torn.

    ``dated``: the words of the blank date line under each signature.
    """
    column = width / 2
    rows: list[Flowable] = []
    for start in range(0, len(people), 2):
        pair = people[start : start + 2]
        blank = [""] * (2 - len(pair))
        parties = [text(*stacked(strong(one.party), one.position), style=BODY) for one in pair]
        lines = [
            [
                SignatureLine(column * 0.62),
                text(one.name or NBSP, style=BODY),
                text(soft(dated), style=SMALL),
                Spacer(1, 14),
            ]
            for one in pair
        ]
        # Two rows: the lines of a pair stand at one height, however long the words above are.
        grid = layout([[*parties, *blank], [*lines, *blank]], [column, column])
        grid.setStyle(TableStyle([("NOSPLIT", (0, 0), (-1, -1))]))
        rows.append(grid)
    return rows
