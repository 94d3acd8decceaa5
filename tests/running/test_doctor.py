"""The doctor names each part that ails and lets no secret out."""

from __future__ import annotations

import json

import pytest

from rmapp.core.embedded import Engines
from rmapp.doctor import CHECKS, diagnose
from rmapp.servers import NotRunning, database_url, servers
from rmapp.settings import Mode, Settings

KEY = "0123456789abcdefghijklmnopqrstuvwxyz"


def demo(engines: Engines, **changes: object) -> Settings:
    values = {"mode": Mode.DEMO, "instance": engines.place.instance, **changes}
    return Settings(**values)  # type: ignore[arg-type]


def test_a_running_instance_is_found_by_its_record(engines: Engines) -> None:
    found = diagnose(demo(engines))
    assert set(found) == set(CHECKS)
    for part in ("python", "instance", "database", "serving_role", "redis", "fonts", "time_zones"):
        assert found[part]["ok"], found[part]
    told = json.dumps(found, ensure_ascii=False)
    for name in ("rmapp", "rmapp_owner", "rmapp_serving", "rmapp_admin"):
        assert engines.place.secret(name) not in told


def test_a_part_that_is_down_does_not_hide_the_others(engines: Engines) -> None:
    found = diagnose(demo(engines, redis_url="unix:///nowhere/redis.sock", bank_zone="Mars/North"))
    assert not found["redis"]["ok"]
    assert found["time_zones"] == {
        "ok": False,
        "detail": "RMAPP_BANK_ZONE=Mars/North is no time zone",
    }
    assert found["database"]["ok"]


def test_named_servers_win_over_the_embedded_ones(engines: Engines) -> None:
    config = demo(
        engines,
        database_url="postgresql+psycopg://serving@db.bank.example/desk",
        database_owner_url="postgresql+psycopg://owner@db.bank.example/desk",
        redis_url="rediss://cache.bank.example",
        demo_on_server=True,
    )
    found = servers(config)
    assert (found.serving_url, found.owner_url, found.redis_url) == (
        config.database_url,
        config.database_owner_url,
        config.redis_url,
    )


def test_without_a_running_desk_the_words_say_what_to_do(engines: Engines) -> None:
    nowhere = demo(engines, instance=engines.place.instance / "nowhere")
    with pytest.raises(NotRunning, match="make up"):
        database_url(nowhere)
    assert not diagnose(nowhere)["database"]["ok"]
