"""A paper names positions in its own language."""

from __future__ import annotations

import re

import pytest

from rmapp.core.transaction import transaction
from rmapp.staff.positions import position_in


@pytest.mark.parametrize(
    ("language", "position", "said"),
    [
        ("ru", "Acquisition manager", "Менеджер по привлечению"),
        ("en", "персональный менеджер ", "Personal manager"),
        ("ru", "Руководитель группы", "Руководитель группы"),
        ("en", "Директор по развитию", "Директор по развитию"),
        ("en", "", ""),
    ],
)
def test_usual_positions_are_known_in_both_languages(language, position, said):
    assert position_in(language, position) == said


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "Менеджер по привлечению"), ("en", "Acquisition manager")]
)
def test_v2_22_the_profile_names_the_position_in_the_language_of_the_page(
    app, cast, browser_of, language, said
):
    with app.app_context(), transaction():
        cast.employee("mara").position = "Acquisition manager"
        cast.employee("mara").language = language
    mara = browser_of("mara")
    page = mara.get("/profile/").text
    assert re.search(rf"<dt>[^<]*</dt>\s*<dd>\s*{said}\s*</dd>", page), page
