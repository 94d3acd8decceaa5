"""Asking people to a contact, and telling them what became of it."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.events import note
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...interactions.models import Interaction, InteractionState
from ...interactions.queries import client_held
from ...interactions.words import Kind
from ...outbox import operations as outbox
from ...outbox.states import Purpose
from ...policy.enforce import Actor
from ...staff.models import Employee
from .. import queries
from ..models import Invitation
from ..rules import Facts, Step, is_new_time, step_of

LETTER = "invitation"
TOGETHER = (Kind.VISIT, Kind.MEETING, Kind.CALL)


def invite(
    interaction: Interaction, *, actor: Actor, emails: Collection[str], subject: str
) -> list[Invitation]:
    """Ask the readers with ``emails`` (among :func:`queries.readers_of`) to the contact.

    ``subject``: what it is about, as the readers see it. Whoever was asked before and not taken
    back is asked no second time. Refuses with NotFound (reach), :class:`Conflict` when the contact
    is not ahead any more, :class:`Invalid` for a kind where nobody meets, for nobody, and for an
    address that is not among them.
    """
    client = client_held(interaction.client_id, actor=actor, permission="interactions:plan")
    if interaction.kind not in TOGETHER:
        raise Invalid(_("Nobody is asked to a letter: plan a visit, a meeting or a call."))
    if interaction.state is not InteractionState.PLANNED or interaction.planned_at <= clock.now():
        raise Conflict(_("This contact is not ahead any more: nobody can be asked to it."))
    known = {reader.email: reader for reader in queries.readers_of(interaction)}
    wanted = [known[email] for email in dict.fromkeys(emails) if email in known]
    if not wanted or len(wanted) != len(set(emails)):
        raise Invalid(fields={"emails": [_("Choose whom to ask.")]})
    asked = queries.invitations_of(interaction.id)
    made = []
    for reader in wanted:
        invitation = _of(reader, asked)
        if invitation is not None and invitation.ended_at is None:
            continue
        if invitation is None:
            is_colleague = reader.colleague_id is not None
            address = outbox.address_for(
                reader.email, client_id=None if is_colleague else client.id, actor=actor
            )
            invitation = Invitation(
                interaction=interaction,
                recipient=address,
                is_colleague=is_colleague,
                colleague_id=reader.colleague_id,
                created_at=clock.now(),
                created_by_id=actor.employee_id,
                sequence=-1,
            )
            db.session.add(invitation)
        invitation.name, invitation.subject, invitation.ended_at = reader.name, subject, None
        invitation.language = reader.language if reader.language in ("ru", "en") else "ru"
        invitation.zone = reader.zone
        _tell(invitation)
        made.append(invitation)
    if made:
        names = [one.name for one in made]
        record(
            "invitation:sent",
            actor=actor,
            obj=interaction,
            name=client.display_name,
            client_id=client.id,
            detail={"readers": names},
        )
        note(
            client.id,
            "invitation-sent",
            actor=actor,
            title=", ".join(names),
            obj=interaction,
        )
    return made


def _of(reader: queries.Reader, asked: list[Invitation]) -> Invitation | None:
    """The invitation ``reader`` had before, under whatever address."""
    for one in asked:
        if one.recipient.address == reader.email:
            return one
    same = [one for one in asked if reader.colleague_id and one.colleague_id == reader.colleague_id]
    return same[0] if same else None


def take_back(invitation: Invitation, *, actor: Actor, version: int) -> None:
    """Take one invitation back; its reader is told. Refuses (Conflict) a stale version and one
    that has ended."""
    if invitation.version != version or invitation.ended_at is not None:
        raise Conflict(_("Somebody changed this meanwhile. Open it anew and compare."))
    _end(invitation, with_letter=invitation.interaction.planned_at > clock.now())
    interaction = invitation.interaction
    record(
        "invitation:taken-back",
        actor=actor,
        obj=interaction,
        name=interaction.client.display_name,
        client_id=interaction.client_id,
        detail={"readers": [invitation.name]},
    )


def tell_changes() -> int:
    """Tell readers of contacts that moved, fell or changed hands, and colleagues who take part no
    more; how many letters are to go.

    A periodic job: each invitation says what it told last, so a crash repeats nothing.
    """
    now, letters = clock.now(), 0
    for key in queries.left_out(now):
        invitation = queries.whole(key, lock=True)
        if invitation is not None and invitation.ended_at is None:
            _end(invitation, with_letter=True)
            letters += 1
    for key in queries.untold(now):
        invitation = queries.whole(key, lock=True)
        if invitation is None or invitation.ended_at is not None:
            continue
        interaction = invitation.interaction
        step = step_of(
            told_of(invitation), facts_of(interaction), state=interaction.state.value, now=now
        )
        if step is Step.TELL:
            _tell(invitation)
        elif step in (Step.TAKE_BACK, Step.CLOSE):
            _end(invitation, with_letter=step is Step.TAKE_BACK)
        letters += step in (Step.TELL, Step.TAKE_BACK)
    return letters


def is_overtaken(invitation: Invitation) -> bool:
    """Whether the contact has another time than its reader was told: an answer to the old one is
    none to it."""
    return is_new_time(told_of(invitation), facts_of(invitation.interaction))


def tell_at_once(invitation: Invitation) -> bool:
    """Tell its reader now, and not with the next :func:`tell_changes`, that the contact has
    another time; whether it has. The caller holds the invitation."""
    step = step_of(
        told_of(invitation),
        facts_of(invitation.interaction),
        state=invitation.interaction.state.value,
        now=clock.now(),
    )
    if invitation.ended_at is not None or step is not Step.TELL or not is_overtaken(invitation):
        return False
    _tell(invitation)
    return True


def facts_of(interaction: Interaction) -> Facts:
    """What is told of a contact."""
    return Facts(
        interaction.planned_at, interaction.ends_at, interaction.place, interaction.manager_id
    )


def told_of(invitation: Invitation) -> Facts:
    """What its reader was told last."""
    return Facts(
        invitation.told_starts,
        invitation.told_ends,
        invitation.told_place,
        invitation.told_manager_id,
    )


def _tell(invitation: Invitation) -> None:
    """Write down what is told now and put the letter of it into the outbox."""
    now_is = facts_of(invitation.interaction)
    if is_new_time(told_of(invitation), now_is):
        invitation.answer = invitation.answered_at = invitation.wished_at = None
        invitation.wish = ""
    invitation.told_starts, invitation.told_ends = now_is.starts, now_is.ends
    invitation.told_place, invitation.told_manager_id = now_is.place, now_is.manager_id
    _send(invitation)


def _end(invitation: Invitation, *, with_letter: bool) -> None:
    invitation.ended_at = clock.now()
    outbox.cancel_for(occasion_of(invitation.id), actor=None)
    if with_letter:
        _send(invitation)


def _send(invitation: Invitation) -> None:
    invitation.sequence += 1
    _follow_address(invitation)
    db.session.flush()
    occasion = occasion_of(invitation.id)
    outbox.cancel_for(occasion, actor=None)  # an older letter that has not left says what was
    interaction = invitation.interaction
    outbox.schedule(
        actor=None,
        kind=LETTER,
        address_id=invitation.recipient.id,
        purpose=Purpose.SERVICE,
        occasion=occasion,
        dedup_key=f"{occasion}:{invitation.sequence}",
        params={"invitation": invitation.id, "sequence": invitation.sequence},
        client_id=None if invitation.is_colleague else interaction.client_id,
        employee_id=interaction.manager_id,
        zone=invitation.zone,
    )


def _follow_address(invitation: Invitation) -> None:
    """A colleague whose address changed reads it at the new one, from the next letter on."""
    if invitation.colleague_id is None:
        return
    colleague = db.session.get_one(Employee, invitation.colleague_id)
    if colleague.email.lower() in ("", invitation.recipient.address):
        return
    there = outbox.address_for(colleague.email.lower(), client_id=None, actor=None)
    taken = {one.recipient.address for one in queries.invitations_of(invitation.interaction.id)}
    if there.address not in taken:
        invitation.recipient = there


def occasion_of(invitation_id: int) -> str:
    """The occasion of the letters of one invitation."""
    return f"invitation:{invitation_id}"
