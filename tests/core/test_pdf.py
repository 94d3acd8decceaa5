"""Documents: words shown literally, fonts embedded, tagged, archived, the same every time."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
import time
from typing import Any

import pikepdf
import pypdf
import pytest
from PIL import Image

from rmapp.core.charts import Series, bars, donut, funnel, heat, line, spark
from rmapp.core.errors import NotFound, TooLarge
from rmapp.core.pdf import (
    Column,
    Letter,
    Paper,
    draw_letter,
    drawing,
    fonts,
    heading,
    paragraphs,
    preview,
    render,
    strong,
    table,
    text,
)
from rmapp.core.pdf.archive import Facts
from rmapp.core.pdf.letter import Letterhead, Sender
from rmapp.core.pdf.preview import page_count
from rmapp.core.pdf.styles import H1, TEXT_WIDTH

AT = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
HOSTILE = [
    "<b>bold</b>",
    '<img src="http://evil.example/x.png"/>',
    '<img src="file:///etc/passwd" width="1" height="1"/>',
    '<a href="javascript:alert(1)">x</a>',
    "<para><font size=999>big</font></para>",
    "</para>",
    "<br/>",
    "<",
    "&",
    "&amp; &lt; &#65; &nbsp;",
    "<onDraw name='x' label='y'/>",
    "<![CDATA[x]]>",
    "<!-- x -->",
    "<?xml version='1.0'?>",
    "{{ 7*7 }} {% raw %} ${x} %s %(x)s {0}",
    "(unbalanced \\ paren",
    ") Tj ET Q",
    "№ 5 · 10 ₽ 20 ₴ 30 € 40 ₸",
    "Ўў Ққ Ғғ Її Єє Ґґ Әә",
]


def paper(**changes: Any) -> Paper:
    """A plain document's paper."""
    facts = Facts("Title & <b>", "Author", "Subject", "ru", AT)
    given: dict[str, Any] = {
        "facts": facts,
        "footer": "Footer",
        "numbering": lambda page, of: f"page {page} of {of}",
    }
    return Paper(**given | changes)


def words_of(pdf: bytes) -> str:
    """The text layer with every run of white space as one space."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Each font a page may use, and whether it is embedded."""
    found: dict[str, bool] = {}
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            for font in page.Resources.get("/Font", {}).values():
                descriptor = font.get("/FontDescriptor", {})
                found[str(font.BaseFont)] = "/FontFile2" in descriptor
    return found


@pytest.mark.parametrize("words", HOSTILE)
def test_markup_is_shown_literally(words: str) -> None:
    pdf = render(
        [text(words), text("x", strong(words)), *paragraphs(words), heading(words, H1, key="k")],
        paper(footer=words),
    )
    plain = "".join(words.split())
    assert "".join(words_of(pdf).split()).count(plain) >= 5
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert "/Annots" not in opened.pages[0]
        assert "/XObject" not in opened.pages[0].Resources
    assert all(fonts_of(pdf).values())


def test_a_word_of_forty_thousand_letters_is_whole_and_quick() -> None:
    words = "абвг0123456789" * 2858
    started = time.perf_counter()
    pdf = render([text(words, limit=50_000)], paper(numbering=lambda *_: "", footer=""))
    assert time.perf_counter() - started < 5
    assert "".join(words_of(pdf).split()) == words


@pytest.mark.parametrize("length", [5_001, 40_000, 100_000])
def test_a_field_that_is_too_long_is_refused_at_once(length: int) -> None:
    started = time.perf_counter()
    for draw in (text, paragraphs, strong):
        with pytest.raises(TooLarge):
            text(draw("x" * length))
    assert time.perf_counter() - started < 0.1


def test_more_than_sixty_pages_are_refused() -> None:
    with pytest.raises(TooLarge):
        render(paragraphs("line\n" * 4_000, limit=50_000), paper())


