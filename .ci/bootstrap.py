"""Make the environment ``.venv`` from a lock file with hashes. Standard library only.

``python3 .ci/bootstrap.py [--dev]``: uv if it can be had (on PATH, else installed into the
environment), otherwise plain pip. A stamp remembers the hash of the lock file, so the second
call costs nothing. Works from any folder, as root and as an ordinary user.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
VENV = HOME / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "rmapp.stamp"
#: A shell line first, which Python reads as a string: a path may hold a space.
SCRIPT = """#!/bin/sh
\'\'\'exec\' "{python}" "$0" "$@"
\' \'\'\'
import sys
from rmapp.cli import main
if __name__ == "__main__":
    sys.exit(main())
"""
EVERYTHING = """
import importlib, pkgutil, rmapp
for module in pkgutil.walk_packages(rmapp.__path__, "rmapp."):
    importlib.import_module(module.name)
"""


def main() -> int:
    """Bring ``.venv`` to what the lock file says; 0 when it is."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dev", action="store_true", help="with the tools for tests")
    dev = options.parse_args().dev
    if sys.version_info < (3, 11):  # noqa: UP036  # this file alone runs on what is there
        return refuse(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
    if is_current(dev):
        return 0
    VENV.mkdir(exist_ok=True)
    with (VENV / "bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two starts at once: the second one finds it done
        if is_current(dev):
            return 0
        try:
            make(dev)
        except subprocess.CalledProcessError as error:
            return refuse(f"{Path(str(error.cmd[0])).name} failed (see above)")
        except OSError as error:
            return refuse(str(error))
    return 0


def is_current(dev: bool) -> bool:
    """Whether the stamp matches. An environment with the tools serves without them as well."""
    try:
        found = STAMP.read_text("utf-8").strip()
    except OSError:
        return False
    good = [stamp(True)] if dev else [stamp(True), stamp(False)]
    return found in good and PYTHON.exists()


def stamp(dev: bool) -> str:
    """What is written down when the environment is whole: kind, lock, place, Python."""
    digest = hashlib.sha256(lock_file(dev).read_bytes()).hexdigest()
    return f"{'dev' if dev else 'run'} {digest} {HOME} {sys.version_info[0]}.{sys.version_info[1]}"


def lock_file(dev: bool) -> Path:
    return HOME / ("requirements-dev.lock" if dev else "requirements.lock")


def make(dev: bool) -> None:
    STAMP.unlink(missing_ok=True)
    if not usable():
        say("making .venv")
        make_empty()
    install(lock_file(dev))
    install_ourselves()
    keep_bytecode()
    STAMP.write_text(stamp(dev) + "\n", "utf-8")


def usable() -> bool:
    """Whether ``.venv`` holds a Python of this version that still runs (it may have been moved)."""
    if not PYTHON.exists():
        return False
    asked = "import sys; print(sys.version_info[:2], sys.prefix)"
    told = subprocess.run([PYTHON, "-c", asked], capture_output=True, text=True, check=False)
    return told.stdout.strip() == f"{tuple(sys.version_info[:2])} {VENV}"


def make_empty() -> None:
    for old in VENV.iterdir():
        if old.name == "bootstrap.lock":
            continue
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
        else:
            old.unlink()
    # pip comes in only where uv is missing: Debian ships Python without ensurepip
    venv.EnvBuilder(symlinks=os.name != "nt", with_pip=False).create(VENV)


def install(lock: Path) -> None:
    for find in (lambda: shutil.which("uv"), own_uv):
        uv = find()
        if uv and run([uv, "--version"], quiet=True):  # a shim may belong to another Python
            say(f"installing {lock.name} with uv")
            sync = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, lock]
            if run(sync):
                return
            say("uv did not manage")
    pip = find_pip()
    if pip is None:
        raise OSError("neither uv nor pip can be had: install uv, or python3-venv (Debian)")
    say(f"installing {lock.name} with pip: this takes about two minutes")
    subprocess.run([*pip, "install", "--quiet", "--require-hashes", "-r", str(lock)], check=True)


def own_uv() -> str | None:
    """uv installed with pip beside the environment (``uv pip sync`` clears what it syncs)."""
    folder = VENV / "uv"
    program = folder / "bin" / "uv"
    if not program.exists():
        pip = find_pip()
        if pip is None:
            return None
        say("installing uv")
        run([*pip, "install", "--quiet", "--target", folder, "uv"])
    return str(program) if program.exists() else None


def find_pip() -> list[str] | None:
    """pip of the environment, brought in if need be, or that of the Python we run on."""
    quiet = "--disable-pip-version-check"
    own = [str(PYTHON), "-m", "pip", quiet]
    if run([*own, "--version"], quiet=True):
        return own
    if run([PYTHON, "-m", "ensurepip", "--default-pip"], quiet=True):
        return own
    ours = [sys.executable, "-m", "pip", quiet, "--python", str(PYTHON)]
    return ours if run([*ours, "--version"], quiet=True) else None


def install_ourselves() -> None:
    """A path file and the console command: no build, no download of build tools."""
    # the scheme by name: Debian's own Python has another default
    packages = Path(sysconfig.get_path("purelib", "venv", vars={"base": str(VENV)}))
    (packages / "rmapp-checkout.pth").write_text(f"{HOME}\n", "utf-8")
    script = VENV / "bin" / "rmapp"
    script.unlink(missing_ok=True)
    script.write_text(SCRIPT.format(python=PYTHON), "utf-8")
    script.chmod(0o755)


def keep_bytecode() -> None:
    """Import everything once, so that Python keeps its bytecode even where the environment says
    otherwise: every process that is started later starts two seconds sooner."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([PYTHON, "-c", EVERYTHING], cwd=HOME, env=kept, capture_output=True, check=False)


def run(command: list[object], *, quiet: bool = False) -> bool:
    """Run ``command``; whether it ended well."""
    try:
        done = subprocess.run(list(map(str, command)), capture_output=quiet, check=False)
    except OSError:
        return False
    return done.returncode == 0


def say(line: str) -> None:
    print(f"bootstrap: {line}", file=sys.stderr, flush=True)


def refuse(reason: str) -> int:
    say(reason)
    return 1


if __name__ == "__main__":
    sys.exit(main())
