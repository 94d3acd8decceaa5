"""A dangerous deed asks on its way who does it: what was filled in is kept, and one confirmation
goes on with the deed."""

from __future__ import annotations

import dataclasses
from typing import Any

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import ImmutableMultiDict

from ...core import clock
from ...core.db import db
from ...core.redirects import local_path, page_before
from ...policy.enforce import Actor
from .. import authentication, sessions
from ..authentication import Outcome
from ..forms import StepUpForm
from ..models import Employee
from .entrance import say

PREFIX = "step_up-"
BACK = f"{PREFIX}back"
MOST_FIELDS, MOST_SIGNS = 400, 64 * 1024


def prove_on_the_way(actor: Actor) -> Actor | Response | None:
    """What becomes of a dangerous deed whose ``actor`` has not proved themselves lately.

    The actor, proved, when the proof came along: the deed goes on, and sees nothing of the proof.
    Else a page that asks for it and holds what was sent, under the one-time key it came with: its
    CSRF token was checked before. None where nothing can be kept: a look, a file, a part of a page.
    """
    if not _can_be_kept():
        return None
    sent = [(name, value) for name, value in request.form.items(multi=True) if is_of_the_deed(name)]
    entry = StepUpForm(prefix=PREFIX)
    if f"{PREFIX}password" in request.form and entry.validate():
        attempt = authentication.step_up(
            actor,
            entry.password.data or "",
            entry.code.data or "",
            address=request.remote_addr or "",
        )
        if attempt.outcome is Outcome.DONE:
            given: Any = request._get_current_object()  # type: ignore[attr-defined]
            given.form = ImmutableMultiDict(
                [pair for pair in request.form.items(multi=True) if not pair[0].startswith(PREFIX)]
            )
            return dataclasses.replace(actor, stepped_up_at=clock.now())
        say(entry, attempt, _("This is not right."))
    page = render_template(
        "sign_in/step_up.html",
        form=entry,
        with_code=sessions.needs_factor(db.session.get_one(Employee, actor.employee_id)),
        sent=sent,
        back=local_path(request.form.get(BACK)) if BACK in request.form else page_before(request),
        back_name=BACK,
        action=request.full_path.rstrip("?"),
    )
    return make_response(page, 422 if entry.errors else 403)


def _can_be_kept() -> bool:
    """Whether what was sent is a plain form of a page, which a page can send again."""
    fields = list(request.form.items(multi=True))
    return (
        request.method == "POST"
        and "X-Fragment" not in request.headers
        and not any(file.filename for file in request.files.values())
        and len(fields) <= MOST_FIELDS
        and sum(len(value) for _name, value in fields) <= MOST_SIGNS
    )


def is_of_the_deed(name: str) -> bool:
    """Whether a field that was sent belongs to the deed, not to the door."""
    return name != "csrf_token" and not name.startswith(PREFIX)
