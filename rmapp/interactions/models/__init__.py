"""Tables of contacts: the contacts themselves, promises, the library of scenarios."""

from .contacts import Interaction, InteractionState, Participant
from .handings import Handing, HandingState
from .promises import Promise, PromiseState
from .scenarios import Scenario, ScenarioVersion

__all__ = [
    "Handing",
    "HandingState",
    "Interaction",
    "InteractionState",
    "Participant",
    "Promise",
    "PromiseState",
    "Scenario",
    "ScenarioVersion",
]
