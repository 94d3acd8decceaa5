"""The bank is called as the reader's language calls it: in letters, papers and pages."""

from __future__ import annotations

from typing import Any

import pytest

from rmapp.settings import Mode, Settings

KEY = "0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def bank(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("BANK_NAME", "BANK_NAME_RU", "BANK_NAME_EN"):
        monkeypatch.delenv(f"RMAPP_{name}", raising=False)
    return lambda **given: Settings(mode=Mode.DEMO, instance=tmp_path, **given)


def test_the_demo_bank_has_a_name_in_each_language(bank: Any) -> None:
    assert bank().bank_in("ru") == "Банк «Образец»"
    assert bank().bank_in("en") == bank().bank_in("en_GB") == "Sample Bank"


def test_one_name_holds_for_both_languages(bank: Any) -> None:
    for given in ({"bank_name": "Кедр"}, {"bank_name_ru": "Кедр"}, {"bank_name_en": "Кедр"}):
        assert {bank(**given).bank_in(code) for code in ("ru", "en")} == {"Кедр"}


def test_each_language_has_its_own_where_two_are_given(bank: Any) -> None:
    known = bank(bank_name_ru="Банк «Кедр»", bank_name_en=" Cedar Bank ")
    assert known.bank_in("ru") == "Банк «Кедр»"
    assert known.bank_in("en") == "Cedar Bank"


def test_a_bank_in_production_is_never_without_a_name(tmp_path: Any) -> None:
    known = Settings(
        mode=Mode.PRODUCTION, instance=tmp_path, database_url="postgresql://x", secret_key=KEY,
        data_key=KEY, audit_key=KEY, base_url="https://desk.bank.example",
    )  # fmt: skip
    assert known.bank_in("ru") == "Банк"
    assert known.bank_in("en") == "Bank"
