"""Every change of a dossier."""

from .bin import move_to_bin, restore
from .creating import create_client, look_alikes
from .editing import convert, edit_client
from .persons import add_contact_person, edit_contact_person, remove_contact_person

__all__ = [
    "add_contact_person",
    "convert",
    "create_client",
    "edit_client",
    "edit_contact_person",
    "look_alikes",
    "move_to_bin",
    "remove_contact_person",
    "restore",
]
