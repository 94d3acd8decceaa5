"""The door owns the transaction: this module holds the only ``commit()`` of the application.

A request, a job and a shell command open :func:`transaction`; what returns is committed, what
raises is rolled back. What must happen last inside (the chain of the trail) registers with
:func:`before_commit`; what merely wakes somebody registers with :func:`after_commit`.
A :class:`~rmapp.core.errors.Refusal` that must leave a trace carries ``deeds``: they are written
in a second transaction after the first was rolled back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.orm import Session

from .db import db
from .errors import Refusal

log = structlog.get_logger("rmapp.transaction")

_OPEN = "transaction.open"
_BEFORE = "transaction.before"
_AFTER = "transaction.after"
_MEMO = "transaction.memo"

Deed = Callable[[], None]


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the transaction of one request, job or command and yield its session.

    A transaction inside a transaction is a mistake and raises RuntimeError.
    """
    session = db.session()
    if session.info.get(_OPEN):
        raise RuntimeError("a transaction is open already: only a door opens one")
    _begin(session)
    try:
        yield session
        _close(session)
    except BaseException as error:
        session.rollback()
        _forget(session)
        if isinstance(error, Refusal) and error.deeds:
            _write_deeds(session, error.deeds)
        raise
    else:
        callbacks = session.info.get(_AFTER, [])
        _forget(session)
        for callback in callbacks:
            try:
                callback()
            except Exception:  # waking is a courtesy: the sweep finds what was not woken
                log.warning("after_commit_failed", callback=repr(callback), exc_info=True)
    finally:
        db.session.remove()


def before_commit(deed: Deed) -> None:
    """Run ``deed`` as the last thing inside the open transaction, after the flush."""
    db.session().info.setdefault(_BEFORE, []).append(deed)


def after_commit(deed: Deed) -> None:
    """Run ``deed`` when the commit has succeeded; its failure is logged and changes nothing."""
    db.session().info.setdefault(_AFTER, []).append(deed)


def memo() -> dict[str, object]:
    """What is remembered for the length of this transaction (the clock, for one)."""
    store: dict[str, object] = db.session().info.setdefault(_MEMO, {})
    return store


def _begin(session: Session) -> None:
    _forget(session)
    session.info[_OPEN] = True


def _close(session: Session) -> None:
    session.flush()
    for deed in session.info.pop(_BEFORE, []):
        deed()
    session.commit()


def _forget(session: Session) -> None:
    for key in (_OPEN, _BEFORE, _AFTER, _MEMO):
        session.info.pop(key, None)


def _write_deeds(session: Session, deeds: list[Deed]) -> None:
    _begin(session)
    try:
        for deed in deeds:
            deed()
        _close(session)
    except Exception:
        session.rollback()
        log.error("deeds_not_written", exc_info=True)
    finally:
        _forget(session)
