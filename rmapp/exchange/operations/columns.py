"""Saying what the columns are; kept for the same columns next time."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import insert

from ...clients.models import Source
from ...core import clock
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...policy.enforce import Actor, demand
from .. import fields, queries
from ..keepers import Keeping, keep, usual, value_of
from ..models import Import, ImportMapping, ImportMode, ImportState, KindRule

OPEN = (ImportState.UPLOADED, ImportState.CHECKED)


def map_columns(
    import_: Import,
    *,
    actor: Actor,
    mapping: Sequence[str],
    mode: ImportMode = ImportMode.BOTH,
    kind_rule: KindRule = KindRule.AUTO,
    overwrites: bool = False,
    is_lenient: bool = False,
    match_by: Sequence[str] = (),
    source_id: int | None = None,
    keeping: Keeping | None = None,
) -> Import:
    """Set how ``import_`` is read. ``mapping``: a field or "" for each column.

    ``match_by``: fields a known client is recognised by, all of those that both have; without any
    the rules of the duplicate check decide. ``keeping``: who gets new clients, see
    ``keepers.chosen`` (as ``keepers.usual`` says if None). Refuses with Forbidden,
    Conflict once it runs, Invalid for columns that are not clear or a colleague out of reach.
    """
    demand(actor, "imports:run")
    item = queries.item_of(import_)
    standing = queries.standing(import_, item)
    if standing not in (*OPEN, ImportState.FAILED, ImportState.STOPPED) or import_.created:
        raise Conflict(_("This import is under way: its columns stand."))
    import_.mapping = fields.checked_mapping(import_.columns, mapping)
    import_.match_by = fields.checked_match(import_.mapping, match_by)
    import_.mode, import_.kind_rule = mode, kind_rule
    import_.overwrites, import_.is_lenient = overwrites, is_lenient
    import_.source_id = _source(source_id)
    keep(import_, keeping or Keeping(usual(actor), actor.employee_id))
    import_.state = ImportState.UPLOADED
    db.session.flush()
    _remember(import_, actor)
    return import_


def _source(source_id: int | None) -> int | None:
    if source_id is None:
        return None
    if db.session.get(Source, source_id) is None:
        raise Invalid(fields={"source": [_l("Choose one of the values offered.")]})
    return source_id


def _remember(import_: Import, actor: Actor) -> None:
    pairs = zip(import_.columns, import_.mapping, strict=True)
    said = {
        "mapping": [field for column, field in pairs if not fields.is_remark(column)],
        "match_by": import_.match_by,
        "kind_rule": import_.kind_rule,
        "keeper": value_of(import_),
        "used_at": clock.now(),
    }
    db.session.execute(
        insert(ImportMapping)
        .values(
            employee_id=actor.employee_id,
            fingerprint=fields.fingerprint(import_.columns),
            **said,
        )
        .on_conflict_do_update(index_elements=["employee_id", "fingerprint"], set_=said)
    )
