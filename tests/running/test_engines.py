"""The embedded PostgreSQL and Redis: private, durable, polite to the machine."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import psutil
import psycopg
import pytest
import redis
import sqlalchemy as sa
from redis.backoff import NoBackoff
from redis.retry import Retry

from rmapp.core.embedded import Busy, Engines, Servers, locate, place, recorded
from rmapp.core.processes import alive, wait_until


def connected(url: str | None, **changes: str) -> psycopg.Connection[tuple[object, ...]]:
    parts = sa.make_url(str(url))
    facts = {
        "user": str(parts.username),
        "password": str(parts.password),
        "dbname": str(parts.database),
        "host": str(parts.query["host"]),
    }
    return psycopg.connect(**{**facts, **changes}, autocommit=True)


def one(url: str | None, statement: str) -> object:
    with connected(url) as connection:
        row = connection.execute(statement).fetchone()
    assert row is not None
    return row[0]


def modes_above(path: Path) -> dict[Path, int]:
    return {parent: stat.S_IMODE(parent.stat().st_mode) for parent in path.parents}


def test_the_database_speaks_unicode_and_utc(engines: Engines) -> None:
    url = engines.servers.serving_url
    assert one(url, "SELECT lower('ЁЖ Straße')") == "ёж straße"
    assert one(url, "SHOW server_encoding") == "UTF8"
    assert one(url, "SHOW timezone") == "UTC"


def test_the_serving_role_makes_no_tables(engines: Engines) -> None:
    with (
        connected(engines.servers.serving_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE own (id int)")
    with connected(engines.servers.owner_url) as connection:
        connection.execute("CREATE TABLE own (id int)")
        connection.execute("DROP TABLE own")


def test_a_wrong_password_opens_nothing(engines: Engines) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        connected(engines.servers.owner_url, password="guessed").close()


def test_nothing_listens_on_the_network(engines: Engines) -> None:
    pids = engines.pids
    assert len(pids) == 2
    for pid in pids:
        assert psutil.Process(pid).net_connections(kind="inet") == []


def test_engines_do_not_run_as_root(engines: Engines) -> None:
    for pid in engines.pids:
        assert psutil.Process(pid).uids().real != 0


def test_secrets_stand_in_no_command_line_and_no_open_file(engines: Engines) -> None:
    instance = engines.place.instance
    secrets = [engines.place.secret(name) for name in ("rmapp", "rmapp_owner", "rmapp_serving")]
    for pid in engines.pids:
        line = " ".join(psutil.Process(pid).cmdline())
        assert not any(secret in line for secret in secrets)
    for kept in (instance / "run.json", instance / "secrets" / "engines.json"):
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE((instance / "secrets").stat().st_mode) == 0o700


def test_redis_serves_the_queue_and_nothing_else(engines: Engines) -> None:
    client = redis.Redis.from_url(str(engines.servers.redis_url))
    assert client.set("rq:queue:mail", "1")
    for words in (
        ("FLUSHALL",),
        ("CONFIG", "GET", "*"),
        ("EVAL", "return 1", "0"),
        ("SET", "session:1", "x"),
        ("ACL", "LIST"),
    ):
        with pytest.raises(redis.exceptions.NoPermissionError):
            client.execute_command(*words)
    sockets = engines.place.sockets("redis")
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE((sockets / "redis.sock").stat().st_mode) == 0o600
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(
            unix_socket_path=str(sockets / "redis.sock"), retry=Retry(NoBackoff(), 0)
        ).ping()


def test_a_second_start_continues_with_the_same_data_and_leaves_nothing(room: Path) -> None:
    instance = room / "instance"
    for turn in range(2):
        engines = Engines(instance, disposable=True)
        with engines as found:
            told = recorded(instance)
            assert told is not None
            assert told["serving_url"] == found.serving_url
            runtime = Path(told["runtime"])
            with connected(found.owner_url) as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
                connection.execute("INSERT INTO kept VALUES (1)")
            assert one(found.owner_url, "SELECT count(*) FROM kept") == turn + 1
            pids = engines.pids
        assert not any(alive(pid) for pid in pids)
        assert not runtime.exists()
        assert not (instance / "lock").exists()
        assert recorded(instance) is None


def test_two_instances_stand_side_by_side_under_long_paths(room: Path) -> None:
    deep = room / ("a-very-long-folder-name-" * 5) / ("and-another-one-" * 5)
    with (
        Engines(deep / "one", disposable=True) as first,
        Engines(deep / "two", disposable=True) as second,
    ):
        with connected(first.owner_url) as connection:
            connection.execute("CREATE TABLE only_here (id int)")
        assert one(second.owner_url, "SELECT to_regclass('only_here')") is None
        for found in (first, second):
            socket = Path(str(sa.make_url(str(found.owner_url)).query["host"])) / ".s.PGSQL.5432"
            assert len(os.fsencode(socket)) < 104


def test_no_permission_of_a_parent_folder_is_changed(room: Path) -> None:
    private = room / "shared" / "deeper"
    private.mkdir(parents=True, mode=0o711)
    private.chmod(0o711)
    before = modes_above(private / "instance")
    with Engines(private / "instance", disposable=True, redis=False):
        assert modes_above(private / "instance") == before
    assert modes_above(private / "instance") == before


def test_root_under_a_closed_folder_moves_the_instance_and_says_so(
    room: Path, monkeypatch: pytest.MonkeyPatch, is_root: bool
) -> None:
    monkeypatch.setattr(place, "SYSTEM", room / "system")
    closed = room / "home"
    closed.mkdir(mode=0o700)
    folder, remark = locate(closed / "checkout" / "instance")
    if is_root:
        assert folder.parent == room / "system"
        assert remark is not None
        assert str(folder) in remark
        assert locate(closed / "other" / "instance")[0] != folder
        assert locate(folder) == (folder, None)
    else:
        assert (folder, remark) == (closed / "checkout" / "instance", None)
    with Engines(folder, disposable=True, redis=False) as found:
        assert one(found.serving_url, "SELECT 1") == 1
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_programs_under_a_closed_folder_are_copied_not_opened(
    room: Path, monkeypatch: pytest.MonkeyPatch, is_root: bool
) -> None:
    monkeypatch.setattr("rmapp.core.embedded.binaries.passable", lambda path: False)
    engines = Engines(room / "instance", disposable=True)
    with engines as found:
        assert one(found.serving_url, "SELECT 1") == 1
        assert engines.postgres is not None
        copied = room / "instance" / "programs"
        assert engines.postgres.program_folder.is_relative_to(copied) == is_root


def test_a_killed_server_is_found_fallen_and_recovers_what_was_committed(room: Path) -> None:
    engines = Engines(room / "instance")
    with engines as found:
        with connected(found.owner_url) as connection:
            connection.execute("CREATE TABLE kept (id int)")
            connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        assert engines.fallen() == []
        for pid in engines.pids:
            os.kill(pid, signal.SIGKILL)
        assert wait_until(lambda: engines.fallen() == ["postgres", "redis"], 10)
        for name in engines.fallen():
            engines.restart(name)
        assert engines.fallen() == []
        assert engines.servers == found
        assert one(found.serving_url, "SELECT 1") == 1
        assert one(found.owner_url, "SELECT count(*) FROM kept") == 1000
        assert redis.Redis.from_url(str(found.redis_url)).ping()


def test_a_false_claim_of_another_program_does_not_hinder_the_start(room: Path) -> None:
    instance = room / "instance"
    with Engines(instance, disposable=True, redis=False):
        claim = (instance / "postgres" / "data" / "postmaster.pid").read_text().splitlines()
    claim[0] = str(os.getppid())  # the number was given to somebody else after a power cut
    false = instance / "postgres" / "data" / "postmaster.pid"
    false.write_text("\n".join(claim) + "\n")
    with Engines(instance, disposable=True, redis=False) as found:
        assert one(found.serving_url, "SELECT 1") == 1
    assert alive(os.getppid())


def test_an_instance_is_held_by_one_process(room: Path) -> None:
    with (
        Engines(room / "instance", disposable=True, redis=False),
        pytest.raises(Busy, match=f"process {os.getpid()}"),
    ):
        Engines(room / "instance").start()


def test_without_a_redis_on_the_machine_the_rest_runs(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rmapp.core.embedded.binaries.redis", lambda place: None)
    with Engines(room / "instance", disposable=True) as found:
        assert isinstance(found, Servers)
        assert found.redis_url is None
        assert one(found.serving_url, "SELECT 1") == 1
