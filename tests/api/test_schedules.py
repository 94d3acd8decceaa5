"""Contact schedules and their templates by the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from tests.api.conftest import Caller

Api = Callable[[str], Caller]
START = (dt.datetime.now(dt.UTC) + dt.timedelta(days=30)).date().isoformat()


def test_c2_a_schedule_is_seen_started_shifted_paused_and_stopped(
    api: Api, base: dict[str, str]
) -> None:
    """The same operations as the pages': the same dates, the same refusals."""
    mara = api("mara")
    templates = mara.get("/schedule-templates").get_json()["items"]
    approach = next(one for one in templates if one["title_en"] == "Approach to a firm")
    asked = {"client": base["mara"], "template": approach["id"], "starts_on": START}
    shown = mara.post("/schedules/preview", asked).get_json()
    assert len(shown["steps"]) == 5
    assert all(one["planned_at"] and one["why"] for one in shown["steps"])
    made = mara.post("/schedules", asked)
    assert made.status_code == 201
    one, path = made.get_json(), made.headers["Location"]
    assert [step["planned_at"] for step in one["steps"]] == [
        step["planned_at"] for step in shown["steps"]
    ]
    again = mara.post("/schedules", asked)
    assert (again.status_code, list(again.get_json()["errors"])) == (422, ["template"])
    assert api("otto").get(path).status_code == 404
    moved = mara.post(f"{path}/shift", {"version": one["version"], "days": 3}).get_json()
    assert moved["steps"][0]["planned_at"] > one["steps"][0]["planned_at"]
    assert mara.post(f"{path}/shift", {"version": 1, "days": 3}).status_code == 409
    step = moved["steps"][1]["id"]
    dropped = mara.post(
        f"{path}/steps/{step}/drop", {"version": moved["version"], "reason": "Known"}
    ).get_json()
    assert dropped["steps"][1]["state"] == "dropped"
    paused = mara.post(f"{path}/pause", {"version": dropped["version"]}).get_json()
    assert (paused["state"], paused["steps"][0]["state"]) == ("paused", "waiting")
    runs = mara.post(f"{path}/resumption", {"version": paused["version"]}).get_json()
    assert runs["steps"][0]["state"] == "planned"
    over = mara.post(f"{path}/stop", {"version": runs["version"], "reason": "Bought"}).get_json()
    assert (over["state"], over["reason"]) == ("stopped", "Bought")
    listed = mara.get(f"/schedules?client={base['mara']}&state=stopped").get_json()["items"]
    assert [row["id"] for row in listed] == [one["id"]]


def test_c2_a_client_says_when_its_paused_schedule_goes_on(api: Api, base: dict[str, str]) -> None:
    """On its card and in the list: a schedule that rests until a day is a next step, else none."""
    mara = api("mara")
    [approach] = [
        one for one in mara.get("/schedule-templates").get_json()["items"]
        if one["title_en"] == "Approach to a firm"
    ]  # fmt: skip
    asked = {"client": base["mara"], "template": approach["id"], "starts_on": START}
    made = mara.post("/schedules", asked)
    path, version = made.headers["Location"], made.get_json()["version"]

    def said() -> tuple[str | None, str | None]:
        card = mara.get(f"/clients/{base['mara']}").get_json()
        [line] = [
            one for one in mara.get("/clients").get_json()["items"] if one["id"] == base["mara"]
        ]
        return card["resumes_on"], line["resumes_on"]

    assert said() == (None, None)
    rests = {"version": version, "until": START}
    paused = mara.post(f"{path}/pause", rests).get_json()
    assert said() == (START, START)
    runs = mara.post(f"{path}/resumption", {"version": paused["version"]}).get_json()
    assert said() == (None, None)
    mara.post(f"{path}/pause", {"version": runs["version"]})
    assert said() == (None, None), "without a day it is no step"


def test_c2_a_template_is_made_and_published_anew_by_those_who_keep_the_library(api: Api) -> None:
    """A running version is never changed: the next one is published beside it."""
    steps = [{"kind": "letter", "anchor": "start"}, {"kind": "call", "offset_days": 3}]
    given = {"title_en": "Trial", "title_ru": "Проба", "steps": steps}
    assert api("mara").post("/schedule-templates", given).status_code == 403
    sofia = api("sofia")
    bad = [{"kind": "letter", "message_en": "{who}"}]
    wrong = sofia.post("/schedule-templates", {**given, "steps": bad})
    assert (wrong.status_code, list(wrong.get_json()["errors"])) == (422, ["steps.message_en"])
    made = sofia.post("/schedule-templates", given)
    one, path = made.get_json(), made.headers["Location"]
    assert (one["number"], len(one["steps"]), one["steps"][1]["minutes"]) == (1, 2, 15)
    body = {**given, "version": one["version"], "steps": steps[:1]}
    two = sofia.post(f"{path}/versions", body).get_json()
    assert (two["number"], len(two["steps"])) == (2, 1)
    assert sofia.post(f"{path}/versions", body).status_code == 409
    gone = sofia.post(f"{path}/state", {"version": two["version"], "is_active": False}).get_json()
    assert gone["is_active"] is False
