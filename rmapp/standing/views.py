"""How a client stands: the rules in words, the norms, the override of a temperature."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..clients.models import ClientKind, Sharing, Temperature
from ..clients.queries import client_of
from ..core.forms import DeedForm, attempt
from ..core.i18n import reader_language
from ..policy.enforce import current_actor, requires, signed_in
from ..segments.queries import segment_of, segments_of
from . import fields, operations, queries, words
from .forms import NewNormForm, NormForm, OverrideForm

standing = Blueprint("standing", __name__, url_prefix="/standing")
temperatures = Blueprint("temperatures", __name__, url_prefix="/clients")
blueprints = [standing, temperatures]
PID = "<string(length=16):public_id>"
__all__ = ["blueprints", "fields"]


@standing.app_template_global()
def why_so_warm(client_id: int) -> str:
    """Why a client is as warm as it is; "" where nothing was computed yet."""
    found = queries.heat_of(client_id)
    return "" if found is None else words.because(*found)


@standing.get("")
@signed_in
def rules() -> ResponseReturnValue:
    """The rules of temperature and the norms of silence, for everybody to read."""
    rows, tiers = queries.norms()
    return render_template(
        "standing/rules.html",
        rules=words.rules_in_words(),
        rows=rows,
        tiers=[] if any(row.norm.vip == "*" for row in rows) else tiers,
        speech=reader_language(),
        whom=words.whom,
        deed=DeedForm(),
    )


@standing.route("/norms/new", methods=["GET", "POST"])
@requires("settings:edit")
def add_norm() -> ResponseReturnValue:
    """A norm for those of whom there is none."""
    actor, form = current_actor(), NewNormForm()
    lists = [one for one in segments_of(actor, static=True) if one.sharing is Sharing.BANK]
    form.offer([(one.public_id, _("List: %(name)s", name=one.name)) for one in lists])
    if form.validate_on_submit():
        what, _colon, code = form.whom.data.partition(":")
        made = attempt(
            form,
            lambda: operations.keep_norm(
                actor=actor,
                days=form.days.data,
                kind=ClientKind(code) if what == "kind" else None,
                vip=code if what == "vip" else "",
                segment=segment_of(code, actor=actor) if what == "list" else None,
            ),
        )
        if made:
            flash(_("Saved."), "ok")
            return redirect(url_for("standing.rules"))
    return render_template("standing/norm.html", form=form, row=None)


@standing.route(f"/norms/{PID}", methods=["GET", "POST"])
@requires("settings:edit")
def norm(public_id: str) -> ResponseReturnValue:
    """Other days for the same clients."""
    actor, found = current_actor(), queries.norm_of(public_id)
    form = NormForm(version=str(found.version), days=found.days)
    rows, _tiers = queries.norms()
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.keep_norm(
            actor=actor, days=form.days.data, norm=found, version=form.version_number
        ),
    ):
        flash(_("Saved."), "ok")
        return redirect(url_for("standing.rules"))
    row = next(one for one in rows if one.norm.id == found.id)
    return render_template("standing/norm.html", form=form, row=words.whom(row))


@standing.post(f"/norms/{PID}/remove")
@requires("settings:edit")
def remove_norm(public_id: str) -> ResponseReturnValue:
    """Take it away: the less particular one holds."""
    operations.remove_norm(queries.norm_of(public_id), actor=current_actor())
    flash(_("The norm is taken away."))
    return redirect(url_for("standing.rules"))


@temperatures.route(f"/{PID}/temperature", methods=["GET", "POST"])
@requires("clients:edit")
def override(public_id: str) -> ResponseReturnValue:
    """Why a client is as warm as it is, and the override."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    form = OverrideForm(temperature=client.temperature.value)
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.override(
            client,
            Temperature(form.temperature.data),
            actor=actor,
            until=form.until.data,
            reason=form.reason.data,
        ),
    ):
        flash(_("The temperature is overridden."), "ok")
        return redirect(url_for("card.show", public_id=public_id))
    found: Any = queries.heat_of(client.id)
    return render_template(
        "standing/override.html",
        client=client,
        form=form,
        heat=found[0] if found else None,
        because=words.because(*found) if found else "",
        deed=DeedForm(formdata=None),
    )


@temperatures.post(f"/{PID}/temperature/release")
@requires("clients:edit")
def release(public_id: str) -> ResponseReturnValue:
    """Let the rules say again."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    operations.lift_override(client, actor=actor)
    flash(_("The rules say again how warm the client is."), "ok")
    return redirect(url_for("card.show", public_id=public_id))
