"""Monthly figures from a file, on one page."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core.forms import attempt
from ...policy.enforce import current_actor, requires
from ..forms import UploadForm
from ..monthly import ERRORS_SHOWN, MOST_AT_ONCE, Outcome, take

monthly = Blueprint("monthly", __name__, url_prefix="/imports/figures")
BODY = 10 * 1024 * 1024


@monthly.route("", methods=["GET", "POST"])
@requires("imports:run", body=BODY)
def load() -> ResponseReturnValue:
    """Load a file of monthly figures; what was not taken is told row by row."""
    form, outcome = UploadForm(), None
    if form.validate_on_submit():
        content = form.file.data.read()
        outcome = attempt(form, lambda: _taken(content)) or None
        if outcome is not None and outcome.written:
            flash(_("Months written: %(count)s.", count=outcome.written), "ok")
    page = render_template("imports/monthly.html", form=form, outcome=outcome, shown=ERRORS_SHOWN)
    return page, 422 if form.errors else 200


def _taken(content: bytes) -> Outcome:
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figures"
        path.write_bytes(content)
        for step in take(path, actor=current_actor(), most=MOST_AT_ONCE):
            outcome = step
    return outcome
