"""One contact: its brief on one page, moving, cancelling, the letter as PDF."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.models import Lifecycle
from ...clients.queries import chosen_reader, search
from ...core.db import db
from ...core.errors import NotFound
from ...core.forms import DeedForm, attempt
from ...core.i18n import reader_language
from ...core.redirects import local_path, page_before
from ...dossiers import questions
from ...policy.enforce import Actor, can, current_actor, requires
from ...rooms import queries as bank_rooms
from ...rooms.models import Room
from .. import operations, queries, words
from ..bringing import papers_of, with_papers
from ..followers import limit_of, with_limit
from ..forms import TEMPERATURES, CancelForm
from ..models import Interaction, InteractionState, PromiseState
from ..moving_forms import RoomForm
from ..rules.persistence import persistence
from ..rules.texts import gap_of, speaks_of_files
from ..strategies import MOTIVES, STRATEGIES
from ..words import Kind
from .references import references_for
from .words import cautions_of, settings_minimum, too_long_words

interactions = Blueprint("interactions", __name__, url_prefix="/interactions")
PID = "<string(length=16):public_id>"


def back_to(interaction: Interaction) -> str:
    """Where the person came from (a dialog: the page it was opened on), else the page of the
    contact."""
    here = url_for("interactions.show", public_id=interaction.public_id)
    if request.headers.get("X-Fragment") and request.method == "GET":
        here = page_before(request, here)
    return local_path(request.values.get("back"), here)


def page(name: str, **values: object) -> str:
    """The page ``name``, or its form alone when a dialog asks for it."""
    prefix = "_" if request.headers.get("X-Fragment") and request.method == "GET" else ""
    return render_template(f"interactions/{prefix}{name}.html", words=words, **values)


def find_client(actor: Actor, title: str, *, goes_to: str) -> str:
    """The page that finds the client first; from there it goes on to the endpoint ``goes_to``."""
    text = request.args.get("text", "")[:100].strip()
    return render_template(
        "interactions/whom.html",
        title=title,
        goes_to=goes_to,
        text=text,
        hits=search(actor, text, 12) if text else [],
    )


@interactions.get(f"/{PID}")
@requires("interactions:read")
def show(public_id: str) -> ResponseReturnValue:
    """The brief of a planned contact, or what came of a past one."""
    actor = current_actor()
    whole = (
        *queries.WITH_PEOPLE,
        *queries.WITH_MATERIALS,
        *queries.WITH_FILES,
        queries.WITH_PHONES,
        queries.WITH_ORDER,
        with_limit(),
        with_papers(),
    )
    interaction = queries.interaction_of(public_id, actor=actor, options=whole)
    scenario = None
    if interaction.scenario_id is not None:
        scenario = queries.scenario_text(interaction.scenario_id, interaction.scenario_number or 1)
    is_open = interaction.state is InteractionState.PLANNED
    before = interaction.planned_before or 0 if is_open else 0
    number, minimum = interaction.contact_number + before, settings_minimum()
    is_open_prospect = is_open and interaction.client.lifecycle is Lifecycle.PROSPECT
    limit = limit_of(interaction) if is_open_prospect and number >= minimum else None
    return render_template(
        "interactions/show.html",
        interaction=interaction,
        client=interaction.client,
        phone=queries.phone_of(interaction.client),
        scenario=scenario,
        speech=reader_language(),
        history=queries.history_of(interaction.client_id, limit=4),
        corrections=queries.corrections_of(interaction) if interaction.version > 1 else [],
        promises=queries.promises_of(interaction.client_id, limit=10),
        following=queries.following(interaction),
        handings=interaction.handings,
        papers=papers_of(interaction, actor=actor),
        **_readers(interaction),
        is_open=is_open,
        gap=gap_of(interaction.subject) or gap_of(interaction.body),
        questions=questions.next_questions(interaction.client, actor=actor) if is_open else (),
        may_record=can(actor, "interactions:record"),
        may_plan=can(actor, "interactions:plan"),
        persistence=persistence(number, minimum=minimum, limit=limit),
        too_long=too_long_words(number, limit),
        minimum=minimum,
        contact_number=number,
        cautions=cautions_of(interaction) if is_open else [],
        strategies=STRATEGIES,
        references=references_for(interaction, actor),
        motives=MOTIVES,
        temperatures=TEMPERATURES,
        words=words,
        deed=DeedForm(version=interaction.version),
    )


def _readers(interaction: Interaction) -> dict[str, object]:
    """To whom the e-mail of a contact may go or went, and whether it speaks of files it lacks."""
    if interaction.kind is not Kind.EMAIL:
        return {}
    if interaction.state is not InteractionState.PLANNED:
        return {"sent_to": queries.sent_to(interaction)}
    readers = queries.readers_of_email(interaction)
    is_to_somebody = bool(interaction.contact_person_id or interaction.addressee)
    return {
        "readers": readers,
        "chosen": chosen_reader(readers, is_to_somebody=is_to_somebody),
        "lacks_files": speaks_of_files(interaction.body)
        and not interaction.enclosures
        and not any(one.version.sha256 for one in interaction.handings),
    }


@interactions.route(f"/{PID}/room", methods=["GET", "POST"])
@requires("interactions:plan")
def room(public_id: str) -> ResponseReturnValue:
    """Take a room of the bank for a contact, another one, or none."""
    actor = current_actor()
    interaction = queries.interaction_of(
        public_id, actor=actor, permission="interactions:plan", options=queries.WITH_PEOPLE
    )
    own = room_of_contact(interaction)
    free = bank_rooms.free_rooms(
        interaction.planned_at,
        interaction.ends_at,
        people=2 + len(interaction.participants),
        is_vip=bool(interaction.client.vip_tier),
        but=interaction.booking_id,
    )
    form = RoomForm(version=interaction.version, room=own.public_id if own else "")
    form.offer(free if own is None or own in free else [own, *free])
    if form.validate_on_submit():
        chosen = next(
            (one for one in [*free, own] if one and one.public_id == form.room.data), None
        )
        if attempt(
            form,
            lambda: operations.choose_room(
                interaction, chosen, actor=actor, version=form.version_number
            ),
        ):
            flash(_("The room is taken.") if chosen else _("The room is given up."), "ok")
            return redirect(back_to(interaction))
    return page("room", interaction=interaction, form=form, free=free, back=back_to(interaction))


@interactions.app_template_global()
def room_of_contact(interaction: Interaction) -> Room | None:
    """The room of the bank that a contact holds."""
    booking = operations.booking_of(interaction)
    return db.session.get(Room, booking.room_id) if booking else None


@interactions.route(f"/{PID}/cancel", methods=["GET", "POST"])
@requires("interactions:plan")
def cancel(public_id: str) -> ResponseReturnValue:
    """Cancel a planned contact, with the reason."""
    actor = current_actor()
    interaction = queries.interaction_of(public_id, actor=actor, permission="interactions:plan")
    form = CancelForm(version=interaction.version)
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.cancel(
            interaction, actor=actor, version=form.version_number, reason=form.reason.data
        ),
    ):
        flash(_("The contact is cancelled."), "ok")
        return redirect(back_to(interaction))
    return page("cancel", interaction=interaction, form=form, back=back_to(interaction))


@interactions.post(f"/{PID}/ticks")
@requires("interactions:record")
def tick(public_id: str) -> ResponseReturnValue:
    """Tick points of the structure during the talk."""
    actor = current_actor()
    interaction = queries.interaction_of(public_id, actor=actor, permission="interactions:record")
    points = [int(one) for one in request.form.getlist("point") if one.isdecimal() and len(one) < 4]
    operations.tick(interaction, points, actor=actor)
    if request.headers.get("X-Fragment"):
        return page_part(interaction)
    return redirect(url_for("interactions.show", public_id=public_id))


def page_part(interaction: Interaction) -> str:
    """The structure with its ticks."""
    return render_template(
        "interactions/_structure.html", interaction=interaction, is_open=True, may_record=True
    )


@interactions.post(f"/{PID}/answer")
@requires("interactions:record")
def answer(public_id: str) -> ResponseReturnValue:
    """The client has answered the letter."""
    actor = current_actor()
    interaction = queries.interaction_of(public_id, actor=actor, permission="interactions:record")
    operations.record_answer(interaction, actor=actor)
    undo = url_for("interactions.unanswer", public_id=public_id, back=request.args.get("back"))
    flash({"text": _("The answer is noted."), "undo_url": undo}, "ok")  # type: ignore[arg-type]
    return redirect(back_to(interaction))


@interactions.post(f"/{PID}/unanswer")
@requires("interactions:record")
def unanswer(public_id: str) -> ResponseReturnValue:
    """The client has not answered after all."""
    actor = current_actor()
    interaction = queries.interaction_of(public_id, actor=actor, permission="interactions:record")
    operations.forget_answer(interaction, actor=actor)
    flash(_("The answer is taken back: it is awaited again."), "ok")
    return redirect(back_to(interaction))


@interactions.get(f"/{PID}/letter.pdf")
@requires("interactions:read")
def letter(public_id: str) -> ResponseReturnValue:
    """The letter on the bank's letterhead."""
    whole = (*queries.WITH_FILES, *queries.WITH_MATERIALS)
    interaction = queries.interaction_of(public_id, actor=current_actor(), options=whole)
    if interaction.kind is not Kind.LETTER:
        raise NotFound(_("This contact is not a letter."))
    from ..document import letter_pdf  # loads what draws, see core.papers

    response = Response(letter_pdf(interaction), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="letter-{public_id}.pdf"'
    return response


@interactions.post("/promises/<string(length=16):public_id>")
@requires("interactions:record")
def close_promise(public_id: str) -> ResponseReturnValue:
    """A promise was kept, broken, or is needed no more."""
    actor = current_actor()
    promise = queries.promise_of(public_id, actor=actor)
    form = DeedForm()
    if form.validate_on_submit():
        operations.close_promise(
            promise,
            actor=actor,
            version=form.version_number,
            state=_became(request.form.get("state", "")),
        )
        flash(_("Noted."), "ok")
    return redirect(local_path(request.form.get("back")))


def _became(text: str) -> PromiseState:
    return next((one for one in PromiseState if one.value == text), PromiseState.OPEN)
