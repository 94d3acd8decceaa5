"""Rows of assignments and the search column."""

import pytest
import sqlalchemy as sa

from rmapp.clients import queries
from rmapp.clients.models import AssignmentRole, Client, ClientEvent
from rmapp.clients.operations import assign_row, end_row
from rmapp.core.db import db
from rmapp.core.errors import Conflict
from tests.factories import a_client, a_contact_person, a_person


def test_a_client_is_served_by_one_primary_manager_at_a_time(scene, cast):
    """Ruling 15."""
    client = a_client(cast, manager="mara")
    with pytest.raises(Conflict):
        assign_row(client.id, cast.ids["lena"], AssignmentRole.PERSONAL, actor=None, reason="")
    with pytest.raises(Conflict):
        assign_row(client.id, cast.ids["mara"], AssignmentRole.ACQUISITION, actor=None, reason="")
    assign_row(client.id, cast.ids["max"], AssignmentRole.DEPUTY, actor=None, reason="leave")
    assert [e.login for _a, e in queries.open_assignments(client.id)] == ["mara", "max"]


def test_an_ended_assignment_stays_and_is_told_in_the_history(scene, cast):
    """V10."""
    sofia = cast.actor("sofia")
    client = a_client(cast, manager="mara")
    assignment = queries.open_assignment(client.id, AssignmentRole.ACQUISITION)
    end_row(assignment, actor=sofia, reason="became VIP")
    with pytest.raises(Conflict):
        end_row(assignment, actor=sofia, reason="again")
    assign_row(client.id, cast.ids["lena"], AssignmentRole.PERSONAL, actor=sofia, reason="VIP")
    kinds = db.session.scalars(
        sa.select(ClientEvent.kind)
        .where(ClientEvent.client_id == client.id)
        .order_by(ClientEvent.id)
    ).all()
    assert kinds == ["assigned", "assignment-ended", "assigned"]
    assert queries.primary_manager(client.id).login == "lena"


def test_the_search_column_holds_names_phones_mails_and_contact_persons(scene, cast):
    client = a_person(cast, phones=["+79161234567"], emails=["Marina@Levina.example"])
    a_contact_person(client, "Щербаков Юрий")
    column = db.session.scalar(
        sa.select(sa.cast(Client.search, sa.Text)).where(Client.id == client.id)
    )
    for token in ("левина", "levina", "79161234567", "marinalevinaexample", "sherbakov"):
        assert f"'{token}'" in column
    assert client.name_key == "левина марина олеговна"
