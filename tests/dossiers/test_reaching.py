"""D4: several phones, e-mails, messengers and addresses, each with its own flags."""

import pytest
import sqlalchemy as sa

from rmapp.clients.models import (
    ClientAddress,
    ClientEmail,
    ClientKind,
    ClientMessenger,
    ClientPhone,
)
from rmapp.core.db import db
from rmapp.core.errors import Invalid
from rmapp.dossiers import operations
from rmapp.dossiers.operations.lists import handle_of
from rmapp.dossiers.rules import AddressEntry, EmailEntry, MessengerEntry, PhoneEntry
from tests.factories import a_client


def rows(model, client):
    return db.session.scalars(
        sa.select(model).where(model.client_id == client.id).order_by(model.id)
    ).all()


def test_d4_every_way_to_a_client_keeps_its_own_flags(scene, cast):
    client = a_client(cast)
    operations.edit_client(
        client,
        actor=cast.actor("mara"),
        version=client.version,
        phones=[
            PhoneEntry("8 (343) 200-00-00", is_preferred=True, purpose="accounts"),
            PhoneEntry("8 916 123 45 67", kind="mobile", is_invalid=True),
        ],
        emails=[EmailEntry("A@Kedr.example", is_opted_out=True, note="не писать")],
        messengers=[
            MessengerEntry("https://t.me/petrov"),
            MessengerEntry("8 916 123 45 67", "max"),
        ],
    )
    one, two = rows(ClientPhone, client)
    assert (one.number, one.is_preferred, one.purpose) == ("+73432000000", True, "accounts")
    assert (two.is_invalid, two.is_opted_out) == (True, False)
    (email,) = rows(ClientEmail, client)
    assert (email.address, email.is_opted_out, email.note) == ("a@kedr.example", True, "не писать")
    assert [(m.kind, m.handle) for m in rows(ClientMessenger, client)] == [
        ("telegram", "@petrov"), ("max", "+79161234567"),
    ]  # fmt: skip


def test_d4_an_address_keeps_its_text_its_parts_and_its_clock(scene, cast):
    client, mara = a_client(cast), cast.actor("mara")
    operations.edit_client(
        client, actor=mara, version=client.version,
        addresses=[AddressEntry("620085, г. Екатеринбург, ул. 8 Марта, д. 269", "legal")],
    )  # fmt: skip
    (address,) = rows(ClientAddress, client)
    assert (address.postcode, address.region) == ("620085", "Свердловская область")
    assert (address.city, address.street) == ("Екатеринбург", "ул. 8 Марта, д. 269")
    assert address.zone == "Asia/Yekaterinburg"
    # only the text is changed: the parts follow
    parts = (address.postcode, address.region, address.city, address.street)
    operations.edit_client(
        client, actor=mara, version=client.version,
        addresses=[AddressEntry("г. Омск, ул. Мира, 1", "legal", address.public_id, *parts)],
    )  # fmt: skip
    assert (address.city, address.zone) == ("Омск", "Asia/Omsk")
    # a part that a person corrects stays as the person wrote it
    operations.edit_client(
        client, actor=mara, version=client.version,
        addresses=[
            AddressEntry(address.text, "legal", address.public_id, "644000", "Омская область",
                         "Омск", "ул. Мира, 1а")
        ],
    )  # fmt: skip
    assert (address.postcode, address.street) == ("644000", "ул. Мира, 1а")


def test_d4_parts_without_a_text_make_the_text(scene, cast):
    client = a_client(cast)
    operations.edit_client(
        client, actor=cast.actor("mara"), version=client.version,
        addresses=[AddressEntry("", city="Томск", street="пр. Ленина, 1")],
    )  # fmt: skip
    (address,) = rows(ClientAddress, client)
    assert (address.text, address.zone) == ("Томск, пр. Ленина, 1", "Asia/Tomsk")


def test_d4_the_zone_of_a_new_client_follows_from_the_address_else_from_the_phone(scene, cast):
    mara = cast.actor("mara")

    def zone(name, **lists):
        return operations.create_client(
            actor=mara, kind=ClientKind.ORGANISATION, fields={"short_name": name},
            is_different=True, **lists,
        ).zone  # fmt: skip

    assert (
        zone("ООО «А»", addresses=["г. Омск, ул. Мира, 1"], phones=["84955407520"]) == "Asia/Omsk"
    )
    assert zone("ООО «Б»", phones=["8 423 200 00 00"]) == "Asia/Vladivostok"
    assert zone("ООО «В»", phones=["8 916 123 45 67"]) == "Europe/Moscow"  # the bank's own


@pytest.mark.parametrize(
    "entry",
    [MessengerEntry("x", kind="pigeon"), MessengerEntry("x" * 300), MessengerEntry("x\x00")],
)
def test_d4_a_messenger_that_does_not_fit_is_refused_at_its_field(scene, cast, entry):
    client = a_client(cast)
    with pytest.raises(Invalid) as refusal:
        operations.edit_client(
            client, actor=cast.actor("mara"), version=client.version, messengers=[entry]
        )
    assert "messengers" in refusal.value.fields


def test_d4_a_name_in_a_messenger_is_kept_without_the_address_around_it():
    assert handle_of("telegram", " https://t.me/Petrov_I ") == "@Petrov_I"
    assert handle_of("telegram", "@petrov") == "@petrov"
    assert handle_of("whatsapp", "https://wa.me/79161234567") == "+79161234567"
    assert handle_of("vk", "vk.com/kedr") == "kedr"


def test_d4_an_address_saved_as_it_stands_is_no_change(scene, cast):
    client, mara = a_client(cast), cast.actor("mara")
    address = ClientAddress(client_id=client.id, kind="legal", text="г. Омск, ул. Мира, 1")
    db.session.add(address)
    db.session.flush()
    seen = client.version
    same = [AddressEntry(address.text, "legal", address.public_id)]
    operations.edit_client(client, actor=mara, version=seen, addresses=same)
    assert client.version == seen
