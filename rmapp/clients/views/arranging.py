"""Arranging the list: one more condition, own columns, saved views (D16)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core.errors import Invalid
from ...core.forms import DeedForm, attempt
from ...policy.enforce import Actor, current_actor, reach, requires
from ...policy.models import Reach
from .. import queries
from ..arrangements import (
    asked,
    change_view,
    default_of,
    delete_view,
    make_default,
    names_for,
    own_view_called,
    said_of,
    save_view,
    view_args,
    view_of,
    views_of,
)
from ..arrangements.asked import MOST_COLUMNS, USUAL
from ..catalogue import GROUPS, Field, FieldType, offered
from ..catalogue.conditions import Condition, leaf_of
from ..catalogue.sentences import sentences
from ..forms import SaveViewForm, ViewForm, condition_form, fields_by_group, leaf_from
from ..models import SavedView, Sharing
from .listing import carried, clients, to

ONE = "/clients/views/<string(length=16):public_id>"
#: Conditions of one click: field, operator, value.
READY: tuple[tuple[str, str, Any], ...] = (
    ("no_step", "is", True),
    ("silent_since", "days_ago", 60),
    ("temperature", "is", ["hot"]),
    ("vip_tier", "filled", None),
    ("manager", "is", ["none"]),
    ("manager", "is", ["me"]),
)


@clients.get("/clients/condition")
@requires("clients:read")
def condition() -> ResponseReturnValue:
    """Compose one condition: the field, then how to compare, then with what."""
    actor = current_actor()
    wanted = asked(carried(request.args), actor)
    kept, known, where = wanted.args, offered(actor), wanted.where
    field = known.get(request.args.get("field", ""))
    form, op = None, ""
    if field is not None and field.is_filterable:
        data = request.args if "add" in request.args else None
        form, op = condition_form(field, request.args.get("op", ""), _people(field, actor), data)
        if "add" in request.args and form.validate() and (made := _leaf(form, field, op)):
            number = request.args.get("join", "")
            group = int(number) if number.isdecimal() and len(number) < 3 else None
            args = {**kept, "where": where.plus(made, group).text()}
            return redirect(to("clients.listing", args))
    is_fragment = bool(request.headers.get("X-Fragment"))
    return render_template(
        "clients/_condition.html" if is_fragment else "clients/condition.html",
        kept=kept,
        field=field if form is not None else None,
        form=form,
        groups=fields_by_group(known),
        ready=_ready(where, known),
        to=to,
        joins=sentences(where, names_for(wanted, actor)),
    )


def _leaf(form: Any, field: Field, op: str) -> Any:
    try:
        return leaf_from(form, field, op)
    except ValueError as problem:
        form.refuse_with(Invalid(fields={"v0": [problem.args[0]]}))
        return None


def _people(field: Field, actor: Actor) -> list[tuple[str, str]]:
    if field.type is not FieldType.PERSON:
        return []
    return [(one.public_id, one.name) for one in queries.managers_within(actor)]


def _ready(where: Condition, known: dict[str, Field]) -> list[tuple[str, str]]:
    """(words, condition besides ``where`` as text) of the conditions of one click."""
    here = {leaf for group in where.groups for leaf in (one.key for one in group)}
    leaves = [leaf_of(known[key], op, value) for key, op, value in READY if key not in here]
    said = sentences(Condition(tuple((leaf,) for leaf in leaves)), {})
    return [(text, where.plus(leaf).text()) for text, leaf in zip(said, leaves, strict=True)]


@clients.get("/clients/columns")
@requires("clients:read")
def columns() -> ResponseReturnValue:
    """Which columns, in which order."""
    actor = current_actor()
    wanted = asked(carried(request.args), actor)
    kept, known, now = wanted.args, offered(actor), wanted.columns
    if "set" in request.args:
        chosen = [key for key in request.args.getlist("column") if key in known or key in USUAL]
        chosen.sort(key=lambda key: _place(request.args.get(f"place-{key}", "")))
        args = {**kept, "columns": ",".join(chosen[:MOST_COLUMNS])}
        if tuple(chosen) == USUAL or not chosen:
            args.pop("columns")
        return redirect(to("clients.listing", args or {"view": "all"}))
    fields = {"standing": GROUPS["standing"]}
    fields |= {key: field.label for key, field in known.items() if key != "display_name"}
    order = [*now, *[key for key in fields if key not in now]]
    is_fragment = bool(request.headers.get("X-Fragment"))
    return render_template(
        "clients/_columns.html" if is_fragment else "clients/columns.html",
        kept={name: value for name, value in kept.items() if name != "columns"},
        rows=[(key, fields[key], key in now) for key in order if key in fields],
    )


def _place(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 999


@clients.route("/clients/views", methods=["GET", "POST"])
@requires("clients:read")
def views() -> ResponseReturnValue:
    """The saved views; saving the list as it is arranged."""
    actor, form = current_actor(), SaveViewForm()
    wanted = asked(carried(request.args), actor)
    kept = wanted.args
    if not _may_share(actor):
        form.sharing.choices = form.sharing.choices[:1]
        form.opens.choices = form.opens.choices[:2]
    standing = None
    if request.method == "GET" and (mine := _mine(kept.get("view", ""), actor)):
        _as_shared(form, mine)
        form.name.data = mine.name
    if form.validate_on_submit():
        standing = own_view_called(form.name.data, actor=actor)
        if standing and not (form.replaces.data or standing.public_id == kept.get("view")):
            form.name.errors = [_("You have a view of this name already.")]
            if form.sharing.data == Sharing.MINE:
                _as_shared(form, standing)
    if form.is_submitted() and not form.errors:
        view = attempt(
            form,
            lambda: save_view(
                actor=actor,
                name=form.name.data,
                condition=wanted.where,
                columns=() if wanted.is_usual else wanted.columns,
                sort=kept.get("sort", "")[:64],
                text=kept.get("q", "")[:200],
                sharing=Sharing(form.sharing.data),
                is_team_default=form.opens.data == "team",
                is_default=form.opens.data == "me",
            ),
        )
        if view:
            is_new = standing is None
            flash(
                _("The view is saved: %(name)s", name=view.name)
                if is_new
                else _("The view is now as the list stands: %(name)s", name=view.name),
                "ok",
            )
            return redirect(to("clients.listing", view_args(view)))
    is_menu = bool(request.headers.get("X-Fragment")) and request.method == "GET"
    found = views_of(actor)
    return render_template(
        "clients/_views.html" if is_menu else "clients/views.html",
        form=form,
        kept=kept,
        views=found,
        opened=default_of(found, actor),
        said={} if is_menu else said_of([one for one, _default in found], actor),
        taken=standing is not None,
        to=to,
        deed=DeedForm(),
        view_args=view_args,
        actor_id=actor.employee_id,
    )


def _mine(public_id: str, actor: Actor) -> SavedView | None:
    """One's own view ``public_id``, if it is one."""
    views = [view for view, _default in views_of(actor)]
    mine = [one for one in views if one.owner_id == actor.employee_id]
    return next((one for one in mine if one.public_id == public_id), None)


