"""The path's first step on the real directory, and the commands (D12, D13)."""

from __future__ import annotations

import csv
import itertools
import json
import os
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from rmapp.clients.models import Client, ClientEmail
from rmapp.core.errors import Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.duplicates.cli import commands as names_commands
from rmapp.exchange import cli
from rmapp.exchange.pairs import commands as pairs_commands
from rmapp.exchange.pairs import pairs_in
from tests.cast import Cast
from tests.exchange.importing import FIRMS, Desk, table

COPIES = {
    "utf8": "firms/suppliers_ru_utf8.csv",
    "cp1251": "messy_import/suppliers_ru_cp1251_semicolon.csv",
    "workbook": "messy_import/suppliers_ru_merged.xlsx",
}


def real(name: str) -> Path:
    return Path(os.environ["RMAPP_REAL_DATA"]) / COPIES[name]


def take(app: Flask, file: Path, **how: Any) -> dict[str, Any]:
    with app.app_context():
        return cli.run(file, login="mara", **{"wanted": None, "dry_run": False, **how})


def base(app: Flask) -> list[tuple[str, str]]:
    with app.app_context(), transaction() as session:
        rows = session.execute(
            sa.select(Client.display_name, Client.external_id).where(Client.deleted_at.is_(None))
        )
        return sorted((name, number) for name, number in rows)


@pytest.mark.real_data
def test_both_copies_of_the_directory_are_the_same_705_firms(app: Flask, cast: Cast) -> None:
    first = take(app, real("utf8"))
    assert (first["rows"], first["created"], first["errors"]) == (705, 705, [])
    assert sum(1 for one in first["warnings"] if one["field"] == "email") >= 31
    firms = base(app)
    assert len(firms) == 705
    second = take(app, real("cp1251"))
    assert second["created"] == 0
    assert second["updated"] + second["duplicates"] == 705
    assert base(app) == firms, "no firm twice, none renamed"
    third = take(app, real("workbook"))
    assert (third["rows"], third["created"]) == (51, 0)
    assert base(app) == firms
    with app.app_context(), transaction() as session:
        doubled = session.execute(
            sa.select(ClientEmail.client_id)
            .group_by(ClientEmail.client_id, sa.func.lower(ClientEmail.address))
            .having(sa.func.count() > 1)
        ).all()
        assert doubled == []


@pytest.mark.real_data
@pytest.mark.parametrize("order", [("workbook", "utf8", "cp1251"), ("cp1251", "workbook", "utf8")])
def test_whatever_comes_first_there_are_705_firms(
    app: Flask, cast: Cast, order: tuple[str, ...]
) -> None:
    for name in order:
        take(app, real(name))
    firms = base(app)
    assert len(firms) == 705
    assert len({number for _name, number in firms}) == 705


@pytest.mark.real_data
def test_a_dry_run_of_the_directory_changes_nothing(app: Flask, cast: Cast) -> None:
    answer = take(app, real("utf8"), dry_run=True)
    assert (answer["rows"], answer["created"]) == (705, 705)
    assert base(app) == []


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["fake_1000", "febrl1", "restaurants_864"])
def test_what_a_machine_would_merge_is_one_record(name: str) -> None:
    """D12: a wrong merge without a person never happens (labels only judge here)."""
    file = Path(os.environ["RMAPP_REAL_DATA"]) / "linkage_dev" / f"{name}.csv"
    with file.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source, skipinitialspace=True))
    label = {
        "fake_1000": lambda row: row["cluster"],
        "febrl1": lambda row: row["rec_id"].split("-")[1],
        "restaurants_864": lambda row: row["unique_id"],
    }[name]
    labels = [label(row) for row in rows]
    found = list(pairs_in(file))
    right = [labels[one.left - 1] == labels[one.right - 1] for one in found]
    merged = [same for one, same in zip(found, right, strict=True) if one.score.verdict == "merge"]
    assert all(merged)
    true = sum(a == b for a, b in itertools.combinations(labels, 2))
    precision, recall = sum(right) / len(right), sum(right) / true
    least = {"fake_1000": 0.85, "febrl1": 0.99, "restaurants_864": 0.90}[name]
    assert 2 * precision * recall / (precision + recall) >= least


