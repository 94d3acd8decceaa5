"""Consents, requests of subjects and the past of a dossier over the API (G5, D18)."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import sqlalchemy as sa
from flask import Flask

from rmapp.clients.models import ClientPast, ClientPhone
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.dossiers import operations
from rmapp.dossiers.rules import PhoneEntry
from rmapp.privacy import operations as privacy
from rmapp.privacy.models import SubjectRequest
from tests.factories import a_client, a_person


def test_g5_a_consent_is_recorded_with_its_proof_and_taken_back(app: Flask, cast: Any, api: Any):
    with app.app_context(), transaction():
        client = a_person(cast, emails=["vera@example.org"]).public_id
    mara, otto = api("mara"), api("otto")
    given = {
        "client": client, "address": "Vera@example.org", "purpose": "marketing",
        "text_version": "2026-1", "source": "Форма в отделении", "proof": "Бланк № 7",
    }  # fmt: skip
    assert otto.post("/consents", json=given).status_code == 404
    assert mara.post("/consents", json={**given, "proof": ""}).status_code == 422
    assert mara.post("/consents", json={**given, "purpose": "service"}).status_code == 422
    assert mara.post("/consents", json={**given, "address": "no@example.org"}).status_code == 422
    made = mara.post("/consents", json=given)
    assert made.status_code == 201, made.text
    assert [one["state"] for one in made.json["items"]] == ["given"]
    asked = {name: given[name] for name in ("client", "address", "purpose", "text_version")}
    assert mara.post("/consents/ask", json=asked).status_code == 409  # it is there
    assert mara.post("/consents/ask", json={**asked, "purpose": "survey"}).status_code == 204
    back = {"client": client, "address": "vera@example.org", "purpose": "marketing"}
    taken = mara.post("/consents/withdraw", json={**back, "source": "звонок"})
    assert taken.json == {"stopped": 0}
    shown = mara.get("/consents", query_string={"client": client}).json["items"]
    states = {one["purpose"]: one["state"] for one in shown}
    assert states == {"marketing": "withdrawn", "survey": "asked"}


def test_g5_a_request_is_received_answered_and_its_archive_is_read(
    app: Flask, cast: Any, api: Any
) -> None:
    with app.app_context(), transaction():
        client = a_person(cast, notes="только в досье").public_id
    sofia, mara = api("sofia"), api("mara")
    asked = {"client": client, "kind": "access", "channel": "письмо"}
    assert mara.post("/privacy-requests", json=asked).status_code == 403
    made = sofia.post("/privacy-requests", json=asked)
    assert made.status_code == 201, made.text
    assert made.json["state"] == "working"
    assert sofia.post("/privacy-requests", json=asked).status_code == 409
    path = f"/privacy-requests/{made.json['id']}"
    assert sofia.get(f"{path}/archive").status_code == 404  # not made yet
    with app.app_context(), transaction() as session:
        privacy.make_archive(session.scalars(sa.select(SubjectRequest.id)).one())
    read = sofia.get(f"{path}/archive")
    assert read.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(read.data)) as box:
        assert "только в досье" in box.read("data.json").decode()
    assert sofia.post(f"{path}/answer", json={"answer": ""}).status_code == 422
    assert sofia.post(f"{path}/answer", json={"answer": "передан"}).json["state"] == "answered"
    assert sofia.get("/privacy-requests").json["items"] == []
    every = sofia.get("/privacy-requests", query_string={"every": "true"}).json["items"]
    assert [one["id"] for one in every] == [made.json["id"]]


def test_g5_an_erasure_says_what_goes_and_takes_a_second_person(
    app: Flask, cast: Any, api: Any
) -> None:
    with app.app_context(), transaction():
        client = a_person(cast, phones=["+74951112233"]).public_id
    sofia = api("sofia")
    made = sofia.post(
        "/privacy-requests", json={"client": client, "kind": "erasure", "channel": "письмо"}
    )
    assert made.status_code == 201, made.text
    assert made.json["goes"]["client_phone"] == 1
    path = f"/privacy-requests/{made.json['id']}"
    assert sofia.post(f"{path}/answer", json={"answer": "готово"}).status_code == 409
    assert sofia.post(f"{path}/sign").status_code == 403  # who asked does not sign
    with app.app_context(), transaction() as session:
        session.execute(sa.update(SubjectRequest).values(created_by_id=cast.ids["mara"]))
    signed = sofia.post(f"{path}/sign")
    assert signed.json["state"] == "working"
    assert sofia.post(f"{path}/sign").status_code == 409


def test_d18_the_past_of_a_dossier_is_read_and_brought_back(
    app: Flask, cast: Any, api: Any
) -> None:
    with app.app_context(), transaction():
        client = a_client(cast, days_ago=9, banks_now="ВТБ", phones=["+74951112233"])
        db.session.flush()
        db.session.execute(sa.delete(ClientPast))
        phone = db.session.scalars(sa.select(ClientPhone)).one()
        operations.edit_client(
            client, actor=cast.actor("mara"), version=client.version,
            fields={"banks_now": "Альфа"},
            phones=[PhoneEntry("+74954445566", public_id=phone.public_id)],
        )  # fmt: skip
        public_id, row = client.public_id, phone.public_id
    mara, path = api("mara"), f"/clients/{public_id}"
    with app.app_context(), transaction():
        yesterday = str(clock.today("Europe/Moscow") - dt.timedelta(days=1))
    then = mara.get(f"{path}/as-of", query_string={"on": yesterday})
    assert then.status_code == 200, then.text
    [record] = then.json["records"]
    banks = next(one for one in record["fields"] if one["field"] == "banks_now")
    assert (banks["was"], banks["now"]) == ("ВТБ", "Альфа")
    [line] = [one for one in record["lists"] if one["of"] == "client_phone"]
    assert line["row"]["number"] == "+74951112233"
    assert not [name for name in line["row"] if name == "id" or name.endswith("_id")]
    for given in (
        {"field": "banks_now"}, {"row": {"of": "client_phone", "id": row}},
    ):  # fmt: skip
        body = {"on": yesterday, "version": mara.get(path).json["version"], **given}
        assert api("otto").post(f"{path}/as-of", json=body).status_code == 404
        done = mara.post(f"{path}/as-of", json=body)
        assert done.status_code == 200, done.text
    now = mara.get(path).json
    assert now["banks_now"] == "ВТБ"
    assert [one["number"] for one in now["phones"]] == ["+74951112233"]
    body = {"on": yesterday, "version": now["version"]}
    assert mara.post(f"{path}/as-of", json=body).status_code == 422
    for wrong in ({"field": "nonsense"}, {"row": {"of": "relation", "id": row}}):
        assert mara.post(f"{path}/as-of", json={**body, **wrong}).status_code == 404
    assert mara.get(f"{path}/as-of", query_string={"on": "x"}).status_code == 422
