"""The tree of teams (G1)."""

from __future__ import annotations

from rmapp.core.transaction import transaction
from rmapp.staff import queries


def test_g1_the_tree_of_teams_says_who_leads_and_how_many_there_are(app, cast, browser_of):
    with app.app_context(), transaction():
        sofia = cast.employee("sofia")
        count, heads = queries.people_of_teams()[sofia.team_id]
        assert heads == [sofia.name]
    assert count > 1
    assert f"{count} people · {heads[0]}" in browser_of("adam").get("/staff/teams").text
