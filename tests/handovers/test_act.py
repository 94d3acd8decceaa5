"""The act of transfer on paper (V8): who gave, who took, and that nobody was lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from rmapp.clients.models import Client
from rmapp.core.db import db
from rmapp.core.pdf.preview import page_count
from rmapp.core.transaction import transaction
from rmapp.handovers import operations, queries
from rmapp.handovers.act import Act, Person, Transferred, draw_act
from rmapp.handovers.models import HandoverAct, HandoverItem
from rmapp.handovers.operations import acts
from rmapp.handovers.paper import act_of
from rmapp.notices.models import Notice
from rmapp.work.models import WorkItem, WorkState
from tests.core.test_pdf import HOSTILE, fonts_of, structure, words_of
from tests.handovers.test_handover import begin, carry_out, portfolio, token_of

__all__ = ["portfolio"]


def act(count: int = 5, **changes: Any) -> Act:
    """An act of ``count`` clients between two receivers."""
    given: dict[str, Any] = {
        "bank": "Банк «Образец»",
        "number": "7/26",
        "date": dt.date(2026, 11, 22),
        "at": dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC),
        "reason": "Приказ № 41-к от 20.11.2026",
        "leaver": Person("Орлов М. М.", "менеджер по привлечению"),
        "receivers": (Person("Лебедева А. В.", "менеджер"), Person("Ким И. С.", "менеджер VIP")),
        "supervisors": (Person("Соколова Е. П.", "Север"), Person("Петров О. О.", "Юг")),
        "clients": tuple(
            Transferred(
                f"C-{n:05}", f"Клиент {n}", "VIP", ("Лебедева А. В.", "Ким И. С.")[n % 2], n
            )
            for n in range(count)
        ),
        "counted": count,
        "language": "ru",
    }
    return Act(**given | changes)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_it_names_every_client_and_everyone_who_signs(language: str) -> None:
    made = act(language=language)
    pdf = draw_act(made)
    said = words_of(pdf)
    for one in made.clients:
        assert f"{one.name} {one.code}" in said
    for person in (made.leaver, *made.receivers, *made.supervisors):
        assert person.name in said
        assert person.position in said
    assert all(fonts_of(pdf).values())
    assert [tag for tag, _ in structure(pdf)].count("/Table") == 3, (
        "totals, and the clients of each"
    )


def test_what_goes_in_must_come_out() -> None:
    with pytest.raises(ValueError, match="6 clients go in, 5 come out"):
        act(counted=6)


def test_totals_are_by_receiver() -> None:
    made = act(5)
    assert made.by_receiver() == {"Лебедева А. В.": (3, 0 + 2 + 4), "Ким И. С.": (2, 1 + 3)}
    assert "Передано всего 5 10" in words_of(draw_act(made))


def test_an_empty_act_and_a_long_one_are_drawn() -> None:
    assert page_count(draw_act(act(0))) == 1
    pdf = draw_act(act(300))
    assert page_count(pdf) <= 6, "a line for two clients"
    assert f"стр. 1 из {page_count(pdf)}" in words_of(pdf)
    assert "Клиент 299" in words_of(pdf)


@pytest.mark.parametrize("words", HOSTILE)
def test_what_users_wrote_is_shown_literally(words: str) -> None:
    client = Transferred(words, words, words, words, is_vip=True, detail=words)
    pdf = draw_act(act(reason=words, clients=(client,), counted=1))
    assert "".join(words_of(pdf).split()).count("".join(words.split())) >= 5


def test_the_same_act_is_the_same_file() -> None:
    assert draw_act(act()) == draw_act(act())


def test_it_speaks_one_language_to_the_last_cell() -> None:
    clients = (Transferred("C-1", "ООО «Кедр»", "prospect", "Ким И. С.", 1),)
    russian = words_of(draw_act(act(clients=clients, counted=1)))
    assert "Потенциальные клиенты · 1" in russian
    assert "prospect" not in russian
    assert "Prospects · 1" in words_of(draw_act(act(clients=clients, counted=1, language="en")))


def test_v8_an_act_of_two_thousand_clients_is_a_booklet_and_still_names_each_once() -> None:
    """A line for two clients, a line each for VIPs with what goes along, one numbering."""
    names = ("Лебедева А. В.", "Ким И. С.")
    clients = tuple(
        Transferred(
            f"{n:06}", f"ООО «Северный Кедр {n}»", "VIP" if n % 20 == 0 else "client", names[n % 2],
            3, is_vip=n % 20 == 0, detail="Контакты 2, Обещания 1" if n % 20 == 0 else "",
        )
        for n in range(2_002)
    )  # fmt: skip
    pdf = draw_act(act(clients=clients, counted=2_002))
    assert page_count(pdf) <= 25
    said = words_of(pdf)
    assert all(said.count(f"«Северный Кедр {n}»") == 1 for n in range(0, 2_002, 91))
    assert "Контакты 2, Обещания 1" in said
    assert "2002" in said


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "до 4 декабря 2026"), ("en", "until 4 December 2026")]
)
def test_v9_the_act_of_a_substitution_says_until_when(language: str, said: str) -> None:
    assert said in words_of(draw_act(act(language=language, until=dt.date(2026, 12, 4))))
    assert said not in words_of(draw_act(act(language=language)))


@pytest.mark.parametrize(
    ("stands", "ru", "en"),
    [
        (("ahead", None), "Проект. Передача ещё не исполнена", "Draft. Nothing has been handed"),
        (("undone", dt.date(2026, 12, 4)), "отменена 4 декабря 2026", "Undone on 4 December 2026"),
        (
            ("returned", dt.date(2026, 12, 4)),
            "Замещение завершено 4",
            "The substitution ended on 4",
        ),
        (("dropped", None), "ничего не передано", "Given up: nothing"),
    ],
)
def test_v8_a_paper_that_is_no_act_of_what_is_says_so(stands: Any, ru: str, en: str) -> None:
    assert ru in words_of(draw_act(act(stands=stands)))
    assert en in words_of(draw_act(act(stands=stands, language="en")))


def test_v8_the_act_of_a_draft_and_of_what_was_undone_says_so(app, cast, portfolio) -> None:
    with app.app_context(), transaction():
        handover = begin(cast, share=("lena",))
        assert "Draft. Nothing has been handed over" in words_of(act_of(handover, language="en"))
        done = carry_out(cast, handover)
        key = done.public_id
        said = words_of(act_of(queries.handover_of(key, actor=cast.actor("sofia")), language="en"))
        assert "Draft" not in said
        operations.undo(done, version=done.version, actor=cast.actor("sofia"))
        again = queries.handover_of(key, actor=cast.actor("sofia"))
        assert "Undone on" in words_of(act_of(again, language="en"))


def test_v8_a_position_within_a_sentence_begins_small() -> None:
    said = words_of(draw_act(act(leaver=Person("Орлов М. М.", "Персональный менеджер"))))
    assert "Передаёт: Орлов М. М., персональный менеджер." in said
    vip = words_of(draw_act(act(leaver=Person("Орлов М. М.", "VIP-менеджер"))))
    assert "Передаёт: Орлов М. М., VIP-менеджер." in vip


def test_v8_no_head_of_a_column_is_broken_in_a_word() -> None:
    clients = tuple(
        Transferred(f"C-{n}", f"Client {n}", "client", "Лебедева А. В.", n) for n in range(6)
    )
    said = words_of(draw_act(act(6, clients=clients, language="en")))
    assert "Client Number Open No. Client" in said


def test_v8_the_act_of_a_large_handover_is_made_by_work_and_kept(
    app, cast, portfolio, browser_of, monkeypatch
) -> None:
    """Looking makes nothing; whoever asks is told; what has changed since is made anew; a receiver
    gets their part; and a program learns that there is no file yet."""
    monkeypatch.setattr(acts, "AT_ONCE", 3)
    with app.app_context(), transaction():
        draft = begin(cast, share=("lena",))
        key = draft.public_id
    place, sofia = f"/handovers/{key}/act", browser_of("sofia")
    led = sofia.get(f"{place}.pdf", headers={"Accept": "text/html"})
    assert led.status_code == 302
    assert led.headers["Location"].endswith(place)
    machine = {"Accept": "application/pdf"}
    assert sofia.get(f"{place}.pdf", headers=machine).status_code == 404
    page = sofia.get(place)
    assert "Make the act" in page.text
    sent = {"csrf_token": token_of(page)}
    assert sofia.post(place, data=sent).status_code == 302
    assert sofia.post(place, data=sent).status_code == 302, "asked twice, made once"
    with app.app_context(), transaction():
        [item] = db.session.scalars(sa.select(WorkItem).where(WorkItem.kind == acts.WORK))
        [asked] = db.session.scalars(sa.select(HandoverAct))
        for _progress in acts.made(asked.id, author_id=item.created_by_id):
            pass
        item.state = WorkState.DONE
        told = db.session.scalars(
            sa.select(Notice.employee_id).where(Notice.kind == "handover:act-ready")
        ).all()
        assert told == [cast.ids["sofia"]]
    file = sofia.get(f"{place}.pdf")
    assert file.content_type == "application/pdf"
    assert "Сосна 4" in words_of(file.data)
    assert "Open the act" in sofia.get(place).text
    with app.app_context(), transaction():
        draft = queries.handover_of(key, actor=cast.actor("sofia"))
        operations.leave_out(
            draft, [draft_client(draft)], reason="Stays for now", actor=cast.actor("sofia")
        )
    changed = sofia.get(place)
    assert "The handover has changed since the act was made." in changed.text
    assert sofia.get(f"{place}.pdf", headers=machine).status_code == 404
    with app.app_context(), transaction():
        draft = queries.handover_of(key, actor=cast.actor("sofia"))
        carry_out(cast, draft)
    lena = browser_of("lena")
    assert "Make the act" in lena.get(place).text, "what was made for others is not theirs"
    assert browser_of("otto").get(place).status_code == 404


def draft_client(draft: Any) -> str:
    """The public id of one client of a draft that is no VIP."""
    found = sa.select(Client.public_id).join(HandoverItem, HandoverItem.client_id == Client.id)
    mine = found.where(HandoverItem.handover_id == draft.id, HandoverItem.is_vip.is_(False))
    return str(db.session.scalars(mine.order_by(Client.id).limit(1)).one())


def test_v8_the_act_of_a_small_handover_opens_at_once(app, cast, portfolio, browser_of) -> None:
    with app.app_context(), transaction():
        key = begin(cast, share=("lena",)).public_id
    sofia = browser_of("sofia")
    assert sofia.get(f"/handovers/{key}/act.pdf").content_type == "application/pdf"
    page = sofia.get(f"/handovers/{key}/act").text
    assert "Open the act" in page
    assert "Make the act" not in page


def test_v8_an_act_made_by_work_speaks_its_own_language_to_the_reason(app, cast, portfolio) -> None:
    """Work has no reader: the reason is said in the language of the paper, and numbers as it
    writes them."""
    with app.app_context(), transaction():
        key = carry_out(cast, begin(cast)).public_id
        handover = queries.handover_of(key, actor=cast.actor("sofia"))
        for language, said in (("en", "Leaves the bank"), ("ru", "Увольнение")):
            assert said in words_of(act_of(handover, language=language))
    clients = tuple(
        Transferred(f"C-{n}", f"Client {n}", "client", "Ким И. С.", 1) for n in range(1200)
    )
    said = words_of(draw_act(act(1200, clients=clients, language="en")))
    assert "Handed over in all 1,200 1,200" in said
    assert "Received by Ким И. С.: 1,200" in said
    russian = words_of(draw_act(act(1200, clients=clients))).replace("\u00a0", " ")
    assert "Передано всего 1 200 1 200" in russian
