"""A whole base taken out as work (D14)."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator

import sqlalchemy as sa
from flask import Flask

from ..core import clock
from ..core.db import db
from ..core.transaction import transaction
from ..exchange.models import Export, ExportState
from ..exchange.operations import exporting
from ..policy.models import Role
from ..policy.table import SUPERVISOR
from ..staff import sessions
from ..staff.models import Employee
from .browser import Unexpected
from .figures import Figure, figure
from .people import Facts


def whole_base(app: Flask, facts: Facts, clients: int) -> Iterator[Figure]:
    """Every client to a workbook, then to a CSV: signed by a second person, made in steps.

    ``ms``: from the signature to the file; ``MiB``: how much the process grew at most, and the
    size of the file.
    """
    before = _size()
    for form in ("xlsx", "csv"):
        export_id = _signed(app, facts, form)
        started = time.perf_counter()
        with app.app_context():
            steps = exporting.make(export_id)
            going = True
            while going:
                with transaction():
                    going = next(steps, None) is not None
            with transaction():
                export = db.session.get_one(Export, export_id)
                if export.state is not ExportState.READY or export.rows < clients * 0.9:
                    raise Unexpected(f"only {export.rows} rows, {export.state}")
                size, until = export.size or 0, export.expires_at
                if until is None or until <= clock.now():
                    raise Unexpected("the file would not expire")
        seconds = time.perf_counter() - started
        yield figure(f"export_100000_{form}", [seconds * 1000], "ms", clients)
        yield figure(f"export_100000_{form}_size", [size / 2**20], "MiB", clients)
    yield figure("export_100000_memory", [_size() - before], "MiB", clients)


def _size() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _signed(app: Flask, facts: Facts, form: str) -> int:
    """An export that the head asked for and another supervisor has signed; not begun."""
    with app.app_context(), app.test_request_context("/"), transaction():
        head = sessions.actor_of_employee(facts.head().id)
        other = db.session.scalar(
            sa.select(Employee.id)
            .join(Role, Role.id == Employee.role_id)
            .where(Role.code == SUPERVISOR, Employee.id != facts.head().id)
            .limit(1)
        )
        second = sessions.actor_of_employee(other) if other else None
        if head is None or second is None:
            raise Unexpected("there are no two supervisors")
        asked = exporting.ask(
            "clients",
            {"columns": "standing,manager,phone,email,address,inn,next_contact_at"},
            actor=head,
            form=form,
            reason="the figure of a whole base",
        )
        done = exporting.decide(asked.public_id, actor=second, grant=True, note="signed")
        return done.id
