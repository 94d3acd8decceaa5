"""A paper names positions in its own language."""

from __future__ import annotations

import pytest

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
