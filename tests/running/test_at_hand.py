"""A command of the console has its database, whether the desk is up or not."""

from __future__ import annotations

import json
from pathlib import Path

import psutil
import psycopg
import pytest

from rmapp.at_hand import database_at_hand
from rmapp.bench.base import server_of
from rmapp.core.embedded import Engines, recorded
from rmapp.servers import database_url
from rmapp.settings import Mode, Settings

from .small_desk import conninfo


def config(instance: Path) -> Settings:
    return Settings(mode=Mode.DEMO, instance=instance)


def test_while_the_desk_is_not_up_its_database_runs_for_the_command(
    room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = config(room / "instance")
    with database_at_hand(chosen):
        told = recorded(chosen.instance)
        with psycopg.connect(**conninfo(database_url(chosen))) as connection:
            roles = connection.execute("SELECT count(*) FROM role").fetchone()
    assert told is not None
    assert roles is not None
    assert roles[0] >= 5  # migrated and seeded
    assert "not up" in capsys.readouterr().err
    assert recorded(chosen.instance) is None
    assert not (chosen.instance / "lock").exists()
    left = [one for one in psutil.process_iter(["cmdline"]) if str(room) in str(one.info)]
    assert left == []


def test_a_running_desk_is_used_as_it_is(
    engines: Engines, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = config(engines.place.instance)
    with database_at_hand(chosen):
        assert database_url(chosen) == engines.servers.serving_url
    assert engines.fallen() == []
    assert capsys.readouterr().err == ""


def test_a_named_database_is_used_and_nothing_started(room: Path) -> None:
    named = "postgresql+psycopg://serving@db.bank.example/desk"
    chosen = Settings(
        mode=Mode.DEMO, instance=room / "instance", database_url=named, demo_on_server=True
    )
    with database_at_hand(chosen):
        assert database_url(chosen) == named
    assert not chosen.instance.exists()


def test_a_desk_that_was_killed_leaves_a_record_nobody_believes(room: Path) -> None:
    chosen = config(room / "instance")
    chosen.instance.mkdir()
    gone = psutil.Popen(["true"])
    gone.wait()
    (chosen.instance / "run.json").write_text(f'{{"pid": {gone.pid}, "runtime": "/nowhere"}}')
    with (
        database_at_hand(chosen),
        psycopg.connect(**conninfo(database_url(chosen))) as connection,
    ):
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_bench_starts_its_server_where_a_killed_desk_left_its_record(room: Path) -> None:
    chosen = config(room / "instance")
    chosen.instance.mkdir()
    gone = psutil.Popen(["true"])
    gone.wait()
    told = {"pid": gone.pid, "runtime": "/nowhere", "owner_url": "x", "serving_url": "y"}
    (chosen.instance / "run.json").write_text(json.dumps(told))
    with server_of(chosen) as server, psycopg.connect(**conninfo(server.owner_url)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
