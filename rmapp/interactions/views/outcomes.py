"""The outcome of a contact, in under half a minute (C5)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core import clock
from ...core.errors import Invalid
from ...core.forms import DeedForm, attempt
from ...dossiers import questions
from ...materials.models import MaterialVersion
from ...materials.queries import in_use
from ...policy.enforce import Actor, current_actor, requires
from .. import operations, queries
from ..forms import OutcomeForm
from ..models import Interaction, InteractionState
from ..operations import Handed, Outcome
from ..words import Result
from .contacts import PID, back_to, interactions, page
from .correcting import say_recorded
from .late import dealt_with, is_stale
from .materials import given_by, named
from .proposing import (
    Ended,
    around,
    asking,
    dialling,
    next_fields,
    planned_after,
    proposal_after,
    propose,
    propose_dispatch,
    result_asked,
)


@interactions.route(f"/{PID}/outcome", methods=["GET", "POST"])
@requires("interactions:record")
def outcome(public_id: str) -> ResponseReturnValue:
    """Record the outcome and the next step."""
    actor = current_actor()
    interaction = queries.interaction_of(
        public_id,
        actor=actor,
        permission="interactions:record",
        options=queries.WITH_MATERIALS,
    )
    if interaction.state is not InteractionState.PLANNED:
        return dealt_with(interaction, actor=actor)
    if request.method == "POST" and "at_once" in request.form:
        return _at_once(interaction, actor)
    ended = Ended.of(interaction)
    form = asking(OutcomeForm, ended.client, actor=actor)(version=interaction.version)
    brought, others = _giving(interaction)
    form.offer(interaction.kind, named(brought), named(others))
    if (
        form.validate_on_submit()
        and not is_stale(form, interaction)
        and attempt(
            form,
            lambda: operations.record_first(
                interaction,
                form.outcome(
                    answers=questions.answers_of(form), handed=given_by(form, [*brought, *others])
                ),
                actor=actor,
                version=form.version_number,
            ),
        )
    ):
        say_recorded(interaction, _("The outcome is recorded."), actor=actor)
        return redirect(back_to(interaction))
    if request.method == "POST" and not form.errors:  # somebody was first
        interaction = queries.interaction_of(public_id, actor=actor, anew=True)
        if interaction.state is not InteractionState.PLANNED:
            return dealt_with(interaction, actor=actor)
        is_stale(form, interaction)
    if request.method == "GET":
        result = result_asked(ended.kind)
        form.result.data = result.value if result else None
        form.handed.data = [one.public_id for one in brought]
        form.need.data = interaction.need
        propose(form, ended, result)
        propose_dispatch(form, ended)
    return page(
        "outcome",
        form=form,
        interaction=interaction,
        is_early=interaction.planned_at > clock.now(),
        **dialling(ended),
        back=back_to(interaction),
        **around(ended),
    )


def _at_once(interaction: Interaction, actor: Actor) -> ResponseReturnValue:
    """Record a result with what the form would propose for it: the second tap on a phone. What the
    rules want to know besides sends to the form."""
    deed, result = DeedForm(), result_asked(interaction.kind, request.form["at_once"])
    if (
        result
        and deed.validate_on_submit()
        and attempt(
            deed,
            lambda: operations.record_first(
                interaction, _by_rule(interaction, result), actor=actor, version=deed.version_number
            ),
        )
    ):
        say_recorded(interaction, _("The outcome is recorded."), actor=actor)
        return redirect(back_to(interaction))
    for reason in deed.form_errors:
        flash(reason, "bad")
    asked: dict[str, Any] = {"result": result.value} if result else {}
    asked |= {key: request.args[key] for key in ("back", "place", "of") if key in request.args}
    return redirect(url_for("interactions.outcome", public_id=interaction.public_id, **asked))


@interactions.post(f"/{PID}/send")
@requires("interactions:record")
def send(public_id: str) -> ResponseReturnValue:
    """Send the e-mail of a contact, record it as sent, plan what comes next by the rules."""
    actor, deed = current_actor(), DeedForm()
    interaction = queries.interaction_of(
        public_id,
        actor=actor,
        permission="interactions:record",
        options=queries.WITH_MATERIALS,
    )

    def send_and_record() -> None:
        operations.send_email(
            interaction,
            actor=actor,
            version=deed.version_number,
            email=request.form.get("email", ""),
        )
        if not operations.record_first(
            interaction,
            _by_rule(interaction, Result.SENT),
            actor=actor,
            version=deed.version_number,
        ):
            raise Invalid(_("This contact is not planned any more: somebody has dealt with it."))

    if deed.validate_on_submit() and attempt(deed, send_and_record):
        flash(
            _(
                "The e-mail is on its way to %(address)s; what comes next is planned.",
                address=request.form["email"],
            ),
            "ok",
        )
    for reason in deed.form_errors:
        flash(reason, "bad")
    return redirect(url_for("interactions.show", public_id=public_id))


def _by_rule(interaction: Interaction, result: Result) -> Outcome:
    """The outcome with the next step that is proposed, when nobody is asked."""
    handed = [Handed(one.version) for one in interaction.handings]
    ended = Ended.of(interaction)
    if planned_after(ended) is not None:
        return Outcome(result=result, handed=handed)
    proposal = proposal_after(ended, result)
    return Outcome(
        result=result, next_step=proposal.step, no_next_reason=proposal.reason, handed=handed
    )


@interactions.get(f"/{PID}/next")
@requires("interactions:record")
def proposed_next(public_id: str) -> ResponseReturnValue:
    """The next step proposed after ``?result=``: fields of the form of the outcome."""
    interaction = queries.interaction_of(
        public_id, actor=current_actor(), permission="interactions:record"
    )
    return next_fields(Ended.of(interaction))


def _giving(interaction: Interaction) -> tuple[list[MaterialVersion], list[MaterialVersion]]:
    """What was brought to the contact, and what else was given: of all there is only when something
    of it is handed in (the list itself is fetched when it is opened)."""
    brought = [one.version for one in interaction.handings]
    asked = request.method == "POST" and request.form.get("also")
    return brought, _others(interaction, {one.id for one in brought}) if asked else []


def _others(interaction: Interaction, known: set[int]) -> list[MaterialVersion]:
    return [one for one in in_use(interaction.client.language) if one.id not in known]


@interactions.get(f"/{PID}/to-give")
@requires("interactions:record")
def to_give(public_id: str) -> ResponseReturnValue:
    """What else the bank has to give: a field of the form of the outcome."""
    interaction = queries.interaction_of(
        public_id,
        actor=current_actor(),
        permission="interactions:record",
        options=queries.WITH_MATERIALS,
    )
    form = OutcomeForm(formdata=None)
    known = {one.version_id for one in interaction.handings}
    form.offer(interaction.kind, (), named(_others(interaction, known)))
    return render_template("interactions/_to_give.html", form=form)
