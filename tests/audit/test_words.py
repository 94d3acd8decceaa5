"""G3: an entry of the trail is read in both languages, and found."""

import datetime as dt

import pytest
from flask_babel import force_locale

from rmapp.audit import operations as audit
from rmapp.audit import shown
from rmapp.audit.queries import Filter, entries
from rmapp.core import clock
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
        lines = dict(shown.lines("client:changed", detail))
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


def test_g3_the_trail_is_narrowed_to_a_person_a_client_and_days(app, cast, browser_of):
    """The auditor follows who did something, and all that was done about a client, within days."""
    with app.app_context(), transaction():
        one, other = a_client(cast, name="Amber Sieve"), a_client(cast, name="Basalt Sieve")
        audit.record(
            "client:changed",
            actor=cast.actor("mara"),
            obj=one,
            client_id=one.id,
            name="Amber Sieve",
        )
        audit.record(
            "client:changed", actor=cast.actor("lena"), obj=other, client_id=other.id,
            name="Basalt Sieve",
        )  # fmt: skip
        client, mara = one.id, cast.actor("mara").employee_id
        name = cast.actor("mara").name
        today = clock.today(cast.actor("ada").zone)
    ada = browser_of("ada")

    def seen(**asked):
        text = ada.get("/audit/", query_string=asked).text
        return {name for name in ("Amber Sieve", "Basalt Sieve") if f">{name}</a>" in text}, text

    assert seen()[0] == {"Amber Sieve", "Basalt Sieve"}
    narrowed, text = seen(client=client)
    assert narrowed == {"Amber Sieve"}
    assert "About: Amber Sieve" in text
    narrowed, text = seen(actor=mara)
    assert narrowed == {"Amber Sieve"}
    assert f"Done by: {name}" in text
    assert seen(**{"from": today.isoformat()})[0] == {"Amber Sieve", "Basalt Sieve"}
    assert seen(to=today.isoformat())[0] == {"Amber Sieve", "Basalt Sieve"}
    assert seen(to=(today - dt.timedelta(days=1)).isoformat())[0] == set()
    assert seen(**{"from": (today + dt.timedelta(days=1)).isoformat()})[0] == set()
    assert seen(**{"from": "nonsense", "to": "31.02.2026"})[0] == {"Amber Sieve", "Basalt Sieve"}
    assert "Nothing matches" in seen(client=2**62)[1]
