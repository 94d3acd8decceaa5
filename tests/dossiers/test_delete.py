"""Delete asks what hangs on the client and why (D17)."""

from __future__ import annotations

from flask_babel import force_locale

from rmapp.clients.models import Client, ClientEvent
from rmapp.core.hanging import open_of_client
from rmapp.core.transaction import transaction
from tests.factories import a_client
from tests.interactions.reading import fields_of
from tests.privacy.subject import a_subject


def test_d17_delete_asks_first_and_names_what_is_open_with_the_client(app, cast, browser_of):
    with app.app_context(), transaction():
        client = a_subject(cast)
        here = f"/clients/{client.public_id}"
        with force_locale("en"):
            said = {str(label): rows for label, rows in open_of_client(client.id)}
        assert said["Opportunities"] == 1
        assert said["Open promises"] == 1
    mara = browser_of("mara")
    assert f'href="{here}/bin"' in mara.get(here).text
    page = mara.get(f"{here}/bin").text
    assert "Opportunities: <b>1</b>" in page
    assert "Your supervisor can restore it" in page
    with app.app_context(), transaction() as session:
        assert session.query(Client).filter_by(public_id=here[-16:]).one().deleted_at is None
    answer = mara.post(f"{here}/bin", data={**fields_of(page), "reason": "двойник"})
    assert answer.status_code == 302
    with app.app_context(), transaction() as session:
        assert session.query(Client).filter_by(public_id=here[-16:]).one().deleted_at
        fact = session.query(ClientEvent).filter_by(kind="deleted").one()
        assert fact.detail["reason"] == "двойник"


def test_d17_nothing_open_is_said_too_and_a_vip_is_not_offered(app, cast, browser_of):
    with app.app_context(), transaction():
        plain = a_client(cast, name="ООО «Дуб»").public_id
        vip = a_client(cast, name="ООО «Вяз»", vip_tier="vip", lifecycle="client").public_id
    sofia = browser_of("sofia")
    page = sofia.get(f"/clients/{plain}/bin").text
    assert "Nothing is open" in page
    assert "It can be restored from the bin for" in page
    page = sofia.get(f"/clients/{vip}/bin").text
    assert "end the VIP status first" in page
    assert 'name="reason"' not in page
