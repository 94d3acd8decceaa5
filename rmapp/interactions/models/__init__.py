"""Tables of contacts: the contacts themselves, promises, the library of scenarios."""

from .contacts import Interaction, InteractionState, Participant
from .enclosures import Enclosure
from .handings import Handing, HandingState
from .promises import Promise, PromiseState
from .scenarios import Scenario, ScenarioVersion
from .texts import LetterText

__all__ = [
    "Enclosure",
    "Handing",
    "HandingState",
    "Interaction",
    "InteractionState",
    "LetterText",
    "Participant",
    "Promise",
    "PromiseState",
    "Scenario",
    "ScenarioVersion",
]
