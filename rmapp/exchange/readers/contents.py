"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

import re

from .table import ReaderRefusal, RefusalCode

_SIGNATURES: list[tuple[bytes, str]] = [
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"SQLite format 3", "sqlite"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"{\\rtf", "rtf"),
    (b"PAR1", "parquet"),
]
_TEXTS: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"\s*<\?xml|\s*<[A-Za-zА-Яа-я]\w*[\s>/][^\n]*>", re.IGNORECASE), "xml"),
    (re.compile(r"\s*(<!doctype html|<html|<table|<head|<meta)", re.IGNORECASE), "html"),
    (re.compile(r"\s*BEGIN:V(?!CARD)[A-Z]+\s", re.IGNORECASE), "icalendar"),
    (re.compile(r"\s*[{\[]\s*[\"{\[\]}]"), "json"),
    (re.compile(r"\s*-----BEGIN "), "pem"),
    (re.compile(r"(?:From \S+ .*\n)?(?:[A-Z][\w-]*: .*\n(?:[ \t].*\n)*){3}"), "mail"),
]
_REGISTER = re.compile(r"\s*<\?xml[^>]*\?>\s*<(?:ЕГРЮЛ|ЕГРИП|EGRUL|EGRIP)[\s>]", re.IGNORECASE)
_STATEMENT = re.compile(r"\s*1CClientBankExchange")
_VCARD = re.compile(r"\s*BEGIN:VCARD\s", re.IGNORECASE)


def binary_kind(head: bytes) -> str:
    """``zip``, ``ole`` or ``text`` by the first 4 KiB; refuses all other known kinds."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    for signature, name in _SIGNATURES:
        if head.startswith(signature) and (len(signature) > 2 or _is_binary(head)):
            raise ReaderRefusal(RefusalCode.NOT_A_TABLE, name)
    return "text"


def _is_binary(head: bytes) -> bool:
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return controls > len(head) // 50


def text_kind(head: str) -> str:
    """``vcard``, ``register``, ``statement`` or ``csv`` by the first characters; refuses texts that
    are no tables."""
    for pattern, kind in (
        (_VCARD, "vcard"), (_REGISTER, "register"), (_STATEMENT, "statement"),
    ):  # fmt: skip
        if pattern.match(head):
            return kind
    for pattern, name in sorted(_TEXTS, key=lambda entry: entry[1] != "html"):
        if pattern.match(head):
            raise ReaderRefusal(RefusalCode.NOT_A_TABLE, name)
    return "csv"
