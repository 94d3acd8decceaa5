"""Two people edit one dossier: what one alone changed stands, what both changed is asked, nothing
is lost unseen (D18)."""

from __future__ import annotations

import html
import re

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from rmapp.clients.models import Client, ClientAddress, ClientEmail, ClientPhone
from rmapp.core.db import db
from rmapp.core.errors import Conflict
from rmapp.core.transaction import transaction
from rmapp.dossiers import operations
from rmapp.dossiers.rules import PhoneEntry, Side, three_way
from tests.dossiers.test_creating import defaults
from tests.dossiers.test_quick_entry import shown
from tests.factories import a_client

VALUES = st.sampled_from(["", "a", "b", "c"])
PHONE, OTHER, THIRD = "+74955407520", "+74955407521", "+74955407522"


@given(VALUES, VALUES, VALUES)
def test_d18_nothing_that_one_side_alone_wrote_is_lost(before, theirs, mine):
    side = three_way(before, theirs, mine)
    if side is Side.BOTH:
        assert len({before, theirs, mine}) == 3
    else:
        stands = theirs if side is Side.THEIRS else mine
        assert stands == (mine if mine != before else theirs)


@pytest.fixture
def two(app, cast, browser_of):
    """The address of a dossier, and the form of it as Mara and Sofia see it at first."""
    with app.app_context(), transaction():
        client = a_client(
            cast, name="ООО «Двое»", phones=[PHONE, OTHER], emails=["one@two.example"],
            address="г. Тверь, ул. Мира, д. 1", notes="старое", needs="счёт",
        )  # fmt: skip
        path = f"/clients/{client.public_id}"
        db.session.execute(sa.update(ClientPhone).values(is_preferred=ClientPhone.number == PHONE))
    mara, sofia = browser_of("mara"), browser_of("sofia")

    def form(browser):
        page = browser.get(f"{path}/edit").get_data(as_text=True)
        boxes = re.findall(r'<input(?=[^>]* name=)[^>]*type="checkbox"[^>]*>', page)
        name_of = {box: re.search(r'name="([^"]+)"', box)[1] for box in boxes}
        checked = {name_of[box]: "y" for box in boxes if " checked" in box}
        lines = {name: value for name, value in shown(page).items() if name not in name_of.values()}
        return {**lines, **defaults(page), **checked}

    def save(browser, fields, **changed):
        return browser.post(f"{path}/edit", data={**fields, **changed})

    return path, (mara, form(mara)), (sofia, form(sofia)), save


def now(app, path):
    with app.app_context(), transaction():
        client = db.session.scalar(
            sa.select(Client).where(Client.public_id == path.rpartition("/")[2])
        )
        rows = {
            model.__tablename__: list(
                db.session.execute(
                    sa.select(model).where(model.client_id == client.id).order_by(model.id)
                ).scalars()
            )
            for model in (ClientPhone, ClientEmail, ClientAddress)
        }
        return client, rows


def asked(answer) -> dict[str, list[str]]:
    """Name of the input → the values to choose between, on the conflict page."""
    page = answer.get_data(as_text=True)
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)"', page):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def sent_on(answer, **chosen) -> dict[str, str]:
    """What the conflict page sends with the choice that stands at first, but for ``chosen``."""
    page = answer.get_data(as_text=True)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    stands = re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)" checked', page)
    return {name: html.unescape(value) for name, value in [*hidden, *stands]} | chosen


def test_d18_changes_of_different_fields_and_rows_are_brought_together(app, two):
    path, (mara, hers), (sofia, other), save = two
    first = save(
        sofia, other, needs="кредит", **{"phones-0-number": THIRD, "phones-0-note": "приёмная"}
    )
    assert first.status_code == 302
    second = save(
        mara,
        hers,
        notes="новое",
        **{"phones-1-note": "склад", "emails-0-address": "new@two.example"},
    )
    assert second.status_code == 302, asked(second)
    page = mara.get(path).get_data(as_text=True)
    assert "Changed by a colleague meanwhile and kept: Needs" in html.unescape(page)
    client, rows = now(app, path)
    assert (client.needs, client.notes) == ("кредит", "новое")
    phones = [(one.number, one.note) for one in rows["client_phone"]]
    assert phones == [(THIRD, "приёмная"), (OTHER, "склад")]
    assert [one.address for one in rows["client_email"]] == ["new@two.example"]


def test_d18_what_both_wrote_is_asked_and_what_one_wrote_goes_along(app, two):
    path, (mara, hers), (sofia, other), save = two
    save(sofia, other, needs="кредит", activity="Торговля", **{"phones-0-number": THIRD})
    stale = save(
        mara, hers, needs="гарантия", notes="моё", **{"phones-0-number": "+7 495 540-75-99"}
    )
    assert stale.status_code == 409
    assert asked(stale) == {
        "needs": ["кредит", "гарантия"],
        "phones-0-number": [THIRD, "+74955407599"],
    }
    page = html.unescape(stale.get_data(as_text=True))
    assert "Sofia Berg changed this dossier" in page
    assert "Nature of the business: Торговля" in page
    assert "Phones, row 1: Phone" in page
    assert save(mara, sent_on(stale, needs="кредит")).status_code == 302
    client, rows = now(app, path)
    assert (client.needs, client.notes, client.activity) == ("кредит", "моё", "Торговля")
    assert [one.number for one in rows["client_phone"]] == ["+74955407599", OTHER]


