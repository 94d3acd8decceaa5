"""Colleagues: the list, one person, hiring, editing, ending access."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core import clock
from ...core.forms import DeedForm, as_choices, attempt
from ...core.i18n import reader_language
from ...policy.enforce import can, current_actor, requires
from ...policy.models import Role
from .. import access, administration, asking, queries
from ..forms import CloseAccessForm, EmployeeForm, NewEmployeeForm, RoleChangeForm, TeamForm
from ..models import Employee
from ..queries import StaffFilter

staff = Blueprint("staff", __name__, url_prefix="/staff")
PID = "<string(length=16):public_id>"


def role_label(role: Role) -> str:
    """The name of ``role`` in the language of the page."""
    return role.name_ru if reader_language() == "ru" else role.name_en


@staff.get("/")
@requires("staff:read")
def listing() -> ResponseReturnValue:
    """Everybody who works here."""
    team = queries.team_of(request.args.get("team"))
    role = request.args.get("role")
    wanted = StaffFilter(
        text=request.args.get("text", "")[:100],
        team_id=team.id if team else None,
        role_id=access.role_of(role).id if role else None,
        with_left=request.args.get("left") == "1",
    )
    page = queries.colleagues(wanted, cursor=request.args.get("cursor"))
    return render_template(
        "staff/listing.html",
        page=page,
        awaiting=access.awaiting_first_role(
            person.id for person in page.rows if person.access_closed_at
        ),
        wanted=wanted,
        team=team,
        teams=queries.teams(),
        roles=access.roles(),
        role_label=role_label,
    )


@staff.get(f"/{PID}")
@requires("staff:read")
def show(public_id: str) -> ResponseReturnValue:
    """One colleague."""
    employee = queries.employee_of(public_id)
    knows = can(current_actor(), "staff:end-sessions") or can(current_actor(), "handovers:make")
    return render_template(
        "staff/show.html",
        unowned=asking.unowned(employee) if knows and employee.is_active else None,
        employee=employee,
        role_label=role_label,
        awaits=access.awaits_first_role(employee),
        absences=queries.absences_of(employee.id, since=clock.today(employee.zone)),
        sessions=queries.open_sessions(employee.id),
        role_form=_role_form(employee),
        close_form=CloseAccessForm(),
        deed=DeedForm(),
    )


@staff.route("/new", methods=["GET", "POST"])
@requires("staff:edit", step_up=True)
def create() -> ResponseReturnValue:
    """Hire somebody."""
    form = NewEmployeeForm()
    _offer_teams(form)
    roles = access.roles()
    form.role.choices = as_choices([(role.public_id, role_label(role)) for role in roles])
    if form.validate_on_submit():
        done = attempt(
            form,
            lambda: administration.hire(
                _facts(form),
                login=form.login.data or "",
                role=access.role_of(form.role.data),
                actor=current_actor(),
            ),
        )
        if done:
            employee, password = done
            return _hired(employee, password)
    return render_template("staff/edit.html", form=form, employee=None), _status(form)


@staff.route(f"/{PID}/edit", methods=["GET", "POST"])
@requires("staff:edit")
def edit(public_id: str) -> ResponseReturnValue:
    """Change somebody's facts."""
    employee = queries.employee_of(public_id)
    form = EmployeeForm(obj=employee)
    _offer_teams(form)
    if request.method == "GET":
        form.team.data = employee.team.public_id if employee.team else ""
        form.version.data = str(employee.version)
    if form.validate_on_submit() and attempt(
        form,
        lambda: administration.edit(
            employee, _facts(form), version=form.version_number, actor=current_actor()
        ),
    ):
        flash(_("Saved."), "ok")
        return redirect(url_for("staff.show", public_id=public_id))
    return render_template("staff/edit.html", form=form, employee=employee), _status(form)


