"""The documents of a client: pages, and the one door through which a file leaves."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..clients.models import Client
from ..clients.queries import client_of
from ..core import clock
from ..core.errors import NotFound
from ..core.forms import DeedForm, attempt
from ..policy.enforce import can, current_actor, requires
from . import operations, queries, words
from .forms import EditForm, UploadForm, VersionForm
from .leaving import ALONE, handed_out
from .models import Document, PaperKind, PreviewState
from .rules import LARGEST, WARN_BEFORE, expiry

documents = Blueprint("documents", __name__)
blueprints = [documents]

CLIENT = "/clients/<string(length=16):public_id>/documents"
ONE = "/documents/<string(length=16):document_id>"
BODY = 32 * 1024 * 1024  # several scans of one visit


@documents.app_context_processor
def _words() -> dict[str, Any]:
    return {"document_words": words, "document_expiry": expiry}


@documents.get(CLIENT)
@requires("clients:read")
def listing(public_id: str) -> ResponseReturnValue:
    """All documents of a client; ``?bin=1`` those thrown away."""
    client = client_of(public_id, actor=current_actor())
    return _page(client, _offered(UploadForm(), client))


@documents.post(CLIENT)
@requires("clients:edit", body=BODY)
def add(public_id: str) -> ResponseReturnValue:
    """Hand in files; each is taken or refused by itself."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    form = _offered(UploadForm(), client)
    if not form.validate_on_submit():
        return _page(client, form), 422
    handed_in = [
        (one.filename or "", one.read(LARGEST + 1)) for one in form.files.data if one.filename
    ]
    fates = attempt(
        form,
        lambda: operations.add(client, actor=actor, handed_in=handed_in, **form.values()),
    )
    if not fates:
        return _page(client, form), 422
    _tell(fates)
    refused = [f"{fate.file_name}: {fate.refusal}" for fate in fates if fate.refusal]
    if refused:
        form.files.errors = refused
        return _page(client, form), 422
    return redirect(url_for("documents.listing", public_id=public_id))


def _tell(fates: list[operations.Fate]) -> None:
    for fate in fates:
        if fate.document is not None:
            flash(_("Kept: %(title)s", title=fate.document.title), "ok")
        elif fate.twin is not None and fate.twin.deleted_at is not None:
            flash(_("This file lies in the bin: %(title)s", title=fate.twin.title), "warn")
        elif fate.twin is not None:
            flash(_("This file is here already: %(title)s", title=fate.twin.title), "warn")


@documents.route(ONE, methods=["GET", "POST"])
@requires("clients:edit")
def edit(document_id: str) -> ResponseReturnValue:
    """What is said of a document, and its versions."""
    actor = current_actor()
    document, client = queries.document_of(document_id, actor=actor, permission="clients:edit")
    form = EditForm(obj=document) if request.method == "GET" else EditForm()
    _offered(form, client)
    if request.method == "GET":
        form.kind.data, form.version.data = document.kind.value, str(document.version)
    if form.validate_on_submit():
        done = attempt(
            form,
            lambda: operations.edit(
                document, actor=actor, version=form.version_number, **form.values()
            ),
        )
        if done:
            flash(_("Saved: %(title)s", title=document.title), "ok")
            return redirect(url_for("documents.listing", public_id=client.public_id))
    return _edit_page(document, client, form, VersionForm()), 422 if form.errors else 200


@documents.post(f"{ONE}/versions")
@requires("clients:edit", body=BODY)
def add_version(document_id: str) -> ResponseReturnValue:
    """A newer file of the same document."""
    actor, newer = current_actor(), VersionForm()
    document, client = queries.document_of(document_id, actor=actor, permission="clients:edit")
    if newer.validate_on_submit():
        content = newer.file.data.read(LARGEST + 1)
        name = newer.file.data.filename or ""
        if attempt(
            newer,
            lambda: operations.add_version(document, actor=actor, name=name, content=content),
        ):
            flash(_("Kept as the newest version: %(title)s", title=document.title), "ok")
            return redirect(url_for("documents.edit", document_id=document_id))
    form = _offered(EditForm(formdata=None, obj=document), client)
    form.kind.data, form.version.data = document.kind.value, str(document.version)
    return _edit_page(document, client, form, newer), 422


