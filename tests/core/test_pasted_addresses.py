"""An address pasted as a mail program copies it, with the name beside it (D4)."""

from __future__ import annotations

import pytest

from rmapp.core.fields.reading import read_email


@pytest.mark.parametrize(
    "text",
    ["sales@cedar.ru", "Отдел продаж <Sales@cedar.ru>", '"Cedar, Ltd" <sales@cedar.ru> ',
     "<sales@cedar.ru>"],
)  # fmt: skip
def test_d4_an_address_is_read_with_and_without_the_name_beside_it(text):
    assert read_email(text) == "sales@cedar.ru"


@pytest.mark.parametrize(
    "text", ["Отдел <>", "<a@b.ru> <c@d.ru>", "Отдел a@b.ru>", "Отдел <a@b.ru"]
)
def test_d4_what_is_no_single_address_is_refused(text):
    with pytest.raises(ValueError):
        read_email(text)
