"""A proposal on paper (X6): everything agreed stands in it, and nothing else happens."""

from __future__ import annotations

import dataclasses
import io
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import font_roboto
import pikepdf
import pypdf
import pytest

from rmapp.core.errors import TooLarge
from rmapp.core.pdf import fonts
from rmapp.core.pdf.preview import page_count
from rmapp.handovers import act_words
from rmapp.proposals.document import (
    Benefit,
    Need,
    Outlook,
    PriceLine,
    ProposalDocument,
    Signatory,
    draw,
)
from rmapp.proposals.words import _SYMBOLS, WORDS, Money, day
from tests.core.test_pdf import HOSTILE, fonts_of, structure, words_of
from tests.proposals.samples import english, russian


def many_lines(count: int) -> tuple[PriceLine, ...]:
    """Price lines with long names."""
    return tuple(
        PriceLine(f"Услуга номер {n} с довольно длинным названием", n, "шт.", 100 * n, 100 * n * n)
        for n in range(1, count + 1)
    )


VARIANTS: dict[str, ProposalDocument] = {
    "full": russian(),
    "english": english(),
    "one line": russian(
        lines=many_lines(1),
        needs=(),
        benefit=(),
        steps=(),
        outlook=Outlook(),
        summary="",
        terms="",
        signatures=(),
        discount=0,
    ),
    "sixty lines": russian(lines=many_lines(60), needs=(), benefit=()),
    "nothing to sell yet": russian(lines=(), total=0, discount=0),
    "long names": russian(
        client_name="Общество «" + "Северо-Западная строительная компания " * 20 + "»",
        needs=tuple(Need("Задача " * 90, "Решение " * 90, "x" * 900) for _ in range(3)),
        summary="Кратко " * 300,
        terms="Условие " * 600,
    ),
    "only parts": russian(outlook=Outlook(parts=tuple((f"Часть {n}", n) for n in range(1, 12)))),
    "no gain": russian(benefit=(Benefit("год", 0, 0),)),
    "a loss": russian(benefit=(Benefit("год", 100, 200),)),
    "ten signatures": russian(
        signatures=tuple(Signatory(f"Сторона {n}", "Директор", f"Имя {n}") for n in range(10))
    ),
    "draft": russian(draft=True),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_is_drawn_within_its_frames(name: str) -> None:
    pdf = draw(VARIANTS[name])
    assert all(fonts_of(pdf).values())
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages[1:]:
        lowest = _lowest_text(page)
        assert lowest >= 30, (name, lowest)


def _lowest_text(page: pypdf.PageObject) -> float:
    """The lowest base line of any text on the page."""
    heights: list[float] = []

    def seen(words: str, cm: list[float], tm: list[float], *_: object) -> None:
        if words.strip():
            heights.append(cm[1] * tm[4] + cm[3] * tm[5] + cm[5])

    page.extract_text(visitor_text=seen)
    # The footer stands at 31; what else is so low has run out of its frame.
    return min(height for height in heights if abs(height - 31) > 0.6)


@pytest.mark.parametrize("proposal", [russian(), english()], ids=["ru", "en"])
def test_the_text_layer_holds_every_fact(proposal: ProposalDocument) -> None:
    said = words_of(draw(proposal)).replace("\u00a0", " ")
    money, words = proposal.money(), WORDS[proposal.language]
    facts = [
        proposal.client_name,
        proposal.addressee,
        proposal.number,
        *dataclasses.astuple(proposal.bank),
        *dataclasses.astuple(proposal.manager),
        day(proposal.date, proposal.language),
        day(proposal.valid_until, proposal.language),
        *(value for need in proposal.needs for value in dataclasses.astuple(need)),
        *(value for step in proposal.steps for value in dataclasses.astuple(step)),
        *(value for one in proposal.signatures for value in dataclasses.astuple(one)),
        *(one.product for one in proposal.lines),
        *(money.show(one.price) for one in proposal.lines),
        *(money.show(one.amount) for one in proposal.lines),
        money.show(proposal.total),
        money.show(-proposal.discount),
        money.show(proposal.total + proposal.discount),
        money.show(proposal.saving),
        *(one.period for one in proposal.benefit),
        *proposal.terms.split("\n"),
        proposal.summary,
        words.prices,
        words.signatures,
        words.not_an_offer,
    ]
    for fact in facts:
        assert " ".join(fact.replace("\u00a0", " ").split()) in said


@pytest.mark.parametrize(
    ("currency", "language", "shown"),
    [
        ("RUB", "ru", "1 234 568 ₽"),
        ("UAH", "ru", "1 234 568 ₴"),
        ("EUR", "en", "€1,234,568"),
        ("KZT", "ru", "1 234 568 ₸"),
        ("KZT", "en", "₸1,234,568"),
        ("AMD", "en", "AMD 1,234,568"),
    ],
)
def test_money_is_written_as_the_language_does(currency: str, language: Any, shown: str) -> None:
    line = PriceLine("x", 1, "", 123_456_800, 123_456_800)
    made = russian(currency=currency, language=language, lines=(line,), total=123_456_800)
    said = words_of(draw(dataclasses.replace(made, discount=0))).replace("\u00a0", " ")
    assert said.count(shown) >= 3


def test_cents_are_shown_where_a_price_has_some() -> None:
    assert Money("RUB", "ru", cents=True).show(-123_45).replace("\u00a0", " ") == "−123,45 ₽"
    assert Money("EUR", "en", cents=True).show(-123_45) == "−€123.45"
    assert Money("JPY", "en").show(1500) == "JPY\u00a01,500"
    proposal = russian(lines=(PriceLine("x", Decimal("1.5"), "ч", 33, 50),), total=50, discount=0)
    said = words_of(draw(proposal)).replace("\u00a0", " ")
    assert "0,33 ₽" in said
    assert "1,5 ч" in said


@pytest.mark.parametrize("words", HOSTILE)
def test_what_users_wrote_is_shown_literally(words: str) -> None:
    pdf = draw(
        russian(
            client_name=words,
            addressee=words,
            summary=words,
            terms=words,
            needs=(Need(words, words, words),),
            lines=(PriceLine(words, 1, words, 100, 100),),
            benefit_note=words,
        )
    )
    plain = "".join(words.split())
    assert "".join(words_of(pdf).split()).count(plain) >= 9


def test_a_field_too_long_is_refused() -> None:
    for changes in ({"terms": "x" * 5_001}, {"summary": "x" * 40_000}, {"addressee": "x" * 10**5}):
        with pytest.raises(TooLarge):
            draw(russian(**changes))


def test_it_is_outlined_tagged_and_named() -> None:
    pdf = draw(russian())
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    outline = [entry["/Title"] for entry in _flat(reader.outline)]
    assert outline == [
        "Обложка",
        "Что для вас важно",
        "Цены и тарифы",
        "Сколько вы сэкономите",
        "Порядок подключения",
        "Ожидаемые остатки, млн ₽",
        "Условия",
        "Подписи сторон",
    ]
    tags = [tag for tag, _ in structure(pdf)]
    assert tags.count("/H1") == 3
    assert tags.count("/Table") == 3
    assert tags.count("/Figure") == 3
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        meta = opened.open_metadata()
        assert meta["dc:title"] == "Коммерческое предложение № P-2026-0147 — ООО «Северный Мост»"
        assert str(opened.Root.Lang) == "ru"


def _flat(entries: list[Any]) -> list[Any]:
    return [one for e in entries for one in (_flat(e) if isinstance(e, list) else [e])]


def test_a_full_proposal_has_three_pages_and_numbers_them() -> None:
    pdf = draw(russian())
    assert page_count(pdf) == 3
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert "стр." not in pages[0]
    assert "стр. 2 из 3" in pages[1]
    assert "стр. 3 из 3" in pages[2]


def test_signatures_are_never_torn_from_each_other() -> None:
    for count in range(1, 30, 3):
        pages = pypdf.PdfReader(io.BytesIO(draw(russian(lines=many_lines(count))))).pages
        texts = [page.extract_text() for page in pages]
        [place] = [n for n, words in enumerate(texts) if "Подписи сторон" in words]
        assert "М. А. Орлова" in texts[place]
        assert "И. С. Ким" in texts[place].replace("И. С. Ким,", "")


def test_a_heading_never_ends_a_page() -> None:
    heads = [WORDS["ru"].prices, WORDS["ru"].steps, WORDS["ru"].benefit, WORDS["ru"].terms]
    for count in range(2, 30, 3):
        pages = pypdf.PdfReader(io.BytesIO(draw(russian(lines=many_lines(count))))).pages
        for page in pages:
            lines = [one.strip() for one in page.extract_text().splitlines() if one.strip()]
            body = [one for one in lines if "Предложение №" not in one and "стр. " not in one]
            assert body[-1] not in heads


def test_the_same_proposal_is_the_same_file() -> None:
    assert draw(russian()) == draw(russian())
    assert draw(russian()) != draw(russian(version=4))


def test_drawing_opens_no_file_and_no_connection() -> None:
    draw(english())
    draw(russian())  # once: the languages' rules of dates are read
    seen: list[str] = []
    watching = True
    allowed = os.path.dirname(font_roboto.__file__)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if not watching:
            return
        if event.startswith(("socket.", "subprocess.", "urllib.", "os.system", "os.exec")):
            seen.append(event)
        elif event == "open" and not str(arguments[0]).startswith(allowed):
            seen.append(f"open {arguments[0]}")

    sys.addaudithook(watch)
    try:
        for words in HOSTILE:
            draw(russian(client_name=words, terms=words, summary=words, version=7))
        draw(english(client_name="Another"))
    finally:
        watching = False
    assert seen == []


def test_every_shipped_character_is_in_the_fonts() -> None:
    shipped = "".join(
        str(value)
        for words in (*WORDS.values(), *act_words.WORDS.values())
        for value in dataclasses.asdict(words).values()
    ) + "".join(_SYMBOLS.values())
    assert fonts.missing(shipped) == set()
    assert fonts.printable(shipped) == shipped.replace("\r", "")


def test_both_languages_name_the_same_places() -> None:
    for words in (WORDS, act_words.WORDS):
        russian_, english_ = (dataclasses.asdict(words[code]) for code in ("ru", "en"))
        for name, value in russian_.items():
            assert value
            assert english_[name]
            assert _places(value) == _places(english_[name]), name


def _places(value: Any) -> Any:
    """What is filled in, in a text or in each text of a mapping."""
    if isinstance(value, dict):
        return {key: _places(text) for key, text in value.items()}
    return {part.split("}")[0] for part in str(value).split("{")[1:]}


def test_threads_draw_at_once_without_mixing() -> None:
    made = [russian(version=n, client_name=f"Клиент {n} " + "щэюя"[n % 4]) for n in range(8)]
    alone = [draw(one) for one in made]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(draw, made)) == alone


