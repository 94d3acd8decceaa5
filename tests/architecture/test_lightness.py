"""A web process loads what it needs for most pages and nothing for the rare ones."""

import os
import subprocess
import sys
from pathlib import Path

#: What takes long or much memory, and is imported where it is used: see ``core.papers``.
HEAVY = (
    "zxcvbn", "reportlab", "pypdfium2", "PIL", "xlsxwriter", "charset_normalizer", "fontTools",
    "segno", "holidays", "sklearn", "scipy", "numpy", "alembic", "icalendar", "python_calamine",
    "phonenumbers.geocoder",
)  # fmt: skip
_ASK = """
import sys
from rmapp.factory import create_app
create_app()
print(*sorted(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_a_web_process_starts_without_what_few_pages_need(tmp_path: Path) -> None:
    """quality.md: a web worker starts in two seconds and holds 120 MB."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("RMAPP_")
    } | {"RMAPP_MODE": "demo", "RMAPP_INSTANCE": str(tmp_path), "RMAPP_LOG_LEVEL": "ERROR"}
    done = subprocess.run(
        [sys.executable, "-c", _ASK, *HEAVY],
        env=environment,
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []
