"""The bank's own fields over the API (D9)."""

import pytest

from rmapp.clients.models import CustomType
from rmapp.core.transaction import transaction
from tests.clients.test_custom_fields import define
from tests.clients.test_retiring_fields import a_club
from tests.factories import a_client
from tests.merges.test_own_fields import two_with

VALUES = {
    CustomType.TEXT: "Клуб", CustomType.NUMBER: "1234.5", CustomType.DATE: "2026-11-24",
    CustomType.MONEY: {"amount": 100, "currency": "RUB"}, CustomType.CHOICE: "gold",
    CustomType.CHOICES: ["gold", "silver"], CustomType.FLAG: True,
    CustomType.LINK: "https://example.com/",
}  # fmt: skip


@pytest.mark.parametrize("type", list(CustomType))
def test_d9_a_value_of_every_type_goes_in_and_comes_out_as_it_was(app, cast, api, type):
    with app.app_context(), transaction():
        define(cast, type, "own", is_filterable=True)
        address = f"/clients/{a_client(cast).public_id}"
    mara = api("mara")
    version = mara.get(address).json["version"]
    body = {"version": version, "custom": {"own": VALUES[type]}}
    changed = mara.patch(address, json=body)
    assert changed.status_code == 200, changed.text
    assert changed.json["custom"] == {"own": VALUES[type]}
    emptied = {"version": changed.json["version"], "custom": {"own": None}}
    assert mara.patch(address, json=emptied).json["custom"] == {}


def test_d9_what_does_not_fit_is_named_by_its_key(app, cast, api):
    with app.app_context(), transaction():
        define(cast, CustomType.NUMBER, "own")
        address = f"/clients/{a_client(cast).public_id}"
    mara = api("mara")
    version = mara.get(address).json["version"]
    for custom, key in (({"own": "много"}, "custom.own"), ({"other": "x"}, "custom.other")):
        refused = mara.patch(address, json={"version": version, "custom": custom})
        assert refused.status_code == 422
        assert key in refused.json["errors"]


def test_d9_fields_are_defined_changed_and_retired_over_the_api(api):
    adam, mara = api("adam"), api("mara")
    body = {
        "name_en": "Club", "type": "choice", "kinds": ["person"],
        "options": [{"en": "Gold"}, {"en": "Silver"}],
    }  # fmt: skip
    made = adam.post("/custom-fields", json=body)
    assert made.status_code == 201, made.text
    assert (made.json["code"], made.json["options"][0]["code"]) == ("club", "gold")
    assert mara.post("/custom-fields", json=body).status_code == 403
    assert [one["code"] for one in mara.get("/custom-fields").json["items"]] == ["club"]
    change = {"version": made.json["version"], "name_en": "Clubs", "is_retired": True}
    changed = adam.patch(f"/custom-fields/{made.json['id']}", json=change)
    assert changed.json["retired_at"]
    assert mara.get("/custom-fields").json["items"] == []


def test_d12_the_api_takes_choices_for_own_fields(app, cast, api):
    with app.app_context(), transaction():
        define(cast, CustomType.TEXT, "club")
        one, other = two_with(cast, club=("Север", "Юг"))
        body = {
            "survivor": one.public_id, "loser": other.public_id,
            "survivor_version": one.version, "loser_version": other.version,
            "fields": {"custom.club": "loser"},
        }  # fmt: skip
    mara = api("mara")
    made = mara.post("/merges", json=body)
    assert made.status_code == 201, made.text
    assert mara.get(f"/clients/{body['survivor']}").json["custom"] == {"club": "Юг"}


def test_d9_where_a_field_is_used_is_read_before_it_goes_out_of_use(app, cast, api):
    with app.app_context(), transaction():
        address = f"/custom-fields/{a_club(cast).public_id}/uses"
    found = {one["what"]: one["count"] for one in api("adam").get(address).json["items"]}
    assert found["Texts of letters"] == 1
    assert found["Imports: mappings of columns"] == 1
    assert api("mara").get(address).status_code == 403