@documents.post(f"{ONE}/bin")
@requires("clients:edit")
def move_to_bin(document_id: str) -> ResponseReturnValue:
    """Into the bin; one press brings it back."""
    actor = current_actor()
    document, client = queries.document_of(document_id, actor=actor, permission="clients:edit")
    operations.move_to_bin(document, actor=actor)
    undo = url_for("documents.restore", document_id=document_id)
    flash({"text": _("In the bin: %(name)s", name=document.title), "undo_url": undo}, "ok")  # type: ignore[arg-type]
    return redirect(url_for("documents.listing", public_id=client.public_id))


@documents.post(f"{ONE}/restore")
@requires("clients:edit")
def restore(document_id: str) -> ResponseReturnValue:
    """Out of the bin."""
    actor = current_actor()
    document, client = queries.document_of(
        document_id, actor=actor, permission="clients:edit", binned=None
    )
    operations.restore(document, actor=actor)
    flash(_("Restored: %(name)s", name=document.title), "ok")
    return redirect(url_for("documents.listing", public_id=client.public_id))


@documents.get(f"{ONE}/content")
@requires("clients:read")
def content(document_id: str) -> ResponseReturnValue:
    """The file, always as a download; ``?version=2`` an older one."""
    actor = current_actor()
    document, _client = queries.document_of(document_id, actor=actor, binned=None)
    version = queries.version_of(document, request.args.get("version", type=int))
    return handed_out(operations.open_(document, version, actor=actor), version)


@documents.get(f"{ONE}/preview")
@requires("clients:read")
def preview(document_id: str) -> ResponseReturnValue:
    """The first page as a picture drawn by the house."""
    document, _client = queries.document_of(document_id, actor=current_actor(), binned=None)
    version = queries.version_of(document, request.args.get("version", type=int))
    if version.preview is not PreviewState.READY:
        raise NotFound(_("There is no such document."))
    return Response(
        operations.preview(version),
        content_type="image/png",
        headers={
            "Content-Security-Policy": ALONE,
            "Content-Disposition": "inline",
        },
    )


@documents.get("/documents/expiring")
@requires("clients:read")
def expiring() -> ResponseReturnValue:
    """What has ended or ends within 30 days, over all one's clients."""
    today = clock.today(current_actor().zone)
    page = queries.expiring(
        current_actor(), until=today + WARN_BEFORE, cursor=request.args.get("cursor")
    )
    return render_template("documents/expiring.html", page=page, today=today)


def _offered(form: Any, client: Client) -> Any:
    form.offer_kinds(sensitive=queries.sees_sensitive(current_actor(), client.id))
    if request.method == "GET" and "files" in form:
        asked = request.args.get("kind", "")
        form.kind.data = asked if asked in list(PaperKind) else PaperKind.OTHER.value
    return form


def _page(client: Client, form: UploadForm) -> str:
    actor, binned = current_actor(), request.args.get("bin") == "1"
    rows = queries.documents_of(client.id, actor=actor, binned=binned)
    return render_template(
        "documents/listing.html",
        client=client,
        documents=rows,
        people=queries.names_of(
            [v.uploaded_by_id for d in rows for v in d.versions[:1]]
            + [d.deleted_by_id for d in rows]
        ),
        binned=binned,
        form=form,
        deed=DeedForm(),
        today=clock.today(actor.zone),
        may=can(actor, "clients:edit"),
        waits=any(
            version.preview is PreviewState.WAITING for one in rows for version in one.versions[:1]
        ),
    )


def _edit_page(document: Document, client: Client, form: EditForm, newer: VersionForm) -> str:
    return render_template(
        "documents/edit.html",
        document=document,
        client=client,
        form=form,
        newer=newer,
        people=queries.names_of([version.uploaded_by_id for version in document.versions]),
    )
