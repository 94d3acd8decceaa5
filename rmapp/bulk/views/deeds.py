"""Bulk deeds: the effect first, then the button, then what came of it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ...clients.arrangements import asked
from ...clients.catalogue.own import in_words
from ...clients.custom import read_text, spoken
from ...clients.models import COLUMN_OF, AssignmentRole, CustomType
from ...clients.words import FIELDS
from ...core import clock
from ...core.db import db
from ...core.errors import Invalid
from ...core.formatting import day
from ...core.forms import attempt
from ...core.journal import Operation, OperationState
from ...policy.enforce import Actor, can, current_actor, requires
from ...policy.models import Role
from ...policy.table import PERSONAL
from ...portfolios.operations import receiver_of
from ...segments.queries import own_lists, segment_of
from ...work.models import WorkItem
from .. import operations, queries, words
from ..forms import form_of, own_row, settable
from ..models import Deed, Fate

bulk = Blueprint("bulk", __name__, url_prefix="/bulk")
_CALL_AT = dt.time(10, 0)


@bulk.app_template_global()
def bulk_deeds() -> list[tuple[str, Any, str]]:
    """(code, words, icon) of the deeds the person of the request may do to many."""
    actor = current_actor()
    return [
        (deed.value, label, words.ICONS[deed])
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
    return queries.chosen(actor, ids, wanted), ids, everything


@bulk.post("/effect")
@requires("clients:read")
def effect() -> ResponseReturnValue:
    """What the bar under the list says of the chosen rows."""
    actor = current_actor()
    statement, _ids, _all = _statement(actor)
    found = queries.effect(statement, Deed.SET, {}, actor)
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
    form = form_of(deed, field, actor)
    if form.validate_on_submit() and request.method == "POST":
        made = attempt(form, lambda: _do(deed, statement, form, field, actor))
        if made:
            return redirect(url_for("bulk.show", public_id=made.public_id))
    lists = deed in (Deed.LIST_ADD, Deed.LIST_REMOVE)
    return render_template(
        "bulk/new.html",
        deed=deed,
        deeds=words.DEEDS,
        fates=words.FATES,
        unfit=words.UNFIT[deed],
        found=queries.effect(statement, deed, {}, actor),
        form=form,
        field=field if "value" in form else "",
        fields=settable(actor) if deed is Deed.SET else [],
        carried=[(n, v) for n, v in request.values.items(multi=True) if n in _CARRIED],
        needs_list=lists and not own_lists(actor),
    )


_CARRIED = ("deed", "ids", "everything", "q", "where", "view", "columns", "sort")


def _do(deed: Deed, statement: Any, form: Any, field: str, actor: Actor) -> Any:
    params, title = _PARAMS[deed](form, field, actor)
    return operations.begin(deed, statement, actor=actor, params=params, title=title)


def _set(form: Any, field: str, actor: Actor) -> tuple[dict[str, Any], str]:
    if "value" not in form:
        raise Invalid(_("Choose which field to set."))
    value = form.value.data
    row = own_row(field)
    if row is None:
        plain: Any = {"is_active": value == "y"}.get(field, value)
        plain = int(value) if field == "source_id" else plain
        shown = dict(form.value.choices).get(value, value)
        return {"field": field, "value": plain}, f"{FIELDS[field]}: {shown}"
    if isinstance(value, str) and row.type is not CustomType.CHOICE:
        try:
            value = read_text(row, value)
        except ValueError as problem:
            raise Invalid(fields={"value": [problem.args[0]]}) from None
    params = {
        "custom_id": row.id,
        "key": row.key,
        "column": COLUMN_OF[row.type],
        "kinds": list(row.kinds),
        "value": value if isinstance(value, bool | int | str | list) else str(value),
    }
    return params, f"{in_words(row.name_en, row.name_ru)}: {spoken(row, value)}"


def _assign(form: Any, field: str, actor: Actor) -> tuple[dict[str, Any], str]:
    employee = receiver_of(form.employee.data, actor=actor)
    code = db.session.get_one(Role, employee.role_id).code
    role = AssignmentRole.PERSONAL if code == PERSONAL else AssignmentRole.ACQUISITION
    params = {
        "employee_id": employee.id,
        "name": employee.name,
        "role": role.value,
        "is_certified": employee.is_vip_certified,
        "reason": form.reason.data or "",
    }
    return params, _("Assigned to: %(name)s", name=employee.name)


def _plan(form: Any, field: str, actor: Actor) -> tuple[dict[str, Any], str]:
    at = dt.datetime.combine(form.day.data, _CALL_AT, tzinfo=ZoneInfo(actor.zone))
    if at < clock.now():
        raise Invalid(fields={"day": [_("This time has passed. Choose a later day.")]})
    params = {"at": at.astimezone(dt.UTC).isoformat(), "about": form.about.data or ""}
    return params, _("Call on %(day)s", day=day(form.day.data))


def _bin(form: Any, field: str, actor: Actor) -> tuple[dict[str, Any], str]:
    return {"reason": form.reason.data or ""}, _("Into the bin")


def _list(form: Any, field: str, actor: Actor) -> tuple[dict[str, Any], str]:
    segment = segment_of(form.list.data, actor=actor, mine=True)
    return {"segment_id": segment.id}, _("List: %(name)s", name=segment.name)


_PARAMS: dict[Deed, Any] = {
    Deed.SET: _set,
    Deed.ASSIGN: _assign,
    Deed.PLAN: _plan,
    Deed.BIN: _bin,
    Deed.LIST_ADD: _list,
    Deed.LIST_REMOVE: _list,
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
