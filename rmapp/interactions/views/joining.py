"""A colleague's contact in which one takes part: what is needed to come, and no dossier (C3)."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ...policy.enforce import current_actor, requires
from .. import queries, words
from .contacts import PID, interactions


@interactions.get(f"/joining/{PID}")
@requires("interactions:read")
def joining(public_id: str) -> ResponseReturnValue:
    """When, where, with whom and what for. Whoever reaches the client is led to the whole."""
    actor = current_actor()
    if queries.contact_is_within(public_id, actor=actor):
        return redirect(url_for("interactions.show", public_id=public_id))
    contact = queries.joined_contact(public_id, actor.employee_id)
    return render_template(
        "interactions/joining.html",
        interaction=contact,
        client=contact.client,
        words=words,
    )
