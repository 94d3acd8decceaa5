"""Consents on the client's page, requests of subjects, erasure, retention."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ...clients import queries as clients
from ...core import clock
from ...core.errors import Invalid
from ...core.forms import DeedForm, attempt
from ...outbox.states import Purpose
from ...policy.enforce import can, current_actor, requires
from ...settings import settings
from .. import consents, erasing, operations, queries, words
from ..forms import AnswerForm, AskConsentForm, ConsentForm, RequestForm
from ..models import RequestKind, RequestState, SubjectRequest

privacy = Blueprint("privacy", __name__)
CLIENT = "/clients/<string(length=16):public_id>/privacy"
ONE = "/privacy/<string(length=16):public_id>"


@privacy.app_context_processor
def _words() -> dict[str, Any]:
    return {"privacy_words": words}


@privacy.get(CLIENT)
@requires("clients:read")
def of_client(public_id: str) -> ResponseReturnValue:
    """Consents of a client, and what was asked about their data."""
    client = clients.client_of(public_id, actor=current_actor())
    return _of_client(client, ConsentForm(), RequestForm())


def _of_client(
    client: Any,
    consent: ConsentForm,
    asked: RequestForm,
    asking: AskConsentForm | None = None,
) -> str:
    actor = current_actor()
    asking = asking or AskConsentForm(formdata=None)
    asking.offer_addresses(queries.emails_of(client.id))
    consent.offer_addresses(queries.emails_of(client.id))
    asked.offer_people(client)
    handles = can(actor, queries.HANDLE)
    return render_template(
        "privacy/client.html",
        client=client,
        consents=queries.consents_of(client.id),
        requests=queries.requests_of(client.id) if handles else [],
        handles=handles,
        form=consent,
        asked=asked,
        asking=asking,
        deed=DeedForm(),
        today=clock.today(settings().bank_zone),
    )


@privacy.post(f"{CLIENT}/consents")
@requires("clients:edit")
def give(public_id: str) -> ResponseReturnValue:
    """Record a consent."""
    actor, form = current_actor(), ConsentForm()
    client = clients.client_of(public_id, actor=actor, permission="clients:edit")
    form.offer_addresses(queries.emails_of(client.id))
    if form.validate_on_submit() and attempt(
        form,
        lambda: consents.give_consent(
            client,
            actor=actor,
            address=form.address.data,
            purpose=Purpose(form.purpose.data),
            text_version=form.text_version.data,
            source=form.source.data,
            proof=form.proof.data,
        ),
    ):
        flash(_("The consent is recorded."), "ok")
        return redirect(url_for("privacy.of_client", public_id=public_id))
    return _of_client(client, form, RequestForm(formdata=None)), 422


@privacy.post(f"{CLIENT}/consents/ask")
@requires("clients:edit")
def ask_consent(public_id: str) -> ResponseReturnValue:
    """Ask for a consent by letter."""
    actor, form = current_actor(), AskConsentForm()
    client = clients.client_of(public_id, actor=actor, permission="clients:edit")
    form.offer_addresses(queries.emails_of(client.id))
    if form.validate_on_submit() and attempt(
        form,
        lambda: (
            consents.ask_by_letter(
                client,
                actor=actor,
                address=form.address.data,
                purpose=Purpose(form.purpose.data),
                text_version=form.text_version.data,
            )
            or True
        ),
    ):
        flash(_("The letter that asks for the consent leaves now."), "ok")
        return redirect(url_for("privacy.of_client", public_id=public_id))
    plain = ConsentForm(formdata=None), RequestForm(formdata=None)
    return _of_client(client, *plain, asking=form), 422


@privacy.post(f"{CLIENT}/consents/withdraw")
@requires("clients:edit")
def withdraw(public_id: str) -> ResponseReturnValue:
    """The person takes a consent back."""
    actor = current_actor()
    client = clients.client_of(public_id, actor=actor, permission="clients:edit")
    asked = request.form.get("purpose", "")
    if asked not in list(Purpose):
        raise Invalid(_("This form is broken. Open it anew."))
    stopped = consents.withdraw_consent(
        client,
        actor=actor,
        address_id=request.form.get("address", ""),
        purpose=Purpose(asked),
        source=_("told to %(name)s", name=actor.name),
    )
    flash(
        ngettext(
            "Withdrawn; %(num)s letter will not leave.",
            "Withdrawn; %(num)s letters will not leave.",
            stopped,
        ),
        "ok",
    )
    return redirect(url_for("privacy.of_client", public_id=public_id))


@privacy.post(f"{CLIENT}/requests")
@requires("privacy:handle")
def receive(public_id: str) -> ResponseReturnValue:
    """Write down what the person asks."""
    actor, form = current_actor(), RequestForm()
    client = queries.client_of(public_id, actor=actor)
    form.offer_people(client)
    if form.validate_on_submit():
        made = attempt(
            form,
            lambda: operations.receive(
                client,
                actor=actor,
                kind=RequestKind(form.kind.data),
                channel=form.channel.data,
                note=form.note.data or "",
                received_on=form.received_on.data,
                person=queries.person_of(form.about.data, client.id),
            ),
        )
        if made:
            return redirect(url_for("privacy.show", public_id=made.public_id))
    return _of_client(client, ConsentForm(formdata=None), form), 422


@privacy.get("/privacy/")
@requires("privacy:handle")
def listing() -> ResponseReturnValue:
    """What people asked about their data, the first due first."""
    every = request.args.get("all") == "1"
    return render_template(
        "privacy/listing.html",
        page=queries.requests(current_actor(), every=every, cursor=request.args.get("cursor")),
        every=every,
        today=clock.today(settings().bank_zone),
    )


@privacy.get(ONE)
@requires("privacy:handle")
def show(public_id: str) -> ResponseReturnValue:
    """One request with what would go and what stays; while it is worked on, whether it still is."""
    asked, form = queries.request_of(public_id, actor=current_actor()), AnswerForm()
    if "X-Fragment" in request.headers:
        return _working(asked)
    form.is_refused.data = asked.kind is RequestKind.ERASURE  # it is answered in no other way
    return _show(asked, form)


def _working(asked: SubjectRequest) -> ResponseReturnValue:
    if asked.state is RequestState.WORKING:
        return render_template("privacy/_working.html", asked=asked)
    answer = make_response("")
    answer.headers["X-Location"] = url_for("privacy.show", public_id=asked.public_id)
    return answer


def _show(asked: SubjectRequest, form: AnswerForm) -> str:
    waits = asked.kind is RequestKind.ERASURE and asked.state is RequestState.WAITING
    against = operations.hindrance(asked) if waits else None
    goes = waits and against is None and not asked.contact_person_id
    erased = asked.kind is RequestKind.ERASURE and bool(asked.client.erased_at)
    return render_template(
        "privacy/show.html",
        asked=asked,
        form=form,
        deed=DeedForm(),
        goes=words.in_words(erasing.preview(asked.client_id)) if goes else {},
        stays=erasing.holds_of(asked.client) if goes else [],
        gone=words.in_words((asked.outcome or {}).get("rows", {})) if erased else {},
        sealed=queries.sealed_of(asked.client_id) if erased else [],
        waits=waits,
        against=against,
        may_sign=waits
        and can(current_actor(), "privacy:approve")
        and asked.created_by_id != current_actor().employee_id,
        today=clock.today(settings().bank_zone),
    )


@privacy.post(f"{ONE}/answer")
@requires("privacy:handle")
def answer(public_id: str) -> ResponseReturnValue:
    """Close a request with what was answered."""
    actor, form = current_actor(), AnswerForm()
    asked = queries.request_of(public_id, actor=actor)
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.answer(
            asked, actor=actor, words=form.answer.data, refused=form.is_refused.data
        ),
    ):
        flash(_("The request is closed."), "ok")
        return redirect(url_for("privacy.listing"))
    return _show(asked, form), 422


@privacy.post(f"{ONE}/sign")
@requires("privacy:approve", step_up=True)
def sign(public_id: str) -> ResponseReturnValue:
    """The second person's signature under an erasure."""
    actor = current_actor()
    asked = queries.request_of(public_id, actor=actor, permission="privacy:approve")
    operations.approve_erasure(asked, actor=actor)
    flash(_("Signed: the erasure has begun."), "ok")
    return redirect(url_for("privacy.show", public_id=public_id))


@privacy.get(f"{ONE}/archive")
@requires("privacy:handle", step_up=True)
def archive(public_id: str) -> ResponseReturnValue:
    """The archive, to be handed to the person."""
    actor = current_actor()
    asked = queries.request_of(public_id, actor=actor)
    name = f"personal-data-{asked.public_id}.zip"
    return Response(
        operations.open_archive(asked, actor=actor),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
