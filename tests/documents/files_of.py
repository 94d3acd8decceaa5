"""Files for tests, made here: honest ones and those that mean ill."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image


def pdf(text: str = "Charter") -> bytes:
    """A PDF of one page."""
    from reportlab.pdfgen.canvas import Canvas

    output = io.BytesIO()
    canvas = Canvas(output, invariant=1)
    canvas.drawString(100, 700, text)
    canvas.save()
    return output.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (60, 80)) -> bytes:
    """A small picture."""
    output = io.BytesIO()
    Image.new("RGB", size, (120, 40, 40)).save(output, form)
    return output.getvalue()


def office(*entries: tuple[str, bytes]) -> bytes:
    """A zip with what is given."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, compress_type=kind)
    return output.getvalue()


def docx(*more: tuple[str, bytes]) -> bytes:
    """As little of a text document as makes one."""
    return office(
        ("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>"), *more
    )


def odt() -> bytes:
    """As little of an open document."""
    return office(
        ("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<text/>")
    )


def huge_png() -> bytes:
    """A PNG of a few bytes that claims 100,000 × 100,000 pixels."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )
