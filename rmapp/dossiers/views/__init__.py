"""The pages of dossiers: making and editing them, contact persons, the bin."""

from . import creating, editing, persons
from .blueprint import dossiers

blueprints = [dossiers]

__all__ = ["blueprints", "creating", "dossiers", "editing", "persons"]
