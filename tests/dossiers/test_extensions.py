"""The extension of a contact person's telephone is kept, shown and dialled (D4, D5)."""

from __future__ import annotations

from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st

from rmapp.clients.models import ClientPhone, ContactPerson
from rmapp.core.phones import dialled, parse_phone, written
from rmapp.core.transaction import transaction
from rmapp.dossiers import operations
from tests.factories import a_client
from tests.interactions.reading import fields_of

NUMBERS = st.from_regex(r"\+7495[2-9][0-9]{6}", fullmatch=True)


@given(NUMBERS, st.from_regex(r"[0-9]{0,8}", fullmatch=True))
def test_d5_a_written_phone_is_read_again_with_its_extension(number, extension):
    read = parse_phone(written(number, extension))
    assert (read.e164, read.extension) == (number, extension)


def test_d4_a_call_carries_the_extension_as_the_standard_writes_it():
    assert dialled("+74955407520", "12") == "tel:+74955407520;ext=12"
    assert dialled("+74955407520") == "tel:+74955407520"


def test_d5_the_extension_of_a_contact_person_is_typed_kept_shown_and_dialled(
    app, cast, browser_of
):
    with app.app_context(), transaction() as session:
        firm = a_client(cast, name="ООО «Кедр»")
        session.add(ClientPhone(client_id=firm.id, number="+74955407520", extension="7"))
        here = f"/clients/{firm.public_id}"
    mara = browser_of("mara")
    form = fields_of(mara.get(f"{here}/persons/new").text)
    answer = mara.post(
        f"{here}/persons/new",
        data={**form, "name": "Иванов", "phone": "495 540-75-21 доб. 12"},
    )
    assert answer.status_code == 302
    with app.app_context(), transaction() as session:
        person = session.query(ContactPerson).one()
        assert (person.phone, person.phone_extension) == ("+74955407521", "12")
        there = f"{here}/persons/{person.public_id}"
    page = mara.get(here).text
    assert "tel:+74955407521;ext=12" in page
    assert "tel:+74955407520;ext=7" in page
    form = fields_of(mara.get(there).text)
    assert "12" in form["phone"].rpartition("21")[2]
    assert mara.post(there, data={**form, "position": "директор"}).status_code == 302
    with app.app_context(), transaction() as session:
        assert session.query(ContactPerson).one().phone_extension == "12", "nothing is dropped"


def test_d18_a_changed_extension_is_told_with_the_number_before_and_after(scene, cast):
    firm, mara = a_client(cast), cast.actor("mara")
    given = {"name": "Иванов", "phone": "+7 495 540-75-21 #12"}
    person = operations.add_contact_person(firm, actor=mara, fields=given)
    operations.edit_contact_person(
        person, client=firm, actor=mara, version=person.version,
        fields={"phone": "+7 495 540-75-21 доб. 14"},
    )  # fmt: skip
    with force_locale("en"):
        assert person.written_phone == "+74955407521 #14"
    from rmapp.clients.models import ClientEvent

    event = scene.query(ClientEvent).filter_by(kind="contact-person-changed").one()
    assert event.detail["changes"] == {"phone": ["+74955407521 #12", "+74955407521 #14"]}
