"""Invitations at ``/api/v1/interactions/…/invitations``."""

from __future__ import annotations

from flask import Blueprint

from ..calendars import operations, queries
from ..calendars.models import Invitation
from ..interactions.models import Interaction
from ..interactions.queries import interaction_of
from ..policy.enforce import current_actor, requires
from .doors import ONE, operation
from .shapes.invitations import InvitationGiven, InvitationShown, InvitationsShown, TakingBack

invitations = Blueprint("api_invitations", __name__, url_prefix="/api/v1")
OF_CONTACT = f"/interactions{ONE}/invitations"


@invitations.get(OF_CONTACT)
@requires("interactions:plan")
@operation("List the invitations to a contact", answer=InvitationsShown)
def listing(public_id: str) -> InvitationsShown:
    """Who was asked, and who can be."""
    actor = current_actor()
    return _all(interaction_of(public_id, actor=actor, permission="interactions:plan"))


@invitations.post(OF_CONTACT)
@requires("interactions:plan")
@operation(
    "Ask people to a contact", body=InvitationGiven, answer=InvitationsShown, refusals=(409,)
)
def invite(public_id: str, body: InvitationGiven) -> InvitationsShown:
    """Letters with the date for the readers' calendars leave within a minute."""
    actor = current_actor()
    found = interaction_of(public_id, actor=actor, permission="interactions:plan")
    emails = [email.lower() for email in body.emails]
    operations.invite(found, actor=actor, emails=emails, subject=body.subject)
    return _all(found)


@invitations.post(f"/invitations{ONE}/taking-back")
@requires("interactions:plan")
@operation("Take an invitation back", body=TakingBack, answer=InvitationShown, refusals=(409,))
def take_back(public_id: str, body: TakingBack) -> InvitationShown:
    """The reader is told that the meeting does not take place."""
    actor = current_actor()
    found = queries.invitation_of(public_id, actor=actor)
    operations.take_back(found, actor=actor, version=body.version)
    return _shown(found)


def _all(interaction: Interaction) -> InvitationsShown:
    asked = queries.invitations_of(interaction.id)
    readers = [one.email for one in queries.readers_to_ask(interaction, asked)]
    return InvitationsShown(invitations=[_shown(one) for one in asked], can_be_asked=readers)


_PLAIN = (
    "version", "name", "is_colleague", "subject", "sequence", "told_starts", "told_ends", "answer",
    "answered_at", "wish", "wished_at", "ended_at",
)  # fmt: skip


def _shown(one: Invitation) -> InvitationShown:
    plain = {name: getattr(one, name) for name in _PLAIN}
    return InvitationShown(id=one.public_id, email=one.recipient.address, **plain)
