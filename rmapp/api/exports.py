"""Exports at ``/api/v1/exports``."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_babel import gettext as _

from ..core.errors import Invalid
from ..exchange import queries as exchange
from ..exchange.lists import list_of
from ..exchange.models import Export
from ..exchange.operations import exporting
from ..policy.enforce import current_actor, requires
from .doors import ONE, Created, operation
from .saved_views import condition_given
from .shapes.base import PageOf, named, page_of
from .shapes.exports import ExportDecision, ExportGiven, ExportQuery, ExportShown
from .shapes.imports import ProgressShown

exports = Blueprint("api_exports", __name__, url_prefix="/api/v1/exports")
BYTES = "application/octet-stream"
_PLAIN = (
    "format", "filter", "columns", "reason", "rows", "state", "created_at", "decided_at",
    "decision_note", "made_at", "expires_at", "size", "sha256",
)  # fmt: skip


@exports.get("")
@requires("exports:run")
@operation("List exports", query=ExportQuery, answer=PageOf[ExportShown])
def listing(query: ExportQuery) -> PageOf[ExportShown]:
    """Exports within reach, newest first."""
    page = exchange.exports(
        current_actor(),
        mine=query.whose == "mine",
        state=query.state,
        cursor=query.cursor,
        limit=query.limit,
    )
    return page_of(page, _shown, shape=PageOf[ExportShown])


@exports.post("")
@requires("exports:run", step_up=True)
@operation("Take a list out", body=ExportGiven, answer=ExportShown, status=201)
def create(body: ExportGiven) -> Created:
    """Made at once when it is short, as work when it is long, and over a limit it waits."""
    actor = current_actor()
    if body.list == "clients":
        condition_given(body.filter.get("where", ""), actor)
    if wrong := list_of(body.list).misread(body.filter, actor):
        words = _("The list has no such filter: %(names)s.", names=", ".join(wrong))
        raise Invalid(fields={"filter": [words]})
    made = exporting.ask(body.list, body.filter, actor=actor, form=body.format, reason=body.reason)
    return Created(_one(made.public_id), "api_exports.show", made.public_id)


@exports.get(ONE)
@requires("exports:run")
@operation("Read an export and its progress", answer=ExportShown)
def show(public_id: str) -> ExportShown:
    """Where it stands."""
    return _one(public_id)


@exports.get(f"{ONE}/file")
@requires("exports:run", step_up=True)
@operation("Fetch the file of one's own export", media=BYTES)
def file(public_id: str) -> Response:
    """The bytes; 404 before it is made, after its time, and for anybody else."""
    export, content = exporting.fetch(public_id, actor=current_actor())
    response = Response(content, content_type=BYTES)
    name = f"{export.kind}-{export.public_id}.{export.format}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@exports.post(f"{ONE}/decision")
@requires("exports:approve", step_up=True)
@operation("Decide an export as the second person", body=ExportDecision, answer=ExportShown)
def decide(public_id: str, body: ExportDecision) -> ExportShown:
    """Let it go or refuse it."""
    exporting.decide(
        public_id, actor=current_actor(), grant=body.verdict == "approve", note=body.note
    )
    return _one(public_id)


def _one(public_id: str) -> ExportShown:
    export = exchange.export_of(public_id, actor=current_actor())
    shown = _shown(export)
    item = exchange.work_of(export)
    if item is not None:
        names = ("state", "done", "total", "share", "seconds_left", "error")
        shown.progress = ProgressShown(**{name: getattr(item, name) for name in names})
    return shown


def _shown(export: Export) -> ExportShown:
    return ExportShown(
        **{name: getattr(export, name) for name in _PLAIN},
        id=export.public_id,
        list=export.kind,
        over=export.needs,
        created_by=named(export.created_by),
        decided_by=named(export.decided_by) if export.decided_by else None,
        progress=None,
    )
