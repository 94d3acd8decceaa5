"""Imports by the API (D13)."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import Caller

Api = Callable[[str], Caller]
FILE = """Название;Телефон;ИНН
ООО «Кедр»;+7 495 123-45-67;7707083893
ООО «Дуб»;сломан;7736050003
;+7 495 123-45-69;
"""


def upload(caller: Caller, content: bytes, name: str = "firms.csv") -> Any:
    """POST the file as a form does."""
    return caller.open(
        "POST",
        "/imports",
        data={"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def test_a_file_is_brought_in_checked_and_told_row_by_row(
    api: Api, worked: Callable[[], None]
) -> None:
    """Upload, columns, dry run, rows with their errors, run, undo: the whole way of the wizard."""
    mara = api("mara")
    made = upload(mara, FILE.encode("cp1251"))
    assert made.status_code == 201, made.text
    path = made.headers["Location"]
    assert made.get_json()["columns"] == ["Название", "Телефон", "ИНН"]
    wrong = mara.post(f"{path}/mapping", {"mapping": {"Название": "ghost"}})
    assert wrong.status_code == 422
    mapping = {"Название": "short_name", "Телефон": "phone", "ИНН": "inn"}
    assert mara.post(f"{path}/mapping", {"mapping": mapping}).status_code == 200
    begun = mara.post(f"{path}/check").get_json()
    assert begun["state"] == "checking"
    assert begun["progress"]["state"] == "queued"
    worked()
    checked = mara.get(path).get_json()
    assert checked["state"] == "checked", checked
    rows = list(mara.walk(f"{path}/rows", 2))
    assert [row["number"] for row in rows] == sorted(row["number"] for row in rows)
    errors = [row for row in rows if row["fate"] == "error"]
    assert errors
    assert all(problem["message"] for row in errors for problem in row["problems"])
    assert mara.post(f"{path}/run").get_json()["state"] == "running"
    worked()
    done = mara.get(path).get_json()
    assert (done["state"], done["created"]) == ("done", len(rows) - len(errors))
    names = {one["name"] for one in mara.walk("/clients", 10)}
    assert "ООО «Кедр»" in names
    undone = mara.post(f"{path}/undo").get_json()
    assert undone["imported"]["state"] == "undone"
    assert list(mara.walk("/clients", 10)) == []


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 422), (b"\x00\x01\x02" * 100, 422), (b"PK\x03\x04broken", 422)],
    ids=["empty", "binary", "broken workbook"],
)
def test_what_is_no_table_is_refused_at_the_file(api: Api, content: bytes, status: int) -> None:
    """A clear word, no import."""
    mara = api("mara")
    answer = upload(mara, content)
    assert (answer.status_code, list(answer.get_json()["errors"])) == (status, ["file"])
    assert mara.get("/imports").get_json()["items"] == []


def test_an_import_is_its_persons_and_their_supervisors(api: Api) -> None:
    """Reach, and what is no upload at all."""
    path = upload(api("mara"), FILE.encode()).headers["Location"]
    assert api("sofia").get(path).status_code == 200
    assert api("otto").get(path).status_code == 404
    assert api("otto").post(f"{path}/check").status_code == 404
    assert api("adam").get(path).status_code == 403
    mara = api("mara")
    assert mara.open("POST", "/imports", data=b"x", content_type="text/csv").status_code == 415
    empty = mara.open("POST", "/imports", data={"a": "b"}, content_type="multipart/form-data")
    assert empty.status_code == 422
    assert mara.post(f"{path}/run").status_code == 409
    assert mara.post(f"{path}/stop").status_code == 409
    assert mara.post(f"{path}/undo").status_code == 409
