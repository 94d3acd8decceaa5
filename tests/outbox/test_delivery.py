"""F2: each letter exactly once as far as mail allows; F3: none after an acknowledged no."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Collection, Iterator
from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.outbox import delivery, dispatch, journal, operations, renderers, tokens, transitions
from rmapp.outbox.journal import Attempt, Journal
from rmapp.outbox.models import Message
from rmapp.outbox.renderers import Letter
from rmapp.outbox.rules import Hours
from rmapp.outbox.states import AddressState, OnUncertain, Purpose, State
from rmapp.outbox.wire import Lost, Reply, Server, SMTPWire
from tests.outbox.conftest import Post, shortened
from tests.outbox.sink import Sink


def _broken(message: Message) -> Letter:
    db.session.execute(sa.text("SELECT 1 / 0"))
    return Letter(subject="never", text="never")


if "broken" not in renderers.kinds():
    renderers.renders("broken")(_broken)


@pytest.fixture
def statements_of_delivery(post: Post) -> Iterator[list[str]]:
    """The statements and commits sent while the fixture is in use."""
    sent: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    def commit(_c: object) -> None:
        sent.append("commit")

    sa.event.listen(db.engine, "before_cursor_execute", note)
    sa.event.listen(db.engine, "commit", commit)
    yield sent
    sa.event.remove(db.engine, "before_cursor_execute", note)
    sa.event.remove(db.engine, "commit", commit)


def test_a_letter_is_delivered_once_and_remembered(post: Post) -> None:
    reader = post.address("Anna.Orlova@Client.Example")
    id = post.letter(reader)

    assert post.deliver(id) == {"sent": 1}
    assert post.deliver(id) == {"noop": 1}

    row = post.row(id)
    assert (row.state, row.attempts, row.lease_until) == (State.SENT, 1, None)
    assert row.smtp_reply == "250 2.0.0 queued"
    assert post.received == ["anna.orlova@client.example"]
    assert not list((post.app.config["OUTBOX_FOLDER"] / "journal").glob("*"))


def test_the_bytes_that_left_are_archived_under_their_hash(post: Post) -> None:
    from hashlib import sha256

    from rmapp.outbox import queries

    id = post.letter(params={"text": "Первая строка\n.точка в начале\nпоследняя"})
    post.deliver(id)
    with transaction():
        kept = queries.bytes_of(id)
    assert kept is not None
    assert sha256(kept).hexdigest() == post.row(id).rendered_sha256
    arrived = email.message_from_bytes(next(iter(post.sink.letters.values())))
    archived = email.message_from_bytes(kept)
    assert [p.get_payload(decode=True) for p in arrived.walk() if not p.is_multipart()] == [
        p.get_payload(decode=True) for p in archived.walk() if not p.is_multipart()
    ]


def test_the_same_deed_twice_makes_one_letter(post: Post) -> None:
    reader = post.address()
    first = post.letter(reader, dedup_key="proposal:1:sent")
    second = post.letter(reader, dedup_key="proposal:1:sent")
    assert first == second


def test_a_letter_is_not_sent_before_it_is_due(post: Post) -> None:
    from rmapp.core import clock

    with transaction():
        due = clock.now() + timedelta(hours=2)
    id = post.letter(due_at=due)
    assert post.deliver(id) == {"noop": 1}
    post.turn(hours=2, seconds=1)
    assert post.deliver(id) == {"sent": 1}


def test_a_greylisted_letter_waits_and_is_sent_later(post: Post) -> None:
    post.sink.faults.script = {"slow@client.example": "rcpt_later"}
    id = post.letter(post.address("slow@client.example"))
    assert post.deliver(id) == {"later": 1}
    assert post.state(id) is State.PENDING
    assert post.deliver(id) == {"noop": 1}
    post.sink.faults.script = {}
    post.turn(seconds=11)
    assert post.deliver(id) == {"sent": 1}
    assert post.row(id).attempts == 2


def test_a_letter_deferred_for_ever_fails_in_the_end(post: Post) -> None:
    post.app.config["OUTBOX_LIMITS"] = shortened(attempts=3, backoff=1)
    post.sink.faults.script = {"slow@client.example": "data_later"}
    id = post.letter(post.address("slow@client.example"))
    for _ in range(3):
        post.deliver(id)
        post.turn(seconds=30)
    assert post.state(id) is State.FAILED
    assert post.events(id) == ["failed"]
    assert post.received == []


def test_an_unknown_mailbox_fails_and_its_address_bounces(post: Post) -> None:
    post.sink.faults.script = {"nobody@client.example": "rcpt_refused"}
    reader = post.address("nobody@client.example")
    first, second = post.letter(reader), post.letter(reader)
    assert post.deliver(first, second) == {"bounced": 1, "suppressed": 1}
    assert post.state(first) is State.FAILED
    assert post.state(second) is State.SUPPRESSED
    assert post.address_row(reader).state is AddressState.BOUNCED
    assert post.events(first) == ["bounced"]


def test_a_letter_refused_for_its_content_leaves_the_address_alone(post: Post) -> None:
    post.sink.faults.script = {
        "a@client.example": "data_refused",
        "b@client.example": "rcpt_policy",
    }
    a, b = post.address("a@client.example"), post.address("b@client.example")
    first, second, third = post.letter(a), post.letter(b), post.letter()
    assert post.deliver(first, second, third) == {"refused": 2, "sent": 1}
    assert post.address_row(a).state is AddressState.OK
    assert post.address_row(b).state is AddressState.OK


def test_a_connection_lost_before_the_dot_is_tried_again_without_doubt(post: Post) -> None:
    class Breaking(SMTPWire):
        def body(self, content: bytes) -> None:
            self.drop()
            super().body(content)

    server = post.app.config["OUTBOX_SERVER"]
    id = post.letter()
    assert post.deliver(id, connect=lambda: Breaking(server)) == {"later": 1}
    row = post.row(id)
    assert (row.state, row.uncertain_count) == (State.PENDING, 0)


def test_a_connection_lost_around_the_dot_is_doubt_and_the_letter_arrives_once(
    post: Post,
) -> None:
    """The relay gave up before the dot; from here that cannot be told from losing its answer."""
    post.sink.faults.script = {"a@client.example": "drop_before"}
    id = post.letter(post.address("a@client.example"))
    other = post.letter()
    assert post.deliver(id, other) == {"uncertain": 1, "sent": 1}
    post.sink.faults.script = {}
    post.turn(seconds=6)
    dispatch.Dispatcher().tick()
    assert post.state(id) is State.SENT
    assert post.received.count("a@client.example") == 1


def test_a_reply_lost_after_the_dot_is_doubt_and_sent_again_once(post: Post) -> None:
    post.sink.faults.script = {"a@client.example": "drop_after"}
    id = post.letter(post.address("a@client.example"))
    assert post.deliver(id) == {"uncertain": 1}
    looker = dispatch.Dispatcher()
    looker.tick()
    assert post.state(id) is State.UNCERTAIN
    post.turn(seconds=6)
    looker.tick()  # the grace is over: sent again, lost again
    assert post.events(id) == ["uncertain", "resent", "uncertain"]
    post.turn(seconds=6)
    looker.tick()
    assert post.state(id) is State.HELD
    ids = {message_id for message_id, _to, _at in post.sink.accepted}
    assert ids == {post.row(id).message_id}
    assert len(post.sink.accepted) == 2


def test_a_letter_about_money_in_doubt_is_held_and_released_by_a_person(
    post: Post, director: object
) -> None:
    post.sink.faults.script = {"a@client.example": "drop_after"}
    id = post.letter(post.address("a@client.example"), on_uncertain=OnUncertain.HOLD)
    post.deliver(id)
    post.turn(seconds=6)
    dispatch.Dispatcher().tick()
    assert post.state(id) is State.HELD
    post.sink.faults.script = {}
    key = post.row_public_id(id)
    with transaction():
        operations.release(key, actor=director)  # type: ignore[arg-type]
    assert post.deliver(id) == {"sent": 1}
    assert post.events(id)[-1] == "released"


def test_a_relay_that_is_down_burns_no_attempt(post: Post) -> None:
    good = post.app.config["OUTBOX_SERVER"]
    post.app.config["OUTBOX_SERVER"] = Server("127.0.0.1", 1, security="none", timeout=1)
    id = post.letter()
    assert post.deliver(id) == {"relay": 1}
    assert (post.state(id), post.row(id).attempts) == (State.PENDING, 0)
    post.app.config["OUTBOX_SERVER"] = good
    assert post.deliver(id) == {"relay": 1}, "the fuse is still blown"
    post.turn(seconds=6)
    assert post.deliver(id) == {"sent": 1}


def test_a_relay_that_wants_a_sign_in_burns_no_attempt(post: Post) -> None:
    post.sink.faults.auth_wanted = True
    id = post.letter()
    assert post.deliver(id) == {"relay": 1}
    row = post.row(id)
    assert (row.state, row.attempts) == (State.PENDING, 0)


def test_what_a_dead_process_claimed_is_sent_by_another(post: Post) -> None:
    id = post.letter()
    assert post.claim(id) is not None
    assert post.deliver(id) == {"noop": 1}
    post.turn(seconds=61)
    dispatch.Dispatcher().tick()
    assert post.state(id) is State.SENT
    assert post.row(id).lease_token == 2


def test_what_the_journal_knows_is_not_sent_again(post: Post) -> None:
    """Crash point 8: the relay said 250, the process died before the database was told."""
    from rmapp.outbox.journal import Answer

    id = post.letter()
    claim = post.claim(id)
    assert claim is not None
    with transaction():
        assert transitions.hand_off({claim: "0" * 64}, lease=timedelta(seconds=60))
    kept = Journal(post.app.config["OUTBOX_FOLDER"] / "journal")
    kept.write(Answer(id, claim.token, "accepted", "250 queued as 1"))
    kept.close()  # nobody told the database: the file stays

    dispatch.Dispatcher().tick()

    assert post.state(id) is State.SENT
    assert post.events(id) == ["resolved"]
    assert post.received == []
    assert not list((post.app.config["OUTBOX_FOLDER"] / "journal").glob("*.journal"))


def test_a_torn_line_in_the_journal_is_no_answer(post: Post) -> None:
    from rmapp.outbox.journal import Answer, left_behind

    folder = post.app.config["OUTBOX_FOLDER"] / "journal"
    kept = Journal(folder)
    kept.write(Answer(1, 1, "accepted", "250"))
    kept.close()
    path = next(folder.glob("*.journal"))
    path.write_bytes(path.read_bytes() + b'{"id": 2, "tok')
    (left,) = left_behind(folder)
    assert [answer.id for answer in left.answers] == [1]


def test_a_process_overtaken_before_the_handoff_sends_nothing(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Crash point 5: stopped past its lease, then woken."""
    id = post.letter()
    before_the_handoff(monkeypatch, lambda: post.turn(seconds=61))
    assert post.deliver(id) == {"fenced": 1}
    assert post.received == []
    monkeypatch.undo()
    dispatch.Dispatcher().tick()
    assert post.received != []


