"""Deeds on many clients at ``/api/v1/bulk-deeds`` (D16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from ..bulk import diaries, fields, operations, queries, targets, wishes, words
from ..bulk.models import BulkDeed, Deed
from ..clients import custom
from ..clients.arrangements import asked, misread, view_args, view_of
from ..core.db import db
from ..core.errors import Conflict, Invalid
from ..core.journal import Operation, OperationState
from ..dossiers.queries import source_of
from ..dossiers.rules import LISTED
from ..exchange import book, brought
from ..exchange.queries import import_of
from ..policy.enforce import Actor, can, current_actor, requires
from ..segments.queries import members, segment_of
from ..work.models import WorkItem
from .doors import ONE, WORDS, Created, operation
from .saved_views import condition_given
from .shapes.base import Named
from .shapes.bulk import BulkEffect, BulkGiven, BulkShown, BulkUndone, MovedCalls, Skipped
from .shapes.imports import ProgressShown, undone_tables

_WHOM = ("clients", "filter", "segment", "view", "imported")
bulk = Blueprint("api_bulk_deeds", __name__, url_prefix="/api/v1/bulk-deeds")


@bulk.post("/preview")
@requires("clients:read")
@operation("Foresee a deed on many clients", body=BulkGiven, answer=BulkEffect, refusals=(403,))
def preview(body: BulkGiven) -> BulkEffect:
    """Nothing is done: whom it would change, whom it would leave out and why."""
    actor = current_actor()
    statement, params = _chosen(body, actor), _wish(body, actor, makes=False)[0]
    found = queries.effect(statement, body.deed, params, actor)
    left = queries.skipped(statement, body.deed, params, actor)
    plans = body.deed is Deed.PLAN
    moved = diaries.moved(statement, params, actor=actor) if plans else []
    return BulkEffect(
        counts=found,
        skipped=_skipped(left, body.deed, params),
        moved=[MovedCalls(day=one.day, calls=one.calls, managers=one.names) for one in moved],
        outside=targets.outside(statement, params, actor=actor),
    )


@bulk.post("")
@requires("clients:read")
@operation(
    "Do a deed to many clients", body=BulkGiven, answer=BulkShown, status=201, refusals=(403,)
)
def create(body: BulkGiven) -> Created:
    """At once up to fifty clients, more as work; those who may not be changed are left out."""
    actor = current_actor()
    params, title = _wish(body, actor, makes=True)
    made = operations.begin(
        body.deed, _chosen(body, actor), actor=actor, params=params, title=title
    )
    return Created(_shown(made, actor), "api_bulk_deeds.show", made.public_id)


@bulk.get(ONE)
@requires("clients:read")
@operation("Read a deed of one's own and its progress", answer=BulkShown)
def show(public_id: str) -> BulkShown:
    """What became of it."""
    actor = current_actor()
    return _shown(queries.deed_of(public_id, actor=actor), actor)


@bulk.post(f"{ONE}/undo")
@requires("operations:undo", step_up=True)
@operation("Undo a deed on many clients", answer=BulkUndone, refusals=(409,))
def undo(public_id: str) -> BulkUndone:
    """What nobody has touched since goes back; the rest stays."""
    actor = current_actor()
    found = queries.deed_of(public_id, actor=actor)
    under = _operation(found)
    if under is None or found.finished_at is None:
        raise Conflict(_("This work still goes on. Undo it when it is done."))
    done = book.begin(under, actor=actor)
    after = _shown(queries.deed_of(public_id, actor=actor), actor)
    return BulkUndone(bulk=after, tables=undone_tables(done), is_under_way=done is None)


def _chosen(body: BulkGiven, actor: Actor) -> Any:
    """The clients meant. An argument of a list that would be passed over is refused: all clients
    would be meant instead."""
    given = [name for name in _WHOM if getattr(body, name) is not None]
    if len(given) != 1:
        raise Invalid(fields={"clients": [_("Name the clients in one way, and in one only.")]})
    if body.segment is not None:
        return members(segment_of(body.segment, actor=actor), actor=actor)
    wanted = None
    if body.filter is not None:
        wrong = misread(body.filter, actor)
        if wrong or body.filter.keys() == {"view"}:
            names = ", ".join(wrong or ["view"])
            words = _("The list has no such filter: %(names)s.", names=names)
            raise Invalid(fields={"filter": [words]})
        condition_given(body.filter.get("where", ""), actor)
        wanted = asked(body.filter, actor).filter
    elif body.view is not None:
        wanted = asked(view_args(view_of(body.view, actor=actor)), actor).filter
    elif body.imported is not None:
        where = brought.of(import_of(body.imported, actor=actor)).text()
        wanted = asked({"where": where}, actor).filter
    return queries.chosen(actor, body.clients or (), wanted, body.deed)


def _wish(body: BulkGiven, actor: Actor, *, makes: bool) -> wishes.Wish:
    if body.deed is Deed.SET:
        return wishes.set_field(_need(body, "field"), _value(body), actor=actor)
    if body.deed is Deed.ASSIGN:
        return wishes.assign(_need(body, "employee"), body.reason, actor=actor)
    if body.deed is Deed.PLAN:
        return wishes.plan(
            _need(body, "day"),
            body.about,
            _chosen(body, actor),
            actor=actor,
            kind=body.kind.value,
            spares=body.spares,
        )
    if body.deed is Deed.BIN:
        return wishes.move_to_bin(body.reason)
    if body.deed is Deed.TAKE:
        return wishes.take(_need(body, "plan"), actor=actor)
    if body.deed is Deed.START:
        return wishes.start(_need(body, "template"), _need(body, "day"), actor=actor)
    if body.deed is Deed.LIST_ADD and body.new_list:
        if body.list:
            words = _("Name a list, or a new one, not both.")
            raise Invalid(fields={"new_list": [words]})
        if not makes:  # a list that is new has nobody
            return {"segment_id": 0}, body.new_list
        try:
            return wishes.new_list(body.new_list, actor=actor)
        except Invalid as refusal:  # the body calls the name otherwise
            raise Invalid(fields={"new_list": refusal.fields.get("name", [])}) from None
    if body.deed in (Deed.LIST_ADD, Deed.LIST_REMOVE):
        return wishes.list_of(_need(body, "list"), actor=actor)
    raise Invalid(fields={"deed": [WORDS["enum"]]})


def _need(body: BulkGiven, name: str) -> Any:
    value = getattr(body, name)
    if not value:
        raise Invalid(fields={name: [WORDS["missing"]]})
    return value


def _value(body: BulkGiven) -> Any:
    """The value as the field takes it; texts are read as the cells of a file are."""
    value, field = body.value, fields.field_of(_need(body, "field"))
    if body.empty != (value is None or value in ("", [])):
        raise Invalid(fields={"value": [_("Give a value, or choose to empty the field.")]})
    if body.empty or not isinstance(value, str):
        return None if body.empty else value
    if field.key in LISTED:
        return source_of(value).id
    if field.own is not None:
        try:
            return custom.read_text(field.own, value)
        except ValueError as problem:
            raise Invalid(fields={"value": [problem.args[0]]}) from None
    return fields.read(field, value)


def _operation(found: BulkDeed) -> Operation | None:
    return db.session.get(Operation, found.operation_id) if found.operation_id else None


def _shown(found: BulkDeed, actor: Actor) -> BulkShown:
    under = _operation(found)
    item = db.session.get(WorkItem, found.work_item_id) if found.work_item_id else None
    progress = None
    if item is not None and found.finished_at is None:
        names = ("state", "done", "total", "share", "seconds_left", "error")
        progress = ProgressShown(**{name: getattr(item, name) for name in names})
    return BulkShown(
        id=found.public_id,
        deed=found.deed,
        title=found.title,
        created_at=found.created_at,
        finished_at=found.finished_at,
        counts=queries.counts(found),
        skipped=_skipped(queries.left_out(found, actor), found.deed, found.params),
        can_undo=under is not None
        and under.state is OperationState.DONE
        and can(actor, "operations:undo"),
        progress=progress,
    )


def _skipped(
    rows: Sequence[tuple[Any, ...]], deed: Deed, params: Mapping[str, Any]
) -> list[Skipped]:
    """Rows of (fate, public id, name) and, where it was said, why."""
    spares = bool(params.get("spares"))
    return [
        Skipped(
            client=Named(id=public_id, name=name),
            fate=fate,
            why="".join(said) or str(words.why_not(deed, fate, spares=spares) or words.FATES[fate]),
        )
        for fate, public_id, name, *said in rows
    ]
