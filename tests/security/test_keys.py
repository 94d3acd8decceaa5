"""Keys: without them nothing starts, and they can be changed while the desk runs (row 20)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rmapp.core import secrets as vault
from rmapp.core.db import db
from rmapp.core.errors import NotFound
from rmapp.factory import create_app
from rmapp.outbox import tokens
from rmapp.outbox.states import Purpose
from rmapp.settings import BadSettings, load, settings
from tests.security.conftest import BASE_URL, KEY

NAMES = ("secret_key", "data_key", "audit_key")
WHOLE = {
    "mode": "production",
    "base_url": BASE_URL,
    "database_url": "postgresql+psycopg://desk@db.bank.example/desk",
    **dict.fromkeys(NAMES, KEY),
}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch):
    for name in list(os.environ):
        if name.startswith("RMAPP_") and name != "RMAPP_INSTANCE":
            monkeypatch.delenv(name)
    yield
    monkeypatch.undo()
    settings.cache_clear()


def test_production_starts_with_every_key():
    assert load(**WHOLE).needs_second_factor


@pytest.mark.parametrize("name", [*NAMES, "database_url"])
def test_production_without_a_key_does_not_start_and_names_it(name):
    with pytest.raises(BadSettings) as refused:
        load(**{**WHOLE, name: None})
    assert f"RMAPP_{name.upper()}" in str(refused.value)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("weak", ["", "secret", "changeme" * 4, "a" * 64, KEY[:31]])
def test_a_weak_key_does_not_start_and_is_not_shown(name, weak):
    with pytest.raises(BadSettings) as refused:
        load(**{**WHOLE, name: weak})
    assert f"RMAPP_{name.upper()}" in str(refused.value)
    assert not weak or weak not in str(refused.value)


def test_a_weak_former_key_would_still_sign_and_does_not_start():
    with pytest.raises(BadSettings, match="RMAPP_SECRET_KEY_FALLBACKS"):
        load(**WHOLE, secret_key_fallbacks=[KEY, "secret"])


def test_production_cannot_be_without_the_second_factor():
    with pytest.raises(BadSettings, match="second factor"):
        load(**WHOLE, second_factor=False)


def test_the_demo_refuses_a_database_that_is_not_its_own():
    with pytest.raises(BadSettings, match="demo"):
        load(mode="demo", database_url=WHOLE["database_url"])


def test_the_command_says_what_is_missing_and_nothing_else(tmp_path: Path):
    environment = {
        "PATH": os.environ["PATH"],
        "RMAPP_MODE": "production",
        "RMAPP_INSTANCE": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", "from rmapp.cli import main; main()", "up"],
        env=environment,
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "RMAPP_SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demos_own_keys_are_strong_and_for_its_owner_alone(tmp_path: Path):
    config = load(mode="demo", instance=tmp_path)
    keys = {config.key(name) for name in NAMES}
    assert len(keys) == 3
    assert all(len(key) >= 32 for key in keys)
    for name in NAMES:
        assert (config.instance / "secrets" / name).stat().st_mode & 0o777 == 0o600
    assert {config.key(name) for name in NAMES} == keys


# --- changing keys

OLD, NEW = f"old-{KEY}", f"new-{KEY}"


@pytest.fixture
def serving(bank, monkeypatch):
    """``serving(key, *former)``: the bank's application under these secret keys."""
    monkeypatch.setenv("RMAPP_MODE", "demo")
    monkeypatch.setenv("RMAPP_LOG_LEVEL", "CRITICAL")
    monkeypatch.setenv("RMAPP_DATA_KEY", f"DATA-{KEY}")
    settings.cache_clear()
    made = []

    def make(key: str, *former: str):
        url = bank.url
        keys = {"secret_key": key, "secret_key_fallbacks": list(former)}
        app = create_app(load(demo_on_server=True, database_url=url, **keys))
        app.testing = True
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def test_people_stay_signed_in_while_the_secret_key_is_changed(bank, serving):
    before = bank.cast.browser(serving(OLD), "mara")
    assert before.get("/profile/").status_code == 200
    kept = before.get_cookie("desk").value
    for app, status in ((serving(NEW, OLD), 200), (serving(NEW), 302)):
        browser = app.test_client()
        browser.set_cookie("desk", kept)
        assert browser.get("/profile/").status_code == status


def test_links_of_old_letters_work_while_the_secret_key_is_changed(serving):
    with serving(OLD).app_context():
        link = tokens.unsubscription(7, Purpose.MARKETING)
    with serving(NEW, OLD).app_context():
        assert tokens.read_unsubscription(link).address_id == 7
        assert tokens.unsubscription(7, Purpose.MARKETING) != link, "the new key signs"
    with serving(NEW).app_context(), pytest.raises(NotFound):
        tokens.read_unsubscription(link)


def test_what_lies_encrypted_opens_while_the_data_key_is_changed(monkeypatch):
    def keys(*names: str) -> None:
        monkeypatch.setenv("RMAPP_DATA_KEY", ",".join(names))
        settings.cache_clear()

    monkeypatch.setenv("RMAPP_MODE", "demo")
    keys(OLD)
    closed = vault.close("4510 123456")
    assert b"4510" not in closed
    keys(NEW, OLD)
    assert vault.open_(closed) == "4510 123456"
    moved = vault.close("4510 123456")
    keys(NEW)
    assert vault.open_(moved) == "4510 123456"
    with pytest.raises(vault.Unreadable):
        vault.open_(closed)