@pytest.mark.parametrize(
    ("proposal", "saving", "price"),
    [
        (russian(), "Ваша выгода за год", "Стоимость в месяц"),
        (english(), "Your benefit over a year", "Price per month"),
    ],
    ids=["ru", "en"],
)
def test_every_figure_of_the_cover_says_of_which_period_it_is(
    proposal: ProposalDocument, saving: str, price: str
) -> None:
    pages = pypdf.PdfReader(io.BytesIO(draw(proposal))).pages
    cover = " ".join(pages[0].extract_text().replace("\u00a0", " ").split())
    assert saving in cover
    assert price in cover
    said = " ".join(page.extract_text() for page in pages).replace("\u00a0", " ")
    assert f"{WORDS[proposal.language].total} " in " ".join(said.split())


@pytest.mark.parametrize(
    ("language", "unit", "shown"),
    [
        ("ru", "терминалов в мес.", "12 терминалов в мес."),
        ("en", "terminals a month", "12 terminals a month"),
        ("ru", "сотрудников филиала в мес.", "сотрудников филиала в мес."),
    ],
)
def test_a_unit_stands_whole_on_one_line_of_the_paper(language: Any, unit: str, shown: str) -> None:
    line = PriceLine("Торговый эквайринг", 12, unit, 119_000, 1_428_000)
    made = russian(language=language, lines=(line,), total=1_428_000, discount=0)
    pages = pypdf.PdfReader(io.BytesIO(draw(made))).pages
    lines = [
        one.replace("\u00a0", " ").strip()
        for page in pages
        for one in page.extract_text().splitlines()
    ]
    assert any(shown in one for one in lines), lines
