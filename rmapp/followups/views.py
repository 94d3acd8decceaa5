"""Pages of letters to clients (past and coming), and of the rules that write them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..clients import custom
from ..core.forms import DeedForm, attempt
from ..outbox import queries as letters
from ..outbox.states import HAPPENING_LABELS, PURPOSE_LABELS, RECALLABLE, STATE_LABELS, State
from ..policy.enforce import current_actor, requires
from . import operations, queries
from .forms import RuleForm
from .rules import PLACEHOLDERS
from .words import STATE_TONES, happened_words, kind_label, not_sent_words

messages = Blueprint("messages", __name__, url_prefix="/messages")
followups = Blueprint("followups", __name__, url_prefix="/follow-ups")
blueprints = [messages, followups]

ID = "<string(length=16):public_id>"


@messages.get("")
@requires("messages:read")
def ledger() -> ResponseReturnValue:
    """What leaves in the next thirty days, or what is over."""
    coming = request.args.get("view") != "past"
    asked = request.args.get("state", "")
    states = (State(asked),) if asked in set(State) else ()
    page = queries.ledger(
        current_actor(), coming=coming, states=states, cursor=request.args.get("cursor")
    )
    return render_template(
        "messages/ledger.html",
        page=page,
        why=queries.reasons(row.message for row in page.rows),
        coming=coming,
        state=states[0] if states else None,
        **_words(),
    )


@messages.get(f"/{ID}")
@requires("messages:read")
def show(public_id: str) -> ResponseReturnValue:
    """One letter: to whom, when, why not, and how it reads."""
    entry = queries.entry_of(public_id, actor=current_actor())
    return render_template(
        "messages/show.html",
        entry=entry,
        letter=queries.letter_as_read(entry.message),
        happenings=queries.happenings_of(entry.message),
        recallable=entry.message.state in RECALLABLE,
        why=letters.why_not(entry.message.recipient, entry.message.purpose)
        if entry.message.state in RECALLABLE
        else None,
        deed=DeedForm(),
        **_words(),
    )


def _words() -> dict[str, object]:
    return {
        "state_labels": STATE_LABELS,
        "state_tones": STATE_TONES,
        "purpose_labels": PURPOSE_LABELS,
        "kind_label": kind_label,
        "not_sent_words": not_sent_words,
        "happening_labels": HAPPENING_LABELS,
        "happened_words": happened_words,
    }


@messages.post(f"/{ID}/cancel")
@requires("messages:send")
def cancel(public_id: str) -> ResponseReturnValue:
    """Cancel a letter; the answer says honestly whether that was in time."""
    actor = current_actor()
    result = operations.cancel_message(public_id, actor=actor)
    flash(result.words, "ok" if result.cancelled and not result.maybe_sent else "warn")
    return redirect(url_for("messages.show", public_id=public_id))


@messages.post(f"/{ID}/hold")
@requires("messages:send")
def hold(public_id: str) -> ResponseReturnValue:
    """Keep a letter back."""
    operations.hold_message(public_id, actor=current_actor())
    flash(_("The letter is held until somebody releases it."))
    return redirect(url_for("messages.show", public_id=public_id))


@messages.post(f"/{ID}/release")
@requires("messages:send")
def release(public_id: str) -> ResponseReturnValue:
    """Let a held letter go."""
    operations.release_message(public_id, actor=current_actor())
    flash(_("The letter is released; it leaves within a minute."))
    return redirect(url_for("messages.show", public_id=public_id))


@followups.get("")
@requires("messages:read")
def listing() -> ResponseReturnValue:
    """The rules."""
    return render_template("followups/listing.html", rules=queries.rules())


@followups.route(f"/{ID}/edit", methods=["GET", "POST"])
@requires("library:edit")
def edit(public_id: str) -> ResponseReturnValue:
    """Change a rule."""
    rule = queries.rule_of(public_id)
    form = RuleForm(obj=rule)
    if form.validate_on_submit():
        done = attempt(
            form,
            lambda: operations.edit_rule(
                rule, actor=current_actor(), version=form.version_number, **form.values()
            ),
        )
        if done:
            flash(_("The rule is saved."))
            return redirect(url_for("followups.listing"))
    return render_template(
        "followups/form.html",
        form=form,
        rule=rule,
        placeholders={**PLACEHOLDERS, **custom.placeholders()},
    )
