"""The brief before a contact, on screen and on paper."""

from __future__ import annotations

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...audit import operations as audit
from ...core.errors import NotFound
from ...interactions import queries as contacts
from ...interactions.bringing import with_papers
from ...interactions.models import Interaction
from ...policy.enforce import current_actor, requires
from .. import brief as briefs
from .card import ONE, card


@card.get(f"{ONE}/brief")
@requires("clients:read")
def brief(public_id: str) -> ResponseReturnValue:
    """One page to read before the door opens; beside a list, its parts alone."""
    actor = current_actor()
    contact = _contact(public_id)
    dossier, made = briefs.brief_of(public_id, actor=actor, contact=contact)
    audit.opened(dossier.client.id, actor=actor)
    asked = contact.public_id if contact else None
    return render_template(
        "card/_brief.html" if request.headers.get("X-Fragment") else "card/brief.html",
        client=dossier.client,
        brief=made,
        paper=url_for("card.brief_paper", public_id=public_id, contact=asked),
        back=url_for("interactions.show", public_id=asked) if asked else None,
    )


@card.get(f"{ONE}/brief.pdf")
@requires("clients:read")
def brief_paper(public_id: str) -> ResponseReturnValue:
    """The same on paper."""
    actor = current_actor()
    dossier, made = briefs.brief_of(public_id, actor=actor, contact=_contact(public_id))
    audit.opened(dossier.client.id, actor=actor)
    from ..brief.paper import draw_briefs  # loads what draws, see core.papers

    response = Response(draw_briefs([made]), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="brief-{public_id}.pdf"'
    return response


def _contact(public_id: str) -> Interaction | None:
    """The contact that the address names; NotFound for one of another client."""
    asked = request.args.get("contact", "")
    if not asked:
        return None
    whole = (*contacts.WITH_PEOPLE, *contacts.WITH_MATERIALS, with_papers())
    found = contacts.interaction_of(asked, actor=current_actor(), options=whole)
    if found.client.public_id != public_id:
        raise NotFound(_("There is no such contact, or it is not yours to see."))
    return found
