"""The import wizard: file, columns, check, run; then the journal can undo it."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ...core.errors import Invalid
from ...core.forms import DeedForm, attempt
from ...dossiers.queries import sources
from ...duplicates.words import spoken
from ...policy.enforce import current_actor, requires
from ...work import operations as work
from ...work.models import OPEN as WORK_OPEN
from ...work.shown import shown
from .. import brought, keepers, operations, queries, words
from ..corrections import corrections
from ..fields import label
from ..forms import DecisionForm, UploadForm, columns_form, reading_form
from ..models import Fate, Import, ImportMode, ImportState, KindRule
from ..spoken import spoken as spoken_changes

imports = Blueprint("imports", __name__, url_prefix="/imports")
BODY = 66 * 1024 * 1024
_ID = "/<string(length=16):public_id>"
OVER = (ImportState.DONE, ImportState.UNDONE)
_TABS = ("", *[fate.value for fate in Fate], queries.WARNED)


@imports.app_context_processor
def _words() -> dict[str, Any]:
    return {
        "import_words": words,
        "field_label": label,
        "spoken_reasons": spoken,
        "spoken_changes": spoken_changes,
    }


@imports.get("/")
@requires("imports:run")
def listing() -> ResponseReturnValue:
    """The imports within reach, newest first."""
    page = queries.imports(current_actor(), cursor=request.args.get("cursor"))
    return render_template("imports/listing.html", page=page, standing=queries.standing)


@imports.route("/new", methods=["GET", "POST"])
@requires("imports:run", body=BODY)
def start() -> ResponseReturnValue:
    """Step 1: the file."""
    form, actor = UploadForm(), current_actor()
    if form.validate_on_submit():
        content, name = form.file.data.read(), form.file.data.filename or ""
        import_ = attempt(
            form, lambda: operations.upload(actor=actor, content=content, file_name=name)
        )
        if import_:
            return redirect(url_for("imports.mapping", public_id=import_.public_id))
    return render_template("imports/start.html", form=form)


@imports.get(_ID)
@requires("imports:run")
def show(public_id: str) -> ResponseReturnValue:
    """The step this import has reached."""
    import_ = queries.import_of(public_id, actor=current_actor())
    step = {
        ImportState.UPLOADED: "imports.mapping",
        ImportState.CHECKING: "imports.check",
        ImportState.CHECKED: "imports.check",
    }.get(import_.state, "imports.run")
    return redirect(url_for(step, public_id=public_id))


@imports.route(_ID + "/columns", methods=["GET", "POST"])
@requires("imports:run")
def mapping(public_id: str) -> ResponseReturnValue:
    """Step 2: what the columns are; saving it begins the check."""
    actor = current_actor()
    import_ = queries.import_of(public_id, actor=actor)
    form = _columns_form(import_)
    if form.validate_on_submit() and attempt(form, lambda: _begin(import_, form)):
        return redirect(url_for("imports.check", public_id=public_id))
    return render_template(
        "imports/mapping.html", form=form, import_=import_, how=reading_form(import_)
    )


@imports.post(_ID + "/reading")
@requires("imports:run")
def reading(public_id: str) -> ResponseReturnValue:
    """The file read anew as a person says: another sheet, encoding, delimiter, header."""
    actor = current_actor()
    import_ = queries.import_of(public_id, actor=actor)
    how = reading_form(import_)
    if how.validate_on_submit() and attempt(how, lambda: _reread(import_, how)):
        flash(_("The file was read anew."), "ok")
        return redirect(url_for("imports.mapping", public_id=public_id))
    form = _columns_form(import_)
    return render_template("imports/mapping.html", form=form, import_=import_, how=how)


def _columns_form(import_: Import) -> Any:
    return columns_form(
        import_,
        sources=sources(),
        keepers=keepers.offered(current_actor()),
        keeper=keepers.value_of(import_),
    )


def _reread(import_: Import, how: Any) -> Import:
    try:
        return operations.reread(
            import_,
            actor=current_actor(),
            sheet=how.sheet.data,
            encoding=how.encoding.data,
            delimiter=how.delimiter.data,
            header=how.header.data,
        )
    except Invalid as refusal:  # a file has no field here: its words stand above
        raise Invalid(next(iter(refusal.fields.values()))[0]) from None


def _begin(import_: Import, form: Any) -> Any:
    actor = current_actor()
    operations.map_columns(
        import_,
        actor=actor,
        mapping=form.mapping(),
        mode=ImportMode(form.mode.data),
        kind_rule=KindRule(form.kind.data),
        overwrites=form.overwrites.data,
        is_lenient=form.is_lenient.data,
        match_by=form.match_by.data or (),
        source_id=int(form.source.data) if form.source.data else None,
        keeping=keepers.chosen(form.assign_to.data or "", actor),
    )
    return operations.begin_check(import_, actor=actor)


@imports.get(_ID + "/check")
@requires("imports:run")
def check(public_id: str) -> ResponseReturnValue:
    """Step 3: the dry run under way, or every row with its fate; when all is over, what became
    of the rows of one ``?fate=``."""
    actor = current_actor()
    import_ = queries.import_of(public_id, actor=actor)
    item = queries.item_of(import_)
    state = queries.standing(import_, item)
    is_over = state in OVER and "fate" in request.args
    if not is_over:
        if import_.state not in (ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED):
            return redirect(url_for("imports.run", public_id=public_id))
        if state is not ImportState.CHECKED:
            return _under_way(import_, 3)
    fate = request.args.get("fate", "")
    fate = fate if fate in _TABS else ""
    return render_template(
        "imports/check.html",
        import_=import_,
        is_over=is_over,
        counts=queries.counts(import_),
        fate=fate,
        page=queries.rows(import_, actor=actor, fate=fate, cursor=request.args.get("cursor")),
        form=DecisionForm(),
        outlook=[] if is_over else keepers.outlook(import_),
    )


@imports.post(_ID + "/decide")
@requires("imports:run")
def decide(public_id: str) -> ResponseReturnValue:
    """What becomes of the chosen rows."""
    actor = current_actor()
    import_ = queries.import_of(public_id, actor=actor)
    numbers = [int(one) for one in request.form.getlist("ids") if one.isascii() and one.isdigit()]
    wanted = request.form.get("fate", "")
    if wanted not in set(Fate) or any(number >= 2**31 for number in numbers):
        raise Invalid(_("Choose one of the values offered."))
    number = operations.decide(import_, actor=actor, numbers=numbers, fate=Fate(wanted))
    flash(ngettext("%(num)s row is set.", "%(num)s rows are set.", number), "ok")
    back = request.form.get("back", "")
    return redirect(
        url_for("imports.check", public_id=public_id, fate=back if back in _TABS and back else None)
    )


@imports.route(_ID + "/run", methods=["GET", "POST"])
@requires("imports:run")
def run(public_id: str) -> ResponseReturnValue:
    """Step 4: begin, progress, result."""
    actor = current_actor()
    import_ = queries.import_of(public_id, actor=actor)
    if request.method == "POST":
        form = DeedForm()
        if form.validate_on_submit():
            operations.begin_run(import_, actor=actor)
        return redirect(url_for("imports.run", public_id=public_id))
    if import_.state in (ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED):
        return redirect(url_for("imports.show", public_id=public_id))
    return _under_way(import_, 4)


@imports.get(_ID + "/progress")
@requires("imports:run")
def progress(public_id: str) -> ResponseReturnValue:
    """The bar, and the counts of a run; when the step is over, the page goes on by itself."""
    import_ = queries.import_of(public_id, actor=current_actor())
    state = _state(import_)
    is_running = import_.state is ImportState.RUNNING
    answer = make_response(render_template("imports/_progress.html", oob=is_running, **state))
    if not state["is_open"]:
        answer.headers["X-Location"] = url_for("imports.show", public_id=public_id)
    return answer


@imports.post(_ID + "/resume")
@requires("imports:run")
def resume(public_id: str) -> ResponseReturnValue:
    """Let a step that was stopped or has failed go on where it was."""
    actor = current_actor()
    import_ = queries.import_of(public_id, actor=actor)
    if DeedForm().validate_on_submit():
        operations.carry_on(import_, actor=actor)
    return redirect(url_for("imports.show", public_id=public_id))


@imports.post(_ID + "/stop")
@requires("imports:run")
def stop(public_id: str) -> ResponseReturnValue:
    """Stop after the present step: what is done stays done."""
    actor = current_actor()
    import_ = queries.import_of(public_id, actor=actor)
    item = queries.item_of(import_)
    if DeedForm().validate_on_submit() and item is not None:
        work.stop(item.public_id, actor=actor)
    return redirect(url_for("imports.show", public_id=public_id))


@imports.get(_ID + "/errors.<any(csv, xlsx):form>")
@requires("imports:run")
def errors(public_id: str, form: str) -> ResponseReturnValue:
    """The rows with problems in their own columns with the reason: to correct and bring again."""
    import_ = queries.import_of(public_id, actor=current_actor())
    content, kind = corrections(import_, form)
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="errors.{form}"'
    return response


def _under_way(import_: Import, step: int) -> ResponseReturnValue:
    state = _state(import_)
    if state["state"] is ImportState.UPLOADED:
        return redirect(url_for("imports.mapping", public_id=import_.public_id))
    return render_template("imports/run.html", step=step, form=DeedForm(), **state)


def _state(import_: Import) -> dict[str, Any]:
    item = queries.item_of(import_)
    operation = queries.operation_id(import_)
    state = queries.standing(import_, item)
    brought_by: dict[str, Any] = {"where": brought.of(import_).text(), "view": "all"}
    return {
        "import_": import_,
        "state": state,
        "closing": queries.closing(import_) if state in OVER else None,
        "item": item,
        "bar": shown(item) if item is not None else None,
        "is_open": item is not None and item.state in WORK_OPEN,
        "counts": import_.counts,
        "clients_url": url_for("clients.listing", **brought_by),
        "brought_by": brought_by,
        "operation_url": url_for("journal.show", public_id=operation) if operation else None,
    }
