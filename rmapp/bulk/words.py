"""What bulk deeds are called."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from ..interactions.words import KIND_NAMES, Kind
from .models import Deed, Fate

DEEDS: dict[Any, Any] = {
    Deed.SET: _l("Set a field"),
    Deed.ASSIGN: _l("Assign to a manager"),
    Deed.PLAN: _l("Plan a contact"),
    Deed.START: _l("Start a schedule"),
    Deed.TAKE: _l("Take into a plan"),
    Deed.LIST_ADD: _l("Add to a list"),
    Deed.LIST_REMOVE: _l("Take off a list"),
    Deed.BIN: _l("Move to the bin"),
}
PERMISSIONS = {
    Deed.SET: "clients:edit",
    Deed.ASSIGN: "assignments:edit",
    Deed.PLAN: "interactions:plan",
    Deed.START: "schedules:run",
    Deed.TAKE: "plans:take",
    Deed.LIST_ADD: "clients:read",
    Deed.LIST_REMOVE: "clients:read",
    Deed.BIN: "clients:delete",
}
FATES: dict[Any, Any] = {
    Fate.DUE: _lp("bulk", "will be changed"),
    Fate.DONE: _lp("bulk", "changed"),
    Fate.SAME: _lp("bulk", "are so already"),
    Fate.FORBIDDEN: _lp("bulk", "you may not change"),
    Fate.UNFIT: _lp("bulk", "do not fit"),
}
#: Why a client does not fit, by deed.
UNFIT: dict[Any, Any] = {
    Deed.SET: _l("The field does not belong to this kind of client."),
    Deed.ASSIGN: _l("A VIP client needs a manager who may serve VIP clients."),
    Deed.PLAN: _l("Nobody serves the client: there is no diary to plan in."),
    Deed.BIN: _l("A VIP client cannot go to the bin: end the VIP status first."),
    Deed.START: _l(
        "Nobody serves the client, the client is inactive, or the series is for another kind"
        " of client."
    ),
    Deed.TAKE: _l(
        "Only active prospects with a manager who has a share, and whom no other plan works."
    ),
    Deed.LIST_ADD: "",
    Deed.LIST_REMOVE: "",
}
#: Why nothing changes for a client, by deed.
SAME: dict[Any, Any] = {
    Deed.SET: _l("The field says so already."),
    Deed.ASSIGN: _l("This colleague serves the client already."),
    Deed.PLAN: _l("A contact is planned at that time already."),
    Deed.BIN: _l("The client is in the bin already."),
    Deed.START: _l("This series runs with the client already."),
    Deed.TAKE: _l("The plan has the client already."),
    Deed.LIST_ADD: _l("The list has the client already."),
    Deed.LIST_REMOVE: _l("The list has no such client."),
}


#: What stands in for it where whoever has a contact planned is spared.
SPARED = _l("A contact is planned with the client already.")
#: With many at once: what takes no hour of its own.
PLANNED_KINDS = {
    kind.value: KIND_NAMES[kind] for kind in (Kind.CALL, Kind.EMAIL, Kind.LETTER, Kind.MESSAGE)
}


def why_not(deed: Deed, fate: Fate, *, spares: bool = False) -> Any:
    """Why ``deed`` leaves a client of ``fate`` out; nothing where the fate says it all.

    ``spares``: whoever has a contact planned already is left out."""
    if deed is Deed.PLAN and fate is Fate.SAME and spares:
        return SPARED
    return {Fate.UNFIT: UNFIT, Fate.SAME: SAME}.get(fate, {}).get(deed, "")
