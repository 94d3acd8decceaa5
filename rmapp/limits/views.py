"""The bank's figures, and the raisings that wait for a second person."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..core.forms import DeedForm, attempt
from ..core.i18n import reader_language
from ..policy.enforce import current_actor, requires
from ..policy.models import Role
from ..policy.table import shows_clients
from ..staff import access
from . import operations, queries
from .forms import limits_form, name_of
from .table import LIMITS

limits = Blueprint("limits", __name__, url_prefix="/limits")
blueprints = [limits]


@limits.route("/", methods=["GET", "POST"], endpoint="listing")
@requires("settings:edit", step_up=True)
def figures() -> ResponseReturnValue:
    """Every limit by role; lowering holds at once, raising waits."""
    roles = _roles_with_clients()
    form = limits_form(roles, queries.values(), _role_label)
    if form.validate_on_submit() and (
        done := attempt(form, lambda: _set(form.figures(), form.reason.data or ""))
    ):
        flash(_("A second person has to sign this.") if done == "waits" else _("Saved."), "ok")
        return redirect(url_for("limits.listing"))
    page = render_template(
        "limits/listing.html",
        form=form,
        roles=roles,
        limits=list(LIMITS.values()),
        name_of=name_of,
        waiting=queries.waiting(),
        role_label=_role_label,
        labels=LIMITS,
    )
    return page, 422 if form.errors or form.form_errors else 200


@limits.get("/changes")
@requires("roles:approve")
def changes() -> ResponseReturnValue:
    """Raisings that wait for a second person."""
    return render_template(
        "limits/changes.html",
        waiting=queries.waiting(),
        labels=LIMITS,
        role_label=_role_label,
        form=DeedForm(),
    )


@limits.post("/changes/<string(length=16):public_id>")
@requires("roles:approve", step_up=True)
def decide(public_id: str) -> ResponseReturnValue:
    """Sign or refuse a raising."""
    granted = request.form.get("verdict") == "grant"
    operations.decide(public_id, grant=granted, actor=current_actor())
    flash(_("Signed.") if granted else _("Refused."), "ok")
    return redirect(url_for("limits.changes"))


def _set(figures: dict[tuple[str, str], int], reason: str) -> str:
    actor = current_actor()
    waits = [
        operations.set_limit(code, role or None, value, actor=actor, reason=reason)
        for (code, role), value in figures.items()
    ]
    return "waits" if any(waits) else "saved"


def _roles_with_clients() -> list[Role]:
    """The roles that see clients: the others have nothing to count."""
    reading = {role_id for role_id, permission in access.grants() if shows_clients(permission)}
    return [role for role in access.roles() if role.id in reading]


def _role_label(role: Role | None) -> str:
    if role is None:
        return str(_("the whole house"))
    return role.name_ru if reader_language() == "ru" else role.name_en
