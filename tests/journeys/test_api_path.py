"""The path through the whole house over REST, as another programme of the bank walks it.

The tests of this module follow one another and share what they have done.
"""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.desk import Desk, until
from tests.journeys.rest import Rest, bank_day, brought_in, moment

NUMBER = secrets.randbelow(90_000) + 10_000  # other firms each time the path is walked
SYLLABLES = [a + b for a in "бвгдклмнпрст" for b in "аеиоу"]
ADDRESS = f"head{NUMBER}@api.example"


@pytest.fixture(scope="module")
def story() -> dict[str, Any]:
    """What earlier steps leave to later ones."""
    return {}


def word() -> str:
    """A name no other firm has."""
    return "".join(secrets.choice(SYLLABLES) for _ in range(5)).title()


def directory(firms: int) -> str:
    """Firms as a directory lists them; one row cannot be taken in."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";")
    rows.writerow(["legal_form", "name", "phone", "email", "activity"])
    for number in range(firms):
        code = f"{NUMBER}{number:02d}"
        site = f"firma{code}.example"
        phone = f"(4822) {code[:2]}-{code[2:4]}-{code[4:6]}"
        rows.writerow(["ООО", f"{word()} {code}", phone, f"info@{site}", "Стройматериалы"])
    rows.writerow(["ООО", "", "", "", "Без имени"])
    return out.getvalue()


def test_1_a_directory_comes_in_and_its_copy_brings_no_firm_twice(
    rest: Callable[[str], Rest],
) -> None:
    mara, text = rest("mara"), directory(20)
    checked = brought_in(mara, "firms.csv", text.encode(), only_checked=True)
    assert (checked["counts"]["create"], checked["counts"]["error"]) == (20, 1)
    wrong = mara.get(f"/imports/{checked['id']}/rows", fate="error")["items"]
    assert [row["number"] for row in wrong] == [22]
    assert wrong[0]["problems"][0]["is_error"]
    done = brought_in(mara, "firms.csv", text.encode())
    assert done["created"] == 20
    again = brought_in(mara, "firms-1251.csv", text.encode("cp1251"))
    assert again["encoding"].replace("windows-", "cp") == "cp1251"
    assert (again["counts"]["create"], again["created"]) == (0, 0)
    assert again["counts"]["duplicate"] == 20


@pytest.mark.real_data
def test_1_the_real_directory_comes_in_and_its_copy_brings_no_firm_twice(
    rest: Callable[[str], Rest],
) -> None:
    max_, folder = rest("max"), Path(os.environ["RMAPP_REAL_DATA"])
    before = len(names(max_))
    content = (folder / "firms" / "suppliers_ru_utf8.csv").read_bytes()
    first = brought_in(max_, "suppliers.csv", content)
    assert sum(first["counts"][fate] for fate in ("create", "update", "duplicate", "error")) == 705
    assert len(names(max_)) - before == first["created"] > 600
    (copy,) = (folder / "messy_import").glob("*cp1251*.csv")
    again = brought_in(max_, "suppliers-1251.csv", copy.read_bytes())
    assert (again["counts"]["create"], again["created"]) == (0, 0)


def names(manager: Rest) -> list[str]:
    """All clients of a manager, page by page along the cursors."""
    found, cursor = [], None
    while True:
        page = manager.get("/clients", limit=200, **({"cursor": cursor} if cursor else {}))
        found += [one["name"] for one in page["items"]]
        cursor = page["next"]
        if not cursor:
            return found


def test_2_a_dossier_a_contact_person_a_visit_and_its_outcome(
    rest: Callable[[str], Rest], story: dict[str, Any]
) -> None:
    mara = rest("mara")
    firm = {
        "kind": "organisation",
        "short_name": f"ООО «{word()}»",
        "emails": [{"address": ADDRESS, "is_preferred": True}],
        "needs": "Дешевле принимать карты",
    }
    first, second = (mara.ask("POST", "/clients", firm, key=f"api-path-{NUMBER}") for _ in "12")
    assert (first.status, first.json["id"]) == (201, second.json["id"]), "sent twice, made once"
    client = story["client"] = first.json
    person = mara.post(
        "/contact-persons",
        {
            "client": client["id"],
            "name": "Орлова Вера Петровна",
            "position": "Генеральный директор",
            "email": ADDRESS,
            "decision_role": "decides",
            "is_head": True,
        },
    )
    day = moment(client["created_at"]) + timedelta(days=1)
    free = mara.free_from(day + timedelta(hours=3), timedelta(hours=2))
    common = {"client": client["id"], "contact_person": person["id"]}
    letter = {"kind": "letter", "planned_at": day.isoformat(), "subject": "О встрече"}
    written = mara.post("/interactions", {**common, **letter, "body": "Предлагаем встретиться."})
    planned = mara.post(
        "/interactions",
        {
            **common,
            "kind": "visit",
            "planned_at": free.isoformat(),
            "purpose": "first_contact",
            "structure": ["Знакомство", "Приём карт", "Следующий шаг"],
            "strategies": ["foot_in_door"],
        },
    )
    assert (planned["state"], len(planned["structure"])) == ("planned", 3)
    gone = {"version": written["version"], "result": "sent"}
    gone = mara.post(f"/interactions/{written['id']}/outcome", gone)
    assert gone["next"] == planned["id"], "the visit is the next step already"
    path, said = f"/interactions/{planned['id']}/outcome", {"version": planned["version"]}
    said |= {"result": "held", "note": "Готовы сравнить тарифы", "temperature": "warm"}
    refused = mara.ask("POST", path, said)
    assert refused.status == 422, "an outcome asks for the next step"
    step = {"kind": "call", "planned_at": (day + timedelta(days=2)).isoformat()}
    done = mara.post(path, {**said, "next_step": step})
    assert (done["state"], done["temperature_after"]) == ("done", "warm")
    assert mara.get(f"/interactions/{done['next']}")["kind"] == "call"
    assert mara.get(f"/clients/{client['id']}")["next_contact_at"]


def test_3_a_proposal_leaves_with_its_pdf_in_two_languages(
    rest: Callable[[str], Rest], story: dict[str, Any]
) -> None:
    mara, client = rest("mara"), story["client"]["id"]
    product = mara.get("/products")["items"][0]["id"]
    lines = [{"product": product, "quantity": 3}]
    chance = mara.post("/opportunities", {"client": client, "lines": lines})
    assert chance["amount"]["amount"] > 0
    made = mara.post("/proposals", {"opportunity": chance["id"]})
    path = story["proposal"] = f"/proposals/{made['id']}"
    for language in ("ru", "en"):
        paper = mara.ask("GET", f"{path}/pdf", query={"language": language})
        assert (paper.kind, paper.body[:4]) == ("application/pdf", b"%PDF")
    sent = mara.post(
        f"{path}/send", {"version": made["version"], "recipient": ADDRESS, "consent": True}
    )
    assert sent["proposal"]["state"] == "sent"
    letter = until(
        lambda: state_of(mara, sent["letter"], "sent"), "the letter leaves through the outbox"
    )
    story["letter"], story["number"] = letter["message_id"], made["number"]
    reminder = mara.get(f"/messages/{sent['reminder']}")
    story["reminder"] = reminder["id"]
    assert (reminder["state"], reminder["recipient"]) == ("pending", ADDRESS)
    assert bank_day(reminder["due_at"]) > bank_day(letter["sent_at"])


def state_of(manager: Rest, message: str, state: str) -> Any:
    """The letter, once it is in ``state``."""
    found = manager.get(f"/messages/{message}")
    return found if found["state"] == state else None


def test_4_an_answer_stops_the_reminder(
    rest: Callable[[str], Rest], story: dict[str, Any], desk: Desk
) -> None:
    mara = rest("mara")
    reply = (
        f"From: {ADDRESS}\r\nTo: desk@bank.example\r\nSubject: Re: {story['number']}\r\n"
        f"In-Reply-To: {story['letter']}\r\nMessage-ID: <answer-{NUMBER}@api.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nСпасибо, обсудим.\r\n"
    )
    taken = json.loads(desk.run("mail", "in", given=reply.encode()))
    assert story["client"]["id"] in taken.values()
    until(lambda: state_of(mara, story["reminder"], "cancelled"), "the reminder is stopped")
    answered = mara.post(
        f"{story['proposal']}/answer",
        {"version": mara.get(story["proposal"])["version"], "answer": "accepted"},
    )
    assert answered["state"] == "accepted"


def test_5_the_prospect_becomes_a_client_of_a_personal_manager(
    rest: Callable[[str], Rest], story: dict[str, Any]
) -> None:
    mara, viktor, client = rest("mara"), rest("viktor"), story["client"]["id"]
    assert mara.post(f"/clients/{client}/conversion")["lifecycle"] == "client"
    story["people"] = {one["login"]: one["id"] for one in viktor.get("/staff", limit=200)["items"]}
    given = {"client": client, "employee": story["people"]["roman"], "role": "personal"}
    assert mara.ask("POST", "/assignments", {**given, "reason": "?"}).status == 403
    assigned = viktor.post("/assignments", {**given, "reason": "Он ведёт торговые сети"})
    assert (assigned["role"], assigned["is_primary"]) == ("personal", True)
    roman = rest("roman")
    assert roman.get(f"/clients/{client}")["served_by"][0]["employee"]["id"] == given["employee"]


def test_6_the_manager_leaves_and_a_second_supervisor_signs(
    rest: Callable[[str], Rest], story: dict[str, Any]
) -> None:
    viktor, stefan, roman, people = rest("viktor"), rest("stefan"), rest("roman"), story["people"]
    mine = {"manager": people["roman"], "state": "planned", "limit": 200}
    open_steps = roman.get("/interactions", **mine)["items"]
    assert open_steps
    begun = viktor.post(
        "/handovers",
        {
            "employee": people["roman"],
            "reason": "leaving",
            "effective_on": bank_day(story["client"]["created_at"]),
            "closes_access": True,
        },
    )
    path = f"/handovers/{begun['id']}"
    shared = viktor.post(f"{path}/share-out", {"receivers": [people["nina"], people["lena"]]})
    assert all(one["clients"] for one in shared["receivers"])
    waiting = viktor.post(f"{path}/finish", {"version": shared["version"]})
    assert waiting["state"] == "waiting"
    alone = viktor.ask("POST", f"{path}/sign", {"version": waiting["version"]})
    assert alone.status == 403, "nobody signs their own handover"
    signed = stefan.post(f"{path}/sign", {"version": waiting["version"]})
    assert (signed["state"], signed["signed_by"]["id"]) == ("done", people["stefan"])
    assert roman.ask("GET", "/clients").status == 401, "the leaver's access has ended at once"
    served = viktor.get(f"/clients/{story['client']['id']}")["served_by"]
    new = {one["employee"]["id"] for one in served if one["role"] == "personal"}
    assert len(new & {people["nina"], people["lena"]}) == 1
    left = viktor.get("/assignments", employee=people["roman"], is_open="true")["items"]
    assert left == []
    for step in open_steps:
        manager = viktor.get(f"/interactions/{step['id']}")["manager"]["id"]
        assert manager in (people["nina"], people["lena"]), "everything open follows"


def test_7_the_auditor_finds_every_step_and_can_change_nothing(
    rest: Callable[[str], Rest], story: dict[str, Any]
) -> None:
    ada, client = rest("ada"), story["client"]["id"]
    for tag in (
        "client:created",
        "client:converted",
        "proposal:sent",
        "handover:signed",
        "handover:carried-out",
    ):
        found = ada.get("/audit", tag=tag)["items"]
        assert found, tag
        assert found[0]["hash"], tag
    person = {"client": client, "name": "Никто"}
    for method, path, body in (
        ("GET", f"/clients/{client}", None),
        ("POST", "/clients", {"kind": "organisation", "short_name": "ООО «Нет»"}),
        ("PATCH", f"/clients/{client}", {"version": 1, "needs": "-"}),
        ("DELETE", f"/clients/{client}", None),
        ("POST", "/contact-persons", person),
        ("POST", "/interactions", {"client": client, "kind": "call"}),
        ("POST", "/opportunities", {"client": client}),
        ("POST", f"{story['proposal']}/withdrawal", {"version": 1}),
        ("POST", f"/messages/{story['reminder']}/hold", None),
        ("POST", "/assignments", {}),
        ("POST", "/handovers", {}),
        ("POST", "/imports", {}),
        ("PATCH", f"/staff/{story['people']['mara']}", {"version": 1}),
    ):
        refused = ada.ask(method, path, body)
        assert refused.status == 403, f"{method} {path}: {refused.status}"
        assert refused.kind == "application/problem+json"
