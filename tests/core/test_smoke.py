"""The stage itself."""


def test_the_app_answers_that_it_is_alive(app, stage):
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok"}


def test_a_signed_in_person_is_known(browser_of):
    assert browser_of("mara").get("/styleguide").status_code in (200, 404)
