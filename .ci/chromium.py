"""Make sure of a browser for the journeys: Debian's package where it can be installed.

Never a reason to stop: where no browser can be had the journeys are skipped by name, and the
suite itself decides whether that is a failure (it is under CI=true). Standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
#: Read PDF and check its structure in tests, beside the browser.
PACKAGES = ("chromium", "poppler-utils", "qpdf")


def main() -> int:
    if os.environ.get("CHROMIUM") or any(map(shutil.which, BROWSERS)):
        return 0
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("apt-get"):
        say("no Chromium here and no right to install it: browser journeys will be skipped")
        return 0
    say(f"installing {', '.join(PACKAGES)}")
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for words in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(["apt-get", "-qq", *words], env=quiet, stdout=sys.stderr, check=False)
        if done.returncode != 0:
            say(f"apt-get {words[0]} failed: browser journeys will be skipped")
            return 0
    return 0


def say(line: str) -> None:
    print(f"chromium: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
