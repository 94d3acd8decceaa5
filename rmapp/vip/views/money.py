"""What the terms of service cost against what the clients bring (V5)."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ...policy.enforce import current_actor, requires
from .. import queries
from ..economics import chart_of
from ..rules import reason_of
from .base import vip

FEW = 4  # managers whose names have room under the bars on a phone


@vip.get("/economics")
@requires("vip:read")
def economics() -> ResponseReturnValue:
    """Per client, manager and portfolio: is it worth it, and why not."""
    version = queries.policy_in_force()
    found = queries.Economics(current_actor(), version)
    managers = found.managers()
    whole = found.whole()
    losing = request.args.get("show") == "losing"
    return render_template(
        "vip/economics.html",
        version=version,
        whole=whole,
        managers=managers,
        page=found.clients(cursor=request.args.get("cursor"), losing=losing),
        losing=losing,
        chart=chart_of(whole, managers),
        narrow=chart_of(whole, managers, width=330, height=220) if len(managers) <= FEW else None,
        reason_of=reason_of,
        last=queries.latest(),
    )
