"""What the pages share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g

from ...core.formatting import number
from ...core.i18n import reader_language
from ...policy.enforce import Actor
from ...portfolios.queries import managers
from .. import queries, words
from ..models import VipPolicyVersion

vip = Blueprint("vip", __name__, url_prefix="/vip")
PID = "<string(length=16):public_id>"


def names_of(version: VipPolicyVersion) -> dict[str, str]:
    """Tier code → its name in the language of the page."""
    return {one.code: one.name_in(reader_language()) for one in version.tiers}


def certified(actor: Actor) -> list[tuple[str, str]]:
    """Managers who may serve VIPs, with their loads, to choose from."""
    return [
        (
            one.employee.public_id,
            f"{one.employee.name}: {number(one.load.points)} / {number(one.load.capacity)}",
        )
        for one in managers(actor)
        if one.employee.is_vip_certified
    ]


@vip.app_context_processor
def _words() -> dict[str, Any]:
    return {"vip_words": words, "vip_name": _name}


def _name(code: str) -> str:
    """The name of a tier of the policy in force; one statement a page."""
    if "vip_names" not in g:
        terms = queries.terms_in_force()
        key = "name_ru" if reader_language() == "ru" else "name_en"
        g.vip_names = {one.tier: getattr(one, key) for one in terms.values()}
    return words.tier_name(g.vip_names, code)
