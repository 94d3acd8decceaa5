"""The handover wizard: who and why, then what, to whom, how, and the check that signs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients import custom
from ...core import clock
from ...core.forms import DeedForm, as_choices, attempt
from ...policy.enforce import Actor, current_actor, requires
from ...portfolios.queries import managers
from ...settings import settings
from ...work.shown import shown
from .. import operations, queries
from ..forms import (
    REASONS,
    ArrangeForm,
    LeaveOutForm,
    PlaceForm,
    SendBackForm,
    ShareForm,
    StartForm,
)
from ..models import Handover, HandoverReason, HandoverState
from ..operations.signing import needs_second
from ..texts import PLACEHOLDERS, TIERS
from ..words import AGAINST, STATES, WHY
from .listed import listed
from .outcome import afterwards

handovers = Blueprint("handovers", __name__, url_prefix="/handovers")
PID = "<string(length=16):public_id>"
CLIENT = "<string(length=16):client_id>"
WHAT, WHOM, HOW, CHECK = 1, 2, 3, 4


@handovers.route("/new", methods=["GET", "POST"])
@requires("handovers:make")
def start() -> ResponseReturnValue:
    """Who and why."""
    actor = current_actor()
    form = StartForm()
    people = managers(actor, "handovers:make")
    form.employee.choices = as_choices({"": "—"}, _named(one.employee for one in people))
    if request.method == "GET":
        form.employee.data = request.args.get("employee")
        form.reason.data = request.args.get("reason") or form.reason.data
        form.effective_on.data = clock.today(settings().bank_zone)
    if form.validate_on_submit():
        prepared = queries.under_way(form.employee.data, actor=actor)
        if prepared is not None:
            flash(_("A handover of this person is being prepared already. This is it."), "ok")
            return redirect(url_for("handovers.show", public_id=prepared.public_id))
        made = attempt(
            form,
            lambda: operations.start(
                queries.leaver_of(form.employee.data, actor=actor),
                reason=HandoverReason(form.reason.data),
                effective_on=form.effective_on.data,
                returns_on=form.returns_on.data,
                closes_access=form.closes_access.data,
                note=form.note.data or "",
                gives_notice=form.gives_notice.data,
                actor=actor,
            ),
        )
        if made:
            return redirect(url_for("handovers.show", public_id=made.public_id))
    return render_template("handovers/start.html", form=form), 422 if form.errors else 200


@handovers.get(f"/{PID}")
@requires("handovers:read")
def show(public_id: str) -> ResponseReturnValue:
    """The wizard while it is a draft; afterwards what became of it."""
    actor = current_actor()
    return page_of(operations.asked_of(public_id, actor=actor), actor)


@handovers.post(f"/{PID}/share")
@requires("handovers:make")
def share(public_id: str) -> ResponseReturnValue:
    """To whom: propose a receiver for each client."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=True)
    people = queries.possible_receivers(handover, actor=actor)
    form = _share_form(handover, people)
    keys = {one.employee.public_id: one.employee.id for one in people}
    if form.validate_on_submit():
        done = attempt(
            form,
            lambda: {
                "at_once": operations.share_out_or_submit(
                    handover,
                    [keys[one] for one in form.receivers.data or [] if one in keys],
                    keep_families=form.keep_families.data,
                    actor=actor,
                )
            },
        )
        if done:
            if done["at_once"]:
                flash(_("Shared out. Move clients by hand where you know better."), "ok")
            return redirect(step_url(handover, WHOM) + "#shares")
    return page_of(handover, actor, step=WHOM, share_form=form), 422


@handovers.post(f"/{PID}/how")
@requires("handovers:make")
def arrange(public_id: str) -> ResponseReturnValue:
    """How: dates of planned contacts, letters of introduction."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=True)
    form = ArrangeForm()
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.arrange(
            handover,
            keeps_dates=form.keeps_dates.data == "keep",
            letters=form.letters(),
            version=form.version_number,
            actor=actor,
        ),
    ):
        flash(_("Saved."), "ok")
        return redirect(step_url(handover, CHECK))
    return page_of(handover, actor, step=HOW, arrange_form=form), 422


@handovers.post(f"/{PID}/finish")
@requires("handovers:make", step_up=True)
def finish(public_id: str) -> ResponseReturnValue:
    """Carry it out, or ask for the second signature."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor, lock=True)
    done = operations.finish_draft(handover, version=DeedForm().version_number, actor=actor)
    _tell(done)
    return redirect(url_for("handovers.show", public_id=public_id))


@handovers.post(f"/{PID}/sign")
@requires("handovers:sign", step_up=True)
def sign(public_id: str) -> ResponseReturnValue:
    """The second signature."""
    actor = current_actor()
    handover = operations.asked_of(public_id, actor=actor, lock=True)
    done = operations.sign(handover, version=DeedForm().version_number, actor=actor)
    _tell(done)
    return redirect(url_for("handovers.show", public_id=public_id))


@handovers.post(f"/{PID}/drop")
@requires("handovers:make")
def drop(public_id: str) -> ResponseReturnValue:
    """Give the handover up."""
    actor = current_actor()
    operations.drop(queries.handover_of(public_id, actor=actor, lock=True), actor=actor)
    flash(_("The handover was given up. Nothing has moved."), "ok")
    return redirect(url_for("handovers.listing"))


