"""What a handover takes by the API beside its steps (V8, V9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from rmapp.core.transaction import transaction
from rmapp.staff.administration import shut_out
from tests.api.conftest import Caller
from tests.cast import Cast
from tests.factories import a_client

Api = Callable[[str], Caller]


def today() -> dt.date:
    """The bank's day."""
    return dt.datetime.now(ZoneInfo("Europe/Moscow")).date()


@pytest.fixture
def book(app: Flask, cast: Cast) -> int:
    """Three clients of Lena's, a VIP among them."""
    with app.app_context(), transaction():
        for number in range(3):
            vip = {"vip_tier": "vip", "lifecycle": "client"} if number == 0 else {}
            a_client(cast, name=f"ООО «Дуб {number}»", manager="lena", role="personal", **vip)
    return 3


def drafted(api: Api, cast: Cast, **given: Any) -> tuple[str, dict[str, Any]]:
    """The path of Sofia's draft for Pavel, and how it is shown."""
    sofia = api("sofia")
    body = {
        "employee": cast.public_ids["lena"], "reason": "rotation",
        "effective_on": today().isoformat(), **given,
    }  # fmt: skip
    path = sofia.post("/handovers", body).headers["Location"]
    shared = sofia.post(f"{path}/share-out", {"receivers": [cast.public_ids["pavel"]]})
    return path, shared.get_json()


def carried_out(api: Api, path: str, shared: dict[str, Any]) -> dict[str, Any]:
    """The handover after the second signature."""
    waiting = api("sofia").post(f"{path}/finish", {"version": shared["version"]}).get_json()
    done: dict[str, Any] = (
        api("stefan").post(f"{path}/sign", {"version": waiting["version"]}).get_json()
    )
    return done


def test_v8_a_draft_is_changed_in_why_and_when_and_who_goes_to_whom_stays(
    api: Api, cast: Cast, book: int
) -> None:
    """``PATCH /handovers/{id}``: the version read is asked for, impossible days are named."""
    path, shared = drafted(api, cast)
    sofia, later = api("sofia"), today() + dt.timedelta(days=5)
    body = {
        "version": shared["version"], "reason": "overload", "effective_on": later.isoformat(),
        "note": "Later",
    }  # fmt: skip
    assert api("mara").patch(path, body).status_code == 403
    changed = sofia.patch(path, body)
    assert changed.status_code == 200, changed.text
    found = changed.get_json()
    assert (found["reason"], found["effective_on"]) == ("overload", later.isoformat())
    assert [one["clients"] for one in found["receivers"]] == [book]
    assert sofia.patch(path, body).status_code == 409, "read before it was changed"
    fresh = body | {"version": found["version"]}
    over = sofia.patch(path, fresh | {"effective_on": (today() - dt.timedelta(days=1)).isoformat()})
    assert (over.status_code, list(over.get_json()["errors"])) == (422, ["effective_on"])
    endless = sofia.patch(path, fresh | {"reason": "leave"})
    assert (endless.status_code, list(endless.get_json()["errors"])) == (422, ["returns_on"])
    waiting = sofia.post(f"{path}/finish", {"version": found["version"]}).get_json()
    late = sofia.patch(path, body | {"version": waiting["version"]})
    assert late.status_code == 409, "what waits for its signature is no draft"


