"""X6, F1: a proposal is made, approved, frozen and sent; what is sent never changes."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from rmapp.clients.models import ClientEvent
from rmapp.core import clock, files
from rmapp.core.db import db
from rmapp.core.errors import Conflict, Forbidden, Invalid
from rmapp.notices.models import Notice
from rmapp.outbox import operations as outbox
from rmapp.outbox import queries as letters
from rmapp.outbox import renderers, tokens
from rmapp.outbox.models import Message
from rmapp.outbox.renderers import NoLetter
from rmapp.outbox.states import Purpose, State
from rmapp.proposals import operations, queries
from rmapp.proposals.mails import letter_occasion, placeholder_values, reminder_occasion
from rmapp.proposals.models import ApprovalState, Proposal, ProposalState
from rmapp.proposals.operations import Content, LineInput
from rmapp.proposals.words import day
from tests.factories import a_client, a_contact_person
from tests.opportunities.stories import a_product, an_opportunity

ADDRESS = "finance@kedr.example"
SUBJECT, TEXT = "Предложение {proposal.number}", "Для {client.name}\n\n{manager.name}"


@pytest.fixture
def client(scene: Any, cast: Any) -> Any:
    made = a_client(cast, name="ООО «Кедр»", manager="mara", emails=[ADDRESS])
    a_contact_person(made, position="директор", is_head=True)
    return made


def a_draft(cast: Any, client: Any, who: str = "mara", **fields: Any) -> Proposal:
    actor = cast.actor(who)
    opportunity = an_opportunity(client, actor, "acquiring", "payroll", **fields)
    made = operations.create_proposal(opportunity, actor=actor)
    return queries.proposal_of(made.public_id, actor=actor)


def with_discount(proposal: Proposal, actor: Any, percent: int) -> None:
    operations.save_draft(
        proposal,
        actor=actor,
        version=proposal.version,
        content=Content(
            language="ru",
            valid_until=proposal.valid_until,
            lines=(LineInput(a_product("acquiring"), Decimal(86), Decimal(percent)),),
        ),
    )


def send(proposal: Proposal, actor: Any, **fields: Any) -> operations.Sent:
    given = {"recipient": ADDRESS, "subject": SUBJECT, "text": TEXT, "consent": True, **fields}
    return operations.send(proposal, actor=actor, version=proposal.version, **given)


def reminder_of(proposal: Proposal) -> Message:
    return letters.messages_for(reminder_occasion(proposal.id))[-1]


def test_a_proposal_takes_over_the_opportunity_and_gets_the_next_number(cast, client):
    one, two = a_draft(cast, client), a_draft(cast, client)
    year = clock.today("Europe/Moscow").year
    assert one.number.startswith(f"P-{year}-")
    assert int(two.number[-4:]) == int(one.number[-4:]) + 1
    version = queries.current_version(one)
    assert [line.product.code for line in version.lines] == ["acquiring", "payroll"]
    assert version.total == 1_490_00 + 60_00
    assert version.addressee == "Кузнецов Илья Петрович, директор"


def test_the_price_follows_the_volume_and_the_discount(cast, client):
    actor, proposal = cast.actor("mara"), a_draft(cast, client)
    with_discount(proposal, actor, 10)
    (line,) = queries.current_version(proposal).lines
    assert (line.tariff_price, line.price, line.amount) == (890_00, 801_00, 86 * 801_00)
    assert queries.current_version(proposal).discount == 86 * 89_00
    assert proposal.total == 86 * 801_00


def test_sending_is_one_deed_frozen_files_letter_reminder_history(cast, client):
    actor, proposal = cast.actor("mara"), a_draft(cast, client)
    sent = send(proposal, actor)
    assert proposal.state is ProposalState.SENT
    version = queries.current_version(proposal)
    assert {file.language for file in version.files} == {"ru", "en"}
    for file in version.files:
        content = files.read(file.sha256, "pdf")
        assert hashlib.sha256(content).hexdigest() == file.sha256
        assert content.startswith(b"%PDF")
        assert file.pages >= 2
        assert operations.draw_pdf(proposal, version, file.language) == content
    assert version.snapshot["ru"]["number"] == proposal.number
    (letter,) = letters.messages_for(letter_occasion(proposal.id))
    assert (letter.state, letter.purpose) == (State.PENDING, Purpose.SERVICE)
    assert sent.reminder is not None
    assert sent.reminder.warning is None
    reminder = reminder_of(proposal)
    assert reminder.stops_on_reply
    assert reminder.due_at > clock.now() + dt.timedelta(days=2)
    assert proposal.opportunity.proposal_sent_at is not None
    assert proposal.opportunity.stage.code == "proposal"
    facts = db.session.execute(
        sa.select(ClientEvent.kind).where(ClientEvent.client_id == client.id)
    ).scalars()
    assert {"proposal-made", "proposal-sent", "stage"} <= set(facts)


def test_what_was_sent_cannot_be_changed_and_a_new_version_leaves_it_as_it_was(cast, client):
    actor, proposal = cast.actor("mara"), a_draft(cast, client)
    send(proposal, actor)
    first = queries.current_version(proposal)
    paper = operations.draw_pdf(proposal, first, "ru")
    with pytest.raises(Conflict):
        with_discount(proposal, actor, 10)
    with pytest.raises(Conflict):
        send(proposal, actor)
    operations.revise(proposal, actor=actor, version=proposal.version)
    with_discount(proposal, actor, 10)
    assert queries.current_version(proposal).no == 2
    assert first.total == 1_490_00 + 60_00
    assert operations.draw_pdf(proposal, first, "ru") == paper
    send(proposal, actor)
    occasions = letters.messages_for(reminder_occasion(proposal.id))
    assert [one.state for one in occasions] == [State.CANCELLED, State.PENDING]


def test_x6_42_while_the_next_version_is_written_the_client_holds_the_one_before(cast, client):
    actor, proposal = cast.actor("mara"), a_draft(cast, client)
    send(proposal, actor)
    paper = queries.current_version(proposal)
    operations.revise(proposal, actor=actor, version=proposal.version)
    assert (proposal.state, proposal.is_in_work) == (ProposalState.SENT, True)
    assert reminder_of(proposal).state is State.PENDING, "the reminder of what was sent waits on"
    assert [one.id for one in queries.listing(actor, state=ProposalState.SENT).rows] == [
        proposal.id
    ]
    with_discount(proposal, actor, 10)
    letter = renderers.render(reminder_of(proposal))
    assert letter.subject, "and speaks of what was sent"
    assert queries.held_version(proposal) is paper
    with pytest.raises(Conflict):
        operations.revise(proposal, actor=actor, version=proposal.version)
    send(proposal, actor)
    assert (proposal.state, proposal.is_in_work) == (ProposalState.SENT, False)
    assert queries.held_version(proposal).no == 2
    occasions = letters.messages_for(reminder_occasion(proposal.id))
    assert [one.state for one in occasions] == [State.CANCELLED, State.PENDING]


def test_x6_42_an_answer_is_to_what_was_sent_and_the_version_in_work_waits(cast, client):
    actor, proposal = cast.actor("mara"), a_draft(cast, client)
    send(proposal, actor)
    total = proposal.total
    operations.revise(proposal, actor=actor, version=proposal.version)
    with_discount(proposal, actor, 10)
    begun = queries.current_version(proposal)
    assert proposal.total != total
    operations.record_answer(proposal, actor=actor, version=proposal.version, accepted=False)
    assert (proposal.state, proposal.is_in_work) == (ProposalState.DECLINED, False)
    assert (queries.current_version(proposal).no, proposal.total) == (1, total)
    assert operations.revise(proposal, actor=actor, version=proposal.version) is begun
    assert (proposal.state, proposal.total) == (ProposalState.DRAFT, begun.total)


def test_a_discount_over_the_limit_does_not_leave_without_another_persons_approval(cast, client):
    mara, sofia = cast.actor("mara"), cast.actor("sofia")
    proposal = a_draft(cast, client)
    with_discount(proposal, mara, 25)
    version = queries.current_version(proposal)
    assert version.approval is ApprovalState.NEEDED
    with pytest.raises(Conflict):
        send(proposal, mara)
    operations.ask_approval(proposal, actor=mara, version=proposal.version, reason="86 точек")
    with pytest.raises(Forbidden):
        operations.decide_approval(proposal, actor=mara, version=proposal.version, given=True)
    with pytest.raises(Forbidden):
        operations.decide_approval(
            proposal, actor=cast.actor("stefan"), version=proposal.version, given=True
        )
    operations.decide_approval(proposal, actor=sofia, version=proposal.version, given=True)
    assert version.approval is ApprovalState.GIVEN
    with_discount(proposal, mara, 25)
    assert version.approval is ApprovalState.GIVEN  # nothing of the price has changed
    with_discount(proposal, mara, 30)
    assert version.approval is ApprovalState.NEEDED
    with_discount(proposal, mara, 20)
    assert version.approval is ApprovalState.NOT_NEEDED
    send(proposal, mara)


def told(cast, who):
    return [
        (one.kind, one.subject, one.values["public_id"])
        for one in db.session.scalars(
            sa.select(Notice).where(Notice.employee_id == cast.ids[who]).order_by(Notice.id)
        )
        if one.kind.startswith("proposal:")
    ]


def test_x_approval_41_who_may_approve_is_told_and_the_asker_learns_the_decision(cast, client):
    mara, sofia = cast.actor("mara"), cast.actor("sofia")
    proposal = a_draft(cast, client)
    with_discount(proposal, mara, 25)
    subject = f"{proposal.number}, {proposal.client.display_name}"
    operations.ask_approval(proposal, actor=mara, version=proposal.version, reason="86 точек")
    assert told(cast, "sofia") == [("proposal:approval-asked", subject, proposal.public_id)]
    assert not told(cast, "mara")
    assert not told(cast, "stefan"), "another team's supervisor may not approve it"
    assert queries.to_approve(sofia) == 1
    assert queries.to_approve(cast.actor("stefan")) == 0
    operations.decide_approval(proposal, actor=sofia, version=proposal.version, given=False)
    operations.ask_approval(proposal, actor=mara, version=proposal.version, reason="30 точек")
    operations.decide_approval(proposal, actor=sofia, version=proposal.version, given=True)
    assert [one[0] for one in told(cast, "mara")] == [
        "proposal:approval-refused",
        "proposal:approved",
    ]
    assert queries.to_approve(sofia) == 0


def test_x_approval_41_nobody_is_counted_for_what_they_wrote_themselves(cast, client):
    sofia = cast.actor("sofia")
    proposal = a_draft(cast, client, "sofia")
    with_discount(proposal, sofia, 90)
    operations.ask_approval(proposal, actor=sofia, version=proposal.version, reason="x")
    assert queries.to_approve(sofia) == 0
    assert not told(cast, "sofia")


def test_a_supervisor_who_wrote_it_cannot_approve_it(cast, client):
    sofia = cast.actor("sofia")
    proposal = a_draft(cast, client, "sofia")
    with_discount(proposal, sofia, 90)
    operations.ask_approval(proposal, actor=sofia, version=proposal.version, reason="x")
    with pytest.raises(Forbidden):
        operations.decide_approval(proposal, actor=sofia, version=proposal.version, given=True)


def test_a_proposal_goes_to_known_addresses_with_known_placeholders_only(cast, client):
    actor, proposal = cast.actor("mara"), a_draft(cast, client)
    with pytest.raises(Invalid) as refused:
        send(proposal, actor, recipient="thief@evil.example", text="{client.inn} {{")
    assert set(refused.value.fields) == {"recipient", "text"}
    assert proposal.state is ProposalState.DRAFT
    assert letters.messages_for(letter_occasion(proposal.id)) == []


def test_the_letter_is_signed_by_the_manager_of_the_moment_and_carries_the_frozen_file(
    cast, client
):
    proposal = a_draft(cast, client)
    send(proposal, cast.actor("mara"))
    (message,) = letters.messages_for(letter_occasion(proposal.id))
    letter = renderers.render(letters.to_render([message.id])[message.id])
    assert letter.subject == f"Предложение {proposal.number}"
    assert letter.text == "Для ООО «Кедр»\n\nMara Lindt"
    assert letter.reply_to == "mara@bank.example"
    (attached,) = letter.attachments
    version = queries.current_version(proposal)
    kept = queries.file_of(version, proposal.language)
    assert hashlib.sha256(attached.content).hexdigest() == kept.sha256
    cast.employee("mara").leaves_on = dt.date(2031, 1, 1)
    db.session.flush()
    letter = renderers.render(letters.to_render([message.id])[message.id])
    assert letter.text == "Для ООО «Кедр»\n\nSofia Berg", "no letter goes under a leaver's name"
    cast.employee("sofia").access_closed_at = clock.now()
    cast.employee("mara").team_id = None
    db.session.flush()
    with pytest.raises(NoLetter):
        renderers.render(letters.to_render([message.id])[message.id])


def test_an_answer_stops_the_reminder(cast, client):
    actor, proposal = cast.actor("mara"), a_draft(cast, client)
    send(proposal, actor)
    operations.record_answer(
        proposal, actor=actor, version=proposal.version, accepted=True, words="Берём"
    )
    assert proposal.state is ProposalState.ACCEPTED
    assert reminder_of(proposal).state is State.CANCELLED


def test_an_unsubscription_stops_the_reminder_and_not_the_proposal(cast, client):
    proposal = a_draft(cast, client)
    send(proposal, cast.actor("mara"))
    address = letters.address_of(ADDRESS)
    outbox.unsubscribe(tokens.unsubscription(address.id, Purpose.MARKETING))
    db.session.expire_all()
    assert reminder_of(proposal).state is State.SUPPRESSED
    (letter,) = letters.messages_for(letter_occasion(proposal.id))
    assert letter.state is State.PENDING


def test_without_consent_no_reminder_is_planned_and_the_answer_says_why(cast, client):
    proposal = a_draft(cast, client)
    sent = send(proposal, cast.actor("mara"), consent=False)
    assert sent.reminder is None
    assert sent.withheld == "no consent: marketing"
    assert letters.messages_for(reminder_occasion(proposal.id)) == []


def test_without_a_wish_for_a_reminder_nothing_is_withheld(cast, client):
    sent = send(a_draft(cast, client), cast.actor("mara"), remind=False, consent=False)
    assert (sent.reminder, sent.withheld) == (None, None)


def test_what_the_paper_cannot_show_is_refused_when_saved_and_when_sent(cast, client):
    actor = cast.actor("mara")
    proposal = a_draft(cast, client, need="Дешевле 🚀")
    with pytest.raises(Conflict) as refused:
        send(proposal, actor)
    assert "🚀" in str(refused.value.message)
    with pytest.raises(Invalid) as wrong:
        operations.save_draft(
            proposal,
            actor=actor,
            version=proposal.version,
            content=Content(
                language="ru",
                valid_until=proposal.valid_until,
                lines=(LineInput(a_product("payroll")),),
                summary="Выгода 😀",
                steps=({"action": "漢字", "term": "", "responsible": ""},),
            ),
        )
    assert set(wrong.value.fields) == {"summary", "steps"}
    assert "漢 字" in str(wrong.value.fields["steps"][0])
    with_discount(proposal, actor, 10)
    send(proposal, actor)


def test_a_proposal_past_its_last_day_expires_and_its_reminder_with_it(cast, client):
    proposal = a_draft(cast, client)
    send(proposal, cast.actor("mara"))
    assert operations.expire_overdue() == 0
    clock.turn(dt.timedelta(days=32))
    assert operations.expire_overdue() == 1
    db.session.expire_all()
    assert db.session.get(Proposal, proposal.id).state is ProposalState.EXPIRED
    assert reminder_of(proposal).state is State.CANCELLED


def test_a_withdrawn_proposal_takes_its_waiting_letters_along(cast, client):
    actor, proposal = cast.actor("mara"), a_draft(cast, client)
    send(proposal, actor)
    operations.withdraw(proposal, actor=actor, version=proposal.version)
    occasions = (letter_occasion(proposal.id), reminder_occasion(proposal.id))
    states = {one.state for occasion in occasions for one in letters.messages_for(occasion)}
    assert states == {State.CANCELLED}


def next_version(proposal: Proposal, actor: Any, valid_until: dt.date) -> None:
    """The next version is begun and says another last day."""
    operations.revise(proposal, actor=actor, version=proposal.version)
    operations.save_draft(
        proposal,
        actor=actor,
        version=proposal.version,
        content=Content(
            language="ru",
            valid_until=valid_until,
            lines=(LineInput(a_product("acquiring"), Decimal(86), Decimal(0)),),
        ),
    )
    db.session.flush()


def test_x6_the_reminder_names_the_last_day_of_the_version_that_was_sent(cast, client):
    actor, proposal = cast.actor("mara"), a_draft(cast, client)
    send(proposal, actor)
    sent_until = proposal.valid_until
    next_version(proposal, actor, sent_until + dt.timedelta(days=40))
    assert proposal.valid_until != sent_until
    said = placeholder_values(proposal, cast.employee("mara"), no=1)["proposal.valid_until"]
    assert said == day(sent_until, "ru")
    said = placeholder_values(proposal, cast.employee("mara"), no=2)["proposal.valid_until"]
    assert said == day(proposal.valid_until, "ru")


@pytest.mark.parametrize(("later", "expired"), [(40, 1), (-20, 0)])
def test_x6_a_version_in_work_moves_no_day_of_what_the_client_holds(cast, client, later, expired):
    """32 days on, the version that was sent is over; 15 days on it is not, whatever version 2
    says."""
    actor, proposal = cast.actor("mara"), a_draft(cast, client)
    send(proposal, actor)
    next_version(proposal, actor, proposal.valid_until + dt.timedelta(days=later))
    clock.turn(dt.timedelta(days=32 if expired else 15))
    assert operations.expire_overdue() == expired


def test_x6_an_answer_to_the_first_version_brings_its_last_day_back(cast, client):
    actor, proposal = cast.actor("mara"), a_draft(cast, client)
    send(proposal, actor)
    sent_until = proposal.valid_until
    next_version(proposal, actor, sent_until + dt.timedelta(days=40))
    operations.record_answer(proposal, actor=actor, version=proposal.version, accepted=True)
    assert proposal.valid_until == sent_until
