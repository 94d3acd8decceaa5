"""Addresses written from those made before are those that Werkzeug would make."""

import pytest
from flask import url_for

PID, OTHER = "0123456789abcdef", "zyxwvtsrqpnmkjhg"
ASKED = [
    ("home.my_day", {}),
    ("card.show", {"public_id": PID}),
    ("interactions.plan", {"client": PID, "at": "2026-11-30T10:00"}),
    ("clients.listing", {"q": "Ж {} & 1", "cursor": None, "view": PID}),
    ("home.my_day", {"own": 1}),
    ("home.my_day", {"own": True}),
    ("home.my_day", {"tag": ["a", "b"]}),
    ("card.show", {"public_id": PID, "_anchor": "past"}),
    ("card.show", {"public_id": PID, "_external": True}),
]


@pytest.mark.parametrize(("endpoint", "values"), ASKED)
@pytest.mark.parametrize("root", ["", "/desk"])
def test_an_address_is_the_same_whether_it_was_made_before_or_not(app, endpoint, values, root):
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
        plain = super(type(app), app).url_for
        for public_id in (PID, OTHER):
            asked = {k: public_id if v == PID else v for k, v in values.items()}
            assert url_for(endpoint, **asked) == plain(endpoint, **asked)
