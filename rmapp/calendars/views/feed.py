"""The calendar of a phone: a secret address, and the diary behind it."""

from __future__ import annotations

import datetime as dt
import hashlib

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from ...core import clock
from ...core.errors import NotFound
from ...core.forms import DeedForm
from ...interactions.models import Interaction, InteractionState
from ...interactions.rules.reminders import reminder_at
from ...interactions.words import KIND_NAMES
from ...policy.enforce import can, current_actor, public, requires
from ...settings import settings
from ...staff.sessions import actor_of_employee, digest
from .. import operations, queries
from ..addresses import feed_address
from ..forms import FeedForm

calendar = Blueprint("calendar", __name__, url_prefix="/calendar")


@calendar.get("")
@requires("interactions:read")
def show() -> ResponseReturnValue:
    """Whether the phone has the diary, and since when it fetches it."""
    return render_template(
        "calendars/feed.html",
        feed=queries.feed_of(current_actor().employee_id),
        form=FeedForm(),
        deed=DeedForm(),
    )


@calendar.post("")
@requires("interactions:read")
def make() -> ResponseReturnValue:
    """Make the secret address anew and show it this once."""
    form = FeedForm()
    if form.validate_on_submit():
        secret = operations.make_feed(actor=current_actor(), with_names=form.detail.data == "names")
        return render_template("calendars/address.html", address=feed_address(secret))
    feed = queries.feed_of(current_actor().employee_id)
    return render_template("calendars/feed.html", feed=feed, form=form, deed=DeedForm()), 422


@calendar.post("/end")
@requires("interactions:read")
def end() -> ResponseReturnValue:
    """End the secret address."""
    if operations.end_feed(actor=current_actor()):
        flash(_("The address has ended. Your phone gets no more changes."), "ok")
    return redirect(url_for("calendar.show"))


@calendar.get("/<string(maxlength=80):secret>.ics")
@public
def feed(secret: str) -> ResponseReturnValue:
    """The diary of whoever made the address, under the reach they have at this moment."""
    found = queries.feed_by_hash(digest(secret))
    actor = actor_of_employee(found.employee_id) if found is not None else None
    if found is None or actor is None or not can(actor, "interactions:read"):
        raise NotFound(_("There is no such page."))
    operations.note_use(found)
    dated = queries.diary_of(actor, clock.now())
    with force_locale(actor.language):
        content = _feed(dated, with_names=found.with_names)
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="diary.ics"'
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    return response.make_conditional(request)


def _feed(dated: list[queries.Dated], *, with_names: bool) -> bytes:
    from .. import ics  # loads a library of its own

    host = settings().mail_from.rpartition("@")[2]
    base = settings().base_url.rstrip("/")
    entries = []
    for one in dated:
        contact = one.interaction
        named = with_names and one.is_within
        path = url_for("interactions.show", public_id=contact.public_id)
        entries.append(
            ics.Entry(
                uid=f"contact-{contact.public_id}@{host}",
                sequence=contact.version,
                starts=contact.planned_at,
                ends=contact.ends_at,
                changed=contact.created_at,  # the same diary is the same bytes
                summary=_summary(contact, named=named),
                place=contact.place if named else "",
                link=f"{base}{path}" if one.is_within else "",
                reminds_at=_reminds_at(contact),
            )
        )
    return ics.feed(
        entries, name=str(_("Contacts: %(bank)s", bank=settings().bank_in(get_locale())))
    )


def _reminds_at(contact: Interaction) -> dt.datetime | None:
    if contact.remind_minutes is None or contact.state is not InteractionState.PLANNED:
        return None
    return reminder_at(contact.planned_at, contact.remind_minutes, contact.manager.zone)


def _summary(contact: Interaction, *, named: bool) -> str:
    kind = str(KIND_NAMES[contact.kind])
    if contact.state is InteractionState.DONE:
        kind = f"✓ {kind}"
    return f"{kind}: {contact.client.display_name}" if named else kind
