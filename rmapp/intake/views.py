"""Pages of what came in: what waits for a decision, one letter."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ..clients import queries as clients
from ..core import files
from ..core.forms import DeedForm
from ..duplicates.operations import revealed
from ..duplicates.words import spoken
from ..policy.enforce import current_actor, requires
from . import operations, queries
from .models import KIND_LABELS, STATE_LABELS, LetterState
from .rules import signed

intake = Blueprint("intake", __name__, url_prefix="/incoming")
blueprints = [intake]

ID = "<string(length=16):public_id>"


@intake.get("")
@requires("intake:sort")
def triage() -> ResponseReturnValue:
    """Letters by state; those that wait first."""
    asked = request.args.get("state", "")
    state = LetterState(asked) if asked in set(LetterState) else LetterState.TRIAGE
    actor = current_actor()
    return render_template(
        "intake/triage.html",
        page=queries.listing(actor, state, cursor=request.args.get("cursor")),
        state=state,
        waiting=queries.waiting(actor),
        state_labels=STATE_LABELS,
        kind_labels=KIND_LABELS,
    )


@intake.get(f"/{ID}")
@requires("intake:sort")
def show(public_id: str) -> ResponseReturnValue:
    """One letter; while it has no client, who of the whole base it may be, and a search."""
    actor = current_actor()
    letter = queries.letter_of(public_id, actor=actor)
    text = request.args.get("q", letter.from_name).strip()[:200]
    searching = letter.client_id is None and text
    found = queries.look_alikes(letter) if letter.client_id is None else []
    return render_template(
        "intake/show.html",
        letter=letter,
        text=text,
        alike=revealed(found, actor=actor),
        spoken=spoken,
        hits=clients.search(actor, text, 20) if searching else [],
        deed=DeedForm(),
        pasted=signed(letter.excerpt, letter.from_name, letter.from_address),
        state_labels=STATE_LABELS,
        kind_labels=KIND_LABELS,
    )


@intake.post(f"/{ID}/attach")
@requires("intake:sort")
def attach(public_id: str) -> ResponseReturnValue:
    """The letter is of the chosen client."""
    actor = current_actor()
    letter = queries.letter_of(public_id, actor=actor)
    client, beyond = queries.chosen(letter, request.form.get("client", "")[:16], actor=actor)
    if client is None:
        told = revealed([beyond] if beyond else [], actor=actor)
        keeper = (told[0].keeper if told else None) or _("without a manager")
        flash(
            _("This client exists, kept by: %(name)s. Ask for access below.", name=keeper), "warn"
        )
        return redirect(url_for("intake.show", public_id=public_id))
    stopped = operations.attach(letter, client, actor=actor, version=DeedForm().version_number)
    flash(_("The letter is attached to the client."))
    if stopped:
        flash(
            ngettext(
                "%(num)s letter that waited for an answer will not leave.",
                "%(num)s letters that waited for an answer will not leave.",
                stopped,
            )
        )
    return redirect(url_for("intake.triage"))


@intake.post(f"/{ID}/ignore")
@requires("intake:sort")
def ignore(public_id: str) -> ResponseReturnValue:
    """Nobody needs the letter."""
    actor = current_actor()
    letter = queries.letter_of(public_id, actor=actor)
    operations.ignore(letter, actor=actor, version=DeedForm().version_number)
    flash(_("The letter is put aside."))
    return redirect(url_for("intake.triage"))


@intake.get(f"/{ID}/original")
@requires("intake:sort")
def original(public_id: str) -> ResponseReturnValue:
    """The letter as it came, to be saved; it is never shown by this house."""
    letter = queries.letter_of(public_id, actor=current_actor())
    return Response(
        files.read(letter.raw_sha256, "eml"),
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{letter.public_id}.eml"'},
    )
