"""The environment is made once for a lock file, and made again when the lock changes."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

HOME = Path(__file__).resolve().parents[2]


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", HOME / ".ci" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    home = tmp_path / "a checkout"
    home.mkdir()
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (home / lock).write_text(f"# {lock}\n")
    (home / "rmapp").mkdir()
    (home / "rmapp" / "__init__.py").write_text("")
    (home / "rmapp" / "cli.py").write_text("def main():\n    print(__file__)\n    return 0\n")
    for name, value in {
        "HOME": home,
        "VENV": home / ".venv",
        "PYTHON": home / ".venv" / "bin" / "python",
        "STAMP": home / ".venv" / "rmapp.stamp",
    }.items():
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(sys, "argv", ["bootstrap.py"])
    return module


def test_an_environment_is_made_once_and_again_for_a_new_lock(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[str] = []
    monkeypatch.setattr(bootstrap, "install", lambda lock: installed.append(lock.name))
    assert bootstrap.main() == 0
    assert bootstrap.main() == 0
    assert installed == ["requirements.lock"]
    (bootstrap.HOME / "requirements.lock").write_text("# another\n")
    assert bootstrap.main() == 0
    assert len(installed) == 2
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "--dev"])
    assert bootstrap.main() == 0
    monkeypatch.setattr(sys, "argv", ["bootstrap.py"])
    assert bootstrap.main() == 0  # the larger environment serves as well
    assert installed[2:] == ["requirements-dev.lock"]


def test_the_console_command_runs_from_any_folder_and_under_a_path_with_spaces(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "install", lambda lock: None)
    assert bootstrap.main() == 0
    told = subprocess.run(
        [bootstrap.VENV / "bin" / "rmapp"], cwd="/", capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == str(bootstrap.HOME / "rmapp" / "cli.py")


def test_a_failed_installation_leaves_no_stamp(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(lock: Path) -> None:
        raise subprocess.CalledProcessError(1, ["pip"])

    monkeypatch.setattr(bootstrap, "install", fail)
    assert bootstrap.main() == 1
    assert not bootstrap.STAMP.exists()


def test_every_requirement_of_the_locks_has_a_hash_and_no_index() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (HOME / name).read_text()
        assert "index-url" not in text
        assert "://" not in text
        entries = [line for line in text.splitlines() if line and line[0] not in " #"]
        assert len(entries) > 50
        assert all("==" in line and line.endswith("\\") for line in entries)
