"""Tables of the client base."""

from __future__ import annotations

from .client import NEVER, Client, ClientKind, Lifecycle, Source, SourceKind, Temperature
from .custom import COLUMN_OF, CustomField, CustomType, CustomValue
from .knowing import ClientFact, DocumentKind, IdentityDocument, Origin
from .past import KEPT_PAST, ClientPast
from .people import Attitude, ContactPerson, DecisionRole, Level, Relation, RelationKind
from .reaching import ClientAddress, ClientEmail, ClientMessenger, ClientPhone
from .serving import (
    OF_PRIMARY_MANAGER,
    PRIMARY,
    Assignment,
    AssignmentRole,
    ClientEvent,
    UnservedClient,
)
from .views import DefaultView, SavedView, Sharing
from .words import NameWord

__all__ = [
    "COLUMN_OF",
    "KEPT_PAST",
    "NEVER",
    "OF_PRIMARY_MANAGER",
    "PRIMARY",
    "Assignment",
    "AssignmentRole",
    "Attitude",
    "Client",
    "ClientAddress",
    "ClientEmail",
    "ClientEvent",
    "ClientFact",
    "ClientKind",
    "ClientMessenger",
    "ClientPast",
    "ClientPhone",
    "ContactPerson",
    "CustomField",
    "CustomType",
    "CustomValue",
    "DecisionRole",
    "DefaultView",
    "DocumentKind",
    "IdentityDocument",
    "Level",
    "Lifecycle",
    "NameWord",
    "Origin",
    "Relation",
    "RelationKind",
    "SavedView",
    "Sharing",
    "Source",
    "SourceKind",
    "Temperature",
    "UnservedClient",
]