def _as_shared(form: Any, view: SavedView) -> None:
    """Who finds ``view`` goes on finding it when the list is put in its place, unless its owner
    says otherwise."""
    if view.sharing.value in [choice.value for choice in form.sharing.choices]:
        form.sharing.data = view.sharing.value
    if view.is_team_default and not form.opens.data:
        form.opens.data = "team"


def _may_share(actor: Actor) -> bool:
    return reach(actor, "clients:read") in (Reach.TEAM, Reach.ALL)


@clients.route(f"{ONE}/edit", methods=["GET", "POST"])
@requires("clients:read")
def edit_view(public_id: str) -> ResponseReturnValue:
    """Another name of a view of one's own, other people who find it."""
    actor = current_actor()
    view = view_of(public_id, actor=actor, mine=True)
    form = ViewForm(obj=view, version=view.version)
    if not _may_share(actor):
        form.sharing.choices = form.sharing.choices[:1]
        del form.is_team_default
    if form.validate_on_submit() and attempt(
        form,
        lambda: change_view(
            view,
            actor=actor,
            version=form.version_number,
            name=form.name.data,
            sharing=Sharing(form.sharing.data),
            is_team_default=form.is_team_default.data if form.is_team_default else False,
        ),
    ):
        flash(_("Saved."), "ok")
        return redirect(url_for("clients.views"))
    return render_template(
        "clients/view.html", form=form, view=view, said=said_of([view], actor)[view.id]
    )


@clients.post(f"{ONE}/default")
@requires("clients:read")
def open_with(public_id: str) -> ResponseReturnValue:
    """Let the list open with this view, or with everything when it does already."""
    actor = current_actor()
    view = view_of(public_id, actor=actor)
    already = default_of(views_of(actor), actor) is view
    make_default(None if already else view, actor=actor)
    flash(_("The list opens with everything.") if already else _("The list opens with this view."))
    return redirect(url_for("clients.views"))


@clients.post(f"{ONE}/delete")
@requires("clients:read")
def delete(public_id: str) -> ResponseReturnValue:
    """Delete a view of one's own."""
    actor = current_actor()
    delete_view(view_of(public_id, actor=actor, mine=True), actor=actor)
    flash(_("The view is deleted."))
    return redirect(url_for("clients.views"))
