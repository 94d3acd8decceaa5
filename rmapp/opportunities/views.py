"""Pages of the funnel: board, table, one opportunity."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..clients import queries as clients
from ..core.forms import DeedForm, attempt
from ..core.i18n import reader_language
from ..policy.enforce import can, current_actor, requires
from ..products import queries as products
from . import operations, queries
from .forms import LossForm, OpportunityForm
from .models import LOSS_LABELS, Ending, LossReason
from .panels import panels_of
from .words import LACK_WORDS

opportunities = Blueprint("opportunities", __name__, url_prefix="/opportunities")
blueprints = [opportunities]

ID = "<string(length=16):public_id>"


@opportunities.get("/board")
@requires("opportunities:read")
def board() -> ResponseReturnValue:
    """The board: one lane per stage."""
    mine, manager = request.args.get("whose") == "mine", request.args.get("manager") or None
    lanes = queries.board(current_actor(), mine=mine, manager=manager)
    return render_template(
        "opportunities/board.html",
        lanes=lanes,
        lacks=LACK_WORDS,
        total=sum(lane.count for lane in lanes),
        weighted=sum(lane.weighted for lane in lanes if lane.stage.ending is Ending.OPEN),
        mine=mine,
        manager=manager,
    )


@opportunities.get("/board/<string(maxlength=64):stage>/more")
@requires("opportunities:read")
def more(stage: str) -> ResponseReturnValue:
    """The next cards of a lane."""
    mine, manager = request.args.get("whose") == "mine", request.args.get("manager") or None
    lane = queries.more_of_lane(
        current_actor(),
        queries.stage_of(stage),
        after=request.args.get("after", ""),
        mine=mine,
        manager=manager,
    )
    return render_template("opportunities/_more.html", lane=lane, mine=mine, manager=manager)


@opportunities.post("/board/move")
@requires("opportunities:edit")
def move() -> ResponseReturnValue:
    """Move a card to another stage. A fragment for the board, a page for the plain form."""
    actor = current_actor()
    asked = request.values  # an undo carries them in its address
    version = asked.get("version", "")
    if not version.isascii() or not version.isdigit() or len(version) > 9:
        abort(400)
    opportunity = queries.opportunity_of(
        asked.get("opportunity", ""), actor=actor, permission="opportunities:edit"
    )
    before = opportunity.stage
    stage = queries.stage_of(asked.get("stage", ""))
    operations.move(opportunity, actor=actor, version=int(version), stage=stage)
    words = _(
        "%(title)s → %(stage)s", title=opportunity.title, stage=stage.name_in(reader_language())
    )
    undo_url = url_for(
        "opportunities.move",
        opportunity=opportunity.public_id,
        stage=before.code,
        version=opportunity.version,
    )
    if not request.headers.get("X-Fragment"):
        flash({"text": words, "undo_url": undo_url})  # type: ignore[arg-type]
        if asked.get("back") == "show":
            return redirect(url_for("opportunities.show", public_id=opportunity.public_id))
        return redirect(url_for("opportunities.board"))
    heads = queries.lane_heads(actor, [before.id, stage.id])
    return render_template(
        "opportunities/_moved.html",
        card=queries.card_of(opportunity.id),
        before=before,
        stage=stage,
        heads=heads,
        words=words,
        undo_url=undo_url,
    )


@opportunities.get("")
@requires("opportunities:read")
def listing() -> ResponseReturnValue:
    """The table of opportunities."""
    stage = request.args.get("stage") or None
    closed = request.args.get("closed") == "1"
    page = queries.listing(
        current_actor(),
        stage=stage,
        mine=request.args.get("whose") == "mine",
        manager=request.args.get("manager") or None,
        closed=closed,
        cursor=request.args.get("cursor"),
    )
    return render_template(
        "opportunities/listing.html",
        page=page,
        stages=queries.stages(),
        stage=stage,
        closed=closed,
        mine=request.args.get("whose") == "mine",
    )


@opportunities.route("/new", methods=["GET", "POST"])
@requires("opportunities:edit")
def create() -> ResponseReturnValue:
    """Open an opportunity: first the client is found, then the form."""
    actor = current_actor()
    client_id = request.args.get("client", "")
    if not client_id:
        text = request.args.get("q", "").strip()[:200]
        hits = clients.search(actor, text, 20) if text else []
        return render_template("opportunities/find_client.html", text=text, hits=hits)
    client = clients.client_of(client_id, actor=actor, permission="opportunities:edit")
    form, catalogue = OpportunityForm(), products.catalogue()
    form.offer(catalogue, reader_language(), spare=3 if "more" in request.form else 2)
    if "more" not in request.form and form.validate_on_submit():
        made = attempt(
            form,
            lambda: operations.open_opportunity(
                client, actor=actor, lines=form.chosen(catalogue), **form.values()
            ),
        )
        if made:
            flash(_("The opportunity is open."))
            if request.args.get("then") == "proposal" and can(actor, "proposals:edit"):
                return redirect(url_for("proposals.create", opportunity=made.public_id))
            return redirect(url_for("opportunities.show", public_id=made.public_id))
    return render_template("opportunities/form.html", form=form, client=client, opportunity=None)


@opportunities.get(f"/{ID}")
@requires("opportunities:read")
def show(public_id: str) -> ResponseReturnValue:
    """One opportunity."""
    actor = current_actor()
    opportunity = queries.opportunity_of(public_id, actor=actor)
    stages = queries.stages()
    return render_template(
        "opportunities/show.html",
        opportunity=opportunity,
        stages=stages,
        refused=queries.refusals(opportunity, stages),
        panels=panels_of(actor, opportunity),
        deed=DeedForm(),
        loss_labels=LOSS_LABELS,
    )


@opportunities.route(f"/{ID}/edit", methods=["GET", "POST"])
@requires("opportunities:edit")
def edit(public_id: str) -> ResponseReturnValue:
    """Change an opportunity."""
    actor = current_actor()
    opportunity = queries.opportunity_of(public_id, actor=actor, permission="opportunities:edit")
    form = OpportunityForm(data=OpportunityForm.of(opportunity))
    held = [line.product for line in opportunity.lines]
    catalogue = products.catalogue()
    catalogue += [one for one in held if one.id not in {p.id for p in catalogue}]
    form.offer(catalogue, reader_language(), spare=3 if "more" in request.form else 2)
    if "more" not in request.form and form.validate_on_submit():
        done = attempt(
            form,
            lambda: operations.edit_opportunity(
                opportunity,
                actor=actor,
                version=form.version_number,
                lines=form.chosen(catalogue),
                **form.values(),
            ),
        )
        if done:
            flash(_("The opportunity is saved."))
            return redirect(url_for("opportunities.show", public_id=public_id))
    return render_template(
        "opportunities/form.html", form=form, client=opportunity.client, opportunity=opportunity
    )


@opportunities.route(f"/{ID}/lose", methods=["GET", "POST"])
@requires("opportunities:edit")
def lose(public_id: str) -> ResponseReturnValue:
    """Close an opportunity as lost, with the reason."""
    actor = current_actor()
    opportunity = queries.opportunity_of(public_id, actor=actor, permission="opportunities:edit")
    form = LossForm(data={"competitor": opportunity.competitor, "version": opportunity.version})
    if form.validate_on_submit():
        operations.lose(
            opportunity,
            actor=actor,
            version=form.version_number,
            reason=LossReason(form.reason.data),
            words=form.words.data or "",
            competitor=form.competitor.data or "",
        )
        flash(_("The opportunity is closed as lost."))
        return redirect(url_for("opportunities.show", public_id=public_id))
    return render_template("opportunities/lose.html", form=form, opportunity=opportunity)


@opportunities.post(f"/{ID}/reopen")
@requires("opportunities:edit")
def reopen(public_id: str) -> ResponseReturnValue:
    """Open a closed opportunity again."""
    actor = current_actor()
    opportunity = queries.opportunity_of(public_id, actor=actor, permission="opportunities:edit")
    form = DeedForm()
    operations.reopen(opportunity, actor=actor, version=form.version_number)
    flash(_("The opportunity is open again."))
    return redirect(url_for("opportunities.show", public_id=public_id))
