"""The bell and the page of notices: what belongs to the person alone."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..core.redirects import local_path
from ..policy.enforce import current_actor, signed_in
from . import operations, queries
from .shown import shown, target

notices = Blueprint("notices", __name__, url_prefix="/notices")
blueprints = [notices]


@notices.get("/")
@signed_in
def listing() -> ResponseReturnValue:
    """All notices, newest first; ``?unread=1`` only what is not read."""
    only_unread = request.args.get("unread") == "1"
    page = queries.notices(current_actor(), unread=only_unread, cursor=request.args.get("cursor"))
    rows = [shown(one) for one in page.rows]
    return render_template("notices/listing.html", page=page, rows=rows, only_unread=only_unread)


@notices.post("/<string(length=16):public_id>/open")
@signed_in
def open_(public_id: str) -> ResponseReturnValue:
    """Mark it as read and go where it leads."""
    notice = operations.read(public_id, actor=current_actor())
    return redirect(target(notice) or url_for("notices.listing"))


@notices.post("/read")
@signed_in
def read_all() -> ResponseReturnValue:
    """Everything is read."""
    operations.read_all(actor=current_actor())
    return redirect(local_path(request.form.get("next")) or url_for("notices.listing"))