def test_d18_a_row_a_colleague_took_off_does_not_come_back_by_itself(app, two):
    path, (mara, hers), (sofia, other), save = two
    save(sofia, other, **{"phones-1-number": ""})
    assert save(mara, hers, notes="моё").status_code == 302
    _client, rows = now(app, path)
    assert [one.number for one in rows["client_phone"]] == [PHONE]


def test_d18_a_row_taken_off_by_one_and_changed_by_the_other_is_asked(app, two):
    path, (mara, hers), (sofia, other), save = two
    save(sofia, other, **{"phones-1-number": "", "emails-0-address": "her@two.example"})
    stale = save(mara, hers, **{"phones-1-note": "касса", "emails-0-address": ""})
    assert asked(stale) == {
        "phones-1-number": ["", OTHER],
        "emails-0-address": ["her@two.example", ""],
    }
    assert save(mara, sent_on(stale)).status_code == 302
    _client, rows = now(app, path)
    assert [(one.number, one.note) for one in rows["client_phone"]] == [
        (PHONE, ""), (OTHER, "касса"),
    ]  # fmt: skip
    assert rows["client_email"] == []


def test_d18_a_box_that_was_emptied_stays_empty_on_the_conflict_page(app, two):
    path, (mara, hers), (sofia, other), save = two
    save(sofia, other, notes="её", **{"phones-1-is_opted_out": "y"})
    assert hers.pop("phones-0-is_preferred") == "y"
    stale = save(mara, hers, notes="моё")
    assert list(asked(stale)) == ["notes"], "Sofia's box is taken over, not asked"
    assert save(mara, sent_on(stale)).status_code == 302
    client, rows = now(app, path)
    assert client.notes == "моё"
    flags = [(one.is_preferred, one.is_opted_out) for one in rows["client_phone"]]
    assert flags == [(False, False), (False, True)]


def test_d18_values_to_choose_between_stand_in_words(two):
    _path, (mara, hers), (sofia, other), save = two
    save(sofia, other, temperature="warm")
    page = save(mara, hers, temperature="hot").get_data(as_text=True)
    rows = re.findall(r"<span>([^<]*)</span></label>", page)
    assert rows[-2:] == ["warm", "hot"]
    assert 'value="hot" checked' in page
    russian = mara.post(
        "/preferences/language", data={"language": "ru", "csrf_token": hers["csrf_token"]}
    )
    assert russian.status_code == 302
    page = save(mara, hers, temperature="hot").get_data(as_text=True)
    assert "тёплый" in page
    assert "горячий" in page


def test_d18_over_the_api_a_stale_row_is_refused_and_not_written_over(scene, cast):
    client = a_client(cast, phones=[PHONE])
    seen, mara = client.version, cast.actor("mara")
    row = db.session.scalars(sa.select(ClientPhone).where(ClientPhone.client_id == client.id)).one()
    entry = PhoneEntry(OTHER, public_id=row.public_id)
    operations.edit_client(client, actor=mara, version=seen, phones=[entry])
    mine = PhoneEntry(THIRD, public_id=row.public_id)
    with pytest.raises(Conflict) as refused:
        operations.edit_client(client, actor=mara, version=seen, phones=[mine])
    (line,) = refused.value.extra["versions"]
    assert line["field"] == "phones"
    assert line["before"] == PHONE
    db.session.refresh(row)
    assert row.number == OTHER
    operations.edit_client(client, actor=mara, version=seen, phones=[PhoneEntry(THIRD)])
    assert {one.number for one in db.session.scalars(sa.select(ClientPhone))} == {OTHER, THIRD}


def test_d18_26_the_page_of_a_clash_says_who_saved_and_when(app, two):
    _path, (mara, hers), (sofia, other), save = two
    assert save(mara, hers, needs="кредит").status_code == 302
    at = r"\d\d:\d\d"
    tab = {**hers, "form_key": "of-the-other-window"}
    own = html.unescape(save(mara, tab, needs="гарантия").get_data(as_text=True))
    assert re.search(rf"Saved: by you, {at}<", own), "both edits were one's own"
    assert re.search(rf"You changed this dossier elsewhere, {at}\.", own)
    assert "Theirs" not in own
    foreign = html.unescape(save(sofia, other, needs="лизинг").get_data(as_text=True))
    assert re.search(rf"Saved: Mara Lindt, {at}<", foreign)
    assert "Mara Lindt changed this dossier" in foreign
