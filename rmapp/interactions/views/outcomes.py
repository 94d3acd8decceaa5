"""The outcome of a contact, in under half a minute (C5)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.models import Lifecycle
from ...clients.queries import reaches_client
from ...core import clock
from ...core.forms import DeedForm, attempt
from ...dossiers import questions
from ...materials.models import MaterialVersion
from ...materials.queries import in_use
from ...policy.enforce import Actor, current_actor, requires
from ...staff.calendar import calendar_for
from .. import operations, queries, words
from ..followers import limit_for
from ..forms import OutcomeForm
from ..models import Interaction
from ..operations import Handed
from ..rules.next_step import Proposal, next_step
from ..rules.persistence import persistence
from ..words import RESULTS, Result
from .contacts import PID, back_to, interactions, page
from .materials import material_name
from .words import settings_minimum, too_long_words


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
    if request.method == "POST" and "at_once" in request.form:
        return _at_once(interaction, actor)
    form = _asking(interaction, actor)(version=interaction.version)
    brought, others = _giving(interaction)
    form.offer(interaction.kind, _named(brought), _named(others))
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.record_outcome(
            interaction,
            actor=actor,
            version=form.version_number,
            answers=questions.answers_of(form),
            handed=_handed(form, [*brought, *others]),
            **form.values,
        ),
    ):
        flash(_("The outcome is recorded."), "ok")
        return redirect(back_to(interaction))
    if request.method == "GET":
        result = _result(interaction)
        form.result.data = result.value if result else None
        form.handed.data = [one.public_id for one in brought]
        form.need.data = interaction.need
        _propose(form, interaction, result)
    return page("outcome", form=form, back=back_to(interaction), **_around(interaction))


def _at_once(interaction: Interaction, actor: Actor) -> ResponseReturnValue:
    """Record a result with what the form would propose for it: the second tap on a phone. What the
    rules want to know besides sends to the form."""
    deed, result = DeedForm(), _result(interaction, request.form["at_once"])
    if (
        result
        and deed.validate_on_submit()
        and attempt(
            deed,
            lambda: operations.record_outcome(
                interaction,
                actor=actor,
                version=deed.version_number,
                result=result,
                handed=[Handed(one.version) for one in interaction.handings],
                **_coming(interaction, result),
            ),
        )
    ):
        flash(_("The outcome is recorded."), "ok")
        return redirect(back_to(interaction))
    for reason in deed.form_errors:
        flash(reason, "bad")
    asked: dict[str, Any] = {"result": result.value} if result else {}
    asked |= {"back": request.args["back"]} if "back" in request.args else {}
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
        operations.record_outcome(
            interaction,
            actor=actor,
            version=deed.version_number,
            result=Result.SENT,
            handed=[Handed(one.version) for one in interaction.handings],
            **_coming(interaction, Result.SENT),
        )

    if deed.validate_on_submit() and attempt(deed, send_and_record):
        flash(_("The e-mail is on its way; what comes next is planned."), "ok")
    for reason in deed.form_errors:
        flash(reason, "bad")
    return redirect(url_for("interactions.show", public_id=public_id))


def _coming(interaction: Interaction, result: Result) -> dict[str, Any]:
    """What the operation is told of the next step when nobody is asked."""
    if _planned(interaction) is not None:
        return {}
    proposal = _proposal(interaction, result)
    return {"next_step": proposal.step, "no_next_reason": proposal.reason}


@interactions.get(f"/{PID}/next")
@requires("interactions:record")
def proposed_next(public_id: str) -> ResponseReturnValue:
    """The next step proposed after ``?result=``: fields of the form of the outcome."""
    interaction = queries.interaction_of(
        public_id, actor=current_actor(), permission="interactions:record"
    )
    form = OutcomeForm(formdata=None)
    form.offer(interaction.kind)
    _propose(form, interaction, _result(interaction))
    return render_template(
        "interactions/_next_step.html", form=form, words=words, **_around(interaction)
    )


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
    form.offer(interaction.kind, (), _named(_others(interaction, known)))
    return render_template("interactions/_to_give.html", form=form)


def _named(versions: list[MaterialVersion]) -> list[tuple[str, str]]:
    return [(one.public_id, material_name(one)) for one in versions]


def _handed(form: OutcomeForm, versions: list[MaterialVersion]) -> list[Handed]:
    chosen = {*(form.handed.data or []), form.also.data or ""}
    return [Handed(one) for one in versions if one.public_id in chosen]


def _asking(interaction: Interaction, actor: Actor) -> type[OutcomeForm]:
    """The form with the next questions about the client, for those who may edit the dossier."""
    client = interaction.client
    if not reaches_client(actor, "clients:edit", client.id):
        return OutcomeForm
    if request.method == "POST":
        asked = questions.asked_in(request.form, client, actor=actor)
    else:
        asked = questions.next_questions(client, actor=actor)
    return questions.asking(OutcomeForm, client, asked)


def _result(interaction: Interaction, asked: str | None = None) -> Result | None:
    given = request.args.get("result", "") if asked is None else asked
    return next((one for one in RESULTS[interaction.kind] if one.value == given), None)


def _propose(form: OutcomeForm, interaction: Interaction, result: Result | None) -> None:
    """Fill in what the rules propose; nothing where a contact is planned already."""
    if _planned(interaction) is not None:
        return
    proposal = _proposal(interaction, result or RESULTS[interaction.kind][0])
    if proposal.step is not None:
        form.next_kind.data = proposal.step.kind.value
        form.next_step.data = proposal.step.at
        form.next_purpose.data = proposal.step.purpose.value
    if proposal.reason is not None:
        form.no_next_reason.data = proposal.reason.value


def _planned(interaction: Interaction) -> Interaction | None:
    zone = current_actor().zone
    return queries.next_planned(interaction.client_id, but=interaction.id, zone=zone)


def _proposal(interaction: Interaction, result: Result) -> Proposal:
    return next_step(
        kind=interaction.kind,
        purpose=interaction.purpose,
        result=result,
        planned_at=interaction.planned_at,
        now=clock.now(),
        zone=interaction.manager.zone,
        calendar=calendar_for(interaction.manager_id),
        contact_number=queries.contacts_so_far(interaction.client_id) + 1,
        minimum_contacts=settings_minimum(),
        contact_person_id=interaction.contact_person_id,
        is_prospect=interaction.client.lifecycle is Lifecycle.PROSPECT,
    )


def _around(interaction: Interaction) -> dict[str, object]:
    number = queries.contacts_so_far(interaction.client_id) + 1
    is_prospect = interaction.client.lifecycle is Lifecycle.PROSPECT
    minimum = settings_minimum()
    limit = limit_for(interaction.client_id) if is_prospect and number >= minimum else None
    return {
        "interaction": interaction,
        "questions_in": questions.fields_in,
        "planned": _planned(interaction),
        "number": number,
        "minimum": minimum,
        "persistence": persistence(number, minimum=minimum, limit=limit),
        "too_long": too_long_words(number, limit),
        "is_prospect": is_prospect,
    }
