"""What the order of calls is made of, how good it is, and the switch."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..core.forms import DeedForm, attempt
from ..policy.enforce import current_actor, requires
from . import operations, queries
from .forms import SwitchForm
from .jobs import FEWEST
from .words import COLUMN_NAMES, VERDICT_NAMES

priority = Blueprint("priority", __name__, url_prefix="/call-order")
blueprints = [priority]
#: So many of the strongest columns are told.
TOLD = 6


@priority.get("/")
@requires("calls:learn")
def page() -> ResponseReturnValue:
    """What was learned last, beside the stated rules."""
    return _page(SwitchForm())


@priority.post("/switch/off")
@requires("calls:learn")
def switch_off() -> ResponseReturnValue:
    """Let the stated rules alone decide."""
    form = SwitchForm()
    if form.validate_on_submit() and attempt(
        form, lambda: _switch(is_on=False, reason=form.reason.data)
    ):
        return redirect(url_for("priority.page"))
    return _page(form), 422


@priority.post("/switch/on")
@requires("calls:learn")
def switch_on() -> ResponseReturnValue:
    """Let what was learned decide where it is better."""
    _switch(is_on=True)
    return redirect(url_for("priority.page"))


def _switch(*, is_on: bool, reason: str | None = "") -> None:
    operations.switch(is_on, reason=reason or "", actor=current_actor())
    flash(_("Saved. The clients are being put in order anew."), "ok")


@priority.post("/learning")
@requires("calls:learn")
def learning() -> ResponseReturnValue:
    """Learn now."""
    operations.learn_now(actor=current_actor())
    flash(_("The order is being learned. You will see it here."), "ok")
    return redirect(url_for("priority.page"))


def _page(form: SwitchForm) -> str:
    model = queries.latest_model()
    return render_template(
        "priority/page.html",
        model=model,
        told=(model.weights.get("columns", []) if model else [])[:TOLD],
        switch=queries.latest_switch(),
        is_running=operations.is_running(),
        fewest=FEWEST,
        columns=COLUMN_NAMES,
        verdicts=VERDICT_NAMES,
        form=form,
        deed=DeedForm(),
    )
