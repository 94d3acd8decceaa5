"""Bulk deeds: the effect first, then the button, then what came of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ...clients.arrangements import asked
from ...core.db import db
from ...core.errors import Invalid
from ...core.forms import attempt
from ...core.journal import Operation, OperationState
from ...dossiers.forms import FlagField
from ...policy.enforce import Actor, can, current_actor, requires
from ...segments.queries import own_lists
from ...work.models import WorkItem
from .. import operations, queries, wishes, words
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
    if form.validate_on_submit() and request.method == "POST":
        made = attempt(
            form,
            lambda: _do(deed, statement, form, field, actor, known if empties else None),
        )
        if made:
            return redirect(url_for("bulk.show", public_id=made.public_id))
    lists = deed in (Deed.LIST_ADD, Deed.LIST_REMOVE)
    preview = None
    if version is not None:
        form.starts_on.data = form.starts_on.data or series.day_asked(actor)
        preview = series.preview(statement, version, known, form.starts_on.data, actor)
    return render_template(
        "bulk/new.html",
        deed=deed,
        deeds=words.DEEDS,
        fates=words.FATES,
        unfit=words.UNFIT[deed],
        found=queries.effect(statement, deed, known, actor),
        skipped=queries.skipped(statement, deed, known, actor),
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
        needs_list=lists and not own_lists(actor),
        needs_plan=deed is Deed.TAKE and not form.plan.choices,
    )


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
        else _PARAMS[deed](form, field, actor)
    )
    return operations.begin(deed, statement, actor=actor, params=params, title=title)


def _set(form: Any, field: str, actor: Actor) -> wishes.Wish:
    if "value" not in form:
        raise Invalid(_("Choose which field to set."))
    value = form.value.data
    if isinstance(form.value, FlagField):
        value = {"y": True, "n": False}.get(value)
    if value is None or value in ("", []):
        raise Invalid(fields={"value": [_("Give a value, or choose to empty the field.")]})
    return wishes.set_field(field, value, actor=actor)


def _start(form: Any, field: str, actor: Actor) -> wishes.Wish:
    if "starts_on" not in form:
        raise Invalid(_("Choose the series first."))
    return wishes.start(field, form.starts_on.data, actor=actor)


_PARAMS: dict[Deed, Any] = {
    Deed.SET: _set,
    Deed.ASSIGN: lambda form, _field, actor: wishes.assign(
        form.employee.data, form.reason.data or "", actor=actor
    ),
    Deed.PLAN: lambda form, _field, actor: wishes.plan(
        form.day.data, form.about.data or "", actor=actor
    ),
    Deed.BIN: lambda form, _field, _actor: wishes.move_to_bin(form.reason.data or ""),
    Deed.LIST_ADD: lambda form, _field, actor: wishes.list_of(form.list.data, actor=actor),
    Deed.LIST_REMOVE: lambda form, _field, actor: wishes.list_of(form.list.data, actor=actor),
    Deed.TAKE: lambda form, _field, actor: wishes.take(form.plan.data, actor=actor),
    Deed.START: lambda form, field, actor: _start(form, field, actor),
}


@bulk.get("/<string(length=16):public_id>")
@requires("clients:read")
def show(public_id: str) -> ResponseReturnValue:
    """What came of it, and the way back."""
    actor = current_actor()
    one = queries.deed_of(public_id, actor=actor)
    operation = db.session.get(Operation, one.operation_id) if one.operation_id else None
    item = db.session.get(WorkItem, one.work_item_id) if one.work_item_id else None
    return render_template(
        "bulk/show.html",
        bulk=one,
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
