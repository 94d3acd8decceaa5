"""The lists of the API: the slices' own reach, narrowed and paged as the API asks.

Pages for people and pages for machines differ in filters and length, not in what is visible:
every statement here stands on ``within_reach`` or on a slice's ``visible_to``.
"""

from .clients import (
    chosen_source,
    client_after,
    client_key,
    clients_by_key,
    contact_person,
    contact_person_key,
    contact_persons,
    facts,
    persons_by_key,
    relation,
    relations,
    sees_sensitive,
)
from .contacts import interaction_after, interaction_ids, interactions
from .house import (
    assignment,
    assignments,
    employee_after,
    employees,
    handover_after,
    handover_item_after,
    handovers,
    substitutions,
)
from .promises import parties_of, promise_after, promises
from .sales import message, messages, opportunities, opportunity_after, proposal_after, proposals
from .schedules import schedule_templates

__all__ = [
    "assignment",
    "assignments",
    "chosen_source",
    "client_after",
    "client_key",
    "clients_by_key",
    "contact_person",
    "contact_person_key",
    "contact_persons",
    "employee_after",
    "employees",
    "facts",
    "handover_after",
    "handover_item_after",
    "handovers",
    "interaction_after",
    "interaction_ids",
    "interactions",
    "message",
    "messages",
    "opportunities",
    "opportunity_after",
    "parties_of",
    "persons_by_key",
    "promise_after",
    "promises",
    "proposal_after",
    "proposals",
    "relation",
    "relations",
    "schedule_templates",
    "sees_sensitive",
    "substitutions",
]