def step_url(handover: Handover, step: int) -> str:
    """The page of one step."""
    lists = step in (WHAT, WHOM)
    cursor = request.args.get("cursor") if lists else None
    asked = queries.sieve_of(request.args).asked if lists else {}
    values: dict[str, Any] = {
        "public_id": handover.public_id, "step": step, "cursor": cursor, **asked,
    }  # fmt: skip
    return url_for("handovers.show", **values)


def page_of(handover: Handover, actor: Actor, *, step: int | None = None, **forms: Any) -> str:
    """The page of a handover; of a draft, the ``step`` that is asked for."""
    if handover.state is not HandoverState.DRAFT:
        shown = {**_common(handover), **afterwards(handover)}
        back = forms.get("send_back_form") or SendBackForm(
            formdata=None, data={"version": str(handover.version)}
        )
        return render_template("handovers/done.html", send_back_form=back, **shown)
    asked = step or request.args.get("step", type=int) or (WHOM if handover.receivers else WHAT)
    at = min(max(asked, WHAT), CHECK)
    more = {WHAT: _what, WHOM: _whom, HOW: _how, CHECK: _check}[at](handover, actor, forms)
    stays = handover.reason is not HandoverReason.LEAVING
    own = queries.own_load(handover) if stays else None
    return render_template("handovers/show.html", step=at, own=own, **_common(handover), **more)


def _common(handover: Handover) -> dict[str, Any]:
    return {
        "handover": handover,
        "may_make": queries.may_make(handover, current_actor()),
        "deed": DeedForm(version=str(handover.version)),
        "reasons": REASONS,
        "states": STATES,
        "why": WHY,
        "against": AGAINST,
    }


def _what(handover: Handover, _actor: Actor, forms: dict[str, Any]) -> dict[str, Any]:
    return {
        "chosen": forms.get("chosen", ()),
        "counts": queries.client_counts(handover.leaver_id),
        "tree": queries.tree(handover.leaver_id),
        **listed(handover),
        "leave_form": forms.get("leave_form") or LeaveOutForm(),
    }


def _whom(handover: Handover, actor: Actor, forms: dict[str, Any]) -> dict[str, Any]:
    people = queries.possible_receivers(handover, actor=actor)
    item = queries.sharing(handover)
    shares = queries.shares(handover)
    are_full = not people or any(one.after > one.capacity for one in shares)
    return {
        "people": people,
        "chosen": forms.get("chosen", ()),
        "shares": shares,
        "further": queries.reach_further(handover, actor) if are_full else [],
        **listed(handover),
        "share_form": forms.get("share_form") or _share_form(handover, people),
        "place_form": forms.get("place_form") or place_form(handover),
        "work": item,
        "bar": shown(item) if item is not None and item.state.value != "done" else None,
    }


def _how(handover: Handover, _actor: Actor, forms: dict[str, Any]) -> dict[str, Any]:
    return {
        "arrange_form": forms.get("arrange_form") or ArrangeForm.of(handover),
        "tiers": TIERS,
        "placeholders": {**PLACEHOLDERS, **custom.placeholders()},
        "letters": queries.letters(handover),
        "texts": _texts(handover),
    }


def _texts(handover: Handover) -> list[str]:
    """The texts of the letters of introduction that are to go."""
    told = [one for one in handover.letters.values() if one.get("is_on")]
    return [text for one in told for text in one.values() if isinstance(text, str)]


def _check(handover: Handover, _actor: Actor, _forms: dict[str, Any]) -> dict[str, Any]:
    check = queries.check(handover)
    return {
        "check": check,
        "texts": _texts(handover),
        "needs_second": needs_second(check),
        "flows": queries.flows(handover),
        "besides": queries.besides(handover),
        "shares": queries.shares(handover),
        "letters": queries.letters(handover),
        "skipped": queries.skipped(handover),
        "norms": queries.norms(handover),
    }


def _share_form(handover: Handover, people: list[Any]) -> ShareForm:
    form = ShareForm()
    form.receivers.choices = as_choices(_named(one.employee for one in people))
    if request.method == "GET":
        form.receivers.data = [one.employee.public_id for one in handover.receivers]
        form.keep_families.data = handover.keeps_families
    return form


def place_form(handover: Handover) -> PlaceForm:
    """The form that moves chosen clients, with the receivers of this handover."""
    form = PlaceForm()
    form.receiver.choices = as_choices(_named(one.employee for one in handover.receivers))
    return form


def _tell(handover: Handover) -> None:
    words = {
        HandoverState.WAITING: _("Now a second person has to sign."),
        HandoverState.SIGNED: _("Signed. It will be carried out on its day."),
        HandoverState.DONE: _("Handed over. Everything open went along."),
    }
    if queries.execution(handover) is not None and handover.state is HandoverState.SIGNED:
        words[HandoverState.SIGNED] = _("Signed. It is being carried out: all of it or nothing.")
    flash(words[handover.state], "ok")


def _named(people: Any) -> list[tuple[str, str]]:
    return [(one.public_id, one.name) for one in people]
