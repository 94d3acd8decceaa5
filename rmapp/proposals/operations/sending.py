"""Freezing a proposal and putting its letter into the outbox: one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from ...audit.operations import record
from ...clients.events import note
from ...clients.queries import readers_of
from ...core import clock, files, placeholders
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...core.papers import page_count, unprintable
from ...followups import operations as followups
from ...followups.seeds import SILENCE
from ...interactions.rules.texts import gap_of
from ...opportunities import operations as opportunities
from ...outbox import operations as outbox
from ...outbox import queries as letters
from ...outbox.models import RecipientAddress
from ...outbox.states import Purpose
from ...policy.enforce import Actor
from ...settings import settings
from .. import queries
from ..content import ProposalDocument
from ..mails import LETTER, REMINDER, letter_occasion, placeholder_values, reminder_occasion
from ..models import ApprovalState, Proposal, ProposalFile, ProposalState, ProposalVersion
from ..paper import LANGUAGES, document_of, drawn, snapshot_of
from ..words import Language
from .asking import draft_of, fresh, may, not_printed
from .handing_over import hand_over
from .writing import texts_of

CONSENT_TEXT = "proposal-reminder-1"


@dataclass(frozen=True)
class Sent:
    """What a sending came to: the letter, the reminder (None: rule off, not wanted, or withheld).

    ``withheld``: why a reminder that was wanted is not planned (no consent), or None."""

    letter: outbox.Scheduled
    reminder: outbox.Scheduled | None
    withheld: str | None = None


def draw_pdf(proposal: Proposal, version: ProposalVersion, language: Language) -> bytes:
    """The paper of a version in ``language``: a draft is drawn, what was sent is its frozen file.

    Refuses (Unavailable) when the frozen file is gone.
    """
    kept = queries.file_of(version, language)
    if kept is not None:
        return files.read(kept.sha256, "pdf")
    return drawn(document_of(proposal, version, language, draft=True))


def send_text(proposal: Proposal, text: str) -> str:
    """``text`` of the closed language with the values of this proposal, as its letter will say."""
    return placeholders.fill(text, placeholder_values(proposal, proposal.manager, texts=[text]))


def send(
    proposal: Proposal,
    *,
    actor: Actor,
    version: int,
    recipient: str,
    subject: str,
    text: str,
    remind: bool = True,
    consent: bool = False,
) -> Sent:
    """Freeze the draft in both languages, schedule its letter and the reminder for silence; the
    opportunity follows what is offered.

    ``recipient``: one of the addresses known of the client. ``subject``, ``text``: of the closed
    placeholder language, filled in when the letter leaves. ``consent``: the client has agreed to
    be reminded, which is recorded with the address; without any consent no reminder is planned, for
    it could not leave. Refuses (Forbidden) beyond reach, (Conflict) a
    stale or frozen version or a missing approval, (Invalid) at the field concerned.
    """
    may("proposals:edit", proposal.client_id, actor)
    fresh(proposal, version)
    draft = draft_of(proposal)
    _may_leave(proposal, draft)
    _check(proposal, recipient, subject, text)
    address = outbox.address_for(recipient, client_id=proposal.client_id, actor=actor)
    _freeze(proposal, draft)
    params = {"proposal": proposal.id, "version": draft.no, "addressee": draft.addressee}
    letter = outbox.schedule(
        actor=actor,
        kind=LETTER,
        address_id=address.id,
        purpose=Purpose.SERVICE,
        occasion=letter_occasion(proposal.id),
        dedup_key=f"proposal:{proposal.id}:v{draft.no}:letter",
        params={**params, "subject": subject, "text": text},
        client_id=proposal.client_id,
        employee_id=proposal.manager_id,
        zone=proposal.client.zone,
    )
    outbox.cancel_for(reminder_occasion(proposal.id), actor=actor)
    reminder = withheld = None
    if remind:
        if consent:
            _record_consent(proposal, address, actor)
        withheld = letters.why_not(address, Purpose.MARKETING)
        if withheld is None:
            reminder = _schedule_reminder(proposal, draft, address, params, actor)
    hand_over(proposal, actor=actor)
    opportunities.note_proposal_sent(proposal.opportunity, actor=actor)
    note(
        proposal.client_id,
        "proposal-sent",
        actor=actor,
        title=proposal.number,
        obj=proposal,
        detail={"version": draft.no, "recipient": recipient, "total": draft.total},
    )
    record(
        "proposal:sent",
        actor=actor,
        obj=proposal,
        name=proposal.number,
        client_id=proposal.client_id,
        detail={
            "version": draft.no,
            "recipient": recipient,
            "files": {file.language: file.sha256 for file in draft.files},
        },
    )
    return Sent(letter, reminder, withheld)


def _record_consent(proposal: Proposal, address: RecipientAddress, actor: Actor) -> None:
    outbox.give(
        address.id,
        Purpose.MARKETING,
        text_version=CONSENT_TEXT,
        source=f"{proposal.number}: {actor.name}",
        proof={"proposal": proposal.number, "recorded_by": actor.public_id},
        actor=actor,
    )


def _schedule_reminder(
    proposal: Proposal,
    draft: ProposalVersion,
    address: RecipientAddress,
    params: dict[str, Any],
    actor: Actor,
) -> outbox.Scheduled | None:
    """The letter for silence, by the rule in force; None where the rule is off."""
    return followups.schedule_silence(
        SILENCE,
        actor=actor,
        kind=REMINDER,
        occasion=reminder_occasion(proposal.id),
        dedup_key=f"proposal:{proposal.id}:v{draft.no}:reminder",
        client=proposal.client,
        address_id=address.id,
        employee_id=proposal.manager_id,
        params=params,
    )


def _may_leave(proposal: Proposal, draft: ProposalVersion) -> None:
    if not draft.lines:
        raise Conflict(_("A proposal without a product cannot be sent. Add at least one."))
    if draft.approval not in (ApprovalState.NOT_NEEDED, ApprovalState.GIVEN):
        raise Conflict(
            _("The discount is over the limit: the proposal cannot leave without approval.")
        )
    signs = unprintable(*texts_of(draft).values())
    if signs:
        raise Conflict(not_printed(signs))
    if proposal.valid_until < clock.today(settings().bank_zone):
        raise Conflict(_("The last day of validity is past. Choose a later one."))


def _check(proposal: Proposal, recipient: str, subject: str, text: str) -> None:
    wrong: dict[str, list[str]] = {}
    known = {one.address for one in readers_of(proposal.client_id)}
    if recipient.lower() not in known:
        wrong["recipient"] = [
            _("Choose an address known of this client, or add it to the dossier.")
        ]
    for name, value in (("subject", subject), ("text", text)):
        problems = followups.problems_of(value)
        if not value.strip():
            problems = [_("Fill in this field.")]
        if not problems and (gap := gap_of(send_text(proposal, value))):
            problems = [_("The text still has a point to fill in: “%(gap)s”.", gap=gap)]
        if problems:
            wrong[name] = problems
    if len(subject) > 200:
        wrong["subject"] = [_("Too long.")]
    if wrong:
        raise Invalid(fields=wrong)


def _freeze(proposal: Proposal, draft: ProposalVersion) -> None:
    """Draw the files, keep them, and write down their hashes; nothing of it changes any more."""
    now = clock.now()
    draft.frozen_at, draft.valid_until = now, proposal.valid_until
    proposal.sent_at, proposal.state = now, ProposalState.SENT
    proposal.sent_no = draft.no
    documents: dict[str, ProposalDocument] = {
        language: document_of(proposal, draft, language, draft=False) for language in LANGUAGES
    }
    for language, document in documents.items():
        content = drawn(document)
        kept = files.keep(content, "pdf")
        draft.files.append(
            ProposalFile(
                language=language, sha256=kept.sha256, size=kept.size, pages=page_count(content)
            )
        )
    draft.snapshot = snapshot_of(documents)
    db.session.flush()
