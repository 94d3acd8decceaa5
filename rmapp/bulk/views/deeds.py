"""Bulk deeds: the effect first, then the button, then what came of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import RadioField, SelectField

from ...clients.arrangements import asked
from ...core.db import db
from ...core.errors import Forbidden, Invalid, NotFound
from ...core.forms import attempt
from ...core.journal import Operation, OperationState
from ...dossiers.forms import FlagField
from ...plans.models import Plan
from ...policy.enforce import Actor, can, current_actor, requires
from ...work.models import OPEN, WorkItem
from .. import diaries, operations, queries, targets, wishes, words
from ..fields import Settable, settable
from ..forms import form_of
from ..models import Deed, Fate
from . import series

bulk = Blueprint("bulk", __name__, url_prefix="/bulk")


@bulk.app_template_global()
def bulk_deeds() -> list[tuple[str, Any]]:
    """(code, words) of the deeds the person of the request may do to many."""
    actor = current_actor()
    return [
        (deed.value, label)
        for deed, label in words.DEEDS.items()
        if can(actor, words.PERMISSIONS[deed])
    ]


def _deed() -> Deed:
    given = request.values.get("deed", "")
    return Deed(given) if given in set(Deed) else Deed.SET


def _statement(actor: Actor) -> tuple[Any, list[str], bool]:
    ids = [one[:16] for one in request.values.getlist("ids")][: queries.MOST_IDS]
    everything = bool(request.values.get("everything"))
    wanted = asked(request.values, actor).filter if everything else None
    return queries.chosen(actor, ids, wanted, _deed()), ids, everything


@bulk.post("/effect")
@requires("clients:read")
def effect() -> ResponseReturnValue:
    """What the bar under the list says of the chosen rows."""
    actor = current_actor()
    statement, _ids, _all = _statement(actor)
    found = queries.effect(statement, _deed(), {}, actor)
    total, not_mine = sum(found.values()), found.get(Fate.FORBIDDEN, 0)
    text = ngettext("%(num)s client", "%(num)s clients", total)
    if not_mine:
        text += ", " + _("%(num)s you may not change", num=not_mine)
    return render_template("bulk/_effect.html", text=text)


@bulk.route("/new", methods=["GET", "POST"])
@requires("clients:read")
def choose() -> ResponseReturnValue:
    """The effect of one deed on the chosen clients, its questions, and the button."""
    actor, deed = current_actor(), _deed()
    statement, ids, everything = _statement(actor)
    if not ids and not everything:
        flash(_("Choose clients in the list first."), "warn")
        return redirect(url_for("clients.listing"))
    field = request.values.get("field", "")[:64]
    chosen = settable().get(field) if deed is Deed.SET else None
    empties = chosen is not None and chosen.may_be_empty and bool(request.values.get("empty"))
    version = series.chosen(field) if deed is Deed.START else None
    form = form_of(deed, "" if empties or (deed is Deed.START and not version) else field, actor)
    known = _known(chosen, empties=empties, actor=actor)
    if version is not None:
        known = wishes.series_params(version)
    if request.method == "GET":
        _answer_as_drawn(form)
    if form.validate_on_submit() and request.method == "POST":
        made = attempt(
            form,
            lambda: _do(deed, statement, form, field, actor, known if empties else None),
        )
        if made:
            return redirect(url_for("bulk.show", public_id=made.public_id))
    preview = None
    if version is not None:
        form.starts_on.data = form.starts_on.data or series.day_asked(actor)
        preview = series.preview(statement, version, known, form.starts_on.data, actor)
    page = render_template(
        "bulk/new.html",
        deed=deed,
        deeds=words.DEEDS,
        **_foreseen(deed, statement, form, field, actor, known, is_known=empties),
        form=form,
        field=chosen,
        empties=empties,
        fields=settable() if deed is Deed.SET else {},
        templates=series.offered(deed),
        template=field if version is not None else "",
        preview=preview,
        most=series.MOST_SHOWN,
        due=Fate.DUE,
        carried=[(n, v) for n, v in request.values.items(multi=True) if n in _CARRIED],
        needs_list=deed is Deed.LIST_REMOVE and not form.list.choices,
        needs_plan=deed is Deed.TAKE and not form.plan.choices,
    )
    return page, 422 if request.method == "POST" else 200


@bulk.post("/foreseen")
@requires("clients:read")
def foresee() -> ResponseReturnValue:
    """What would happen by the answers the form holds now; nothing is done."""
    actor, deed = current_actor(), _deed()
    statement, _ids, _all = _statement(actor)
    field = request.values.get("field", "")[:64]
    chosen = settable().get(field) if deed is Deed.SET else None
    empties = chosen is not None and chosen.may_be_empty and bool(request.values.get("empty"))
    version = series.chosen(field) if deed is Deed.START else None
    known = _known(chosen, empties=empties, actor=actor)
    if version is not None:
        known = wishes.series_params(version)
    form = form_of(deed, "" if empties or (deed is Deed.START and not version) else field, actor)
    found = _foreseen(deed, statement, form, field, actor, known, is_known=empties)
    return render_template("bulk/_found.html", **found)


def _answer_as_drawn(form: Any) -> None:
    """A list without an empty choice is drawn with its first: so it answers."""
    for one in form:
        if isinstance(one, SelectField) and not isinstance(one, RadioField) and one.data is None:
            one.data = next((choice.value for choice in one.choices or ()), None)


def _foreseen(
    deed: Deed,
    statement: Any,
    form: Any,
    field: str,
    actor: Actor,
    known: dict[str, Any],
    *,
    is_known: bool,
) -> dict[str, Any]:
    """What the card of the effect says, as far as the answers of ``form`` tell by now."""
    params = known if is_known else _answered(deed, statement, form, field, actor) or known
    found = queries.effect(statement, deed, params, actor)
    return {
        "fates": words.FATES,
        "why_not": {
            fate: words.why_not(deed, fate, spares=bool(params.get("spares"))) for fate in found
        },
        "found": found,
        "skipped": queries.skipped(statement, deed, params, actor),
        "moved": diaries.moved(statement, params, actor=actor) if deed is Deed.PLAN else [],
        "planned": diaries.planned_already(statement, params, actor=actor)
        if deed is Deed.PLAN
        else 0,
        "hanging": diaries.resting(statement, params, actor=actor) if deed is Deed.BIN else [],
        "outside": targets.outside(statement, params, actor=actor) if deed is Deed.TAKE else 0,
    }


def _answered(
    deed: Deed, statement: Any, form: Any, field: str, actor: Actor
) -> dict[str, Any] | None:
    """What the deed is told by the answers of ``form``; None while they do not fit."""
    if deed is Deed.START:
        return None
    if deed is Deed.PLAN and not form.day.data:
        return {"spares": True} if form.spares.data else None
    if deed is Deed.LIST_ADD and form.name.data:
        return None  # a list that is new has nobody
    try:
        wish: wishes.Wish = _PARAMS[deed](form, field, actor, statement)
    except (Invalid, NotFound, Forbidden):
        return None
    return wish[0]


_CARRIED = ("deed", "ids", "everything", "q", "where", "view", "columns", "sort")


def _known(field: Settable | None, *, empties: bool, actor: Actor) -> dict[str, Any]:
    """What is known of the deed before its questions are answered."""
    if field is None:
        return {}
    if empties:
        return wishes.set_field(field.key, None, actor=actor)[0]
    return {"kinds": list(field.kinds)}


def _do(deed: Deed, statement: Any, form: Any, field: str, actor: Actor, known: Any) -> Any:
    params, title = (
        wishes.set_field(field, None, actor=actor)
        if known is not None
        else _PARAMS[deed](form, field, actor, statement)
    )
    return operations.begin(deed, statement, actor=actor, params=params, title=title)


def _set(form: Any, field: str, actor: Actor, _statement: Any) -> wishes.Wish:
    if "value" not in form:
        raise Invalid(_("Choose which field to set."))
    value = form.value.data
    if isinstance(form.value, FlagField):
        value = {"y": True, "n": False}.get(value)
    if value is None or value in ("", []):
        raise Invalid(fields={"value": [_("Give a value, or choose to empty the field.")]})
    return wishes.set_field(field, value, actor=actor)


def _list(form: Any, actor: Actor) -> wishes.Wish:
    if "name" in form and form.name.data:
        return wishes.new_list(form.name.data, actor=actor)
    if "list" not in form:
        raise Invalid(fields={"name": [_("Write the name.")]})
    return wishes.list_of(form.list.data, actor=actor)


def _start(form: Any, field: str, actor: Actor) -> wishes.Wish:
    if "starts_on" not in form:
        raise Invalid(_("Choose the series first."))
    return wishes.start(field, form.starts_on.data, actor=actor)


_PARAMS: dict[Deed, Any] = {
    Deed.SET: _set,
    Deed.ASSIGN: lambda form, _field, actor, _of: wishes.assign(
        form.employee.data, form.reason.data or "", actor=actor
    ),
    Deed.PLAN: lambda form, _field, actor, statement: wishes.plan(
        form.day.data,
        form.about.data or "",
        statement,
        actor=actor,
        kind=form.kind.data or "",
        spares=bool(form.spares.data),
    ),
    Deed.BIN: lambda form, _field, _actor, _of: wishes.move_to_bin(form.reason.data or ""),
    Deed.LIST_ADD: lambda form, _field, actor, _of: _list(form, actor),
    Deed.LIST_REMOVE: lambda form, _field, actor, _of: _list(form, actor),
    Deed.TAKE: lambda form, _field, actor, _of: wishes.take(form.plan.data, actor=actor),
    Deed.START: lambda form, field, actor, _of: _start(form, field, actor),
}


@bulk.get("/<string(length=16):public_id>")
@requires("clients:read")
def show(public_id: str) -> ResponseReturnValue:
    """What came of it, and the way back."""
    actor = current_actor()
    one = queries.deed_of(public_id, actor=actor)
    operation = db.session.get(Operation, one.operation_id) if one.operation_id else None
    item = db.session.get(WorkItem, one.work_item_id) if one.work_item_id else None
    piece = item is not None and "X-Fragment" in request.headers
    return render_template(
        "bulk/_came.html" if piece else "bulk/show.html",
        plan=db.session.get(Plan, one.params["plan_id"]) if one.deed is Deed.TAKE else None,
        bulk=one,
        is_piece=piece,
        is_going=item is not None and item.state in OPEN and one.finished_at is None,
        deeds=words.DEEDS,
        fates=words.FATES,
        unfit=words.UNFIT[one.deed],
        found=queries.counts(one),
        left_out=queries.left_out(one, actor),
        operation=operation,
        can_undo=operation is not None
        and operation.state is OperationState.DONE
        and can(actor, "operations:undo"),
        item=item if one.finished_at is None else None,
    )
