"""One's own account: password, sessions, tokens."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core.forms import DeedForm, attempt
from ...core.i18n import reader_language
from ...policy.enforce import current_actor, requires, signed_in
from ...policy.table import PERMISSIONS
from .. import account, authentication, queries
from ..browsers import browser_name
from ..forms import PasswordForm, TokenForm
from ..positions import position_in

profile = Blueprint("profile", __name__, url_prefix="/profile")
session_list = Blueprint("sessions", __name__, url_prefix="/profile/sessions")
token_list = Blueprint("tokens", __name__, url_prefix="/profile/tokens")
profile.add_app_template_filter(browser_name, "browser")


@profile.app_template_filter("position")
def position_here(position: str) -> str:
    """A position in the language of the page, where both are known."""
    return position_in(reader_language(), position)


@profile.get("/")
@signed_in
def show() -> ResponseReturnValue:
    """Who I am here, and what I may do."""
    actor, token_form = current_actor(), TokenForm()
    token_form.offer(actor)
    return render_template(
        "profile/show.html",
        me=queries.employee_with_team(actor.employee_id),
        sessions=queries.open_sessions(actor.employee_id),
        tokens=queries.open_tokens(actor.employee_id),
        form=DeedForm(),
        token_form=token_form,
        permissions=PERMISSIONS,
        current_session=actor.session_id,
    )


@profile.route("/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    """Change my password."""
    actor = current_actor()
    form = PasswordForm()
    if form.validate_on_submit() and attempt(
        form,
        lambda: authentication.change_password(
            actor, old=form.old.data or "", new=form.new.data or ""
        ),
    ):
        flash(_("Your password was changed. Your other sessions have ended."), "ok")
        return redirect(url_for("profile.show"))
    status = 422 if form.errors else 200
    return render_template(
        "profile/password.html", form=form, forced=actor.must_change_password
    ), status


@session_list.post("/<int(max=9223372036854775807):session_id>/end")
@signed_in
def end(session_id: int) -> ResponseReturnValue:
    """End one of my sessions."""
    account.end_own_session(session_id, actor=current_actor())
    flash(_("The session has ended."), "ok")
    return redirect(url_for("profile.show"))


@token_list.post("/")
@requires("tokens:own", step_up=True)
def create() -> ResponseReturnValue:
    """Make a token; it is shown once."""
    form, actor = TokenForm(), current_actor()
    form.offer(actor)
    if not form.validate_on_submit():
        flash(_("Say what the token is for."), "bad")
        return redirect(url_for("profile.show"))
    token, secret = account.make_token(
        form.name.data or "",
        actor=actor,
        scopes=form.scopes.data or (),
        days=int(form.days.data) if form.days.data else None,
    )
    return render_template("profile/token.html", token=token, secret=secret)


@token_list.post("/<string(length=16):public_id>/end")
@signed_in
def end_token(public_id: str) -> ResponseReturnValue:
    """End one of my tokens."""
    account.end_token(public_id, actor=current_actor())
    flash(_("The token has ended."), "ok")
    return redirect(url_for("profile.show"))
