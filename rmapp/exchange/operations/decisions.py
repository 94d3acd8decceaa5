"""A person decides about rows of the check: take in, fill up the known client, leave out."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from ...audit import operations as audit
from ...core.db import db
from ...core.errors import Conflict, Invalid
from ...policy.enforce import Actor, demand
from .. import queries
from ..fates import changes_for
from ..models import Fate, Import, ImportRow, ImportState

ALLOWED = (Fate.CREATE, Fate.UPDATE, Fate.SKIP)
MOST = 500


def decide(import_: Import, *, actor: Actor, numbers: Sequence[int], fate: Fate) -> int:
    """Set the fate of the rows ``numbers`` (of the file); how many took it.

    A row in error stays one; only a row whose client is within reach can fill it up. Refuses with
    Forbidden, Conflict once the import runs, Invalid for another fate or too many rows.
    """
    demand(actor, "imports:run")
    import_ = queries.locked(import_.id)
    if import_.state is not ImportState.CHECKED:
        raise Conflict(_("This import is under way: its rows stand."))
    if fate not in ALLOWED:
        raise Invalid(_("Choose one of the values offered."))
    if len(numbers) > MOST:
        raise Invalid(_("%(most)s rows at most at once.", most=MOST))
    rows = list(
        db.session.execute(
            sa.select(ImportRow)
            .where(
                ImportRow.import_id == import_.id,
                ImportRow.number.in_(list(numbers)),
                ImportRow.fate != Fate.ERROR,
            )
            .with_for_update()
        ).scalars()
    )
    if fate is Fate.UPDATE:
        near = queries.editable(actor, [row.client_id for row in rows if row.client_id])
        rows = [row for row in rows if row.client_id in near and not row.is_foreign]
        wanted = {row.number: row.client_id for row in rows if row.client_id is not None}
        changes = changes_for(import_, wanted, {}) if wanted else {}
        rows = [row for row in rows if row.number in changes]
        for row in rows:
            row.changes = changes[row.number]
    for row in rows:
        row.fate, row.is_decided = fate, True
        if fate is Fate.CREATE:
            row.client_id, row.is_foreign = None, False
    db.session.flush()
    if rows:
        audit.record(
            "import:decided",
            actor=actor,
            obj=import_,
            name=import_.file_name,
            detail={"fate": fate.value, "rows": [row.number for row in rows]},
        )
    return len(rows)