def test_unknown_signs_become_a_mark_and_hidden_ones_vanish() -> None:
    assert fonts.printable("a\u202eb\u200b\x00c\u00ad") == "abc"
    assert fonts.printable("漢 ㎏ →") == "\ufffd kg ›"
    assert fonts.printable("a\r\nb\tc") == "a\nb c"
    assert fonts.missing("漢ж😀") == {"漢", "😀"}
    pdf = render([text("漢字 😀 \u202eevil")], paper())
    assert "\ufffd\ufffd \ufffd evil" in words_of(pdf)


def test_the_same_input_gives_the_same_bytes() -> None:
    def made() -> bytes:
        chart = bars("t", ["a"], [Series("s", [1])])
        return render([text("a"), drawing(chart, 300)], paper())

    assert made() == made()


def test_the_bytes_are_the_same_in_another_process() -> None:
    code = (
        "import hashlib, datetime as dt\n"
        "from rmapp.core.pdf import *\nfrom rmapp.core.pdf.archive import Facts\n"
        "at = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)\n"
        "p = Paper(Facts('t', 'a', 's', 'en', at), 'f', lambda a, b: f'{a}/{b}')\n"
        "print(hashlib.sha256(render([text('один', strong('two'))], p)).hexdigest())\n"
    )
    run = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert run[0].stdout == run[1].stdout
    assert len(run[0].stdout.strip()) == 64


def test_it_says_what_it_is_and_is_built_to_be_archived() -> None:
    pdf = render([text("a")], paper())
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        meta = opened.open_metadata()
        assert meta.pdfa_status == "2B"
        assert meta["dc:title"] == "Title & <b>" == str(opened.docinfo.Title)
        assert meta["xmp:CreateDate"] == "2026-11-22T09:30:00Z"
        assert str(opened.docinfo.CreationDate).startswith("D:20261122093000")
        root = opened.Root
        assert str(root.Lang) == "ru"
        assert root.MarkInfo.Marked
        assert str(root.OutputIntents[0].S) == "/GTS_PDFA1"
        assert len(root.OutputIntents[0].DestOutputProfile.read_bytes()) > 300
        assert opened.trailer.ID
        assert opened.pdf_version == "1.7"


def structure(pdf: bytes) -> list[tuple[str, int]]:
    """The tags in reading order with their depth."""
    found: list[tuple[str, int]] = []

    def walk(node: Any, depth: int) -> None:
        if "/S" not in node:
            return
        found.append((str(node.S), depth))
        for kid in node.K:
            walk(kid, depth + 1)

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for kid in opened.Root.StructTreeRoot.K:
            walk(kid, 0)
    return found


def test_a_reader_finds_headings_tables_and_pictures() -> None:
    chart = bars("Savings", ["Q1"], [Series("now", [1])])
    grid = table([Column("a", 1), Column("b", 1)], [[text("1"), text("2")]], width=TEXT_WIDTH)
    pdf = render([heading("H", H1, key="h"), text("p"), grid, drawing(chart, 300)], paper())
    assert structure(pdf) == [
        ("/Document", 0),
        ("/H1", 1),
        ("/P", 1),
        ("/Table", 1),
        ("/TR", 2),
        ("/TH", 3),
        ("/TH", 3),
        ("/TR", 2),
        ("/TD", 3),
        ("/TD", 3),
        ("/Figure", 1),
    ]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        [document] = opened.Root.StructTreeRoot.K
        assert str(document.K[-1].Alt) == "Savings. Q1: 1"
        assert opened.pages[0].StructParents == 0
        content = opened.pages[0].Contents.read_bytes()
        opens = content.count(b"BDC")
        assert opens == content.count(b"EMC") > 8
        assert content.count(b"/Artifact") >= 4


def test_a_long_table_repeats_its_head_as_an_artifact_and_stays_one_table() -> None:
    lines = [[text(str(n)), text("x")] for n in range(120)]
    grid = table([Column("a", 1), Column("b", 1)], lines, width=TEXT_WIDTH)
    pdf = render([grid], paper())
    assert page_count(pdf) > 2
    tags = [tag for tag, _ in structure(pdf)]
    assert tags.count("/Table") == 1
    assert tags.count("/TH") == 2
    assert tags.count("/TR") == 121


