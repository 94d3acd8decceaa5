"""G3: an entry of the trail is read in both languages."""

import pytest
from flask_babel import force_locale

from rmapp.audit import operations as audit
from rmapp.audit import shown
from rmapp.audit.queries import Filter, entries
from rmapp.core.transaction import transaction
from tests.factories import a_client


@pytest.mark.parametrize(
    ("language", "deed", "change"),
    [
        ("en", "A dossier was changed", ("Temperature", "cold → hot")),
        ("ru", "Досье изменено", ("«Температура»", "холодный → горячий")),
    ],
)
def test_g3_an_entry_is_read_in_both_languages(app, cast, browser_of, language, deed, change):
    detail = {
        "version": 3,
        "changes": {"temperature": ["cold", "hot"]},
        "before": {"is_on": True, "days": 3},
        "after": {"is_on": False, "days": 3},
        "until": "2026-03-01",
        "nonsense": [],
    }
    with app.app_context(), transaction():
        client = a_client(cast)
        audit.record("client:changed", actor=cast.actor("mara"), obj=client, detail=detail)
    with app.test_request_context(), force_locale(language):
        lines = dict(shown.lines(detail))
        assert shown.deed("client:changed") == deed
        assert change[1] in lines.values()
        assert len(lines) == 5
    if language == "ru":
        return
    ada = browser_of("ada")
    page = ada.get("/audit/").text
    assert deed in page
    assert "client:changed</td>" not in page
    with app.app_context(), transaction():
        entry = entries(Filter(tag="client:changed")).rows[0].id
    one = ada.get(f"/audit/{entry}").text
    assert "cold → hot" in one
    assert "&#34;changes&#34;" not in one
