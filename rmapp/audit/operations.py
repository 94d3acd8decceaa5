"""Writing the trail: entries are gathered while the deed is done and chained last of all.

The lock of the chain is taken as the last thing before the commit (ruling 19), so that it is
held for one insert and a bulk deed is one entry with its items in ``detail``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import g, has_app_context

from ..core import clock
from ..core.db import db
from ..core.transaction import before_commit, memo
from ..policy.enforce import Actor
from ..settings import settings
from .models import AuditEntry, AuditHead, Opening

GENESIS = "0" * 64
OPENINGS_KEPT = dt.timedelta(days=396)
_GATHERED = "audit.entries"
WORDS = ("object_name", "reason", "detail")
ERASED = "client:erased"  # the deed that alone explains forgotten words


def record(
    tag: str,
    *,
    actor: Actor | None,
    obj: Any = None,
    name: str = "",
    client_id: int | None = None,
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Add an entry to the trail of the open transaction.

    ``tag``: ``kind:deed`` such as ``client:created``. ``actor`` None: the house itself.
    ``obj``: the row concerned (its table and key are noted). ``detail``: plain JSON values.
    """
    gathered: list[dict[str, Any]] = memo().setdefault(_GATHERED, [])  # type: ignore[assignment]
    if not gathered:
        before_commit(_append)
    gathered.append(
        {
            "at": clock.now(),
            "actor_id": actor.employee_id if actor else None,
            "actor_name": actor.name[:200] if actor else "",
            "session_id": actor.session_id if actor else None,
            "tag": tag,
            "object_kind": obj.__tablename__ if obj is not None else "",
            "object": obj,
            "object_name": (name or _name_of(obj))[:500],
            "client_id": client_id,
            "reason": reason[:500],
            "detail": detail or {},
            "request_number": g.get("request_number", "") if has_app_context() else "",
        }
    )


_OPENED = sa.insert(Opening.__table__)  # type: ignore[arg-type]


def opened(client_id: int, *, actor: Actor) -> None:
    """Write down that ``actor`` opened the dossier: one row, no lock."""
    row = {"employee_id": actor.employee_id, "client_id": client_id, "at": clock.now()}
    db.session.execute(_OPENED, row)


def forget_openings() -> int:
    """Delete openings older than thirteen months; return how many."""
    gone: Any = db.session.execute(
        sa.delete(Opening)
        .where(Opening.at < clock.now() - OPENINGS_KEPT)
        .execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)


def _name_of(obj: Any) -> str:
    for attribute in ("display_name", "name", "title", "number"):
        value = obj.__dict__.get(attribute) if obj is not None else None
        if isinstance(value, str):
            return value
    return getattr(obj, "name", "") if obj is not None and hasattr(type(obj), "name") else ""


#: What every deed asks of the trail: built once.
_head: Any = AuditHead.__table__
_entry: Any = AuditEntry.__table__
_HEAD_HELD = sa.select(_head.c.last_id, _head.c.last_hash).where(_head.c.id == 1).with_for_update()
_HEAD_MOVED: Any = (
    sa.update(_head)
    .where(_head.c.id == 1)
    .values(
        last_id=sa.bindparam("number"),
        last_hash=sa.bindparam("last"),
        seal=sa.bindparam("over"),
    )
)
_rows = (
    sa.func.unnest(*(sa.bindparam(f"all_{one.name}", type_=sa.ARRAY(one.type)) for one in _entry.c))
    .table_valued(*(sa.column(one.name, one.type) for one in _entry.c), name="gathered")
    .render_derived()
)
#: Entries of any number, column by column, and the head moved with them: one statement.
_ENTERED = (
    sa.insert(_entry)
    .from_select([one.name for one in _rows.c], sa.select(*_rows.c))
    .add_cte(_HEAD_MOVED.cte("moved"))
)


def _append() -> None:
    entries: list[dict[str, Any]] = memo().pop(_GATHERED)  # type: ignore[assignment]
    db.session.flush()
    head = db.session.execute(_HEAD_HELD).one()
    number, previous = head.last_id, head.last_hash
    rows = []
    for entry in entries:
        obj = entry.pop("object")
        number += 1
        row = {**entry, "id": number, "object_id": getattr(obj, "id", None), "prev_hash": previous}
        row["words_digest"], row["forgotten_at"] = seal_words(row), None
        row["hash"] = previous = seal_row(row)
        rows.append(row)
    by_column: dict[str, Any] = {f"all_{name}": [row[name] for row in rows] for name in rows[0]}
    by_column |= {"number": number, "last": previous, "over": seal_head(number, previous)}
    db.session.execute(_ENTERED, by_column)


def seal_row(row: dict[str, Any]) -> str:
    """The HMAC-SHA-256 of an entry chained to ``prev_hash`` (64 hex digits).

    Entries with a digest of their words are sealed with it instead of the words.
    """
    out = {"hash", "at", "forgotten_at"}
    out |= set(WORDS) if row.get("words_digest") else {"words_digest"}
    facts = {key: row[key] for key in sorted(row) if key not in out}
    facts["at"] = row["at"].isoformat(timespec="microseconds")
    body = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return _hmac(body)


def seal_words(row: dict[str, Any]) -> str:
    """The HMAC of what an entry says in words: object, reason, detail."""
    body = json.dumps(
        {key: row[key] for key in WORDS},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=str,
    )
    return _hmac(f"words:{body}")


def forget(client_id: int, *, entries: Sequence[int] = (), pseudonym: str) -> int:
    """Overwrite the words of every entry about ``client_id`` and of ``entries`` by ``pseudonym``;
    how many. Who did what and when stays, and the chain still verifies. For erasure by law: the
    deed that calls it is recorded in the same transaction, or the trail counts as tampered with.
    """
    db.session.flush()
    return int(
        db.session.execute(
            sa.select(
                sa.func.audit_forget(
                    client_id, sa.literal(list(entries), sa.ARRAY(sa.BigInteger)), pseudonym
                )
            )
        ).scalar_one()
    )


def seal_head(last_id: int, last_hash: str) -> str:
    """The HMAC of the chain's end: without the key nobody can cut the tail and mend the head."""
    return _hmac(f"head:{last_id}:{last_hash}")


def _hmac(body: str) -> str:
    key = settings().key("audit_key").encode()
    return hmac.new(key, body.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
