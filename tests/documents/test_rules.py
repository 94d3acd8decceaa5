"""D10, row 14: what a file is, is read from its bytes; what is not allowed is told by name."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rmapp.documents.rules import LARGEST, MEDIA, Flaw, Unfit, expiry, plain_name, recognise
from tests.documents.files_of import docx, huge_png, odt, office, pdf, picture


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (pdf(), "устав.pdf", "pdf"),
        (picture("PNG"), "scan.png", "png"),
        (picture("JPEG"), "scan.JPG", "jpeg"),
        (picture("JPEG"), "scan.jpeg", "jpeg"),
        (picture("WEBP"), "scan.webp", "webp"),
        (picture("TIFF"), "scan.tif", "tiff"),
        (docx(), "letter.docx", "docx"),
        (office(("[Content_Types].xml", b""), ("xl/workbook.xml", b"")), "a.xlsx", "xlsx"),
        (odt(), "letter.odt", "odt"),
        ("Реквизиты: ИНН 7707083893".encode("cp1251"), "req.txt", "txt"),
        ("Реквизиты".encode("utf-16"), "req.txt", "txt"),
        (pdf(), "без имени", "pdf"),
    ],
)
def test_d10_what_a_file_is_is_read_from_its_bytes(content, name, code):
    assert recognise(content, name).code == code


@pytest.mark.parametrize(
    ("content", "name", "flaw"),
    [
        (b"", "a.pdf", Flaw.EMPTY),
        (b"%PDF-1.7" + b"x" * LARGEST, "a.pdf", Flaw.TOO_LARGE),
        (picture("PNG"), "a.pdf", Flaw.LYING_NAME),
        (pdf(), "a.exe", Flaw.LYING_NAME),
        (pdf(), "a.html", Flaw.LYING_NAME),
        (b"MZ\x90\x00" + b"\x00" * 200, "a.pdf", Flaw.PROGRAM),
        (b"#!/bin/sh\nrm -rf /\n", "a.txt", Flaw.PROGRAM),
        (b"<!DOCTYPE html><html><script>1</script>", "a.txt", Flaw.WEB_PAGE),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'>", "a.txt", Flaw.WEB_PAGE),
        ("<ScRiPt>".encode("utf-16"), "a.txt", Flaw.WEB_PAGE),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old.doc", Flaw.UNKNOWN),
        (b"\x00\x01\x02\x03", "a.bin", Flaw.UNKNOWN),
        (office(("a.txt", b"x")), "a.docx", Flaw.UNKNOWN),
        (pdf() + office(("a.txt", b"x")), "a.pdf", Flaw.TWO_IN_ONE),
        (picture("JPEG") + office(("a.txt", b"x")), "a.jpg", Flaw.TWO_IN_ONE),
        (picture("PNG") + b"<script>alert(1)</script>", "a.png", Flaw.TWO_IN_ONE),
        (picture("JPEG") + pdf(), "a.jpg", Flaw.TWO_IN_ONE),
        (b"%PDF-1.4\n<html><script>1</script>\n%%EOF", "a.pdf", Flaw.TWO_IN_ONE),
        (huge_png(), "a.png", Flaw.BOMB),
        (docx(("word/media/zeros", b"\x00" * 40_000_000)), "a.docx", Flaw.BOMB),
        (docx(*[(f"word/{n}", b"") for n in range(2_100)]), "a.docx", Flaw.BOMB),
        (docx(("word/vbaProject.bin", b"x")), "a.docx", Flaw.MACROS),
        (b"%PDF-1.4 cut off", "a.pdf", Flaw.BROKEN),
        (b"\x89PNG\r\n\x1a\nnothing", "a.png", Flaw.BROKEN),
        (docx()[:-40], "a.docx", Flaw.BROKEN),
    ],
)
def test_d10_what_is_not_kept_is_refused_by_its_flaw(content, name, flaw):
    with pytest.raises(Unfit) as refused:
        recognise(content, name)
    assert refused.value.flaw is flaw


def test_d10_a_lying_size_in_an_archive_is_counted_and_not_believed():
    content = bytearray(docx(("word/media/zeros", b"\x00" * 40_000_000)))
    at = content.rindex(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with pytest.raises(Unfit) as refused:
        recognise(bytes(content), "a.docx")
    assert refused.value.flaw is Flaw.BOMB


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([b"", b"%PDF-", b"PK\x03\x04", b"\xff\xd8\xff", b"II*\x00", b"RIFF1234WEBP"]),
    st.binary(max_size=400),
    st.text(max_size=30),
)
def test_d10_whatever_comes_is_recognised_or_refused(head, rest, name):
    with contextlib.suppress(Unfit):
        assert recognise(head + rest, name).code in MEDIA


@given(st.text(max_size=400))
def test_d10_the_name_of_a_download_holds_no_path_and_no_trick(name):
    made = plain_name(name, MEDIA["pdf"])
    assert made.lower().endswith(".pdf")
    assert len(made) <= 150
    assert not set(made) & set('/\\:"<>|?*\r\n\x00\u202e')


def test_d10_a_document_warns_before_it_ends():
    today = dt.date(2026, 11, 29)
    assert expiry(None, today) == ""
    assert expiry(dt.date(2027, 3, 1), today) == ""
    assert expiry(dt.date(2026, 12, 20), today) == "soon"
    assert expiry(today, today) == "soon"
    assert expiry(dt.date(2026, 11, 28), today) == "over"
