"""What VIP clients bring and cost, and what products they have, by the API (V5, X2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from rmapp.core.transaction import transaction
from rmapp.products.models import Product
from rmapp.vip.queries import figures_of
from tests.api.conftest import Caller
from tests.cast import Cast
from tests.factories import a_client
from tests.opportunities.stories import a_product
from tests.vip.test_evaluation import MILLION, evaluated, months

Api = Callable[[str], Caller]


@pytest.fixture
def vips(app: Flask, cast: Cast) -> None:
    """Two VIPs of Lena's and one of another team's: good, without figures, foreign."""
    with app.app_context(), transaction():
        for name, manager in (("АО «Кит»", "lena"), ("АО «Немо»", "lena"), ("АО «Чужой»", "otto")):
            client = a_client(
                cast, name=name, lifecycle="client", manager=manager, vip_tier="vip", days_ago=900
            )
            if name != "АО «Немо»":
                months(client, profit=9 * MILLION, balance=90 * MILLION)
        evaluated()


def test_v5_the_economics_are_read_whole_by_manager_and_by_client(
    api: Api, cast: Cast, vips: None
) -> None:
    sofia = api("sofia")
    found = sofia.get("/vip-economics").get_json()
    whole, [lena] = found["whole"], found["managers"]
    assert (whole["clients"], whole["losing"]) == (2, 1)
    assert lena["manager"]["id"] == cast.public_ids["lena"]
    assert whole["net"] == whole["brings"] - whole["costs"]
    assert whole["costs"] == whole["concession"] + whole["bonus"] + whole["service"]
    assert found["figures_at"] is not None

    rows = list(sofia.walk("/vip-economics/clients", limit=1))
    assert [one["client"]["name"] for one in rows] == ["АО «Немо»", "АО «Кит»"]
    assert [one["not_worth"] for one in rows] == ["unknown", ""]
    assert sum(one["net"] for one in rows) == whole["net"]
    losing = sofia.get("/vip-economics/clients?losing=true").get_json()["items"]
    assert [one["client"]["name"] for one in losing] == ["АО «Немо»"]
    assert sofia.get("/vip-economics/clients?losing=perhaps").status_code == 422
    mine = api("otto").get("/vip-economics")
    assert mine.status_code == 403 or mine.get_json()["whole"]["clients"] == 1


def test_x2_the_core_system_opens_changes_and_closes_what_a_client_has(
    app: Flask, api: Api, cast: Cast
) -> None:
    with app.app_context(), transaction():
        client, product = a_client(cast, lifecycle="client"), a_product("deposit")
        key, client_id, code = client.public_id, client.id, product.public_id
        assert isinstance(product, Product)
    mara = api("mara")
    given = {
        "client": key, "product": code, "number": "D-1", "opened_on": "2026-01-10",
        "balance": 60_000_000_00, "rate": "7.5", "profit_12m": -50_000,
    }  # fmt: skip
    assert api("lena").post("/holdings", given).status_code in (403, 404), "not hers"
    assert mara.post("/holdings", {**given, "closes_on": "2025-01-01"}).status_code == 422
    made = mara.post("/holdings", given)
    assert made.status_code == 201
    path = made.headers["Location"]
    with app.app_context():
        known = figures_of(client_id).values
        assert (known["products"], known["profit"]) == (1, -50_000), "criteria read it"
    changed = mara.patch(path, {"profit_12m": 90_000, "balance": 1}).get_json()
    assert (changed["profit_12m"], changed["balance"], changed["number"]) == (90_000, 1, "D-1")
    assert mara.patch(path, {"closes_on": "2025-12-31"}).status_code == 422

    why = {"closed_on": "2026-02-01", "reason": "It matured"}
    assert mara.post(f"{path}/closing", {**why, "closed_on": "2025-02-01"}).status_code == 422
    assert mara.post(f"{path}/closing", {**why, "reason": ""}).status_code == 422
    assert mara.post(f"{path}/closing", why).get_json()["state"] == "closed"
    assert mara.post(f"{path}/closing", why).status_code == 409, "once"
    assert mara.patch(path, {"balance": 5}).status_code == 409
    assert mara.get(f"/holdings?client={key}").get_json()["items"] == []
    [old] = mara.get(f"/holdings?client={key}&with_closed=true").get_json()["items"]
    assert (old["note"], old["closes_on"]) == ("It matured", "2026-02-01")
    with app.app_context():
        assert figures_of(client_id).values["products"] == 0
    assert api("otto").get(path).status_code == 404, "another's client"
