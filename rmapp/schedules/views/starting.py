"""Starting a schedule with a client: the dates and their reasons are seen before anything is
planned."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.models import Client
from ...clients.queries import client_of, search
from ...core import clock
from ...core.forms import attempt
from ...core.i18n import reader_language
from ...policy.enforce import Actor, current_actor, requires
from ...staff.models import Employee
from .. import operations, queries
from ..forms import StartForm
from ..models import Schedule, TemplateVersion
from ..operations import Proposed
from ..operations.running import FARTHEST
from .running import said, schedules


@schedules.route("/start", methods=["GET", "POST"])
@requires("schedules:run")
def start() -> ResponseReturnValue:
    """Choose a template, see its dates with this client, start it. Without a client named, find
    one first."""
    actor = current_actor()
    named = request.values.get("client", "")
    if not named:
        text = request.args.get("text", "")[:100].strip()
        hits = search(actor, text, 12) if text else []
        return render_template("schedules/whom.html", text=text, hits=hits)
    client = client_of(named, actor=actor, permission="schedules:run")
    versions = queries.in_use(client.kind)
    owner = queries.owner_for(client.id, actor)
    form = _form(versions, owner)
    version = _chosen(versions, form.template.data)
    proposed: list[Proposed] = []
    without: set[str] = set()
    if version is not None:
        without = _without(version, form)
        proposed = operations.propose(
            version, client, owner=owner, starts_on=_day(form, owner), without=without
        )
    if version is not None and form.validate_on_submit() and _as_seen(form, proposed):
        begun = _start(form, client, version, actor=actor, owner=owner, without=without)
        if begun is not None:
            return redirect(url_for("schedules.show", public_id=begun.public_id))
    return render_template(
        "schedules/start.html",
        form=form,
        client=client,
        owner=owner,
        versions=versions,
        version=version,
        proposed={one.step.public_id: one.placed for one in proposed},
        without=without,
        seen=digest(proposed),
        live=queries.live_of(client.id),
        **said(),
    )


def _form(versions: Sequence[TemplateVersion], owner: Employee) -> StartForm:
    """The form as it was sent, or as the address asks: ``?template=&starts_on=&keep=``."""
    given = request.form if request.method == "POST" else request.args
    form = StartForm(given if given.get("starts_on") else None)
    form.offer(versions, reader_language())
    if not form.template.data:
        asked = request.args.get("template", "")
        form.template.data = asked or (versions[0].template.public_id if versions else "")
    if not form.starts_on.data and not given.get("starts_on"):
        form.starts_on.data = clock.today(owner.zone)
    return form


def _day(form: StartForm, owner: Employee) -> dt.date:
    today = clock.today(owner.zone)
    day: dt.date | None = form.starts_on.data
    if day is None or not today <= day <= today + FARTHEST:
        return today
    return day


def _chosen(versions: Sequence[TemplateVersion], public_id: str) -> TemplateVersion | None:
    return next((one for one in versions if one.template.public_id == public_id), None)


def _without(version: TemplateVersion, form: StartForm) -> set[str]:
    """The steps left out: all that were offered and are not among the kept."""
    if request.values.get("of") != version.template.public_id:
        return set()
    kept = set(form.keep.data or [])
    return {one.public_id for one in version.steps if one.public_id not in kept}


def digest(proposed: Sequence[Proposed]) -> str:
    """What stands for the dates shown: they may be others when the button is pressed."""
    text = "|".join(f"{one.step.public_id}@{one.placed.at}" for one in proposed)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _as_seen(form: StartForm, proposed: Sequence[Proposed]) -> bool:
    if request.form.get("seen") == digest(proposed):
        return True
    form.form_errors = [_("The dates below are not those you saw: look at them and start again.")]
    return False


def _start(
    form: StartForm,
    client: Client,
    version: TemplateVersion,
    *,
    actor: Actor,
    owner: Employee,
    without: set[str],
) -> Schedule | None:
    done: Any = attempt(
        form,
        lambda: operations.start(
            client,
            version,
            actor=actor,
            starts_on=form.starts_on.data,
            without=without,
            owner=owner,
        ),
    )
    if not done:
        return None
    flash(_("The schedule has started; its contacts are in the diary."), "ok")
    return done if isinstance(done, Schedule) else None
