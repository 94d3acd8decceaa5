"""The pages of dossiers: making and editing them, what stands around a client, the bin."""

from .. import measured
from . import creating, deeds, editing, fields, identity, persons, relations, sources
from .blueprint import dossiers

blueprints = [dossiers, sources.sources]

__all__ = [
    "blueprints",
    "creating",
    "deeds",
    "dossiers",
    "editing",
    "fields",
    "identity",
    "measured",
    "persons",
    "relations",
    "sources",
]
