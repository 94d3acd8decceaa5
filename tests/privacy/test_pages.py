"""G5: the pages of requests, as people use them."""

from __future__ import annotations

import sqlalchemy as sa

from rmapp.core.transaction import transaction
from rmapp.privacy import operations
from rmapp.privacy.models import RequestKind, SubjectRequest
from tests.factories import a_client


def csrf(browser):
    return browser.get("/notices/").text.split('name="csrf-token" content="')[1].split('"')[0]


def test_g5_a_request_is_written_down_seen_and_answered(app, cast, browser_of):
    with app.app_context(), transaction():
        address = a_client(cast).public_id
    sofia = browser_of("sofia")
    asked = sofia.post(
        f"/clients/{address}/privacy/requests",
        data={"csrf_token": csrf(sofia), "kind": "rectification", "channel": "letter"},
    )
    page = sofia.get(asked.location)
    assert page.status_code == 200
    assert "Correct what is wrong" in page.text
    empty = sofia.post(f"{asked.location}/answer", data={"csrf_token": csrf(sofia)})
    assert empty.status_code == 422
    done = sofia.post(
        f"{asked.location}/answer", data={"csrf_token": csrf(sofia), "answer": "Corrected"}
    )
    assert done.status_code == 302
    assert "Nobody waits" in sofia.get("/privacy/").text


def test_g5_a_second_person_of_another_team_sees_and_signs_an_erasure(app, cast, browser_of):
    with app.app_context(), transaction() as session:
        client = a_client(cast, name="ООО «Подпись»")
        operations.receive(
            client, actor=cast.actor("sofia"), kind=RequestKind.ERASURE, channel="x", note=""
        )
        asked = session.scalars(sa.select(SubjectRequest.public_id)).one()
    stefan = browser_of("stefan")
    assert "Подпись" in stefan.get("/privacy/").text
    page = stefan.get(f"/privacy/{asked}").text
    assert "What goes" in page
    assert "Dossier: 1" in page, "in words, not in names of tables"
    assert "client_event" not in page
    assert "Sign the erasure" in page
    assert "Sign the erasure" not in browser_of("sofia").get(f"/privacy/{asked}").text
    signed = stefan.post(f"/privacy/{asked}/sign", data={"csrf_token": csrf(stefan)})
    assert signed.status_code == 302
    with app.app_context(), transaction() as session:
        row = session.scalars(sa.select(SubjectRequest)).one()
        assert row.approved_by_id == cast.ids["stefan"]


def test_g5_a_request_that_is_worked_on_goes_on_to_its_archive_by_itself(app, cast, browser_of):
    with app.app_context(), transaction() as session:
        client = a_client(cast)
        operations.receive(
            client, actor=cast.actor("sofia"), kind=RequestKind.ACCESS, channel="x", note=""
        )
        asked = session.scalars(sa.select(SubjectRequest)).one()
        key, path = asked.id, f"/privacy/{asked.public_id}"
    sofia = browser_of("sofia")
    assert f'data-get="{path}" data-poll' in sofia.get(path).text
    part = sofia.get(path, headers={"X-Fragment": "1"})
    assert "data-poll" in part.text
    assert "<main" not in part.text
    with app.app_context(), transaction():
        operations.make_archive(key)
    assert sofia.get(path, headers={"X-Fragment": "1"}).headers["X-Location"] == path
    assert f"{path}/archive" in sofia.get(path).text
