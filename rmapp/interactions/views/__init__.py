"""The doors of contacts: planning, one contact, outcomes, the week, scenarios."""

from .contacts import interactions
from .joining import joining
from .materials import materials_of
from .outcomes import outcome
from .planning import plan
from .scenarios import scenarios
from .week import week

#: The views of one blueprint lie in a file per noun; naming them here loads them.
VIEWS = (joining, materials_of, outcome, plan, week)
blueprints = [interactions, scenarios]
