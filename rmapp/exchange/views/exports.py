"""Taking lists out: the reason first, then the file; who took what; the second person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from ...core import clock
from ...core.forms import attempt
from ...limits.queries import unusual, value_of
from ...limits.table import LIMITS
from ...policy.enforce import can, current_actor, requires
from ...settings import settings
from ...work.shown import shown
from .. import queries
from ..corrections import KINDS
from ..forms import DecisionNoteForm, ExportForm
from ..lists import LISTS, ExportList, list_of
from ..models import Export, ExportState
from ..operations import exporting

exports = Blueprint("exports", __name__, url_prefix="/exports")
WEEK = dt.timedelta(days=6)
_ID = "/<string(length=16):public_id>"

STATES = {
    ExportState.ASKED: (_lp("export", "waits for a second person"), "warn"),
    ExportState.REFUSED: (_lp("export", "refused"), "bad"),
    ExportState.MAKING: (_lp("export", "being made"), "info"),
    ExportState.READY: (_lp("export", "ready"), "ok"),
    ExportState.EXPIRED: (_lp("export", "file deleted"), "neutral"),
}
FORMATS = {"xlsx": _l("workbook (XLSX)"), "csv": _l("text (CSV)")}


@exports.app_context_processor
def _words() -> dict[str, Any]:
    return {"export_states": STATES, "export_formats": FORMATS, "export_lists": LISTS}


@exports.get("/")
@requires("exports:run")
def listing() -> ResponseReturnValue:
    """Who took out what: one's own, and the team's as far as one reaches; and who read much."""
    actor, mine = current_actor(), request.args.get("whose") == "mine"
    text = request.args.get("q", "").strip()[:200]
    page = queries.exports(actor, mine=mine, text=text, cursor=request.args.get("cursor"))
    return render_template(
        "exports/listing.html",
        page=page,
        mine=mine,
        text=text,
        downloads=queries.downloads([row.id for row in page.rows]),
        waiting=queries.waiting_for(actor) if can(actor, "exports:approve") else 0,
        unusual=unusual(actor, since=clock.today(settings().bank_zone) - WEEK),
    )


@exports.route("/new/<string(maxlength=32):name>", methods=["GET", "POST"])
@requires("exports:run", step_up=True)
def start(name: str) -> ResponseReturnValue:
    """The list as the address shows it: how much it is, what for, as what."""
    kind, actor = list_of(name), current_actor()
    given = _given()
    address: dict[str, Any] = kind.address(given)
    if request.args.get("chosen") and not (given.get("ids") or request.args.get("everything")):
        flash(_("Choose clients in the list first."), "warn")
        return redirect(_back(kind, address))
    form = ExportForm()
    if form.validate_on_submit():
        made = attempt(
            form,
            lambda: exporting.ask(
                name, address, actor=actor, form=form.format.data, reason=form.reason.data or ""
            ),
        )
        if made:
            return redirect(url_for("exports.show", public_id=made.public_id))
    rows = exporting.count_of(kind, address, actor=actor) if can(actor, kind.permission) else 0
    page = render_template(
        "exports/start.html",
        form=form,
        kind=kind,
        words=kind.words(actor, address),
        back=_back(kind, address),
        rows=rows,
        over=[
            (LIMITS[code], value_of(code, actor.role_id))
            for code in exporting.needs_of(rows, actor=actor)
        ],
    )
    return page, 422 if form.errors or form.form_errors else 200


def _given() -> dict[str, str]:
    """The address asked for; the rows ticked in it as one value, unless all of the list are."""
    given = request.args.to_dict()
    given["ids"] = ",".join(one[:16] for one in request.args.getlist("ids"))
    return {**given, "ids": ""} if request.args.get("everything") else given


def _back(kind: ExportList, address: Mapping[str, Any]) -> str:
    said = {name: value for name, value in address.items() if name != "ids"}
    return url_for(kind.page, **{**said, **_view(request.args)})


def _view(args: Mapping[str, str]) -> dict[str, str]:
    """The saved view a list was looked at by: its rows say the rest, its name they do not."""
    return {"view": args["view"][:16]} if args.get("view") else {}


@exports.get("/to-decide")
@requires("exports:approve")
def to_decide() -> ResponseReturnValue:
    """What waits for this person as the second one."""
    return render_template("exports/to_decide.html", waiting=queries.to_decide(current_actor()))


@exports.get(_ID)
@requires("exports:run")
def show(public_id: str) -> ResponseReturnValue:
    """One export: where it stands, what it is, the file for its author."""
    actor = current_actor()
    export = queries.export_of(public_id, actor=actor)
    return _page(export, DecisionNoteForm())


@exports.get(f"{_ID}/file")
@requires("exports:run", step_up=True)
def file(public_id: str) -> ResponseReturnValue:
    """The file, for its author alone."""
    export, content = exporting.fetch(public_id, actor=current_actor())
    response = Response(content, content_type=KINDS[export.format])
    name = f"{export.kind}-{export.public_id}.{export.format}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@exports.post(f"{_ID}/decision")
@requires("exports:approve", step_up=True)
def decide(public_id: str) -> ResponseReturnValue:
    """Let it go or refuse it, as the second person."""
    actor, form = current_actor(), DecisionNoteForm()
    granted = request.form.get("verdict") == "grant"
    note = form.note.data or ""
    if form.validate_on_submit() and attempt(
        form, lambda: exporting.decide(public_id, actor=actor, grant=granted, note=note)
    ):
        flash(_("Approved.") if granted else _("Refused."), "ok")
        return redirect(url_for("exports.to_decide"))
    return _page(queries.export_of(public_id, actor=actor), form), 422


def _page(export: Export, form: DecisionNoteForm) -> str:
    actor = current_actor()
    kind, item = LISTS.get(export.kind), queries.work_of(export)
    is_mine = export.created_by_id == actor.employee_id
    return render_template(
        "exports/show.html",
        export=export,
        form=form,
        kind=kind,
        words=kind.words(actor, export.filter) if kind else [],
        columns=_column_labels(export),
        over=[LIMITS[code] for code in export.needs if code in LIMITS],
        is_mine=is_mine,
        may_decide=export.state is ExportState.ASKED
        and not is_mine
        and can(actor, "exports:approve"),
        bar=shown(item) if item is not None and export.state is ExportState.MAKING else None,
        item=item,
        downloads=queries.downloads([export.id]).get(export.id, 0),
    )


def _column_labels(export: Export) -> list[str]:
    kind, actor = LISTS.get(export.kind), current_actor()
    if kind is None:
        return []
    known = {one.name: str(one.label) for one in kind.columns(actor, export.filter)}
    return [known.get(name, name) for name in export.columns]
