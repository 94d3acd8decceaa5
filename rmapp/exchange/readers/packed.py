"""The zip around a workbook, unpacked and counted before anything reads it.

Sizes that the archive claims are not believed: every entry is inflated here, in pieces, and
counted. What is larger than claimed, packed too well, nested or not a workbook is refused.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from .table import Limits, ReaderRefusal, RefusalCode

_PIECE = 256 * 1024
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_DANGEROUS = (b"<!DOCTYPE", b"<!ENTITY", b"<!doctype", b"<!entity")


def check_workbook_zip(path: Path, limits: Limits) -> None:
    """Refuses a zip that is no honest workbook of bearable size."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError) as problem:
        raise ReaderRefusal(RefusalCode.BROKEN, "zip") from problem
    if len(entries) > limits.zip_entries:
        raise ReaderRefusal(RefusalCode.BOMB, "entries")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise ReaderRefusal(RefusalCode.ENCRYPTED, "zip")
    names = {entry.filename for entry in entries}
    if len(names) != len(entries):
        raise ReaderRefusal(RefusalCode.BROKEN, "doubled entries")
    if not any(name.startswith("xl/workbook.") for name in names):
        _must_be_ods(names)
    total = 0
    with path.open("rb") as source:
        for entry in entries:
            total += _count(source, entry, limits, limits.unpacked_bytes - total)


def _must_be_ods(names: set[str]) -> None:
    if {"mimetype", "content.xml"} <= names:
        return
    for folder, kind in (("word/", "docx"), ("ppt/", "pptx"), ("META-INF/", "jar")):
        if any(name.startswith(folder) for name in names):
            raise ReaderRefusal(RefusalCode.NOT_A_TABLE, kind)
    raise ReaderRefusal(RefusalCode.NOT_A_TABLE, "zip")


def _count(source: IO[bytes], entry: zipfile.ZipInfo, limits: Limits, room: int) -> int:
    """The true size of one entry, in bytes; refuses it when it is more than ``room``."""
    size, first = 0, b""
    for piece in _inflate(source, entry):
        if len(first) < 4096:
            first += piece[: 4096 - len(first)]
        size += len(piece)
        if size > room:
            raise ReaderRefusal(RefusalCode.BOMB, "size")
        if size > limits.ratio_from and size > entry.compress_size * limits.zip_ratio:
            raise ReaderRefusal(RefusalCode.BOMB, "ratio")
    if size != entry.file_size:
        raise ReaderRefusal(RefusalCode.BOMB, "lying size")
    if first.startswith((b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise ReaderRefusal(RefusalCode.BOMB, "nested archive")
    if entry.filename == "mimetype" and not first.startswith(_ODS):
        raise ReaderRefusal(RefusalCode.NOT_A_TABLE, first[:80].decode("ascii", "replace"))
    if entry.filename.endswith((".xml", ".rels")) and any(word in first for word in _DANGEROUS):
        raise ReaderRefusal(RefusalCode.BROKEN, "xml with a document type")
    return size


def _inflate(source: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The pieces of one entry, straight from its bytes."""
    try:
        source.seek(entry.header_offset)
        local = source.read(30)
        if len(local) < 30 or local[:4] != b"PK\x03\x04":
            raise ReaderRefusal(RefusalCode.BROKEN, "zip entry")
        name, extra = struct.unpack("<HH", local[26:30])
        source.seek(entry.header_offset + 30 + name + extra)
        left = entry.compress_size
        if entry.compress_type == zipfile.ZIP_STORED:
            while left and (piece := source.read(min(_PIECE, left))):
                left -= len(piece)
                yield piece
            return
        if entry.compress_type != zipfile.ZIP_DEFLATED:
            raise ReaderRefusal(RefusalCode.BROKEN, "zip method")
        engine = zlib.decompressobj(-15)
        while not engine.eof:
            packed = engine.unconsumed_tail
            if not packed:
                packed = source.read(min(_PIECE, left))
                left -= len(packed)
                if not packed:
                    raise ReaderRefusal(RefusalCode.BROKEN, "zip entry cut off")
            yield engine.decompress(packed, _PIECE)
    except (zlib.error, struct.error, OSError) as problem:
        raise ReaderRefusal(RefusalCode.BROKEN, "zip entry") from problem
