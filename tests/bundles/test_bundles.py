"""The briefs of what one receiver got, as one PDF with a table of contents (V9, V10)."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from flask_babel import force_locale
from pypdf import PdfReader

from rmapp.bundles import operations, queries
from rmapp.clients.models import Client
from rmapp.core.db import db
from rmapp.core.errors import Conflict, NotFound
from rmapp.core.formatting import day
from rmapp.core.transaction import transaction
from rmapp.handovers.models import Handover
from rmapp.handovers.queries import handover_of
from rmapp.work.models import WorkItem, WorkState
from tests.handovers.test_handover import begin, carry_out, portfolio, token_of

__all__ = ["portfolio"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_v10_the_bundle_is_one_tagged_pdf_with_the_right_pages(app, cast, portfolio, language):
    with app.app_context(), transaction():
        done = carry_out(cast, begin(cast, share=("lena",)))
        lena = cast.actor("lena")
        handover = handover_of(done.public_id, actor=lena)
        with pytest.raises(NotFound):
            operations.fetch(handover, language=language, actor=lena)
        bundle = operations.ask(handover, language=language, actor=lena)
        again = operations.ask(handover, language=language, actor=lena)
        assert again.id == bundle.id, "while it is being made it is not made twice"
        key = bundle.id
        for _progress in operations.made(key, author_id=lena.employee_id):
            pass
        content = operations.fetch(
            handover_of(done.public_id, actor=lena), language=language, actor=lena
        )
        reader = PdfReader(io.BytesIO(content))
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert reader.trailer["/Root"]["/Lang"].startswith(language)
        contents = reader.pages[0].extract_text()
        names = db.session.scalars(
            sa.select(Client.display_name).where(Client.id.in_(portfolio))
        ).all()
        for name in names:
            assert name in contents
            page = next(
                number
                for number, one in enumerate(reader.pages[1:], 2)
                if name in one.extract_text()
            )
            line = contents.split(name, 1)[1].lstrip(" VIP\n")
            assert line.startswith(str(page)), (name, page, contents)
        links = [one.get_object() for one in reader.pages[0]["/Annots"]]
        assert len(links) == 2 * len(names), "each name and each number leads to its page"
        assert {one["/Subtype"] for one in links} == {"/Link"}
        assert all(one["/F"] == 4 for one in links), "as PDF/A asks"
        named = {str(one.title) for one in reader.outline if not isinstance(one, list)}
        assert set(names) <= named, "the outline has every client"
        assert queries.clients_of(handover.id, lena.employee_id)[0].is_vip, "VIPs first"


def test_v10_who_got_nothing_has_no_bundle(app, cast, portfolio, browser_of):
    with app.app_context(), transaction():
        done = carry_out(cast, begin(cast, share=("lena",)))
        with pytest.raises(Conflict):
            operations.ask(
                handover_of(done.public_id, actor=cast.actor("sofia")),
                language="en", actor=cast.actor("sofia"),
            )  # fmt: skip
        place = f"/handovers/{done.public_id}/bundle"
    lena = browser_of("lena")
    assert lena.get(place).status_code == 200
    led = lena.get(f"{place}.pdf", headers={"Accept": "text/html"}, follow_redirects=True)
    assert led.request.path == place
    assert "There is no file yet." in led.text, "a person learns it where the file is asked for"
    assert lena.get(f"{place}.pdf", headers={"Accept": "application/pdf"}).status_code == 404
    assert browser_of("otto").get(place).status_code == 404


def test_v9_a_brief_says_whose_client_it_was_and_by_when_to_introduce_oneself(app, cast, portfolio):
    """The receiver reads on the page of each client what the handover asks of them."""
    with app.app_context(), transaction():
        carry_out(cast, begin(cast, share=("lena",)))
    with app.app_context(), transaction(), force_locale("en"):
        done = db.session.scalars(sa.select(Handover)).one()
        contained = queries.clients_of(done.id, cast.ids["lena"])
        vip, other = contained[0], contained[1]
        assert (vip.before, vip.is_vip) == (cast.employee("pavel").name, True)
        said = [(row.first, row.end) for row in operations.handed_over(vip).rows]
        assert said == [
            (vip.before, f"since {day(vip.since)}"),
            ("Introduce yourself", f"until {day(vip.meet_by)}"),
            ("Visit in person", f"until {day(vip.visit_by)}"),
        ]
        assert len(operations.handed_over(other).rows) == 2, "others need not be visited"


def test_v9_a_bundle_that_was_stopped_is_made_anew_from_its_page(app, cast, portfolio, browser_of):
    """Stopped or failed is no dead end: the page offers to make it, and leads not to itself."""
    with app.app_context(), transaction():
        key = carry_out(cast, begin(cast, share=("lena",))).public_id
    lena, place = browser_of("lena"), f"/handovers/{key}/bundle"
    sent = {"csrf_token": token_of(lena.get(place))}
    assert lena.post(place, data=sent).status_code == 302
    assert "Make the bundle" not in lena.get(place).text, "it is being made"
    for state in (WorkState.STOPPED, WorkState.FAILED):
        with app.app_context(), transaction():
            item = db.session.scalars(
                sa.select(WorkItem)
                .where(WorkItem.kind == operations.WORK)
                .order_by(WorkItem.id.desc())
                .limit(1)
            ).one()
            item.state = state
        page = lena.get(place).text
        assert "Make the bundle" in page
        assert f'href="{place}"' not in page.split("<main")[1]
        assert lena.post(place, data=sent).status_code == 302
        assert "Make the bundle" not in lena.get(place).text
