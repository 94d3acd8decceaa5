"""F2–F4: what goes out is seen, held, cancelled with honest words; readers unsubscribe."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from rmapp.core import clock
from rmapp.core.errors import Conflict, Forbidden, Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.core.working_days import WorkingCalendar
from rmapp.dossiers.operations import set_active
from rmapp.followups import operations, queries
from rmapp.followups.rules import due_after
from rmapp.followups.words import DETAILS
from rmapp.outbox import operations as outbox
from rmapp.outbox import queries as letters
from rmapp.outbox import tokens
from rmapp.outbox.states import HAPPENING_LABELS, Happening, Purpose, State
from rmapp.proposals import operations as proposals
from rmapp.proposals import queries as made
from rmapp.proposals.mails import letter_occasion, reminder_occasion
from tests.factories import a_client
from tests.opportunities.stories import an_opportunity, submit

ADDRESS = "finance@kedr.example"


def a_sent_proposal(cast: Any, who: str = "mara", name: str = "ООО «Кедр»") -> int:
    actor = cast.actor(who)
    client = a_client(cast, name=name, manager=who, emails=[ADDRESS])
    one = proposals.create_proposal(an_opportunity(client, actor, "acquiring"), actor=actor)
    one = made.proposal_of(one.public_id, actor=actor)
    proposals.send(
        one,
        actor=actor,
        version=one.version,
        recipient=ADDRESS,
        subject="{proposal.number}",
        text="{client.name}",
        consent=True,
    )
    return one.id


def reminder(proposal_id: int) -> Any:
    return letters.messages_for(reminder_occasion(proposal_id))[-1]


def test_silence_counts_working_days_in_the_clients_zone():
    calendar = WorkingCalendar(holidays=frozenset({dt.date(2026, 11, 25)}))
    friday = dt.datetime(2026, 11, 20, 22, 30, tzinfo=dt.UTC)  # Saturday in Vladivostok
    due = due_after(friday, 3, calendar=calendar, zone="Asia/Vladivostok")
    assert due == dt.datetime(2026, 11, 26, 0, 0, tzinfo=dt.UTC)  # Thursday, ten o'clock there


def test_a_rule_that_is_off_schedules_nothing(scene, cast):
    rule = queries.rule_by_code("proposal-silence")
    rule.is_on = False
    scene.flush()
    proposal_id = a_sent_proposal(cast)
    assert letters.messages_for(reminder_occasion(proposal_id)) == []


def test_a_rule_is_edited_by_those_who_may_with_known_words_only(scene, cast):
    rule = queries.rule_by_code("proposal-silence")
    texts = {"subject_en": "a", "subject_ru": "б", "text_en": "c", "text_ru": "д"}
    fields: dict[str, Any] = {"version": rule.version, "is_on": True, "working_days": 5, **texts}
    with pytest.raises(Forbidden):
        operations.edit_rule(rule, actor=cast.actor("mara"), **fields)
    sofia = cast.actor("sofia")
    with pytest.raises(Invalid) as refused:
        operations.edit_rule(rule, actor=sofia, **{**fields, "text_ru": "{client.password}"})
    assert "text_ru" in refused.value.fields
    operations.edit_rule(rule, actor=sofia, **fields)
    assert (rule.working_days, rule.text_ru) == (5, "д")
    with pytest.raises(Conflict):
        operations.edit_rule(rule, actor=sofia, **fields)


def test_a_letter_is_held_released_and_cancelled(scene, cast):
    proposal_id, mara = a_sent_proposal(cast), cast.actor("mara")
    public_id = reminder(proposal_id).public_id
    with pytest.raises(NotFound):
        operations.cancel_message(public_id, actor=cast.actor("otto"))
    operations.hold_message(public_id, actor=mara)
    scene.expire_all()
    assert reminder(proposal_id).state is State.HELD
    operations.release_message(public_id, actor=mara)
    with pytest.raises(Conflict):
        operations.release_message(public_id, actor=mara)
    assert operations.cancel_message(public_id, actor=mara).cancelled == 1
    again = operations.cancel_message(public_id, actor=mara)
    assert (again.cancelled, again.too_late) == (0, 0)
    with pytest.raises(Conflict):
        operations.hold_message(public_id, actor=mara)


def test_the_ledger_shows_what_comes_to_those_who_reach_the_client(
    app: Flask, cast: Any, browser_of: Any, statements: list[str]
) -> None:
    with app.app_context(), transaction():
        proposal_id = a_sent_proposal(cast)
        a_sent_proposal(cast, "otto", "ООО «Чужой»")
        public_id = reminder(proposal_id).public_id
    mara = browser_of("mara")
    statements.clear()
    page = mara.get("/messages").text
    assert len(statements) <= 8, statements
    assert "ООО «Кедр»" in page
    assert "Reminder after silence" in page
    assert "Чужой" not in page
    assert browser_of("stefan").get(f"/messages/{public_id}").status_code == 404
    shown = mara.get(f"/messages/{public_id}").text
    assert "Наше предложение" in shown
    assert "Mara Lindt" in shown
    cancelled = submit(mara, f"/messages/{public_id}", action="/cancel")
    assert cancelled.status_code == 302
    assert "The letter is cancelled." in mara.get(f"/messages/{public_id}").text
    assert "ООО «Кедр»" in mara.get("/messages?view=past").text


def test_looking_at_the_link_changes_nothing_and_pressing_does_once_and_again(
    app: Flask, cast: Any
) -> None:
    with app.app_context(), transaction():
        proposal_id = a_sent_proposal(cast)
        address = letters.address_of(ADDRESS)
        token = tokens.unsubscription(address.id, Purpose.MARKETING)
    reader = app.test_client()
    english = {"Accept-Language": "en"}
    asked = reader.get(f"/unsubscribe/{token}", headers=english)
    assert asked.status_code == 200
    assert ADDRESS in asked.text
    with app.app_context(), transaction():
        assert reminder(proposal_id).state is State.PENDING
    for _time in range(2):
        done = reader.post(
            f"/unsubscribe/{token}", data={"List-Unsubscribe": "One-Click"}, headers=english
        )
        assert done.status_code == 200
        assert "no more of them" in done.text
    with app.app_context(), transaction():
        assert reminder(proposal_id).state is State.SUPPRESSED
        (letter,) = letters.messages_for(letter_occasion(proposal_id))
        assert letter.state is State.PENDING
    assert reader.get(f"/unsubscribe/{token}x").status_code == 404
    assert reader.post("/unsubscribe/nonsense").status_code == 404


def test_a_reminder_after_the_answer_would_say_so_instead_of_leaving(scene, cast):
    proposal_id = a_sent_proposal(cast)
    clock.turn(dt.timedelta(days=10))
    id = reminder(proposal_id).id
    message = letters.to_render([id])[id]
    assert queries.letter_as_read(message).problem == ""
    one = made.proposal_by_id(proposal_id)
    proposals.record_answer(one, actor=cast.actor("mara"), version=one.version, accepted=False)
    assert queries.letter_as_read(message).problem == "the proposal is declined"


def test_the_rules_are_changed_on_their_page(app: Flask, cast: Any, browser_of: Any) -> None:
    with app.app_context(), transaction():
        public_id = queries.rule_by_code("proposal-silence").public_id
    assert browser_of("mara").get(f"/follow-ups/{public_id}/edit").status_code == 403
    sofia = browser_of("sofia")
    wrong = submit(sofia, f"/follow-ups/{public_id}/edit", text_en="{nobody}")
    assert "there is no {nobody}" in wrong.text
    assert submit(sofia, f"/follow-ups/{public_id}/edit", working_days="7").status_code == 302
    assert "7 working days" in sofia.get("/follow-ups").text


def test_the_demo_shows_the_letters_its_mail_server_has_kept(
    app: Flask, cast: Any, browser_of: Any, tmp_path: Any
) -> None:
    from email.message import EmailMessage

    from rmapp.outbox.demo_smtp import keep

    mail = EmailMessage()
    mail["Subject"], mail["To"], mail["From"] = "Предложение", "a@b.example", "desk@bank.example"
    mail.set_content("<b>Текст</b> https://bank.example/unsubscribe/x")
    mail.add_attachment(b"%PDF-1", maintype="application", subtype="pdf", filename="P-1 «x».pdf")
    (tmp_path / "letters").mkdir()
    name = keep(tmp_path / "letters", mail.as_bytes()).stem
    app.config["OUTBOX_FOLDER"] = str(tmp_path)
    try:
        mara = browser_of("mara")
        assert "Предложение" in mara.get("/letters").text
        shown = mara.get(f"/letters/{name}").text
        assert "&lt;b&gt;Текст&lt;/b&gt;" in shown
        assert 'href="https://bank.example/unsubscribe/x"' in shown
        file = mara.get(f"/letters/{name}/files/0")
        assert file.data == b"%PDF-1"
        assert file.headers["Content-Disposition"] == 'attachment; filename="P-1_x_.pdf"'
        assert mara.get(f"/letters/{name}/files/1").status_code == 404
        assert mara.get(f"/letters/{'0' * 28}").status_code == 404
        assert app.test_client().get("/letters").status_code == 302
    finally:
        app.config.pop("OUTBOX_FOLDER")


def test_d1_a_client_that_rests_gets_no_reminder(scene, cast):
    """What waits is cancelled, nothing new is scheduled; what it must know still leaves."""
    proposal_id = a_sent_proposal(cast)
    client = made.proposal_by_id(proposal_id).client
    mara = cast.actor("mara")
    set_active(client, active=False, actor=mara, reason="Ликвидация")
    scene.expire_all()
    assert reminder(proposal_id).state is State.CANCELLED
    assert letters.messages_for(letter_occasion(proposal_id))[-1].state is State.PENDING
    address = letters.address_of(ADDRESS)
    again = operations.schedule_silence(
        "proposal-silence", actor=mara, kind="proposal-reminder", occasion="x", dedup_key="x",
        client=client, address_id=address.id, employee_id=mara.employee_id, params={},
    )  # fmt: skip
    assert again is None


def test_f2_the_page_of_a_letter_says_what_befell_it_in_words_and_who_decided(
    app: Flask, cast: Any, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        public_id = reminder(a_sent_proposal(cast)).public_id
    mara = browser_of("mara")
    for deed in ("hold", "release", "cancel"):
        assert submit(mara, f"/messages/{public_id}", action=f"/{deed}").status_code == 302
    page = mara.get(f"/messages/{public_id}").text
    told = page[page.index("What happened") :]
    assert [told.index(word) for word in ("held for a decision", "let go", "cancelled")] == sorted(
        told.index(word) for word in ("held for a decision", "let go", "cancelled")
    )
    assert told.count("Mara Lindt") == 3


def test_f2_after_a_restore_the_page_says_why_a_letter_is_held(
    app: Flask, cast: Any, browser_of: Any
) -> None:
    with app.app_context(), transaction():
        proposal_id = a_sent_proposal(cast)
        waiting = letters.messages_for(letter_occasion(proposal_id))[-1].public_id
        assert outbox.brake(clock.now() + dt.timedelta(seconds=1)) == 1
    page = browser_of("mara").get(f"/messages/{waiting}").text
    assert "The database was restored: the letter may have left already." in page
    assert "Release" in page


@pytest.mark.parametrize("said", [*Happening, *DETAILS])
def test_f2_whatever_befalls_a_letter_has_words_in_both_languages(app: Flask, said: str) -> None:
    words = set()
    for language in ("en", "ru"):
        with app.test_request_context(), force_locale(language):
            words.add(str(HAPPENING_LABELS[said] if said in set(Happening) else DETAILS[said]))
    assert len(words) == 2
