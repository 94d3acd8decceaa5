"""The page behind the link of a letter: no more letters of its kind. Nobody signs in for it."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ..policy.enforce import public, public_post
from . import operations, queries, tokens
from .states import PURPOSE_LABELS

unsubscribe = Blueprint("unsubscribe", __name__, url_prefix="/unsubscribe")
blueprints = [unsubscribe]

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
