"""Pages of the outbox that know no client: the link that ends letters, and the demo's letters."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from ..core.text import to_latin
from ..policy.enforce import public, public_post, signed_in
from ..settings import settings
from . import letters as mailbox
from . import operations, queries, tokens
from .states import PURPOSE_LABELS

unsubscribe = Blueprint("unsubscribe", __name__, url_prefix="/unsubscribe")
letters = Blueprint("letters", __name__, url_prefix="/letters")
consent = Blueprint("consent", __name__, url_prefix="/consent")
blueprints = [unsubscribe, letters, consent]

TOKEN = "<string(maxlength=200):token>"


@unsubscribe.get(f"/{TOKEN}")
@public
def ask(token: str) -> ResponseReturnValue:
    """Ask for one press of a button: a scanner of links that comes by changes nothing."""
    link = tokens.read_unsubscription(token)
    address = queries.address_by_id(link.address_id)
    return render_template(
        "unsubscribe/ask.html", token=token, address=address, purpose=PURPOSE_LABELS[link.purpose]
    )


@unsubscribe.post(f"/{TOKEN}")
@public_post
def leave(token: str) -> ResponseReturnValue:
    """End the letters of this kind: by the button, or by one click in the reader's own programme
    (RFC 8058). Repeating it is harmless; the link itself is the proof."""
    done = operations.unsubscribe(token)
    return render_template("unsubscribe/done.html", done=done, purpose=PURPOSE_LABELS[done.purpose])


@consent.get(f"/{TOKEN}")
@public
def read(token: str) -> ResponseReturnValue:
    """What is agreed to, and a button: a scanner of links agrees to nothing. Who has agreed reads
    since when."""
    link = tokens.read_confirmation(token)
    address = queries.address_by_id(link.address_id)
    return render_template(
        "consent/read.html",
        token=token,
        address=address,
        purpose=PURPOSE_LABELS[link.purpose],
        given_at=queries.given_at(link.address_id, link.purpose),
        leave=tokens.unsubscription(link.address_id, link.purpose),
    )


@consent.post(f"/{TOKEN}")
@public
def agree(token: str) -> ResponseReturnValue:
    """The consent is given, with the moment and the address of the reader as its proof."""
    link = tokens.read_confirmation(token)
    proof = {"link": True, "from": request.remote_addr or ""}
    address = operations.confirm(token, proof=proof)
    return render_template(
        "consent/agreed.html",
        address=address,
        purpose=PURPOSE_LABELS[link.purpose],
        leave=tokens.unsubscription(link.address_id, link.purpose),
    )


@letters.before_request
def _demo_only() -> None:
    if not settings().is_demo:
        abort(404)


@letters.get("")
@signed_in
def listing() -> ResponseReturnValue:
    """The letters the demo's mail server has taken, newest first."""
    return render_template(
        "letters/listing.html", letters=mailbox.letters(before=request.args.get("before"))
    )


NAME = "<string(length=28):name>"


@letters.get(f"/{NAME}")
@signed_in
def show(name: str) -> ResponseReturnValue:
    """One letter as its reader gets it."""
    letter = mailbox.letter(name)
    subject = letter.header("subject")
    return render_template("letters/show.html", letter=letter, subject=subject)


@letters.get(f"/{NAME}/files/<int(max=99):number>")
@signed_in
def attached(name: str, number: int) -> ResponseReturnValue:
    """A file of a letter, to be saved; it is never shown by this house."""
    shown, content = mailbox.attached(name, number)
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", to_latin(shown))[:100] or "file"
    return Response(
        content,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{plain}"'},
    )
