"""What a file is, by its bytes alone: an allow-list, and what does not fit it by name.

Nothing here believes a name or a claimed size. Archives are inflated in pieces and counted;
pictures are opened by their head only and measured; a file that is two things at once is refused.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum

LARGEST = 5 * 1024 * 1024  # bytes (ruling 21)
MOST_PIXELS = 60_000_000
MOST_ENTRIES = 2_000
MOST_UNPACKED = 50 * 1024 * 1024
MOST_RATIO = 100
RATIO_FROM = 1024 * 1024  # smaller entries may be packed as well as they like
PIECE = 64 * 1024
WARN_BEFORE = dt.timedelta(days=30)


@dataclass(frozen=True)
class Media:
    """A sort of file: its name here, its type in HTTP, the endings it goes by."""

    code: str
    content_type: str
    endings: tuple[str, ...]
    has_picture: bool = False


_OOXML = "application/vnd.openxmlformats-officedocument"
MEDIA = {
    media.code: media
    for media in (
        Media("pdf", "application/pdf", ("pdf",), True),
        Media("png", "image/png", ("png",), True),
        Media("jpeg", "image/jpeg", ("jpg", "jpeg", "jfif", "jpe"), True),
        Media("webp", "image/webp", ("webp",), True),
        Media("tiff", "image/tiff", ("tif", "tiff"), True),
        Media("docx", f"{_OOXML}.wordprocessingml.document", ("docx",)),
        Media("xlsx", f"{_OOXML}.spreadsheetml.sheet", ("xlsx",)),
        Media("odt", "application/vnd.oasis.opendocument.text", ("odt",)),
        Media("ods", "application/vnd.oasis.opendocument.spreadsheet", ("ods",)),
        Media("txt", "text/plain; charset=utf-8", ("txt", "text")),
    )
}
ENDINGS = {ending: media.code for media in MEDIA.values() for ending in media.endings}
_OPEN = {b"application/vnd.oasis.opendocument.text": "odt",
         b"application/vnd.oasis.opendocument.spreadsheet": "ods"}  # fmt: skip


class Flaw(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    UNKNOWN = "unknown"  # none of the allowed sorts
    PROGRAM = "program"
    WEB_PAGE = "web-page"
    LYING_NAME = "lying-name"
    TWO_IN_ONE = "two-in-one"
    BOMB = "bomb"
    BROKEN = "broken"
    LOCKED = "locked"  # asks for a password
    MACROS = "macros"


class Unfit(Exception):
    """The file is not taken; ``detail``: what it really is, where that helps."""

    def __init__(self, flaw: Flaw, detail: str = "") -> None:
        super().__init__(flaw.value)
        self.flaw, self.detail = flaw, detail


_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe")
_WEB = re.compile(rb"<\s*(!doctype\s+html|html|script|svg|iframe|body|\?php)", re.IGNORECASE)
_HIDDEN = re.compile(rb"<\s*(script|html|svg|\?php)[\s>]", re.IGNORECASE)


def recognise(content: bytes, file_name: str) -> Media:
    """What ``content`` is. Raises :class:`Unfit` for whatever the bank does not keep."""
    if not content:
        raise Unfit(Flaw.EMPTY)
    if len(content) > LARGEST:
        raise Unfit(Flaw.TOO_LARGE)
    code = _by_bytes(content)
    media = MEDIA[code]
    claimed = ENDINGS.get(ending_of(file_name))
    if claimed is not None and claimed != code:
        raise Unfit(Flaw.LYING_NAME, code)
    if claimed is None and ending_of(file_name) in _FOREIGN_ENDINGS:
        raise Unfit(Flaw.LYING_NAME, code)
    return media


_FOREIGN_ENDINGS = frozenset(
    {
        "exe", "dll", "com", "bat", "cmd", "ps1", "vbs", "js", "jse", "wsf", "hta", "html", "htm",
        "xhtml", "svg", "xml", "php", "jsp", "jar", "msi", "scr", "lnk", "zip", "rar", "7z", "gz",
        "tar", "iso", "doc", "xls", "ppt", "docm", "xlsm", "pptm", "dotm",
    }
)  # fmt: skip


def ending_of(file_name: str) -> str:
    """The ending of a file's name, lower case, without the point; "" for none."""
    stem, point, ending = file_name.rpartition(".")
    return ending.lower() if point and stem and len(ending) <= 8 else ""


def plain_name(file_name: str, media: Media) -> str:
    """A name to offer at a download: no folder, no control, its true ending, at most 150 signs."""
    name = re.split(r"[\\/]", file_name)[-1]
    name = re.sub(r'[\x00-\x1f\x7f<>:"|?*\u202a-\u202e\u2066-\u2069]', "", name).strip(" .")
    if ending_of(name) not in media.endings:
        name = f"{name or 'document'}.{media.endings[0]}"
    stem, _point, ending = name.rpartition(".")
    return f"{stem[:140]}.{ending}"