@staff.post(f"/{PID}/role")
@requires("staff:edit", step_up=True)
def change_role(public_id: str) -> ResponseReturnValue:
    """Another role; a wider one waits for a second person."""
    employee = queries.employee_of(public_id)
    form = _role_form(employee)
    if form.validate_on_submit():
        change = access.ask_role(
            employee,
            access.role_of(form.role.data),
            actor=current_actor(),
            reason=form.reason.data or "",
        )
        flash(_("A second person has to sign this.") if change else _("Saved."), "ok")
    else:
        flash(_("Say why."), "bad")
    return redirect(url_for("staff.show", public_id=public_id))


@staff.post(f"/{PID}/password")
@requires("staff:edit", step_up=True)
def reset_password(public_id: str) -> ResponseReturnValue:
    """A new first password."""
    employee = queries.employee_of(public_id)
    password = administration.new_first_password(employee, actor=current_actor())
    return _hired(employee, password)


@staff.post(f"/{PID}/close")
@requires("staff:end-sessions", step_up=True)
def close(public_id: str) -> ResponseReturnValue:
    """End somebody's access at once."""
    form = CloseAccessForm()
    if form.validate_on_submit():
        employee = queries.employee_of(public_id)
        administration.close_access(employee, actor=current_actor(), reason=form.reason.data or "")
        if employee.is_active:
            words = _("The access has ended. What hangs on this person waits for a handover.")
        else:
            words = _("The access has ended. Nothing open hangs on this person.")
        flash(words, "ok")
    else:
        flash(_("Say why."), "bad")
    return redirect(url_for("staff.show", public_id=public_id))


@staff.post(f"/{PID}/reopen")
@requires("staff:edit", step_up=True)
def reopen(public_id: str) -> ResponseReturnValue:
    """Let somebody in again."""
    administration.reopen_access(queries.employee_of(public_id), actor=current_actor())
    flash(_("Saved."), "ok")
    return redirect(url_for("staff.show", public_id=public_id))


@staff.route("/teams", methods=["GET", "POST"])
@requires("staff:edit")
def teams() -> ResponseReturnValue:
    """The tree of teams."""
    form = TeamForm()
    known = queries.teams()
    form.parent.choices = as_choices({"": _("no team")}, ((t.public_id, t.name) for t in known))
    if form.validate_on_submit():
        administration.make_team(
            form.name.data or "", queries.team_of(form.parent.data), actor=current_actor()
        )
        flash(_("Saved."), "ok")
        return redirect(url_for("staff.teams"))
    return (
        render_template(
            "staff/teams.html", teams=known, people=queries.people_of_teams(), form=form
        ),
        _status(form),
    )


def _hired(employee: Employee, password: str) -> str:
    """The one page that shows a first password, and who signs the first role."""
    awaits = access.awaits_first_role(employee)
    signers = access.signers(but=current_actor().employee_id) if awaits else []
    return render_template(
        "staff/hired.html", employee=employee, password=password, awaits=awaits, signers=signers
    )


def _role_form(employee: Employee) -> RoleChangeForm:
    form = RoleChangeForm()
    form.role.choices = as_choices([(role.public_id, role_label(role)) for role in access.roles()])
    if request.method == "GET":
        form.role.data = employee.role.public_id
    return form


def _offer_teams(form: EmployeeForm) -> None:
    known = queries.teams()
    form.team.choices = as_choices(
        {"": _("no team")}, ((team.public_id, team.name) for team in known)
    )


def _facts(form: EmployeeForm) -> dict[str, object]:
    team = queries.team_of(form.team.data)
    names = (
        "given_name",
        "family_name",
        "patronymic",
        "position",
        "email",
        "phone",
        "branch",
        "specialisation",
        "languages",
        "licences",
        "is_exclusive",
        "is_vip_certified",
        "capacity_points",
        "language",
        "zone",
    )
    facts = {name: getattr(form, name).data for name in names}
    facts = {name: "" if value is None else value for name, value in facts.items()}
    return {**facts, "team_id": team.id if team else None}


def _status(form: EmployeeForm | TeamForm) -> int:
    return 422 if form.errors else 200
