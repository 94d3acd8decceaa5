"""Every change of a dossier."""

from .activity import set_active
from .bin import move_to_bin, restore
from .creating import create_client, look_alikes
from .editing import convert, edit_client, kept
from .identity import Revealed, drop_document, keep_document, reveal_document
from .learning import PREFIX, learn
from .lists import zone_of
from .past import bring_back, bring_back_field
from .persons import (
    add_contact_person,
    bring_back_contact_person,
    edit_contact_person,
    remove_contact_person,
)
from .reconciling import Reconciled, reconcile
from .relations import MUTUAL, change_relation, relate, undo_relation
from .sources import add_source, change_source

__all__ = [
    "MUTUAL",
    "PREFIX",
    "Reconciled",
    "Revealed",
    "add_contact_person",
    "add_source",
    "bring_back",
    "bring_back_contact_person",
    "bring_back_field",
    "change_relation",
    "change_source",
    "convert",
    "create_client",
    "drop_document",
    "edit_client",
    "edit_contact_person",
    "keep_document",
    "kept",
    "learn",
    "look_alikes",
    "move_to_bin",
    "reconcile",
    "relate",
    "remove_contact_person",
    "restore",
    "reveal_document",
    "set_active",
    "undo_relation",
    "zone_of",
]
