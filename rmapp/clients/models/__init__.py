"""Tables of the client base."""

from __future__ import annotations

from .client import NEVER, Client, ClientKind, Lifecycle, Source, Temperature
from .custom import COLUMN_OF, CustomField, CustomType, CustomValue
from .people import Attitude, ContactPerson, DecisionRole, Relation, RelationKind
from .reaching import ClientAddress, ClientEmail, ClientPhone
from .serving import PRIMARY, Assignment, AssignmentRole, ClientEvent

__all__ = [
    "COLUMN_OF",
    "NEVER",
    "PRIMARY",
    "Assignment",
    "AssignmentRole",
    "Attitude",
    "Client",
    "ClientAddress",
    "ClientEmail",
    "ClientEvent",
    "ClientKind",
    "ClientPhone",
    "ContactPerson",
    "CustomField",
    "CustomType",
    "CustomValue",
    "DecisionRole",
    "Lifecycle",
    "Relation",
    "RelationKind",
    "Source",
    "Temperature",
]