def test_the_command_answers_by_its_contract(
    app: Flask, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "application_at_hand", app.app_context)
    file, mapping = tmp_path / "firms.csv", tmp_path / "mapping.json"
    file.write_bytes(table(*FIRMS, "9;ООО;Полюс;;;;7707083894;"))
    mapping.write_text(
        json.dumps({"Наименование": "full_name", "ИНН": "inn", "Код": "external_id"}), "utf-8"
    )
    command = cli.commands["import"]
    dry = CliRunner().invoke(
        command, [str(file), "--as", "mara", "--mapping", str(mapping), "--dry-run"]
    )
    assert dry.exit_code == 0, dry.output
    answer = json.loads(dry.stdout)
    assert (answer["rows"], answer["created"], answer["updated"], answer["duplicates"]) == (
        4, 3, 0, 0,
    )  # fmt: skip
    assert [(one["row"], one["field"]) for one in answer["errors"]] == [(5, "inn")]
    assert answer["errors"][0]["message"]
    assert base(app) == []
    done = CliRunner().invoke(command, [str(file), "--as", "mara"])
    assert json.loads(done.stdout)["created"] == 3
    assert len(base(app)) == 3
    again = json.loads(CliRunner().invoke(command, [str(file), "--as", "mara"]).stdout)
    assert (again["created"], again["duplicates"]) == (0, 3)


def test_the_command_refuses_what_the_pages_refuse(app: Flask, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"%PDF-1.7 " + b"x" * 300)
    with pytest.raises(Invalid):
        take(app, file)
    file.write_bytes(table())
    with app.app_context(), pytest.raises(NotFound):
        cli.run(file, login="nobody", wanted=None, dry_run=True)
    with pytest.raises(Invalid):
        take(app, file, wanted={"Нет такого": "phone"})


def test_pairs_are_counted_from_one_without_the_header(tmp_path: Path, desk: Desk) -> None:
    file = tmp_path / "firms.csv"
    twin = FIRMS[0].replace("1;ООО", "9;ООО")
    file.write_bytes(table(*FIRMS, twin))
    answer = CliRunner().invoke(pairs_commands["duplicates"], ["pairs", str(file)])
    lines = answer.stdout.splitlines()
    assert lines[0] == "left_row,right_row,score,verdict,reasons"
    assert lines[1].startswith("1,4,")
    assert ",merge," in lines[1]
    assert len(lines) == 2


def test_d12_rows_that_share_a_phone_alone_are_proposed(tmp_path: Path) -> None:
    rows = ["Вася,+7 916 000-00-01", "Кузнецов Дмитрий,89160000001", ",+79160000002",
            "Лапина Ольга,8 (916) 000-00-02", "Белов Пётр,+79160000003"]  # fmt: skip
    office = [f"{name},+7 495 000-00-00" for name in ("Ани", "Боря", "Вика", "Гоша", "")]
    file = tmp_path / "phones.csv"
    file.write_text("\n".join(["Имя,Телефон", *rows, *office]), "utf-8")
    answer = CliRunner().invoke(pairs_commands["duplicates"], ["pairs", str(file)])
    found = [line.split(",") for line in answer.stdout.splitlines()[1:]]
    assert [(one[0], one[1], one[3]) for one in found] == [
        ("1", "2", "propose"), ("3", "4", "propose"),
    ]  # fmt: skip


def test_names_are_scored_row_by_row(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text("left,right\nИванов Пётр,Petr Ivanov\nКедр,Zebra\n", "utf-8")
    answer = CliRunner().invoke(names_commands["names"], ["score", str(file)])
    head, one, two = [line.split(",") for line in answer.stdout.splitlines()]
    assert head == ["row", "score"]
    assert (one[0], two[0]) == ("1", "2")
    assert float(one[1]) > 0.9 > 0.5 > float(two[1])
    file.write_text("a,b\n1,2\n", "utf-8")
    assert CliRunner().invoke(names_commands["names"], ["score", str(file)]).exit_code == 2
