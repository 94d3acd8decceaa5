"""Make sure of a browser for the journeys: Debian's package where it can be installed.

Never a reason to stop: where no browser can be had the journeys are skipped by name, and the
suite itself decides whether that is a failure (it is under CI=true). Standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

#: As in ``rmapp.doctor``, which may not be there yet.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
#: The headless shell costs a quarter less than the whole browser; not every Debian has it.
PACKAGES = ("chromium-headless-shell", "chromium")
#: Read PDF and check its structure in tests, beside the browser.
READERS = ("poppler-utils", "qpdf")


def main() -> int:
    if os.environ.get("CHROMIUM") or any(map(shutil.which, BROWSERS)):
        return 0
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("apt-get"):
        say("no Chromium here and no right to install it: browser journeys will be skipped")
        return 0
    if not apt("update") or not any(install(browser) for browser in PACKAGES):
        say("apt-get failed: browser journeys will be skipped")
    return 0


def install(browser: str) -> bool:
    """Whether Debian's ``browser`` stands now, and the readers with it."""
    say(f"installing {', '.join((browser, *READERS))}")
    return apt("install", "-y", "--no-install-recommends", browser, *READERS)


def apt(*words: str) -> bool:
    """Whether apt-get did it; what it says is for whoever looks for a cause."""
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    done = subprocess.run(["apt-get", "-qq", *words], env=quiet, stdout=sys.stderr, check=False)
    return done.returncode == 0


def say(line: str) -> None:
    print(f"chromium: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
