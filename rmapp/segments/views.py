"""Pages of segments: what they are, how many are in them, saving the list as one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from ..clients.arrangements import asked
from ..clients.catalogue.conditions import Condition, read
from ..clients.models import Sharing
from ..core.forms import DeedForm, Form, as_choices, attempt
from ..core.pagination import COUNT_CAP
from ..policy.enforce import current_actor, reach, requires
from ..policy.models import Reach
from . import fields, operations, queries

segments = Blueprint("segments", __name__, url_prefix="/segments")
blueprints = [segments]
ONE = "/<string(length=16):public_id>"
__all__ = ["blueprints", "fields"]


class SegmentForm(Form):
    """The name of a segment and who finds it."""

    name = StringField(
        _l("Name of the segment"),
        [InputRequired(message=_l("Write the name.")), Length(max=200, message=_l("Too long."))],
    )
    note = StringField(_lp("segment", "What it is for"), [Length(max=500, message=_l("Too long."))])
    sharing = RadioField(
        _l("Who finds it"),
        choices=as_choices(
            {
                "mine": _l("only me"),
                "team": _l("my team"),
                "bank": _l("everybody in the bank"),
            }
        ),
        default="mine",
    )


@segments.get("")
@requires("clients:read")
def listing() -> ResponseReturnValue:
    """The segments one finds."""
    actor = current_actor()
    rows = queries.segments_of(actor)
    return render_template(
        "segments/listing.html", rows=rows, actor_id=actor.employee_id, form=DeedForm()
    )


@segments.route("/new", methods=["GET", "POST"])
@requires("clients:read")
def create() -> ResponseReturnValue:
    """The list as it is filtered becomes a segment; without a filter an empty list by hand."""
    actor, form = current_actor(), SegmentForm()
    wanted = asked(request.args, actor)
    by_hand = request.args.get("by_hand") == "1"
    if reach(actor, "clients:read") not in (Reach.TEAM, Reach.ALL):
        form.sharing.choices = form.sharing.choices[:1]
    if form.validate_on_submit():
        made = attempt(
            form,
            lambda: operations.create_segment(
                actor=actor,
                name=form.name.data,
                note=form.note.data or "",
                condition=None if by_hand else wanted.where,
                text="" if by_hand else wanted.filter.text,
                sharing=Sharing(form.sharing.data),
            ),
        )
        if made:
            flash(_("The segment is saved: %(name)s", name=made.name), "ok")
            return redirect(url_for("segments.listing"))
    return render_template("segments/form.html", form=form, by_hand=by_hand, kept=wanted.args)


@segments.get(ONE)
@requires("clients:read")
def show(public_id: str) -> ResponseReturnValue:
    """Its clients, in the list."""
    actor = current_actor()
    segment = queries.segment_of(public_id, actor=actor)
    args: dict[str, Any] = {"q": segment.text or None}
    if segment.is_static:
        args["where"] = fields.inside(segment, actor).text()
    else:
        args["where"] = read(segment.condition, actor).text() or Condition().text()
    return redirect(url_for("clients.listing", **{k: v for k, v in args.items() if v}))


@segments.get(f"{ONE}/count")
@requires("clients:read")
def count(public_id: str) -> ResponseReturnValue:
    """How many of one's clients are in it now."""
    actor = current_actor()
    found = queries.count(queries.segment_of(public_id, actor=actor), actor=actor)
    words = _("more than 1,000") if found > COUNT_CAP else str(found)
    return render_template("segments/_count.html", count=words)


@segments.post(f"{ONE}/retire")
@requires("clients:read")
def retire(public_id: str) -> ResponseReturnValue:
    """Out of use."""
    actor = current_actor()
    operations.retire_segment(queries.segment_of(public_id, actor=actor, mine=True), actor=actor)
    flash(_("The segment is out of use."))
    return redirect(url_for("segments.listing"))
