"""The doors of the day and the desk."""

from flask.blueprints import BlueprintSetupState

from ...policy.enforce import Actor
from ..queries import counters
from .briefs import briefs
from .day import home
from .desk import desk
from .filling import fill_week
from .palette import palette

#: Naming the views of the other file loads them.
VIEWS = (briefs, desk, fill_week)
blueprints = [home, palette]


@home.record_once
def offer_counters(state: BlueprintSetupState) -> None:
    """Give the navigation its counters."""
    state.app.extensions["rmapp.counters"] = badges
    state.app.extensions["rmapp.unread"] = lambda actor: counters(actor).unread


def badges(actor: Actor) -> dict[str, int]:
    """The numbers beside the places of the navigation."""
    found = counters(actor)
    return {
        "due": found.due,
        "incoming": found.incoming,
        "handovers": found.handovers,
        "oversight": found.to_review,
        "proposals": found.to_approve,
    }
