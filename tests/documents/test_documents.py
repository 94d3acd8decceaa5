"""D10: scans of a client: handed in, seen, opened, thrown away, brought back."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import sqlalchemy as sa

from rmapp.audit.models import AuditEntry
from rmapp.clients.models import Client
from rmapp.core import clock, files
from rmapp.core.errors import Forbidden, Invalid, NotFound
from rmapp.core.transaction import transaction
from rmapp.documents import operations, queries
from rmapp.documents.models import Document, PaperKind, PreviewState
from rmapp.documents.previews import drawn
from rmapp.settings import settings
from rmapp.work.models import WorkItem
from tests.documents.files_of import huge_png, pdf, picture
from tests.factories import a_client


@pytest.fixture
def client(cast, scene):
    return a_client(cast)


def add(client, actor, *handed_in, kind=PaperKind.CHARTER, **more):
    return operations.add(client, actor=actor, handed_in=handed_in, kind=kind, **more)


def test_d10_one_bad_file_does_not_keep_the_others_out(cast, client):
    mara = cast.actor("mara")
    fates = add(
        client, mara, ("устав.pdf", pdf()), ("virus.pdf", b"MZ\x90"), ("скан.png", picture())
    )
    assert [bool(fate.document) for fate in fates] == [True, False, True]
    assert "программа" in fates[1].refusal
    assert {d.title for d in queries.documents_of(client.id, actor=mara)} == {"устав", "скан"}


def test_d10_the_same_file_is_recognised_as_already_there(cast, client):
    mara, content = cast.actor("mara"), pdf()
    [first] = add(client, mara, ("a.pdf", content))
    [again] = add(client, mara, ("b.pdf", content))
    assert again.document is None
    assert again.twin is first.document
    other = a_client(cast, name="ООО «Дуб»")
    assert add(other, mara, ("a.pdf", content))[0].document is not None


def test_d10_files_lie_encrypted_under_names_that_say_nothing(cast, client):
    content = pdf("Ёлка 7707083893")
    add(client, cast.actor("mara"), ("a.pdf", content))
    version = queries.versions_of_client(client.id)[0]
    assert version.box != version.sha256
    lying = files.place(version.box, "box").read_bytes()
    assert b"%PDF" not in lying
    assert files.place(version.box, "box").is_relative_to(settings().instance)
    document = queries.documents_of(client.id, actor=cast.actor("mara"))[0]
    assert operations.open_(document, version, actor=cast.actor("mara")) == content


def test_d10_every_opening_is_in_the_trail(app, cast, browser_of):
    with app.app_context(), transaction() as session:
        client = a_client(cast)
        add(client, cast.actor("mara"), ("устав.pdf", pdf()))
        document = session.scalars(sa.select(Document)).one().public_id
    answer = browser_of("mara").get(f"/documents/{document}/content")
    assert answer.status_code == 200
    assert answer.data == pdf() or answer.data.startswith(b"%PDF")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''%D1%83%D1%81%D1%82%D0%B0%D0%B2.pdf" in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert browser_of("otto").get(f"/documents/{document}/content").status_code == 404
    with app.app_context(), transaction() as session:
        opened = session.scalars(
            sa.select(AuditEntry).where(AuditEntry.tag == "document:opened")
        ).one()
        assert opened.actor_id == cast.ids["mara"]


def test_d10_sensitive_kinds_ask_for_their_own_right(app, cast, scene):
    client = a_client(cast)
    sofia, mara = cast.actor("sofia"), cast.actor("mara")
    blind = mara.__class__(**{**mara.__dict__, "grants": dict(mara.grants)})
    del blind.grants["clients:read-sensitive"]
    [fate] = add(client, sofia, ("passport.jpg", picture("JPEG")), kind=PaperKind.PASSPORT)
    assert queries.documents_of(client.id, actor=sofia)
    assert queries.documents_of(client.id, actor=blind) == []
    with pytest.raises(NotFound):
        queries.document_of(fate.document.public_id, actor=blind)
    with pytest.raises(Forbidden):
        add(client, blind, ("b.pdf", pdf("x")), kind=PaperKind.PASSPORT)


def test_d10_versions_stay_and_the_newest_is_opened(cast, client):
    mara = cast.actor("mara")
    [fate] = add(client, mara, ("a.pdf", pdf("one")))
    operations.add_version(fate.document, actor=mara, name="b.pdf", content=pdf("two"))
    scene_free(client)
    document, _client = queries.document_of(fate.document.public_id, actor=mara)
    assert [version.no for version in document.versions] == [2, 1]
    assert queries.version_of(document, None).no == 2
    with pytest.raises(Invalid):
        operations.add_version(document, actor=mara, name="c.pdf", content=pdf("one"))


def test_d10_a_document_goes_to_the_bin_and_comes_back_as_it_was(cast, client):
    mara = cast.actor("mara")
    [fate] = add(client, mara, ("a.pdf", pdf()), expires_on=dt.date(2027, 1, 1))
    before = fate.document.title, fate.document.expires_on
    operations.move_to_bin(fate.document, actor=mara)
    assert queries.documents_of(client.id, actor=mara) == []
    with pytest.raises(NotFound):
        queries.document_of(fate.document.public_id, actor=mara)
    operations.restore(fate.document, actor=mara)
    [back] = queries.documents_of(client.id, actor=mara)
    assert (back.title, back.expires_on, back.deleted_by_id) == (*before, None)


def test_d10_pictures_are_drawn_by_work_in_a_process_of_its_own(cast, client, scene):
    mara = cast.actor("mara")
    add(client, mara, ("a.pdf", pdf()), ("b.png", picture()))
    item = scene.scalars(sa.select(WorkItem).where(WorkItem.kind == operations.PREVIEW)).one()
    for version_id in item.params["versions"]:
        operations.draw_preview(version_id)
    for version in queries.versions_of_client(client.id):
        assert version.preview is PreviewState.READY
        assert operations.preview(version).startswith(b"\x89PNG")
        assert version.pages == 1
    assert drawn(huge_png(), "png") is None
    assert drawn(b"%PDF-1.4 broken", "pdf") is None


def test_d10_what_ends_soon_is_told(app, cast, browser_of):
    with app.app_context(), transaction():
        client = a_client(cast)
        soon = clock.today(None) + dt.timedelta(days=5)
        add(client, cast.actor("mara"), ("licence.pdf", pdf()), expires_on=soon)
        address = client.public_id
    mara = browser_of("mara")
    assert "expires soon" in mara.get(f"/clients/{address}").text
    assert 'href="/documents/expiring"' in mara.get(f"/clients/{address}/documents").text
    assert "licence" in mara.get("/documents/expiring").text
    assert "licence" not in browser_of("otto").get("/documents/expiring").text


def test_d10_several_files_in_one_form_and_their_faults_at_the_field(app, cast, browser_of):
    with app.app_context(), transaction():
        address = a_client(cast).public_id
    mara = browser_of("mara")
    page = mara.get(f"/clients/{address}/documents").text
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    answer = mara.post(
        f"/clients/{address}/documents",
        data={
            "csrf_token": token,
            "kind": "licence",
            "files": [(io.BytesIO(pdf()), "good.pdf"), (io.BytesIO(b"MZ\x90"), "bad.pdf")],
        },
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert "bad.pdf: This is a program" in answer.text
    assert "good" in answer.text
    with app.app_context(), transaction() as session:
        assert session.scalar(sa.select(sa.func.count(Document.id))) == 1
        assert session.scalars(sa.select(Client)).one().version == 1


def test_d10_the_list_asks_as_often_for_many_documents_as_for_few(
    app, cast, browser_of, statements
):
    with app.app_context(), transaction():
        client = a_client(cast)
        address = client.public_id
        add(client, cast.actor("mara"), *[(f"{n}.txt", f"text {n}".encode()) for n in range(15)])
    mara = browser_of("mara")
    statements.clear()
    assert mara.get(f"/clients/{address}/documents").status_code == 200
    assert len(statements) <= 12, "\n".join(statements)


def scene_free(client):
    """Forget what is loaded, so that relationships are read anew."""
    from rmapp.core.db import db

    db.session.flush()
    db.session.expunge_all()
