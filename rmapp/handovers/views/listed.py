"""The list of a draft's clients as an address narrows it, and whom a deed on it is for."""

from __future__ import annotations

from typing import Any

from flask import request

from .. import queries
from ..models import Handover
from ..words import ONLY


def listed(handover: Handover) -> dict[str, Any]:
    """The list of a draft, as it is asked for."""
    sieve = queries.sieve_of(request.args)
    return {
        "page": queries.items(handover, sieve=sieve, cursor=request.args.get("cursor")),
        "sieve": sieve,
        "onlys": {code: ONLY[code] for code in queries.OF_DRAFT},
    }


def chosen_of(handover: Handover) -> list[str]:
    """The public ids of the clients a deed is for: the rows that were ticked, or all that the list
    was narrowed to."""
    if request.form.get("everything"):
        return queries.found_clients(handover, queries.sieve_of(request.args))
    return request.form.getlist("ids")
