"""Fill my week: the proposal is seen first, carried out as a bulk deed, and can be undone."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from secrets import token_urlsafe
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectMultipleField

from ...bulk.models import Deed
from ...bulk.operations import begin
from ...bulk.queries import chosen
from ...core import clock
from ...core.db import db
from ...core.errors import Invalid
from ...core.forms import Form, attempt
from ...policy.enforce import Actor, current_actor, requires
from ...schedules.queries import desk_of
from ...staff.models import Employee
from .. import queries, words
from ..filling import Slot, fill, since
from .day import home

#: So many who wait are looked at.
MOST = 60


class FillForm(Form):
    """Which of the proposed calls are planned."""

    ids = SelectMultipleField(validate_choice=False)


@home.route("/day/fill", methods=["GET", "POST"])
@requires("interactions:plan")
def fill_week() -> ResponseReturnValue:
    """Calls by worth into the free capacity of the next seven days."""
    actor, form = current_actor(), FillForm()
    owner = db.session.get_one(Employee, actor.employee_id)
    desk, now = desk_of(owner), clock.now()
    first = since(request.form.get("since", ""), now)
    slots = fill(
        queries.waiting(actor, actor.employee_id, MOST),
        diary=desk.diary,
        today=clock.today(owner.zone),
        now=first,
    )
    seen = _digest(slots)
    if form.validate_on_submit():
        if request.form.get("seen") != seen:
            form.form_errors = [_("The times below are not those you saw: look at them again.")]
        else:
            done = attempt(form, lambda: _plan(slots, form.ids.data or [], actor))
            if done:
                return redirect(url_for("bulk.show", public_id=done.public_id))
        form.form_key.data = token_urlsafe(18)
    return render_template(
        "home/fill.html", slots=slots, form=form, seen=seen, since=first.isoformat(),
        capacity=desk.diary.capacity, words=words,
    )  # fmt: skip


def _digest(slots: Sequence[Slot]) -> str:
    text = "|".join(f"{one.waiting.client_id}@{one.at.isoformat()}" for one in slots)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plan(slots: Sequence[Slot], ids: Sequence[str], actor: Actor) -> Any:
    wanted = {one.waiting.task.client_public_id: one for one in slots} if ids else {}
    picked = {key: one for key, one in wanted.items() if key in set(ids)}
    if not picked:
        words_ = _("Choose at least one call.")
        raise Invalid(words_)
    moments = {
        str(one.waiting.client_id): one.at.astimezone(dt.UTC).isoformat() for one in picked.values()
    }
    return begin(
        Deed.PLAN,
        chosen(actor, list(picked), None),
        actor=actor,
        params={"moments": moments, "about": ""},
        title=_("Filled week"),
    )