def _by_bytes(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(content, "PNG", "png")
    if content.startswith(b"\xff\xd8\xff"):
        return _picture(content, "JPEG", "jpeg")
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return _picture(content, "WEBP", "webp")
    if content[:4] in (b"II*\x00", b"MM\x00*"):
        return _picture(content, "TIFF", "tiff")
    if content.startswith(b"PK\x03\x04"):
        return _archive(content)
    if content.startswith(_PROGRAMS):
        raise Unfit(Flaw.PROGRAM)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unfit(Flaw.UNKNOWN, "doc")
    return _text(content)


def _pdf(content: bytes) -> str:
    if b"%%EOF" not in content[-4096:] and b"startxref" not in content[-8192:]:
        raise Unfit(Flaw.BROKEN, "pdf")
    _alone(content)
    return "pdf"


def _picture(content: bytes, form: str, code: str) -> str:
    from PIL import Image, UnidentifiedImageError

    _alone(content)
    if b"%PDF-" in content and b"%%EOF" in content:
        raise Unfit(Flaw.TWO_IN_ONE, "pdf")
    try:
        with Image.open(io.BytesIO(content), formats=(form,)) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error) as problem:
        raise Unfit(Flaw.BROKEN, code) from problem
    except Image.DecompressionBombError as problem:
        raise Unfit(Flaw.BOMB, code) from problem
    if width * height > MOST_PIXELS or min(width, height) < 1:
        raise Unfit(Flaw.BOMB, code)
    return code


def _alone(content: bytes) -> None:
    """Refuse a file that can also be opened as an archive or as a page."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_600))
    if end >= 0 and len(content) >= end + 22:
        comment = struct.unpack_from("<H", content, end + 20)[0]
        if end + 22 + comment == len(content):
            raise Unfit(Flaw.TWO_IN_ONE, "zip")
    if _WEB.search(content[:2048]):
        raise Unfit(Flaw.TWO_IN_ONE, "html")
    if content.startswith(b"%PDF-"):
        return  # a PDF may speak of pages in its own streams; it is handed out as a download
    if _HIDDEN.search(content):
        raise Unfit(Flaw.TWO_IN_ONE, "html")


def _archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError) as problem:
        raise Unfit(Flaw.BROKEN, "zip") from problem
    if len(entries) > MOST_ENTRIES:
        raise Unfit(Flaw.BOMB, "zip")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unfit(Flaw.LOCKED, "zip")
    names = {entry.filename for entry in entries}
    if len(names) != len(entries):
        raise Unfit(Flaw.BROKEN, "zip")
    code = _office(content, entries, names)
    total = 0
    for entry in entries:
        total += _inflated(content, entry, MOST_UNPACKED - total)
    return code


def _office(content: bytes, entries: list[zipfile.ZipInfo], names: set[str]) -> str:
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js")) for name in names):
        raise Unfit(Flaw.MACROS, "zip")
    if "[Content_Types].xml" in names:
        if "word/document.xml" in names:
            return "docx"
        if any(name.startswith("xl/workbook.") for name in names):
            return "xlsx"
    if entries and entries[0].filename == "mimetype" and entries[0].file_size < 100:
        start = entries[0].header_offset + 30 + len("mimetype")
        for said, code in _OPEN.items():
            if content[start : start + 200].startswith(said):
                return code
    raise Unfit(Flaw.UNKNOWN, "zip")


def _inflated(content: bytes, entry: zipfile.ZipInfo, room: int) -> int:
    """The true size of one entry, in bytes, counted while it is inflated."""
    try:
        local = content[entry.header_offset : entry.header_offset + 30]
        if local[:4] != b"PK\x03\x04":
            raise Unfit(Flaw.BROKEN, "zip")
        name, extra = struct.unpack("<HH", local[26:30])
        start = entry.header_offset + 30 + name + extra
        packed = content[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            size = len(packed)
        elif entry.compress_type == zipfile.ZIP_DEFLATED:
            size = _deflated(packed, min(room, _allowed(len(packed))))
        else:
            raise Unfit(Flaw.BROKEN, "zip")
    except (zlib.error, struct.error) as problem:
        raise Unfit(Flaw.BROKEN, "zip") from problem
    if size > room:
        raise Unfit(Flaw.BOMB, "zip")
    return size


def _allowed(packed: int) -> int:
    return max(RATIO_FROM, packed * MOST_RATIO)


def _deflated(packed: bytes, room: int) -> int:
    engine, size = zlib.decompressobj(-15), 0
    piece = engine.decompress(packed, PIECE)
    while piece:
        size += len(piece)
        if size > room:
            raise Unfit(Flaw.BOMB, "zip")
        piece = engine.decompress(engine.unconsumed_tail, PIECE)
    return size


def _text(content: bytes) -> str:
    if _WEB.search(content[:4096]):
        raise Unfit(Flaw.WEB_PAGE)
    for encoding in ("utf-8-sig", "utf-16", "cp1251"):
        if encoding == "utf-16" and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if re.search("[\x00-\x08\x0e-\x1f\x7f]", text):
            break
        if _WEB.search(text.encode("utf-8", "replace")):
            raise Unfit(Flaw.WEB_PAGE)
        return "txt"
    raise Unfit(Flaw.UNKNOWN)


def expiry(expires_on: dt.date | None, today: dt.date) -> str:
    """ "" while a document is good, "soon" within 30 days of its end, "over" after it."""
    if expires_on is None:
        return ""
    if expires_on < today:
        return "over"
    return "soon" if expires_on - today <= WARN_BEFORE else ""
