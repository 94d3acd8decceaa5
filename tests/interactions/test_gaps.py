"""C3: a letter whose text still waits to be filled in says so, and no e-mail leaves with it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from rmapp.core.errors import Invalid
from rmapp.core.transaction import transaction
from rmapp.interactions import operations
from rmapp.interactions.rules.texts import gap_of
from rmapp.interactions.shipped_letters import LETTERS
from rmapp.interactions.words import Kind
from rmapp.outbox.models import Message
from tests.cast import Cast
from tests.factories import a_client
from tests.interactions.conftest import in_days

GAPS = ["1. …", "12) ...", "2.", "— …", "____", "  • ....", "…"]


@given(st.sampled_from(GAPS), st.lists(st.sampled_from(["Добрый день!", "", "Итак… мы ждём."])))
def test_c3_a_point_that_nobody_filled_in_is_found_wherever_it_stands(
    gap: str, around: list[str]
) -> None:
    assert gap_of("\n".join([*around, gap, *around])) == gap.strip()


@pytest.mark.parametrize(
    "line",
    [
        "1. Договор до пятницы", "Ждём ответа…", "На 12.", "2026", "3.5", "1. 2 % за перевод",
        "- ", "—", "", "С уважением,", "№ 1.", "10:00 … 12:00", "1. …и счёт",
    ],
)  # fmt: skip
def test_c3_an_ordinary_line_is_no_gap(line: str) -> None:
    assert gap_of(f"Добрый день!\n{line}\nДо встречи.") == ""


def test_c3_of_the_shipped_letters_only_the_protocol_waits_to_be_filled_in() -> None:
    waiting = {one.code for one in LETTERS for text in one.body if gap_of(text)}
    assert waiting == {"thanks-after-meeting"}


@pytest.fixture
def of_kind(app: Flask, cast: Cast) -> Any:
    """``of_kind(kind)``: the public id of a letter of Mara's with a point nobody filled in."""

    def make(kind: Kind) -> str:
        with app.app_context(), transaction():
            return operations.plan(
                actor=cast.actor("mara"),
                client=a_client(cast, emails=["info@kedr.example"]),
                kind=kind,
                at=in_days(1),
                matter=operations.Matter(subject="Agreed", body="Agreed:\n\n1. …\n2. …\n\nYours"),
            ).public_id

    return make


@pytest.mark.parametrize("kind", [Kind.EMAIL, Kind.LETTER])
def test_c3_a_letter_with_a_point_to_fill_in_says_so_before_it_leaves(
    browser_of: Any, of_kind: Any, kind: Kind
) -> None:
    page = browser_of("mara").get(f"/interactions/{of_kind(kind)}").text
    assert "The text still has a point to fill in: “1. …”." in page


def test_c3_no_e_mail_leaves_with_a_point_to_fill_in(scene: Any, cast: Cast) -> None:
    client = a_client(cast, emails=["info@kedr.example"])
    contact = operations.plan(
        actor=cast.actor("mara"),
        client=client,
        kind=Kind.EMAIL,
        at=in_days(1),
        matter=operations.Matter(subject="Agreed", body="1. The rate\n2. …"),
    )
    sent = {"actor": cast.actor("mara"), "version": contact.version, "email": "info@kedr.example"}
    with pytest.raises(Invalid) as refusal:
        operations.send_email(contact, **sent)
    assert list(refusal.value.fields) == ["body"]
    assert scene.query(Message).count() == 0
    contact.body = "1. The rate\n2. The day"
    scene.flush()
    operations.send_email(contact, **{**sent, "version": contact.version})
    assert scene.query(Message).count() == 1