def test_a_process_too_slow_before_the_dot_does_not_send_it(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Crash point 9: half the lease is over, another may have taken the letter."""
    id = post.letter()
    moments = iter([0.0, 0.0])
    monkeypatch.setattr(delivery, "elapsed", lambda: next(moments, 31.0))
    assert post.deliver(id) == {"later": 1}
    assert post.received == []


def before_the_handoff(monkeypatch: pytest.MonkeyPatch, deed: Callable[[], object]) -> None:
    """Let ``deed`` happen when the letters are made and not handed off yet."""
    known = Journal.handing

    def handing(self: Journal, attempts: Collection[Attempt]) -> None:
        deed()
        known(self, attempts)

    monkeypatch.setattr(Journal, "handing", handing)


class Interrupting(SMTPWire):
    """Runs a deed once, in the middle of the first letter."""

    def __init__(self, server: Server, deed: Callable[[], object]) -> None:
        super().__init__(server)
        self.deeds = [deed]

    def data(self) -> Reply:
        if self.deeds:
            self.deeds.pop()()
        return super().data()


@pytest.mark.parametrize("moment", ["before the handoff", "after the handoff"])
def test_a_cancel_in_the_middle_tells_the_truth(
    post: Post, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Crash point 10."""
    id = post.letter()
    said: list[operations.Recalled] = []

    key = post.row_public_id(id)

    def cancel() -> None:
        with transaction():
            said.append(operations.cancel(key, actor=None))

    server = post.app.config["OUTBOX_SERVER"]
    if moment == "before the handoff":
        before_the_handoff(monkeypatch, cancel)
        post.deliver(id)
    else:
        post.deliver(id, connect=lambda: Interrupting(server, cancel))
    if moment == "before the handoff":
        assert (said[0].cancelled, said[0].too_late) == (1, 0)
        assert post.received == []
        assert post.state(id) is State.CANCELLED
    else:
        assert (said[0].cancelled, said[0].too_late) == (0, 1)
        assert len(post.received) == 1
        assert post.state(id) is State.SENT


def test_an_unsubscription_in_the_middle_holds(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = post.address(None, Purpose.MARKETING)
    id = post.letter(reader, purpose=Purpose.MARKETING)
    token = tokens.unsubscription(reader, Purpose.MARKETING)

    def unsubscribe() -> None:
        with transaction():
            operations.unsubscribe(token)

    before_the_handoff(monkeypatch, unsubscribe)
    post.deliver(id)
    assert post.received == []
    assert post.state(id) is State.SUPPRESSED


def test_letters_leave_in_groups_with_one_commit_for_each_step(
    post: Post, statements_of_delivery: list[str]
) -> None:
    """F2 in a campaign: the work with the database does not grow with every letter."""
    ids = [post.letter() for _ in range(25)]
    del statements_of_delivery[:]
    assert post.deliver(*ids) == {"sent": 25}
    assert len(set(post.received)) == 25
    assert statements_of_delivery.count("commit") < 25 * 2
    assert len([one for one in statements_of_delivery if one.startswith("UPDATE")]) <= 3 * 3 + 1
    assert {post.state(id) for id in ids} == {State.SENT}


def test_who_unsubscribes_while_a_group_leaves_gets_nothing_more(post: Post) -> None:
    """F3: three letters are handed off together, the reader of all says no during the first."""
    reader = post.address(None, Purpose.MARKETING)
    ids = [post.letter(reader, purpose=Purpose.MARKETING) for _ in range(3)]
    token = tokens.unsubscription(reader, Purpose.MARKETING)

    def unsubscribe() -> None:
        with transaction():
            operations.unsubscribe(token)

    server = post.app.config["OUTBOX_SERVER"]
    ended = post.deliver(*ids, connect=lambda: Interrupting(server, unsubscribe))
    assert ended == {"sent": 1, "suppressed": 2}
    assert len(post.received) == 1
    assert [post.state(id) for id in ids] == [State.SENT, State.SUPPRESSED, State.SUPPRESSED]


class Killed(BaseException):
    """The process ends here."""


def test_what_a_dead_process_handed_off_and_never_began_is_in_no_doubt(post: Post) -> None:
    """Crash point 6: only the letter that was begun may have arrived."""
    begun, second, third = [post.letter() for _ in range(3)]

    def die() -> None:
        raise Killed

    server = post.app.config["OUTBOX_SERVER"]
    with pytest.raises(Killed):
        post.deliver(begun, second, third, connect=lambda: Interrupting(server, die))
    assert {post.state(id) for id in (begun, second, third)} == {State.HANDOFF}

    dispatch.Dispatcher().tick()

    assert [post.state(id) for id in (begun, second, third)] == [
        State.HANDOFF, State.SENT, State.SENT,
    ]  # fmt: skip
    assert [post.row(id).uncertain_count for id in (second, third)] == [0, 0]
    post.turn(seconds=61)
    dispatch.Dispatcher().tick()
    assert post.events(begun) == ["uncertain"]


def test_after_a_power_cut_the_journal_proves_nothing(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last lines may be missing: whatever was handed off is in doubt."""
    ids = [post.letter(), post.letter()]

    def die() -> None:
        raise Killed

    server = post.app.config["OUTBOX_SERVER"]
    with pytest.raises(Killed):
        post.deliver(*ids, connect=lambda: Interrupting(server, die))
    monkeypatch.setattr(journal, "_run_of_machine", lambda: "started again")
    dispatch.Dispatcher().tick()
    assert {post.state(id) for id in ids} == {State.HANDOFF}


def test_a_relay_lost_in_the_middle_of_a_group_burns_no_attempt(post: Post) -> None:
    ids = [post.letter() for _ in range(3)]
    good = post.app.config["OUTBOX_SERVER"]
    wires = iter([good, Server("127.0.0.1", 1, security="none", timeout=1)])

    class Breaking(SMTPWire):
        def body(self, content: bytes) -> None:
            self.drop()
            super().body(content)

    ended = post.deliver(*ids, connect=lambda: Breaking(next(wires)))
    assert ended == {"later": 1, "relay": 2}
    assert [(post.state(id), post.row(id).attempts) for id in ids] == [
        (State.PENDING, 1),
        (State.PENDING, 0),
        (State.PENDING, 0),
    ]


def test_a_letter_that_cannot_be_made_does_not_hold_up_its_group(post: Post) -> None:
    good, broken, last = [
        post.letter(),
        post.letter(params={"text": "SELECT"}, kind="broken"),
        post.letter(),
    ]
    assert post.deliver(good, broken, last) == {"sent": 2, "later": 1}
    assert post.state(broken) is State.PENDING
    assert "while the letter was made" in (post.row(broken).last_error or "")


def test_offers_need_consent_and_service_letters_do_not(post: Post) -> None:
    without = post.address()
    offer = post.letter(without, purpose=Purpose.MARKETING)
    service = post.letter(without)
    assert post.deliver(offer, service) == {"suppressed": 1, "sent": 1}
    assert post.row(offer).last_error == "no consent: marketing"


def test_cancelling_by_occasion_calls_back_everything_that_waits(post: Post) -> None:
    ids = [post.letter(occasion="proposal:7", dedup_key=f"p7:{n}") for n in range(3)]
    post.deliver(ids[0])
    with transaction():
        outcome = operations.cancel_for("proposal:7", actor=None)
    assert (outcome.cancelled, outcome.too_late) == (2, 1)
    assert post.deliver(*ids) == {"noop": 3}


def test_a_kind_nobody_renders_fails_with_its_reason(post: Post) -> None:
    id = post.letter(kind="unheard-of")
    assert post.deliver(id) == {"refused": 1}
    assert post.state(id) is State.FAILED
    assert "unheard-of" in (post.row(id).last_error or "")


def test_a_late_letter_expires_instead_of_going_stale(post: Post) -> None:
    id = post.letter()
    post.turn(hours=49)
    dispatch.Dispatcher().tick()
    assert post.state(id) is State.EXPIRED
    assert post.events(id) == ["expired"]


def test_quiet_hours_move_an_offer_to_the_reader_s_morning(post: Post) -> None:
    post.app.config["OUTBOX_HOURS"] = Hours(start=time(9), end=time(20))
    reader = post.address(None, Purpose.MARKETING)
    id = post.letter(reader, purpose=Purpose.MARKETING, zone="Asia/Vladivostok")
    from zoneinfo import ZoneInfo

    local = post.row(id).next_at.astimezone(ZoneInfo("Asia/Vladivostok"))
    assert time(9) <= local.time() <= time(20)


def test_after_a_restore_nothing_due_before_leaves_by_itself(post: Post) -> None:
    from rmapp.core import clock

    id = post.letter()
    with transaction():
        assert operations.brake(clock.now() + timedelta(seconds=1)) == 1
        assert operations.brake(clock.now() + timedelta(seconds=1)) == 0, "it is held already"
    dispatch.Dispatcher().tick()
    assert post.state(id) is State.HELD
    assert post.received == []


def test_a_sink_that_stalls_leaves_doubt_not_a_hanging_worker(post: Post, sink: Sink) -> None:
    sink.faults.stall = 1.0
    good = post.app.config["OUTBOX_SERVER"]
    post.app.config["OUTBOX_SERVER"] = Server(
        good.host, good.port, security="none", timeout=3, dot_timeout=0.2
    )
    id = post.letter()
    assert post.deliver(id) == {"uncertain": 1}


def test_a_wire_that_is_closed_says_so() -> None:
    with pytest.raises(Lost):
        SMTPWire(Server("127.0.0.1", 1)).mail("a@b.example")
