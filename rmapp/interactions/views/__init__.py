"""The doors of contacts: planning, one contact, outcomes, the week, scenarios."""

from .changing import edit
from .contacts import interactions
from .correcting import correct
from .joining import joining
from .materials import materials_of
from .moving import move
from .outcomes import outcome
from .planning import plan
from .recording import record
from .scenarios import scenarios
from .texts import letter_texts
from .week import week
from .writing import letter_fields

#: The views of one blueprint lie in a file per noun; naming them here loads them.
VIEWS = (correct, edit, joining, letter_fields, materials_of, move, outcome, plan, record, week)
blueprints = [interactions, scenarios, letter_texts]
