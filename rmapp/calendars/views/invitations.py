"""Who was asked to a contact, and asking more people."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from ...core import clock
from ...core.forms import DeedForm, as_choices, attempt
from ...interactions import queries as contacts
from ...interactions.models import Interaction, InteractionState
from ...interactions.words import KIND_NAMES
from ...policy.enforce import current_actor, requires
from ...settings import settings
from .. import operations, queries
from ..forms import InviteForm
from ..models import Invitation
from ..operations.inviting import TOGETHER
from ..words import ANSWER_NAMES, ANSWER_TONES

invitations = Blueprint("invitations", __name__)
ID = "<string(length=16):public_id>"


@invitations.app_template_global()
def belonging_of(interaction: Interaction) -> queries.Belonging:
    """The schedule and the series a contact is of, for the page of the contact."""
    return queries.belonging_of(interaction.id)


@invitations.app_template_global()
def answers_to(interaction: Interaction) -> list[tuple[Invitation, Any, bool]]:
    """What those who were asked to a contact have answered, for the page of the contact, and
    whether they wish a time at which its manager is not at work."""
    asked = queries.invitations_of(interaction.id)
    answered = [one for one in asked if one.answer is not None and one.ended_at is None]
    return [
        (one, ANSWER_NAMES[one.answer], _is_odd(one, interaction)) for one in answered if one.answer
    ]


def _is_odd(one: Invitation, interaction: Interaction) -> bool:
    wished = one.wished_at
    return (
        wished is not None
        and not operations.hours_there(interaction.manager, wished, one.zone).is_open
    )


@invitations.route(f"/interactions/{ID}/invitations", methods=["GET", "POST"])
@requires("interactions:plan")
def of_contact(public_id: str) -> ResponseReturnValue:
    """Who was asked to a contact and what they answered; asking more people."""
    actor = current_actor()
    interaction = contacts.interaction_of(public_id, actor=actor, permission="interactions:plan")
    asked = queries.invitations_of(interaction.id)
    form = InviteForm(subject=_subject(interaction))
    form.emails.choices = as_choices(
        [
            (one.email, f"{one.name}, {one.email}")
            for one in queries.readers_to_ask(interaction, asked)
        ]
    )
    if request.method == "GET" and len(form.emails.choices) == 1:  # nobody else to choose
        form.emails.data = [form.emails.choices[0].value]
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.invite(
            interaction,
            actor=actor,
            emails=form.emails.data or [],
            subject=form.subject.data or "",
        ),
    ):
        flash(_("The invitation leaves within a minute."), "ok")
        return redirect(url_for("invitations.of_contact", public_id=public_id))
    return render_template(
        "calendars/invitations.html",
        interaction=interaction,
        client=interaction.client,
        asked=asked,
        form=form,
        deed=DeedForm(),
        may_ask=_may_ask(interaction),
        kind_names=KIND_NAMES,
        answer_names=ANSWER_NAMES,
        answer_tones=ANSWER_TONES,
    ), (422 if form.errors else 200)


def _may_ask(interaction: Interaction) -> bool:
    return (
        interaction.state is InteractionState.PLANNED
        and interaction.planned_at > clock.now()
        and interaction.kind in TOGETHER
    )


def _subject(interaction: Interaction) -> str:
    language = interaction.client.language if interaction.client.language in ("ru", "en") else "ru"
    with force_locale(language):
        kind = str(KIND_NAMES[interaction.kind])
        return str(_("%(kind)s with %(bank)s", kind=kind, bank=settings().bank_in(language)))


@invitations.post(f"/invitations/{ID}/take-back")
@requires("interactions:plan")
def take_back(public_id: str) -> ResponseReturnValue:
    """Take one invitation back."""
    actor = current_actor()
    invitation = queries.invitation_of(public_id, actor=actor)
    form = DeedForm()
    if form.validate_on_submit():
        operations.take_back(invitation, actor=actor, version=form.version_number)
        flash(_("The invitation is taken back; its reader is told."), "ok")
    contact = invitation.interaction.public_id
    return redirect(url_for("invitations.of_contact", public_id=contact))
