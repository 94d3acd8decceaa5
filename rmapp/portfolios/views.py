"""The portfolios of the managers, the queue, assigning, and the profiles of managers."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..clients.models import AssignmentRole, Client
from ..clients.queries import open_assignments
from ..core import clock
from ..core.forms import as_choices, attempt
from ..core.redirects import local_path
from ..policy.enforce import current_actor, requires
from ..policy.table import PERSONAL
from ..settings import settings
from ..staff.calendar import bank_calendar
from ..staff.licences import LICENCES, language_name
from . import operations, queries, rules
from .forms import ROLE_WORDS, AssignForm, NoticeForm, ProfileForm
from .words import AGAINST, WHY

portfolios = Blueprint("portfolios", __name__, url_prefix="/portfolios")
blueprints = [portfolios]
PID = "<string(length=16):public_id>"
PROPOSED = 3  # receivers shown with reasons


@portfolios.get("/")
@requires("assignments:edit")
def listing() -> ResponseReturnValue:
    """The managers with their load, and the clients nobody serves."""
    managers = queries.managers(current_actor())
    queue = queries.without_manager(cursor=request.args.get("cursor"), counted=True)
    return render_template(
        "portfolios/listing.html",
        managers=managers,
        queue=queue,
        fits=_fits(queue.rows, managers),
        due=_due(queue.rows),
        today=clock.today(settings().bank_zone),
        why=WHY,
        licences=LICENCES,
        language_name=language_name,
    )


def _fits(
    rows: list[queries.Waiting], managers: list[queries.ManagerLoad]
) -> dict[int, tuple[queries.ManagerLoad, list[str]]]:
    """Client → whom it suits best and why; clients that suit nobody are left out."""
    by_key = {one.employee.id: one for one in managers if one.employee.leaves_on is None}
    receivers = [queries.receiver_from(one) for one in by_key.values()]
    found = {}
    for row in rows if receivers else ():
        best = rules.ranked(row.piece, receivers)[0]
        if best.cost is not None:
            why = [code for code in best.why if code not in AGAINST]
            found[row.client.id] = (by_key[best.employee_id], why)
    return found


def _due(rows: list[queries.Waiting]) -> dict[int, dt.date]:
    """Client → the day by which somebody should serve it (ruling 15); a VIP at once."""
    zone, days = ZoneInfo(settings().bank_zone), settings().assign_within_days
    calendar = bank_calendar() if rows else None
    return {
        row.client.id: calendar.add_working_days(
            row.since.astimezone(zone).date(), 0 if row.client.vip_tier else days
        )
        for row in rows
        if calendar is not None
    }


@portfolios.route(f"/assign/{PID}", methods=["GET", "POST"])
@requires("assignments:edit")
def assign(public_id: str) -> ResponseReturnValue:
    """Let somebody serve a client: whom it suits best stands first, with reasons and loads."""
    actor = current_actor()
    client = queries.client_to_assign(public_id, actor=actor)
    served = open_assignments(client.id)
    managers = queries.managers(actor)
    ranked, piece = _ranked(client, managers, {one.id for _a, one in served})
    form = AssignForm()
    by_key = {one.employee.id: one for one in managers}
    form.employee.choices = as_choices(
        [
            (by_key[one.employee_id].employee.public_id, by_key[one.employee_id].employee.name)
            for one in ranked
        ]
    )
    if request.method == "GET" and ranked:
        craft = by_key[ranked[0].employee_id].role_code
        role = AssignmentRole.PERSONAL if craft == PERSONAL else AssignmentRole.ACQUISITION
        form.role.data = role.value
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.assign(
            client,
            operations.receiver_of(form.employee.data, actor=actor),
            AssignmentRole(form.role.data),
            actor=actor,
            reason=form.reason.data or "",
        ),
    ):
        flash(_("Assigned."), "ok")
        return redirect(local_path(request.args.get("next"), url_for("portfolios.listing")))
    return (
        render_template(
            "portfolios/assign.html",
            form=form,
            client=client,
            ranked=[(by_key[one.employee_id], one) for one in ranked],
            points=piece.points,
            proposed=PROPOSED,
            why=WHY,
            against=AGAINST,
            served=served,
            role_words=ROLE_WORDS,
        ),
        422 if form.errors else 200,
    )


@portfolios.route(f"/managers/{PID}", methods=["GET", "POST"])
@requires("assignments:edit")
def profile(public_id: str) -> ResponseReturnValue:
    """What a supervisor keeps of a manager: capacity, languages, licences and the rest."""
    actor = current_actor()
    employee = queries.profile_of(public_id, actor=actor)
    form = ProfileForm(obj=employee)
    if request.method == "GET":
        form.version.data = str(employee.version)
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.keep_profile(
            employee,
            {name: getattr(form, name).data or _empty(name) for name in operations.PROFILE},
            version=form.version_number,
            actor=actor,
        ),
    ):
        flash(_("Saved."), "ok")
        return redirect(url_for("portfolios.listing"))
    notice = NoticeForm(formdata=None, data={"leaves_on": employee.leaves_on})
    return _profile(employee, form, notice), 422 if form.errors else 200


@portfolios.post(f"/managers/{PID}/notice")
@requires("assignments:edit")
def notice(public_id: str) -> ResponseReturnValue:
    """Somebody leaves, or stays after all."""
    actor = current_actor()
    employee = queries.profile_of(public_id, actor=actor)
    form = NoticeForm()
    stays = request.form.get("stays") == "1"
    if (stays or form.validate_on_submit()) and attempt(
        form,
        lambda: operations.give_notice(
            employee, None if stays else form.leaves_on.data, actor=actor
        ),
    ):
        flash(_("Saved."), "ok")
        return redirect(url_for("portfolios.profile", public_id=public_id))
    kept = ProfileForm(formdata=None, obj=employee)
    kept.version.data = str(employee.version)
    return _profile(employee, kept, form), 422


def _profile(employee: object, form: ProfileForm, notice: NoticeForm) -> str:
    return render_template(
        "portfolios/profile.html",
        employee=employee,
        form=form,
        notice=notice,
        load=queries.loads([employee.id])[employee.id],  # type: ignore[attr-defined]
    )


def _empty(name: str) -> object:
    return {"languages": [], "licences": [], "capacity_points": 0}.get(
        name, False if name.startswith("is_") else ""
    )


def _ranked(
    client: Client, managers: list[queries.ManagerLoad], serving: set[int]
) -> tuple[list[rules.Ranked], rules.Piece]:
    piece = queries.piece_of(client)
    able = [one for one in managers if one.employee.leaves_on is None]
    ranked = rules.ranked(piece, [queries.receiver_from(one) for one in able])
    return [one for one in ranked if one.employee_id not in serving] + [
        one for one in ranked if one.employee_id in serving
    ], piece