def test_v8_what_was_proposed_is_made_a_draft_again_or_sent_back_with_a_reason(
    api: Api, cast: Cast, book: int
) -> None:
    """``POST /handovers/{id}/recall``: its maker needs no reason, the second person does."""
    path, shared = drafted(api, cast)
    sofia, stefan = api("sofia"), api("stefan")
    early = sofia.post(f"{path}/recall", {"version": shared["version"]})
    assert early.status_code == 409, "a draft is one already"
    waiting = sofia.post(f"{path}/finish", {"version": shared["version"]}).get_json()
    assert api("mara").post(f"{path}/recall", {"version": waiting["version"]}).status_code == 403
    again = sofia.post(f"{path}/recall", {"version": waiting["version"]}).get_json()
    assert again["state"] == "draft"
    assert [one["clients"] for one in again["receivers"]] == [book]
    waiting = sofia.post(f"{path}/finish", {"version": again["version"]}).get_json()
    mute = stefan.post(f"{path}/recall", {"version": waiting["version"]})
    assert (mute.status_code, list(mute.get_json()["errors"])) == (422, ["reason"])
    stale = {"version": waiting["version"] - 1, "reason": "No licence"}
    assert stefan.post(f"{path}/recall", stale).status_code == 409
    sent = stefan.post(f"{path}/recall", {"version": waiting["version"], "reason": "No licence"})
    assert sent.get_json()["state"] == "draft"
    assert sofia.get(path).get_json()["state"] == "draft"
    assert len(list(api("lena").walk("/clients", 10))) == book, "nothing has moved"


def test_v9_the_receiver_takes_all_that_awaits_but_the_vips(
    api: Api, cast: Cast, book: int
) -> None:
    """``POST /handovers/{id}/acceptance``: VIPs one by one; twice is once."""
    path, shared = drafted(api, cast)
    pavel = api("pavel")
    assert carried_out(api, path, shared)["state"] == "done"
    taken = pavel.post(f"{path}/acceptance")
    assert taken.get_json() == {"accepted": book - 1, "awaiting": 1}
    assert pavel.post(f"{path}/acceptance").get_json() == {"accepted": 0, "awaiting": 1}
    assert api("otto").post(f"{path}/acceptance").status_code == 404
    states = {one["is_vip"]: one["state"] for one in pavel.walk(f"{path}/clients", 10)}
    assert states == {True: "moved", False: "accepted"}


def test_v9_a_substitution_is_made_permanent_once_its_person_has_gone(
    api: Api, app: Flask, cast: Cast, book: int
) -> None:
    """``POST /handovers/{id}/permanence``: refused while the person may come back; where a VIP
    stays a second person signs, and who asked cannot."""
    back = (today() + dt.timedelta(days=14)).isoformat()
    path, shared = drafted(api, cast, reason="leave", returns_on=back)
    done = carried_out(api, path, shared)
    sofia, body = api("sofia"), {"version": done["version"]}
    assert sofia.post(f"{path}/permanence", body).status_code == 409
    with app.app_context(), transaction():
        shut_out(cast.employee("lena"), reason="closed")
    assert api("pavel").post(f"{path}/permanence", body).status_code == 403
    kept = sofia.post(f"{path}/permanence", body)
    assert kept.status_code == 200, kept.text
    asked = kept.get_json()
    assert asked["returns_on"] == back
    assert asked["permanence_asked_at"]
    body = {"version": asked["version"]}
    assert sofia.post(f"{path}/permanence/signature", body).status_code == 403
    stefan = api("stefan")
    unsaid = stefan.post(f"{path}/permanence/recall", body)
    assert unsaid.status_code == 422
    assert "reason" in unsaid.get_json()["errors"]
    signed = stefan.post(f"{path}/permanence/signature", body)
    assert signed.status_code == 200, signed.text
    assert signed.get_json()["returns_on"] is None
    assert stefan.post(f"{path}/permanence/signature", body).status_code == 409
    assert len(list(api("pavel").walk("/clients", 10))) == book
    assert sofia.post(f"{path}/permanence", body).status_code == 409


def test_v8_a_draft_that_does_not_hold_any_more_names_who_came_and_who_left(
    api: Api, app: Flask, cast: Cast, book: int
) -> None:
    """The refusal of ``POST /handovers/{id}/finish`` says what a program has to look at."""
    path, shared = drafted(api, cast)
    with app.app_context(), transaction():
        a_client(cast, name="ООО «Новая»", manager="lena", role="personal")
    late = api("sofia").post(f"{path}/finish", {"version": shared["version"]})
    assert late.status_code == 409
    assert late.get_json()["appeared"] == ["ООО «Новая»"]
    assert late.get_json()["gone"] == []
