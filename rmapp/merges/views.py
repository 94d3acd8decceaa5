"""The page of a merge, the merges made, their undo."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..clients.models import Client
from ..clients.queries import search
from ..core.forms import DeedForm, attempt
from ..duplicates import operations as duplicates
from ..duplicates.queries import others_apart, said_apart
from ..duplicates.queries.queue import between, following, pair_of
from ..duplicates.words import spoken
from ..policy.enforce import Actor, can, current_actor, requires
from . import operations, queries, shown
from .forms import ApartForm, MergeForm, choices_from, versions_from
from .models import MergeState
from .rules import differing, fullness
from .words import STATES

merges = Blueprint("merges", __name__, url_prefix="/merges")
blueprints = [merges]
PID = "<string(length=16):public_id>"
PAIR = "/<string(length=16):one>/<string(length=16):two>"


@merges.get("/")
@requires("merges:make")
def listing() -> ResponseReturnValue:
    """Merges within reach, newest first."""
    page = queries.listing(current_actor(), cursor=request.args.get("cursor"))
    return render_template("merges/listing.html", page=page, states=STATES)


@merges.get(f"/of/{PID}")
@requires("merges:make")
def find(public_id: str) -> ResponseReturnValue:
    """Which record is the same as this one? Look-alikes first, then a search."""
    actor = current_actor()
    client = queries.one_of(public_id, actor=actor)
    text = request.args.get("q", "").strip()[:200]
    found = duplicates.revealed(queries.look_alikes_of(client), actor=actor)
    hits = search(actor, text) if text else []
    return render_template(
        "merges/find.html",
        client=client,
        text=text,
        found=found,
        hits=[hit for hit in hits if hit.id != client.id],
        apart=others_apart(client.id, actor=actor),
        spoken=spoken,
        deed=DeedForm(),
    )


@merges.route(PAIR, methods=["GET", "POST"])
@requires("merges:make")
def compare(one: str, two: str) -> ResponseReturnValue:
    """Two records side by side: what stands, what moves; merged by a POST."""
    actor = current_actor()
    survivor, loser = _in_order(*queries.two_of(one, two, actor=actor))
    form = MergeForm()
    if form.validate_on_submit():
        fields = differing(queries.values_of(survivor), queries.values_of(loser))
        fields += [pair.field.key for pair in queries.own_pairs(survivor, loser)]
        onwards = _next(actor)
        done = attempt(
            form,
            lambda: operations.merge(
                survivor,
                loser,
                choices=choices_from(request.form, fields),
                versions=versions_from(request.form),
                reason=form.reason.data or "",
                actor=actor,
            ),
        )
        if done:
            back = url_for("merges.undo", public_id=done.public_id, version=done.version)
            said: Any = {
                "text": _("Merged: %(name)s", name=survivor.display_name),
                "undo_url": back,
            }
            flash(said, "ok")
            return redirect(onwards or url_for("card.show", public_id=survivor.public_id))
    page = render_template(
        "merges/compare.html",
        form=form,
        survivor=survivor,
        loser=loser,
        sheet=shown.sheet(
            survivor, loser, sees_sensitive=can(actor, "clients:read-sensitive"), sent=request.form
        ),
        branches=queries.branches(survivor, loser),
        apart=said_apart(survivor.id, loser.id),
        stands=operations.in_the_way([survivor.id, loser.id], actor=actor),
        pair=between(survivor, loser),
        spoken=spoken,
        managers=queries.managers_of((survivor, loser)),
        queued=request.args.get("pair", ""),
    )
    return page, 422 if form.is_submitted() else 200


@merges.post(f"{PAIR}/apart")
@requires("merges:make")
def apart(one: str, two: str) -> ResponseReturnValue:
    """They are not one."""
    actor, form = current_actor(), ApartForm()
    first, second = queries.two_of(one, two, actor=actor)
    onwards = _next(actor)
    duplicates.say_apart(first, second, actor=actor, reason=form.reason.data or "")
    flash(_("Remembered: these two are not the same."), "ok")
    return redirect(onwards or url_for("merges.compare", one=one, two=two))


@merges.post(f"{PAIR}/take-back")
@requires("merges:make")
def take_back(one: str, two: str) -> ResponseReturnValue:
    """They may be one after all."""
    actor = current_actor()
    first, second = queries.two_of(one, two, actor=actor)
    duplicates.take_back(first, second, actor=actor)
    flash(_("Taken back: these two may be one."), "ok")
    return redirect(url_for("merges.compare", one=one, two=two))


@merges.get(f"/{PID}")
@requires("merges:make")
def show(public_id: str) -> ResponseReturnValue:
    """One merge, what moved, and what its undo would do now."""
    merge = queries.merge_of(public_id, actor=current_actor())
    return render_template(
        "merges/show.html",
        merge=merge,
        states=STATES,
        moved=shown.counts(merge.moved),
        stayed=shown.counts(merge.stayed),
        plan=queries.undo_plan(merge) if merge.state is MergeState.DONE else None,
        kept=shown.kept(queries.kept_fields(merge)) if merge.state is MergeState.DONE else [],
        labels=shown.LABELS,
        deed=DeedForm(version=str(merge.version)),
    )


@merges.post(f"/{PID}/undo")
@requires("merges:make", step_up=True)
def undo(public_id: str) -> ResponseReturnValue:
    """Two records again."""
    actor = current_actor()
    merge = queries.merge_of(public_id, actor=actor, lock=True)
    form = DeedForm()
    form.version.data = form.version.data or request.args.get("version")  # the message's button
    counts = operations.undo(merge, version=form.version_number, actor=actor)
    if counts["kept"]:
        flash(_("Two records again. Kept as they are now: %(kept)s.", kept=counts["kept"]), "warn")
    else:
        flash(_("Two records again, as they were."), "ok")
    return redirect(url_for("merges.show", public_id=public_id))


def _in_order(one: Client, two: Client) -> tuple[Client, Client]:
    """(survivor, loser): as the person says, else the fuller record lives on, else the older."""
    chosen = request.values.get("survivor")
    if chosen in (one.public_id, two.public_id):
        return (one, two) if chosen == one.public_id else (two, one)
    rank = {
        client.id: (
            bool(client.vip_tier),
            str(client.lifecycle) == "client",
            fullness(queries.values_of(client)),
            -client.id,
        )
        for client in (one, two)
    }
    return (one, two) if rank[one.id] >= rank[two.id] else (two, one)


def _next(actor: Actor) -> str | None:
    """Where a person who works through the queue goes on; None outside of it."""
    queued = request.form.get("pair", "")
    if not queued:
        return None
    if not can(actor, "duplicates:decide"):
        return url_for("merges.listing")
    found = following(pair_of(queued, actor=actor), actor=actor)
    if found is None:
        return url_for("duplicates.queue")
    return url_for("duplicates.pair", public_id=found)
