"""Roles and permissions, changes of access, the bank's calendar."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ...core import clock
from ...core.errors import NotFound
from ...core.forms import DeedForm
from ...policy.enforce import current_actor, requires
from ...policy.table import PERMISSIONS, REACHES, may_be_granted
from ...settings import settings
from .. import access, administration, queries
from ..forms import CalendarDayForm, GrantsForm
from .colleagues import PID, role_label

roles = Blueprint("roles", __name__, url_prefix="/roles")
calendar_days = Blueprint("calendar_days", __name__, url_prefix="/calendar-days")


@roles.get("/", endpoint="listing")
@requires("roles:read")
def permission_table() -> ResponseReturnValue:
    """The table of permissions as this bank has made it."""
    return render_template(
        "roles/listing.html",
        roles=access.roles(),
        grants=access.grants(),
        permissions=list(PERMISSIONS.values()),
        reach_words=REACHES,
        waiting=access.waiting_changes(),
        role_label=role_label,
    )


@roles.route(f"/{PID}", methods=["GET", "POST"])
@requires("roles:edit", step_up=True)
def edit(public_id: str) -> ResponseReturnValue:
    """Change how far a role may do each thing: one form, one reason."""
    role = access.role_of(public_id)
    form = GrantsForm()
    if form.validate_on_submit():
        waiting = access.set_grants(
            role.public_id,
            {name: request.form.get(name, "") for name in PERMISSIONS if name in request.form},
            actor=current_actor(),
            reason=form.reason.data or "",
        )
        flash(_("A second person has to sign this.") if waiting else _("Saved."), "ok")
        return redirect(url_for("roles.listing"))
    page = render_template(
        "roles/edit.html",
        form=form,
        role=role,
        grants=access.grants(),
        permissions=list(PERMISSIONS.values()),
        may_be_granted=may_be_granted,
        role_label=role_label,
        reach_words=REACHES,
    )
    return page, 422 if form.errors else 200


@roles.get("/changes")
@requires("roles:approve")
def changes() -> ResponseReturnValue:
    """Changes of access that wait for a second person."""
    return render_template(
        "roles/changes.html",
        waiting=access.waiting_changes(),
        permissions=PERMISSIONS,
        role_label=role_label,
        reach_words=REACHES,
        form=DeedForm(),
    )


@roles.post(f"/changes/{PID}")
@requires("roles:approve", step_up=True)
def decide(public_id: str) -> ResponseReturnValue:
    """Sign or refuse a change of access."""
    granted = request.form.get("verdict") == "grant"
    access.decide(public_id, grant=granted, actor=current_actor())
    flash(_("Signed.") if granted else _("Refused."), "ok")
    return redirect(url_for("roles.changes"))


@calendar_days.route("/", methods=["GET", "POST"], endpoint="listing")
@requires("settings:edit")
def bank_calendar() -> ResponseReturnValue:
    """The bank's calendar of one year."""
    form = CalendarDayForm()
    if form.validate_on_submit():
        _say(
            administration.set_day(
                form.day.data,
                is_working=form.is_working.data == "yes",
                title=form.title.data or "",
                actor=current_actor(),
            )
        )
        return redirect(url_for("calendar_days.listing", year=form.day.data.year))
    this = clock.today(settings().bank_zone).year
    year = request.args.get("year", this, type=int)
    if not 1900 <= year <= 2200:
        raise NotFound(_("There is no such page."))
    return (
        render_template(
            "calendar_days/listing.html", days=queries.days_of_year(year), year=year, form=form
        ),
        422 if form.errors else 200,
    )


@calendar_days.post("/<day>/forget")
@requires("settings:edit")
def forget(day: str) -> ResponseReturnValue:
    """Let a day be as its weekday says again."""
    try:
        when = dt.date.fromisoformat(day)
    except ValueError:
        raise NotFound(_("There is no such page.")) from None
    _say(administration.forget_day(when, actor=current_actor()))
    return redirect(url_for("calendar_days.listing", year=when.year))


def _say(standing: int) -> None:
    """What becomes of the contacts that stand on a day that is worked no more."""
    flash(_("Saved."), "ok")
    if standing:
        flash(
            ngettext(
                "%(num)s planned contact stands on this day: its manager is told and moves it.",
                "%(num)s planned contacts stand on this day: their managers are told and move"
                " them.",
                standing,
            ),
            "warn",
        )
