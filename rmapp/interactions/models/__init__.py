"""Tables of contacts: the contacts themselves, promises, the library of scenarios."""

from .contacts import Interaction, InteractionState, Participant
from .promises import Promise, PromiseState
from .scenarios import Scenario, ScenarioVersion

__all__ = [
    "Interaction",
    "InteractionState",
    "Participant",
    "Promise",
    "PromiseState",
    "Scenario",
    "ScenarioVersion",
]
