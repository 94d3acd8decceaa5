"""The list of clients and the search."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core import clock, phones
from ...policy.enforce import can, current_actor, requires
from ...settings import settings
from .. import queries, words
from ..forms import FilterForm

clients = Blueprint("clients", __name__)


@clients.app_template_filter("phone")
def phone(number: str | None, extension: str = "") -> str:
    """A number for the eye."""
    return phones.display(number, extension, settings().bank_country) if number else ""


@clients.app_context_processor
def _words() -> dict[str, Any]:
    return {"client_words": words}


@clients.get("/clients")
@requires("clients:read")
def listing() -> ResponseReturnValue:
    """The clients within reach, by the filter in the address."""
    actor = current_actor()
    form = FilterForm(request.args, queries.managers_within(actor))
    wanted = form.wanted()
    page = queries.listed(actor, wanted, cursor=request.args.get("cursor"))
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name != "cursor"}
    chips = [
        {
            "text": text,
            "url": url_for("clients.listing", **{k: kept[k] for k in kept if k != name}),
        }
        for name, text in form.chips()
    ]
    return render_template(
        "clients/listing.html",
        page=page,
        filter=form,
        wanted=wanted,
        chips=chips,
        now=clock.now(),
        clear_url=url_for("clients.listing", sort=wanted.sort if wanted.sort != "name" else None),
    )


@clients.get("/search")
@requires("clients:read")
def search() -> ResponseReturnValue:
    """What is found for ``q``."""
    text = request.args.get("q", "").strip()[:200]
    hits = queries.search(current_actor(), text)
    return render_template("clients/search.html", text=text, hits=hits)


@clients.get("/search/palette")
@requires("clients:read")
def palette() -> ResponseReturnValue:
    """The hits for what is typed into the palette; recent clients when nothing is."""
    text = request.args.get("q", "").strip()[:200]
    actor = current_actor()
    hits = queries.search(actor, text, 8) if text else []
    return render_template("clients/_palette.html", text=text, hits=hits)


@clients.get("/search/palette/<string(length=16):public_id>")
@requires("clients:read")
def palette_actions(public_id: str) -> ResponseReturnValue:
    """What can be done with a hit of the palette."""
    actor = current_actor()
    client = queries.client_of(public_id, actor=actor)
    offered = (
        (_("Open the dossier"), "clients", "card.show", "clients:read"),
        (_("Edit the dossier"), "edit", "dossiers.edit", "clients:edit"),
    )
    actions = [
        (label, mark, url_for(endpoint, public_id=public_id))
        for label, mark, endpoint, permission in offered
        if can(actor, permission)
    ]
    return render_template("clients/_actions.html", client=client, actions=actions)
