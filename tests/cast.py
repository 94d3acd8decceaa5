"""The known people of every test.

Mara and Max win clients in team North, Lena serves VIPs there, Sofia supervises North; Otto wins
clients in team South, Stefan supervises South; both teams belong to Sales. Ada audits, Adam
administers, Greta has left the bank.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from rmapp.core.db import db
from rmapp.core.text import sort_key
from rmapp.core.transaction import transaction
from rmapp.policy.enforce import Actor
from rmapp.policy.models import Role
from rmapp.staff import sessions
from rmapp.staff.models import Employee, Team

PEOPLE = {
    "mara": ("Mara", "Lindt", "acquisition_manager", "North"),
    "max": ("Max", "Orlov", "acquisition_manager", "North"),
    "lena": ("Елена", "Соколова", "personal_manager", "North"),
    "pavel": ("Павел", "Громов", "personal_manager", "North"),
    "sofia": ("Sofia", "Berg", "supervisor", "North"),
    "otto": ("Otto", "Klein", "acquisition_manager", "South"),
    "stefan": ("Stefan", "Weiss", "supervisor", "South"),
    "ada": ("Ada", "Novak", "auditor", "Sales"),
    "adam": ("Adam", "Root", "administrator", "Sales"),
    "greta": ("Greta", "Gone", "personal_manager", "North"),
}
PASSWORD = "correct-horse-battery-staple-9"


@dataclass
class Cast:
    """Keys of the people, by first name."""

    ids: dict[str, int] = field(default_factory=dict)
    public_ids: dict[str, str] = field(default_factory=dict)
    teams: dict[str, int] = field(default_factory=dict)

    @classmethod
    def enter(cls, app: Flask) -> Cast:
        """Make everybody in a transaction of its own."""
        cast = cls()
        with app.app_context(), transaction() as session:
            roles = {role.code: role.id for role in session.scalars(sa.select(Role))}
            teams = [Team(name="Sales")]
            session.add_all(teams)
            session.flush()
            teams += [Team(name=name, parent_id=teams[0].id) for name in ("North", "South")]
            session.add_all(teams)
            session.flush()
            cast.teams = {team.name: team.id for team in teams}
            people = [
                Employee(
                    login=login,
                    given_name=given,
                    family_name=family,
                    name_key=sort_key(f"{family} {given}"),
                    email=f"{login}@bank.example",
                    phone="+74950000000",
                    position=role.replace("_", " ").capitalize(),
                    role_id=roles[role],
                    team_id=cast.teams[team_name],
                    language="en",
                    is_active=login != "greta",
                    is_vip_certified=role == "personal_manager",
                )
                for login, (given, family, role, team_name) in PEOPLE.items()
            ]
            session.add_all(people)
            session.flush()
            cast.ids = {one.login: one.id for one in people}
            cast.public_ids = {one.login: one.public_id for one in people}
        return cast

    def actor(self, who: str) -> Actor:
        """The actor that ``who`` is; inside an open transaction."""
        actor = sessions.actor_of_employee(self.ids[who])
        assert actor is not None, f"{who} is not active"
        return actor

    def employee(self, who: str) -> Employee:
        """The row of ``who``; inside an open transaction."""
        employee = db.session.get(Employee, self.ids[who])
        assert employee is not None
        return employee

    def browser(self, app: Flask, who: str) -> FlaskClient:
        """A test client with an open session of ``who`` (fresh, second factor proved)."""
        client = app.test_client()
        with app.app_context(), transaction():
            key = sessions.open_session(self.ids[who], factor_proved=True)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = key
            cookie["_fresh"] = True
        return client
