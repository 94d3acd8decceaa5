"""Documents by the API (D10)."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from tests.api.conftest import Caller
from tests.documents.files_of import pdf

Api = Callable[[str], Caller]


def hand_in(caller: Caller, client: str, content: bytes, name: str, **more: str) -> Any:
    """POST the file as a form does."""
    return caller.open(
        "POST",
        "/documents",
        data={"file": (io.BytesIO(content), name), "client": client, **more},
        content_type="multipart/form-data",
    )


def test_d10_a_document_is_handed_in_read_changed_and_thrown_away(
    api: Api, base: dict[str, str]
) -> None:
    """The whole life of a document over REST."""
    mara = api("mara")
    made = hand_in(mara, base["mara"], pdf(), "устав.pdf", kind="charter")
    assert made.status_code == 201, made.text
    path = made.headers["Location"]
    assert made.get_json()["files"][0]["media"] == "pdf"
    assert mara.get(f"{path}/content").data.startswith(b"%PDF")
    found = [one["id"] for one in mara.walk(f"/documents?client={base['mara']}", 5)]
    assert found == [made.get_json()["id"]]
    changed = mara.patch(path, {"version": 1, "title": "Устав 2026", "expires_on": "2027-01-01"})
    assert (changed.get_json()["title"], changed.get_json()["version"]) == ("Устав 2026", 2)
    assert mara.patch(path, {"version": 1, "title": "Stale"}).status_code == 409
    assert mara.open("DELETE", path).status_code == 204
    assert mara.get(path).status_code == 404
    assert mara.post(f"{path}/restore").status_code == 200


def test_d10_what_is_no_document_is_refused_at_the_file(api: Api, base: dict[str, str]) -> None:
    """A clear word at the field; another's client is not there; the same file is kept once."""
    mara = api("mara")
    refused = hand_in(mara, base["mara"], b"MZ\x90\x00", "a.pdf")
    assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["file"])
    assert hand_in(api("otto"), base["mara"], pdf(), "a.pdf").status_code == 404
    assert hand_in(api("adam"), base["mara"], pdf(), "a.pdf").status_code == 403
    one = hand_in(mara, base["mara"], pdf(), "a.pdf").get_json()
    assert hand_in(mara, base["mara"], pdf(), "b.pdf").get_json()["id"] == one["id"]
