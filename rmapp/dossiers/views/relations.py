"""Ties to other clients (D6)."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.queries import client_of, search
from ...core.forms import attempt
from ...policy.enforce import current_actor, requires
from .. import operations, queries
from ..forms import RelationForm
from ..operations import MUTUAL
from ..rules.ties import kinds_between
from .blueprint import ONE, dossiers

TIE = f"{ONE}/relations/<string(length=16):relation_id>"


@dossiers.route(f"{ONE}/relations/new", methods=["GET", "POST"])
@requires("clients:edit")
def add_relation(public_id: str) -> ResponseReturnValue:
    """A new tie: first the other client is found, then the tie is described."""
    actor, form = current_actor(), RelationForm()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    text = request.args.get("q", "").strip()[:200]
    chosen = request.values.get("other", "")
    other = client_of(chosen, actor=actor) if chosen else None
    if other is not None:
        form.offer(kinds_between(client.kind, other.kind))
    if other is not None and form.validate_on_submit():
        made = attempt(
            form,
            lambda: operations.relate(client, other.public_id, actor=actor, fields=form.values()),
        )
        if made:
            flash(_("The tie is kept: %(name)s", name=other.display_name), "ok")
            return redirect(url_for("card.show", public_id=public_id, _anchor="relations"))
    hits = [hit for hit in search(actor, text) if hit.public_id != public_id] if text else []
    is_fragment = bool(request.headers.get("X-Fragment"))
    return render_template(
        "dossiers/_relation_hits.html" if is_fragment and not other else "dossiers/relation.html",
        form=form,
        client=client,
        other=other,
        relation=None,
        text=text,
        hits=hits,
    )


@dossiers.route(TIE, methods=["GET", "POST"])
@requires("clients:edit")
def edit_relation(public_id: str, relation_id: str) -> ResponseReturnValue:
    """A tie in fields: its dates, share, consent; ended by its date."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    relation, other = queries.relation_of(relation_id, client=client, actor=actor)
    form = RelationForm(obj=relation if request.method == "GET" else None)
    del form.kind
    if request.method == "GET":
        form.version.data = relation.version
    elif form.validate() and attempt(
        form,
        lambda: operations.change_relation(
            relation,
            client=client,
            other=other,
            actor=actor,
            version=form.version_number,
            fields=form.values(),
        ),
    ):
        flash(_("The tie is kept: %(name)s", name=other.display_name), "ok")
        return redirect(url_for("card.show", public_id=public_id, _anchor="relations"))
    return render_template(
        "dossiers/relation.html",
        form=form,
        client=client,
        other=other,
        relation=relation,
        is_back=relation.other_id == client.id and relation.kind not in MUTUAL,
    )


@dossiers.post(f"{TIE}/remove")
@requires("clients:edit")
def remove_relation(public_id: str, relation_id: str) -> ResponseReturnValue:
    """A tie that never was."""
    actor = current_actor()
    client = client_of(public_id, actor=actor, permission="clients:edit")
    relation, other = queries.relation_of(relation_id, client=client, actor=actor)
    operations.undo_relation(relation, client=client, other=other, actor=actor)
    flash(_("The tie is taken off: %(name)s", name=other.display_name), "ok")
    return redirect(url_for("card.show", public_id=public_id, _anchor="relations"))
