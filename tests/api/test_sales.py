"""Products, opportunities, proposals and letters by the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.api.conftest import Caller

Api = Callable[[str], Caller]


def products(caller: Caller) -> list[dict[str, Any]]:
    """The catalogue."""
    found: list[dict[str, Any]] = caller.get("/products").get_json()["items"]
    return found


def an_opportunity(caller: Caller, client: str, quantity: str = "2") -> dict[str, Any]:
    """An opportunity with one product."""
    made = caller.post(
        "/opportunities",
        {"client": client, "lines": [{"product": products(caller)[0]["id"], "quantity": quantity}]},
    )
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.get_json()
    return found


def test_only_the_administrator_changes_the_catalogue(api: Api) -> None:
    """X1: others read it; a stale change is refused; what is left out stays."""
    adam, mara = api("adam"), api("mara")
    body = {
        "code": "gold", "kind": "card", "name_en": "Gold", "name_ru": "Золотая", "price": 100_00,
        "tiers": [{"from_quantity": "10", "price": 90_00}],
    }  # fmt: skip
    assert mara.post("/products", body).status_code == 403
    made = adam.post("/products", body)
    assert made.status_code == 201
    one, path = made.get_json(), made.headers["Location"]
    assert adam.post("/products", body).status_code == 422
    changed = adam.patch(path, {"version": one["version"], "price": 120_00}).get_json()
    assert (changed["price"], changed["name_en"], len(changed["tiers"])) == (12_000, "Gold", 1)
    assert adam.patch(path, {"version": one["version"], "price": 1}).status_code == 409
    crossed = {"version": changed["version"], "min_price": 5, "max_price": 4}
    assert list(adam.patch(path, crossed).get_json()["errors"]) == ["max_price"]
    assert mara.get(path).get_json()["price"] == 12_000


def test_an_opportunity_is_opened_changed_moved_lost_and_reopened(
    api: Api, base: dict[str, str]
) -> None:
    """X4."""
    mara = api("mara")
    one = an_opportunity(mara, base["mara"])
    path = f"/opportunities/{one['id']}"
    assert one["amount"]["amount"] == 12 * 2 * one["lines"][0]["price"]["amount"]
    changed = mara.patch(
        path,
        {
            "version": one["version"],
            "need": "Эквайринг",
            "amount": {"amount": 5, "currency": "RUB"},
        },
    ).get_json()
    assert (changed["need"], changed["amount"]["amount"]) == ("Эквайринг", 5)
    assert len(changed["lines"]) == 1
    dollars = {"version": changed["version"], "amount": {"amount": 5, "currency": "USD"}}
    assert list(mara.patch(path, dollars).get_json()["errors"]) == ["amount.currency"]
    lost = mara.post(f"{path}/stage", {"version": changed["version"], "stage": "lost"})
    assert list(lost.get_json()["errors"]) == ["reason"]
    lost = mara.post(
        f"{path}/stage", {"version": changed["version"], "stage": "lost", "reason": "price"}
    ).get_json()
    assert (lost["stage"], lost["loss_reason"]) == ("lost", "price")
    assert mara.get("/opportunities?is_open=true").get_json()["items"] == []
    opened = mara.post(f"{path}/reopening", {"version": lost["version"]}).get_json()
    assert opened["closed_at"] is None
    assert mara.post(f"{path}/stage", {"version": 1, "stage": "nowhere"}).status_code == 404
    assert api("otto").get(path).status_code == 404


def test_over_the_api_the_volume_makes_the_price_and_the_amount_goes_on_with_the_lines(
    api: Api, base: dict[str, str]
) -> None:
    """X4, X6: a price or an amount that was handed in stays."""
    mara = api("mara")
    product = next(one for one in products(mara) if one["code"] == "acquiring")
    lines = [{"product": product["id"], "quantity": "12"}]
    one = mara.post("/opportunities", {"client": base["mara"], "lines": lines}).get_json()
    path = f"/opportunities/{one['id']}"
    assert (one["lines"][0]["price"]["amount"], one["amount"]["amount"]) == (
        1_190_00,
        12 * 12 * 1_190_00,
    )
    more = [{"product": product["id"], "quantity": "60"}]
    one = mara.patch(path, {"version": one["version"], "lines": more}).get_json()
    assert one["amount"]["amount"] == 12 * 60 * 890_00
    own = [{"product": product["id"], "quantity": "60", "price": 800_00}]
    body = {"version": one["version"], "lines": own, "amount": {"amount": 7, "currency": "RUB"}}
    one = mara.patch(path, body).get_json()
    one = mara.patch(path, {"version": one["version"], "need": "Дешевле"}).get_json()
    assert (one["lines"][0]["price"]["amount"], one["amount"]["amount"]) == (800_00, 7)


def test_a_product_nobody_sells_is_refused_at_its_line(api: Api, base: dict[str, str]) -> None:
    """422 at the line."""
    lines = [{"product": "0" * 16}]
    answer = api("mara").post("/opportunities", {"client": base["mara"], "lines": lines})
    assert list(answer.get_json()["errors"]) == ["lines.0.product"]


def test_a_proposal_is_written_drawn_sent_and_answered(api: Api, base: dict[str, str]) -> None:
    """X6, X7: the paper in both languages; what was sent is frozen; the letter is in the outbox."""
    mara = api("mara")
    opportunity = an_opportunity(mara, base["mara"])
    made = mara.post("/proposals", {"opportunity": opportunity["id"], "language": "en"})
    assert made.status_code == 201
    one, path = made.get_json(), made.headers["Location"]
    draft = mara.patch(path, {"version": one["version"], "summary": "In brief"}).get_json()
    assert draft["version"] > one["version"]
    assert draft["content"]["lines"] == one["content"]["lines"]
    assert mara.patch(path, {"version": one["version"], "summary": "x"}).status_code == 409
    for language in ("ru", "en"):
        paper = mara.get(f"{path}/pdf?language={language}")
        assert paper.data[:5] == b"%PDF-"
    stranger = mara.post(
        f"{path}/send", {"version": draft["version"], "recipient": "stranger@else.example"}
    )
    assert list(stranger.get_json()["errors"]) == ["recipient"]
    sent = mara.post(
        f"{path}/send",
        {"version": draft["version"], "recipient": "mara@firm.example", "consent": True},
    ).get_json()
    assert sent["proposal"]["state"] == "sent"
    assert sent["warnings"] == []
    assert [one["language"] for one in sent["proposal"]["content"]["files"]] == ["en", "ru"]
    assert mara.get(f"{path}/pdf?no=1").data[:5] == b"%PDF-"
    version = sent["proposal"]["version"]
    assert mara.patch(path, {"version": version, "summary": "late"}).status_code == 409
    letters = {one["id"]: one for one in mara.get("/messages").get_json()["items"]}
    assert letters[sent["letter"]]["state"] == "pending"
    said = mara.post(f"{path}/answer", {"version": version, "answer": "accepted"}).get_json()
    assert said["state"] == "accepted"
    reminder = mara.get(f"/messages/{sent['reminder']}").get_json()
    assert reminder["state"] == "cancelled"


def test_a_discount_over_the_limit_needs_a_second_person(api: Api, base: dict[str, str]) -> None:
    """X6: asked for by the manager, given by the supervisor, then it may leave."""
    mara, sofia = api("mara"), api("sofia")
    opportunity = an_opportunity(mara, base["mara"])
    one = mara.post("/proposals", {"opportunity": opportunity["id"]}).get_json()
    path = f"/proposals/{one['id']}"
    line = {"product": opportunity["lines"][0]["product"]["id"], "discount": "99.5"}
    over = mara.patch(path, {"version": one["version"], "lines": [line]}).get_json()
    assert over["content"]["approval"] == "needed"
    body = {"version": over["version"], "recipient": "mara@firm.example"}
    assert mara.post(f"{path}/send", body).status_code == 409
    asked = mara.post(f"{path}/approval", {"version": over["version"], "reason": "big"}).get_json()
    decision = {"version": asked["version"], "decision": "given"}
    assert mara.post(f"{path}/decision", decision).status_code == 403
    given = sofia.post(f"{path}/decision", decision).get_json()
    assert given["content"]["approval"] == "given"
    sent = mara.post(f"{path}/send", {**body, "version": given["version"], "remind": False})
    assert (sent.status_code, sent.get_json()["reminder"]) == (200, None)


def test_without_consent_the_answer_names_no_reminder_and_says_why(
    api: Api, base: dict[str, str]
) -> None:
    """F1: what could not leave is not planned."""
    mara = api("mara")
    opportunity = an_opportunity(mara, base["mara"])
    one = mara.post("/proposals", {"opportunity": opportunity["id"]}).get_json()
    sent = mara.post(
        f"/proposals/{one['id']}/send",
        {"version": one["version"], "recipient": "mara@firm.example"},
    ).get_json()
    assert (sent["reminder"], sent["warnings"]) == (None, ["no consent: marketing"])


def test_a_letter_that_has_not_left_is_held_released_and_cancelled(
    api: Api, base: dict[str, str]
) -> None:
    """F2: the answer says honestly what came of it."""
    mara = api("mara")
    opportunity = an_opportunity(mara, base["mara"])
    one = mara.post("/proposals", {"opportunity": opportunity["id"]}).get_json()
    sent = mara.post(
        f"/proposals/{one['id']}/send",
        {"version": one["version"], "recipient": "mara@firm.example", "remind": False},
    ).get_json()
    path = f"/messages/{sent['letter']}"
    assert api("otto").post(f"{path}/cancellation").status_code == 404
    assert mara.post(f"{path}/hold").get_json()["state"] == "held"
    assert mara.post(f"{path}/release").get_json()["state"] == "pending"
    assert mara.post(f"{path}/release").status_code == 409
    first = mara.post(f"{path}/cancellation").get_json()
    assert (first["cancelled"], first["message"]["state"]) == (True, "cancelled")
    assert mara.post(f"{path}/cancellation").get_json()["cancelled"] is False
