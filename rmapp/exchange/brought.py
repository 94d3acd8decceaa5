"""By which import a client came or was filled up, as a field of the catalogue (D13)."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from ..clients.catalogue import Field, FieldType, register
from ..clients.catalogue.conditions import Condition, leaf_of
from ..clients.models import Client
from ..policy.enforce import Actor, can
from . import queries
from .models import Import, ImportRow

KEY = "import"
_mine = (
    ImportRow.client_id == Client.id, ImportRow.is_done, Import.id == ImportRow.import_id
)  # fmt: skip
_FIELD = Field(
    KEY,
    _l("Import"),
    FieldType.CHOICE,
    "standing",
    sa.select(sa.func.string_agg(sa.distinct(Import.file_name), ", "))
    .where(*_mine)
    .scalar_subquery()
    .correlate(Client),
    tested=Import.public_id,
    related=lambda test: sa.exists().where(*_mine, test).correlate(Client),
)


@register(KEY)
def imports(actor: Actor) -> Field:
    """The field ``import``; its choices, the imports one may see, cost a statement."""
    return replace(_FIELD, choices=_choices(actor))


def _choices(actor: Actor) -> dict[str, str]:
    if not can(actor, "imports:run"):
        return {}
    return {row[0].public_id: row[0].file_name for row in queries.imports(actor).rows}


def of(import_: Import) -> Condition:
    """The condition of having come with ``import_``, or having been filled up by it."""
    field = replace(_FIELD, choices={import_.public_id: import_.file_name})
    return Condition(((leaf_of(field, "is", [import_.public_id]),),))
