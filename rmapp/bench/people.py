"""Whom the workloads are signed in as, and which of their clients are looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from ..clients.models import Assignment, AssignmentRole, Client, ClientPhone
from ..core.db import any_of
from ..demo.people import PASSWORD
from ..interactions.models import Interaction, InteractionState
from ..policy.models import Role
from ..policy.table import ACQUISITION, SUPERVISOR
from ..proposals.models import Proposal, ProposalState
from ..staff.models import Employee, Team
from .browser import Browser

#: The portfolio the figures speak of.
PORTFOLIO = 2_000


@dataclass(frozen=True)
class Who:
    """Somebody who signs in."""

    id: int
    login: str
    clients: int


class Facts:
    """What a workload must know of the base; read beside the web server."""

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url, poolclass=NullPool)
        self._rng = Random(7)

    @contextmanager
    def _open(self) -> Iterator[sa.Connection]:
        with self._engine.connect() as connection:
            yield connection

    def _sample(self, statement: sa.Select[Any], count: int) -> list[Any]:
        with self._open() as connection:
            rows = list(connection.execute(statement))
        return self._rng.sample(rows, min(count, len(rows)))

    def manager(self, role: str = ACQUISITION) -> Who:
        """The manager of ``role`` whose portfolio is nearest to 2,000 clients."""
        statement = (
            sa.select(Employee.id, Employee.login, sa.func.count())
            .join(Role, Role.id == Employee.role_id)
            .join(Assignment, Assignment.employee_id == Employee.id)
            .where(Role.code == role, Assignment.ended_at.is_(None))
            .group_by(Employee.id)
        )
        with self._open() as connection:
            found = [Who(*row) for row in connection.execute(statement)]
        return min(found, key=lambda who: (abs(who.clients - PORTFOLIO), who.id))

    def head(self) -> Who:
        """The supervisor who reaches every client: the head of a team without one above."""
        statement = (
            sa.select(Employee.id, Employee.login, sa.literal(0))
            .join(Role, Role.id == Employee.role_id)
            .join(Team, Team.id == Employee.team_id)
            .where(Role.code == SUPERVISOR, Team.parent_id.is_(None))
            .order_by(Employee.id)
        )
        with self._open() as connection:
            return Who(*connection.execute(statement).first())  # type: ignore[misc]

    def _of(self, who: Who, *columns: Any) -> sa.Select[Any]:
        return (
            sa.select(*columns)
            .select_from(Client)
            .join(Assignment, Assignment.client_id == Client.id)
            .where(
                Assignment.employee_id == who.id,
                Assignment.ended_at.is_(None),
                Client.deleted_at.is_(None),
            )
        )

    def clients(self, who: Who, count: int) -> list[str]:
        """Public keys of some clients of ``who``."""
        return [row[0] for row in self._sample(self._of(who, Client.public_id), count)]

    def names(self, who: Who, count: int, *, whole: bool = False) -> list[str]:
        """Beginnings of names of some clients, as one types: three to six letters; or ``whole``
        names."""
        rows = self._sample(self._of(who, Client.name_key), count)
        typed = []
        if whole:
            return [str(key) for (key,) in rows]
        for (key,) in rows:
            word = max(str(key).split(), key=len)
            typed.append(word[: self._rng.randrange(3, 7)])
        return typed

    def phones(self, who: Who, count: int) -> list[str]:
        """Last digits of telephones of some clients."""
        rows = self._sample(
            self._of(who, ClientPhone.number).join(ClientPhone, ClientPhone.client_id == Client.id),
            count,
        )
        return [str(number)[-7:] for (number,) in rows]

    def give(self, who: Who, clients: int) -> int:
        """Give ``who`` clients of other managers, with their past contacts, until there are
        ``clients``; how many there are then. Today and what is planned stay as they are: a day
        has eight hours, however many clients somebody serves."""
        more = max(0, clients - who.clients)
        taken = (
            sa.select(Assignment.id)
            .where(
                Assignment.employee_id != who.id,
                Assignment.ended_at.is_(None),
                Assignment.role == AssignmentRole.ACQUISITION,
            )
            .order_by(Assignment.id)
            .limit(more)
        )
        with self._engine.begin() as connection:
            keys = connection.execute(
                sa.update(Assignment)
                .where(Assignment.id.in_(taken))
                .values(employee_id=who.id)
                .returning(Assignment.client_id)
            ).scalars()
            moved = list(keys)
            yesterday = sa.func.rmapp_now() - sa.func.make_interval(0, 0, 0, 1)
            connection.execute(
                sa.update(Interaction)
                .where(
                    Interaction.client_id == any_of(moved),
                    Interaction.state == InteractionState.DONE,
                    Interaction.outcome_at < yesterday,
                )
                .values(manager_id=who.id, diary_id=who.id)
            )
        return who.clients + len(moved)

    def backends(self) -> list[int]:
        """The processes of PostgreSQL that serve this base, but for our own."""
        asked = sa.text(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        with self._open() as connection:
            return list(connection.execute(asked).scalars())

    def planned(self, who: Who, count: int) -> list[str]:
        """Public keys of some planned contacts of ``who``."""
        statement = sa.select(Interaction.public_id).where(
            Interaction.manager_id == who.id, Interaction.state == InteractionState.PLANNED
        )
        return [row[0] for row in self._sample(statement, count)]

    def drafts(self, who: Who, count: int) -> list[str]:
        """Public keys of some drafts of proposals of ``who``."""
        statement = sa.select(Proposal.public_id).where(
            Proposal.manager_id == who.id, Proposal.state == ProposalState.DRAFT
        )
        return [row[0] for row in self._sample(statement, count)]


def browser_of(port: int, who: Who) -> Browser:
    """A browser in which ``who`` is signed in."""
    browser = Browser(port)
    browser.sign_in(who.login, PASSWORD)
    return browser
