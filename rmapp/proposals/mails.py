"""The letters of a proposal, made at the moment they leave.

Who signs is the manager of that moment: a manager who left does not.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..clients import custom
from ..clients.queries import named_among_people, primary_manager
from ..core import files, placeholders
from ..core.db import db
from ..core.phones import on_paper
from ..followups import queries as followups
from ..followups.mails import whole
from ..interactions.rules.texts import greeting_of
from ..outbox import queries as outbox
from ..outbox.models import Message
from ..outbox.renderers import Attachment, Letter, NoLetter, renders
from ..outbox.states import State
from ..settings import settings
from ..staff.models import Employee
from ..staff.positions import position_in
from ..staff.signing import signer_for
from . import queries
from .models import Proposal, ProposalState
from .words import Language, Money, day

LETTER = "proposal-sent"
REMINDER = "proposal-reminder"


def letter_occasion(proposal_id: int) -> str:
    """The occasion of the letter that carries a proposal."""
    return f"proposal-letter:{proposal_id}"


def reminder_occasion(proposal_id: int) -> str:
    """The occasion of what waits for an answer to a proposal."""
    return f"proposal:{proposal_id}"


def placeholder_values(
    proposal: Proposal, manager: Employee, *, texts: Sequence[str] = (), no: int | None = None
) -> dict[str, str]:
    """What ``texts`` of the closed language may say of a proposal (versions loaded); ``no``: of
    which version, the current one where none is named."""
    language: Language = "ru" if proposal.language == "ru" else "en"
    version = queries.version_no(proposal, no) if no else queries.current_version(proposal)
    money = Money(proposal.currency, language, bool(version.total % 100))
    return {
        "greeting": greeting_of(
            proposal.client,
            person=named_among_people(proposal.client_id, version.addressee),
            language=language,
        ),
        "client.name": proposal.client.display_name,
        "addressee": version.addressee or proposal.client.display_name,
        "proposal.number": proposal.number,
        "proposal.total": money.show(version.total),
        "proposal.valid_until": day(version.valid_until or proposal.valid_until, language),
        "manager.name": manager.name,
        "manager.position": position_in(language, manager.position),
        "manager.phone": on_paper(manager.phone, language),
        "manager.email": manager.email,
        "bank.name": settings().bank_in(proposal.language),
        **custom.values_to_write(texts, proposal.client_id, language=language),
    }


@renders(LETTER)
def proposal_letter(message: Message) -> Letter:
    """The letter that carries the frozen file."""
    proposal = _proposal(message)
    manager = _signer(message, proposal)
    version = queries.version_no(proposal, int(message.params["version"]))
    kept = queries.file_of(version, proposal.language)
    if kept is None:
        raise NoLetter("the proposal was not frozen")
    texts = [str(message.params[name]) for name in ("subject", "text")]
    values = placeholder_values(proposal, manager, texts=texts, no=version.no)
    subject, text = (placeholders.fill(one, values) for one in texts)
    letter = Letter(
        subject=subject,
        text=text,
        from_name=f"{manager.short_name}, {settings().bank_in(proposal.language)}",
        reply_to=manager.email or None,
        language=proposal.language,
        attachments=(
            Attachment(f"{proposal.number}.pdf", "application/pdf", files.read(kept.sha256, "pdf")),
        ),
    )
    return whole(letter)


@renders(REMINDER)
def proposal_reminder(message: Message) -> Letter:
    """The reminder after silence, with the text the rule has now."""
    proposal = _proposal(message)
    if proposal.state is not ProposalState.SENT:
        raise NoLetter(f"the proposal is {proposal.state.value}")
    if not proposal.client.is_active:
        raise NoLetter("the client rests")
    rule = followups.rule_by_code(str(message.params["rule"]))
    if rule is None:
        raise NoLetter("the rule is gone")
    manager = _signer(message, proposal)
    texts = [rule.subject_in(proposal.language), rule.text_in(proposal.language)]
    values = placeholder_values(proposal, manager, texts=texts, no=int(message.params["version"]))
    subject, text = (placeholders.fill(one, values) for one in texts)
    letter = Letter(
        subject=subject,
        text=text,
        from_name=f"{manager.short_name}, {settings().bank_in(proposal.language)}",
        reply_to=manager.email or None,
        in_reply_to=_answers(proposal),
        language=proposal.language,
    )
    return whole(letter)


def _proposal(message: Message) -> Proposal:
    proposal = queries.proposal_by_id(int(message.params["proposal"]))
    if proposal is None:
        raise NoLetter("the proposal is gone")
    return proposal


def _signer(message: Message, proposal: Proposal) -> Employee:
    """The client's manager now; else who was to send it, if still in the bank. Whoever leaves does
    not sign any more: see ``staff.signing``."""
    manager = primary_manager(proposal.client_id)
    if manager is None or not manager.is_active:
        manager = db.session.get(Employee, message.employee_id) if message.employee_id else None
    if manager is not None:
        manager = signer_for(manager)
    if manager is None:
        raise NoLetter("nobody serves the client now")
    return manager


def _answers(proposal: Proposal) -> str | None:
    sent = [
        one for one in outbox.messages_for(letter_occasion(proposal.id)) if one.state is State.SENT
    ]
    return sent[-1].message_id if sent else None
