"""One cell of the list, changed where it stands; a small page without scripts."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.catalogue import offered
from ...clients.queries import client_of, row_of
from ...core import clock
from ...core.forms import attempt
from ...policy.enforce import current_actor, requires
from .. import cells as one_cell

cells = Blueprint("cells", __name__, url_prefix="/clients")


@cells.app_template_global()
def cell_changes(key: str) -> bool:
    """Whether the person of the request may change cells of the column ``key``."""
    return one_cell.may_change(key, current_actor())


@cells.route("/<string(length=16):public_id>/cells/<key>", methods=["GET", "POST"])
@requires("clients:edit")
def cell(public_id: str, key: str) -> ResponseReturnValue:
    """The form of the cell; saved, the cell as the list draws it."""
    actor, is_piece = current_actor(), bool(request.headers.get("X-Fragment"))
    client = client_of(public_id, actor=actor, permission="clients:edit")
    form = one_cell.form_of(client, key, actor=actor)
    control = one_cell.control_of(form, key)
    if form.validate_on_submit() and attempt(
        form, lambda: one_cell.save(client, key, form, actor=actor)
    ):
        if not is_piece:
            flash(_("Kept: %(field)s", field=control.label.text), "ok")
            return redirect(url_for("card.show", public_id=public_id))
        fields = offered(actor, mentioned=key)
        columns = [fields[key]] if key in fields else []
        return render_template(
            "bulk/_cell_kept.html",
            row=row_of(actor, client.id, columns),
            key=key,
            fields=fields,
            now=clock.now(),
        )
    page = render_template(
        "bulk/_cell.html" if is_piece else "bulk/cell.html",
        form=form,
        control=control,
        client=client,
        key=key,
    )
    return page, 422 if form.is_submitted() else 200
