"""Signing in, the second factor, proving oneself again, signing out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ...core.db import db
from ...core.errors import Unauthenticated
from ...core.forms import Form
from ...core.redirects import local_path
from ...policy.enforce import current_actor, public, signed_in
from ...settings import settings
from .. import authentication, second_factor, sessions
from ..authentication import Attempt, Outcome
from ..forms import CodeForm, SignInForm, StepUpForm
from ..models import Employee, UserSession
from ..sign_in import start_cookie

sign_in = Blueprint("sign_in", __name__)


@sign_in.route("/sign-in", methods=["GET", "POST"])
@public
def form() -> ResponseReturnValue:
    """Login and password."""
    entry = SignInForm()
    target = local_path(request.args.get("next"))
    if entry.validate_on_submit():
        attempt = authentication.sign_in(
            entry.login.data or "",
            entry.password.data or "",
            address=request.remote_addr or "",
            browser=request.user_agent.string,
        )
        if attempt.key:
            start_cookie(attempt.key)
            return redirect(_next_step(attempt, target))
        say(entry, attempt, _("Login or password are not right."))
    page = render_template(
        "sign_in/form.html",
        form=entry,
        demo=settings().is_demo,
        has_ended=sessions.has_ended(session.get("_user_id")),
    )
    return page, _status(entry)


@sign_in.route("/sign-in/code", methods=["GET", "POST"])
@public
def code() -> ResponseReturnValue:
    """The second factor."""
    waiting, employee = _pending()
    entry = CodeForm()
    if entry.validate_on_submit():
        attempt = authentication.prove_factor(
            waiting, employee, entry.code.data or "", address=request.remote_addr or ""
        )
        if attempt.outcome is Outcome.DONE:
            start_cookie(attempt.key)
            return redirect(local_path(request.args.get("next")))
        say(entry, attempt, _("This code is not right, or it was used before."))
    return render_template("sign_in/code.html", form=entry), _status(entry)


@sign_in.route("/sign-in/second-factor", methods=["GET", "POST"])
@public
def enrol() -> ResponseReturnValue:
    """Set up the second factor at the first sign-in, then show the recovery codes once."""
    waiting, employee = _pending()
    entry = CodeForm()
    seed = authentication.begin_enrolment(employee)
    if entry.validate_on_submit():
        codes = authentication.confirm_enrolment(employee, entry.code.data or "")
        if codes is not None:
            attempt = authentication.finish_enrolment(
                waiting, employee, address=request.remote_addr or ""
            )
            start_cookie(attempt.key)
            return render_template("sign_in/recovery_codes.html", codes=codes)
        say(entry, Attempt(Outcome.WRONG), _("This code is not right, or it was used before."))
    picture = second_factor.picture(employee, seed)
    return (
        render_template("sign_in/enrol.html", form=entry, picture=picture, seed=seed),
        _status(entry),
    )


@sign_in.route("/confirm", methods=["GET", "POST"])
@signed_in
def step_up() -> ResponseReturnValue:
    """Prove again who you are, before a dangerous deed."""
    actor = current_actor()
    employee = db.session.get_one(Employee, actor.employee_id)
    entry = StepUpForm()
    if entry.validate_on_submit():
        attempt = authentication.step_up(
            actor,
            entry.password.data or "",
            entry.code.data or "",
            address=request.remote_addr or "",
        )
        if attempt.outcome is Outcome.DONE:
            return redirect(_back(request.args.get("next")))
        say(entry, attempt, _("This is not right."))
    with_code = sessions.needs_factor(employee)
    return render_template("sign_in/step_up.html", form=entry, with_code=with_code), _status(entry)


@sign_in.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End this session."""
    authentication.sign_out(current_actor())
    session.clear()
    return redirect(url_for("sign_in.form"))


def _pending() -> tuple[UserSession, Employee]:
    waiting = sessions.pending(session.get("_user_id"))
    if waiting is None:
        raise Unauthenticated(_("Please sign in."))
    return waiting


def _next_step(attempt: Attempt, target: str) -> str:
    if attempt.outcome is Outcome.NEEDS_FACTOR:
        return url_for("sign_in.code", next=target)
    if attempt.outcome is Outcome.NEEDS_ENROLMENT:
        return url_for("sign_in.enrol", next=target)
    return target


def say(entry: Form, attempt: Attempt, words: str) -> None:
    """Tell on the form why an attempt failed: ``words``, how long to wait, or that the access has
    ended or has not begun."""
    if attempt.outcome is Outcome.CLOSED:
        words = _(
            "Your access has ended. If this is a mistake, ask your supervisor or the administrator."
        )
    if attempt.outcome is Outcome.AWAITED:
        words = _("Your first role awaits the signature of a second person. Then you can sign in.")
    if attempt.outcome is Outcome.BLOCKED:
        minutes = max(1, -(-attempt.wait // 60))
        words = ngettext(
            "Too many attempts. Try again in %(num)s minute.",
            "Too many attempts. Try again in %(num)s minutes.",
            minutes,
        )
    entry.form_errors = [*entry.form_errors, words]


def _status(entry: Form) -> int:
    return 422 if entry.errors else 200


def _back(target: str | None) -> str:
    """The page to go back to: a path, or the path of an address of this very host."""
    own = request.host_url.rstrip("/")
    if target and target.startswith(own + "/"):
        target = target[len(own) :]
    return local_path(target)
