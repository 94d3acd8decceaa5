"""Taking out the list of clients."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from ...policy.enforce import current_actor, requires
from .. import exporting
from ..corrections import KINDS
from ..forms import ExportForm

exports = Blueprint("exports", __name__, url_prefix="/exports")


@exports.route("/clients", methods=["GET", "POST"])
@requires("exports:run", step_up=True)
def clients() -> ResponseReturnValue:
    """The list as the address filters it: the reason first, then the file."""
    form = ExportForm()
    wanted = exporting.filter_of(request.args, current_actor())
    if form.validate_on_submit():
        export, content = exporting.export_clients(
            wanted, actor=current_actor(), form=form.format.data, reason=form.reason.data
        )
        response = Response(content, content_type=KINDS[export.format])
        name = f"clients-{export.public_id}.{export.format}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    return render_template(
        "exports/clients.html",
        form=form,
        told=exporting.told(wanted),
        most=exporting.MOST_ROWS,
    )
