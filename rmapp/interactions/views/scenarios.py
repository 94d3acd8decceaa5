"""The library of scenarios."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core.forms import DeedForm, attempt
from ...core.i18n import reader_language
from ...policy.enforce import current_actor, requires
from .. import operations, queries, words
from ..library_forms import ScenarioForm
from .contacts import PID

scenarios = Blueprint("scenarios", __name__, url_prefix="/scenarios")


@scenarios.get("/")
@requires("library:edit")
def listing() -> ResponseReturnValue:
    """Every scenario with its wording in force."""
    rows = queries.scenarios(with_withdrawn=True)
    return render_template(
        "scenarios/listing.html", rows=rows, speech=reader_language(), words=words
    )


@scenarios.route("/new", methods=["GET", "POST"])
@requires("library:edit")
def create() -> ResponseReturnValue:
    """A new scenario."""
    actor = current_actor()
    form = ScenarioForm()
    if form.validate_on_submit() and attempt(
        form, lambda: operations.keep_scenario(None, actor=actor, **form.values)
    ):
        flash(_("The scenario is kept."), "ok")
        return redirect(url_for("scenarios.listing"))
    return render_template("scenarios/edit.html", form=form, scenario=None)


@scenarios.route(f"/{PID}", methods=["GET", "POST"])
@requires("library:edit")
def edit(public_id: str) -> ResponseReturnValue:
    """The next version of a scenario; the earlier ones below."""
    actor = current_actor()
    scenario = queries.scenario_of(public_id)
    text = scenario.versions[0]
    form = ScenarioForm(
        version=scenario.version,
        kind=scenario.kind.value if scenario.kind else "",
        purpose=scenario.purpose.value,
        fits=scenario.fits.value,
        stage=scenario.stage.value,
        title_en=text.title_en,
        title_ru=text.title_ru,
        body_en=text.body_en,
        body_ru=text.body_ru,
        structure_en=text.structure_en,
        structure_ru=text.structure_ru,
    )
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.keep_scenario(
            scenario, actor=actor, version=form.version_number, **form.values
        ),
    ):
        flash(_("The new version is in force."), "ok")
        return redirect(url_for("scenarios.listing"))
    return render_template(
        "scenarios/edit.html",
        form=form,
        scenario=scenario,
        speech=reader_language(),
        deed=DeedForm(version=scenario.version, formdata=None),
    )


@scenarios.post(f"/{PID}/withdraw")
@requires("library:edit")
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take a scenario out of use, or back into it."""
    form = DeedForm()
    if form.validate_on_submit():
        scenario = queries.scenario_of(public_id)
        operations.withdraw_scenario(
            scenario,
            actor=current_actor(),
            version=form.version_number,
            is_active=not scenario.is_active,
        )
        flash(_("Done."), "ok")
    return redirect(url_for("scenarios.listing"))