def test_a_paragraph_over_two_pages_is_one_element() -> None:
    pdf = render([text("слово " * 800, limit=9_000) for _ in range(3)], paper())
    assert [tag for tag, _ in structure(pdf)].count("/P") == 3
    said = words_of(pdf).replace("Footer", "").split()
    assert said.count("слово") == 2_400


def test_a_row_higher_than_the_page_is_torn_and_loses_nothing() -> None:
    words = " ".join(f"w{n}" for n in range(800))
    grid = table([Column("a", 1), Column("b", 3)], [[text(words), text("x")]], width=TEXT_WIDTH)
    said = set(words_of(render([grid], paper())).split())
    assert said.issuperset(words.split())


def test_pages_are_numbered_of_all() -> None:
    pdf = render(paragraphs("line\n" * 100), paper())
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert all(
        f"page {n} of {len(pages)}" in page.extract_text() for n, page in enumerate(pages, 1)
    )


def test_every_kind_of_chart_is_drawn_on_paper() -> None:
    series = [Series("a", [1, None, -3]), Series("b", [2, 2, 2])]
    names = ["x", "y", "z"]
    charts = [
        bars("t", names, series),
        bars("t", names, series, stacked=True),
        line("t", names, series),
        donut("t", [("a", 1), ("b", 2)], centre="3 ₽"),
        donut("t", []),
        spark("t", [1, 2, 3]),
        heat("t", names, [Series("r", [0, 5, 10])]),
        funnel("t", [("a", 10), ("b", 5)]),
    ]
    pdf = render([drawing(chart, TEXT_WIDTH) for chart in charts], paper())
    assert all(fonts_of(pdf).values())
    assert [tag for tag, _ in structure(pdf)].count("/Figure") == len(charts)
    assert "3 ₽" in words_of(pdf)


def letter(**changes: Any) -> Letter:
    """A Russian letter."""
    given: dict[str, Any] = {
        "head": Letterhead("Банк «Образец»", "Москва, Садовническая наб., 1", "БИК 044525000"),
        "number": "№ 118/26",
        "date": dt.date(2026, 11, 22),
        "addressee": "И. С. Киму",
        "subject": "О персональном менеджере",
        "body": "Уважаемый Игорь Сергеевич!\n\nПервый абзац.\nВторой абзац.",
        "sender": Sender(
            "А. В. Лебедева", "Руководитель центра", "+7 495 000-00-00", "a@b.example"
        ),
        "language": "ru",
        "at": AT,
    }
    return Letter(**given | changes)


def test_a_letter_says_everything_on_one_page() -> None:
    pdf = draw_letter(letter())
    assert page_count(pdf) == 1
    said = words_of(pdf)
    for words in (
        "Банк «Образец»",
        "22 ноября 2026 г.",
        "№ 118/26",
        "И. С. Киму",
        "О персональном менеджере",
        "Второй абзац.",
        "Руководитель центра",
        "+7 495 000-00-00",
        "А. В. Лебедева",
    ):
        assert words in said
    assert "1 / 1" not in said
    assert all(fonts_of(pdf).values())


def test_a_long_letter_goes_on_and_is_numbered() -> None:
    pdf = draw_letter(letter(body="Абзац письма.\n" * 200))
    assert page_count(pdf) > 1
    assert f"1 / {page_count(pdf)}" in words_of(pdf)


def test_a_page_is_shown_as_an_image() -> None:
    pdf = draw_letter(letter())
    image = Image.open(io.BytesIO(preview(pdf, 1, 0.5)))
    assert image.format == "PNG"
    assert (image.width, image.height) == (298, 421)
    assert len(image.convert("RGB").getcolors(100_000) or []) > 10
    with pytest.raises(NotFound):
        preview(pdf, 2)
    with pytest.raises(NotFound):
        preview(pdf, 0)
