"""Every select over dossiers."""

from .around import (
    Chief,
    chiefs_of,
    contact_person_of,
    document_of,
    documents_of,
    relation_of,
    same_relation,
)
from .clients import (
    MadeByHand,
    Meanwhile,
    assignable,
    binned,
    changes_since,
    deleted_client_of,
    employee_id,
    in_bin,
    known_of,
    locked,
    made_by_hand,
)
from .past import authors_at, lists_at, others_of
from .sources import clients_from, offered_sources, source_name, source_of, sources

__all__ = [
    "Chief",
    "MadeByHand",
    "Meanwhile",
    "assignable",
    "authors_at",
    "binned",
    "changes_since",
    "chiefs_of",
    "clients_from",
    "contact_person_of",
    "deleted_client_of",
    "document_of",
    "documents_of",
    "employee_id",
    "in_bin",
    "known_of",
    "lists_at",
    "locked",
    "made_by_hand",
    "offered_sources",
    "others_of",
    "relation_of",
    "same_relation",
    "source_name",
    "source_of",
    "sources",
]
