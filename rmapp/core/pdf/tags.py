"""Tags: the structure of a document beneath its picture (PDF 1.7, 14.7 and 14.8).

ReportLab has none. Each flowable of ours carries a :class:`Node`; drawing it wraps its marks in a
marked-content sequence and hangs the node into the tree in reading order. What carries no
meaning (rules, backgrounds, footers, a table's repeated head) is an artifact.

This module touches what ReportLab does not promise: ``Flowable._drawOn``, ``Canvas._code``, the
list of keys a page and the catalogue write. Only this module and ``canvas`` may.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString
from reportlab.platypus import Flowable


@dataclass(eq=False)
class Node:
    """An element of the structure: what it is, what is in it, and where it is marked."""

    tag: str
    parent: Node | None = None
    alternative: str = ""
    children: list[Node] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    """Page (from 0) and number of each marked sequence; a paragraph over two pages has two."""

    def add(self, tag: str) -> Node:
        """A new child."""
        child = Node(tag, self)
        self.children.append(child)
        return child


class Structure:
    """The tree of one document while it is drawn."""

    def __init__(self) -> None:
        self.root = Node("Document")
        self.pages: list[list[Node]] = [[]]

    def mark(self, node: Node) -> int:
        """Hang ``node`` into the tree if it is not there, and number its mark on this page."""
        top = node
        while top.parent is not None:
            top = top.parent
        if top is not self.root:
            top.parent = self.root
            self.root.children.append(top)
        page = self.pages[-1]
        page.append(node)
        node.marks.append((len(self.pages) - 1, len(page) - 1))
        return len(page) - 1

    def next_page(self) -> None:
        """Marks are numbered anew on each page."""
        self.pages.append([])

    def write(self, document: Any, page_references: list[Any]) -> None:
        """Write the tree into the PDF's catalogue."""
        tree = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        reference = document.Reference(tree)
        written: dict[Node, Any] = {}
        tree["K"] = PDFArray([_element(self.root, reference, document, page_references, written)])
        parents: list[Any] = []
        for number, nodes in enumerate(self.pages[: len(page_references)]):
            array = PDFArray([written[node] for node in nodes])
            parents += [number, document.Reference(array)]
        tree["ParentTree"] = PDFDictionary({"Nums": PDFArray(parents)})
        tree["ParentTreeNextKey"] = len(page_references)
        document.Catalog.StructTreeRoot = reference
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})


def _element(
    node: Node, parent: Any, document: Any, pages: list[Any], written: dict[Node, Any]
) -> Any:
    entry = PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(node.tag), "P": parent})
    reference = document.Reference(entry)
    written[node] = reference
    if node.alternative:
        entry["Alt"] = PDFString(node.alternative)
    if node.tag == "TH":
        entry["A"] = PDFDictionary({"O": PDFName("Table"), "Scope": PDFName("Column")})
    kids: list[Any] = [
        PDFDictionary({"Type": PDFName("MCR"), "Pg": pages[page], "MCID": number})
        for page, number in node.marks
    ]
    kids += [_element(child, reference, document, pages, written) for child in node.children]
    entry["K"] = PDFArray(kids)
    return reference


@contextmanager
def artifact(canvas: Any, kind: str = "Layout") -> Iterator[None]:
    """What is drawn inside carries no meaning: ``Layout`` or ``Pagination``."""
    canvas._code.append(f"/Artifact <</Type /{kind}>> BDC")
    yield
    canvas._code.append("EMC")


class Tagged(Flowable):  # type: ignore[misc]
    """A flowable with a place in the structure.

    ``repeats``: drawn again on later pages as a mere repetition (a table's head).
    """

    node: Node
    repeats = False

    def _drawOn(self, canvas: Any) -> None:
        structure: Structure | None = getattr(canvas, "structure", None)
        if structure is None:
            super()._drawOn(canvas)
        elif self.repeats and self.node.marks:
            with artifact(canvas, "Pagination"):
                super()._drawOn(canvas)
        else:
            number = structure.mark(self.node)
            canvas._code.append(f"/{self.node.tag} <</MCID {number}>> BDC")
            super()._drawOn(canvas)
            canvas._code.append("EMC")


class Rule(Flowable):  # type: ignore[misc]
    """A thin line across the frame: an artifact."""

    def __init__(self, length: float, colour: Any, *, thickness: float = 0.6) -> None:
        super().__init__()
        self.length, self.colour, self.thickness = length, colour, thickness

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Its length and thickness."""
        return self.length, self.thickness

    def draw(self) -> None:
        """Draw the line."""
        with artifact(self.canv):
            self.canv.setStrokeColor(self.colour)
            self.canv.setLineWidth(self.thickness)
            self.canv.line(0, 0, self.length, 0)
