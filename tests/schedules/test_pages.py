"""The pages of schedules and templates (C2)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from html5lib import HTMLParser

from rmapp.audit.models import AuditEntry
from rmapp.clients.models import Client
from rmapp.core import clock
from rmapp.core.db import db
from rmapp.core.transaction import transaction
from rmapp.interactions.models import Interaction
from rmapp.schedules import operations
from rmapp.schedules.models import Schedule, ScheduleTemplate, TemplateVersion
from rmapp.staff.models import Absence, AbsenceKind
from tests.factories import a_client
from tests.schedules.conftest import monday, shipped


@pytest.fixture
def kedr(app: Flask, cast: Any) -> tuple[str, str]:
    """A prospect of Mara's and the template of an approach: their public ids."""
    with app.app_context(), transaction():
        return (
            a_client(cast, name="ООО «Кедр <b>»").public_id,
            shipped().template.public_id,
        )


def page(browser: Any, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    text: str = answer.get_data(as_text=True)
    HTMLParser(strict=True).parse(text)
    assert "style=" not in text
    assert len(text.encode()) <= 60 * 1024, url
    return text


def hidden(text: str, action: str = "") -> dict[str, str]:
    """The hidden fields of the form that posts to ``action``."""
    forms = re.findall(r'<form method="post"[^>]*>.*?</form>', text, re.S)
    heads = [one.partition(">")[0] for one in forms]
    wanted = (action in head if action else 'class="form"' in head for head in heads)
    form = next(one for one, fits in zip(forms, wanted, strict=True) if fits)
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return dict(found)


def test_c2_dates_are_seen_with_their_reasons_and_then_the_schedule_starts(
    app, kedr, browser_of, statements
):
    client, template = kedr
    mara = browser_of("mara")
    asked = f"/schedules/start?client={client}&template={template}&starts_on={monday()}"
    statements.clear()
    shown = page(mara, asked)
    assert len(statements) <= 12, statements
    assert "3 working days after the letter" in shown
    assert shown.count('name="keep"') == 5
    with app.app_context(), transaction():
        assert db.session.scalar(sa.select(sa.func.count(Schedule.id))) == 0
    keep = re.findall(r'name="keep" id="[^"]+" value="([^"]+)"', shown)
    form = {**hidden(shown, "schedules/start"), "keep": keep[:4]}
    again = mara.post(f"/schedules/start?client={client}", data={**form, "seen": "stale"})
    assert "not those you saw" in again.get_data(as_text=True)
    other = page(mara, f"{asked}&of={template}&" + "&".join(f"keep={one}" for one in keep[:4]))
    assert "left out" in other
    form = {**hidden(other, "schedules/start"), "keep": keep[:4]}
    done = mara.post(f"/schedules/start?client={client}", data=form)
    assert done.status_code == 302, done.get_data(as_text=True)
    statements.clear()
    running = page(mara, done.headers["Location"])
    assert len(statements) <= 12, statements
    assert running.count("working day") >= 3
    with app.app_context(), transaction():
        assert db.session.scalar(sa.select(sa.func.count(Interaction.id))) == 4
        assert "schedule:started" in set(db.session.scalars(sa.select(AuditEntry.tag)))
    assert mara.post(f"/schedules/start?client={client}", data=form).status_code in (302, 409)
    with app.app_context(), transaction():
        assert db.session.scalar(sa.select(sa.func.count(Schedule.id))) == 1, "a double click"
    statements.clear()
    assert "ООО «Кедр &lt;b&gt;»" in page(mara, "/schedules")
    assert len(statements) <= 8, statements
    assert "Кедр" not in page(browser_of("otto"), "/schedules")
    assert browser_of("otto").get(done.headers["Location"]).status_code == 404
    assert browser_of("ada").get("/schedules").status_code == 403


def _start(app: Flask, browser: Any, kedr: tuple[str, str]) -> str:
    client, template = kedr
    shown = page(
        browser, f"/schedules/start?client={client}&template={template}&starts_on={monday()}"
    )
    keep = re.findall(r'name="keep" id="[^"]+" value="([^"]+)"', shown)
    done = browser.post(
        f"/schedules/start?client={client}",
        data={**hidden(shown, "schedules/start"), "keep": keep},
    )
    assert done.status_code == 302, done.get_data(as_text=True)
    return str(done.headers["Location"])


def test_c2_shift_pause_resume_drop_and_stop_from_the_page(app, kedr, browser_of):
    mara = browser_of("mara")
    here = _start(app, mara, kedr)
    form = page(mara, f"{here}/shift")
    wrong = mara.post(f"{here}/shift", data={**hidden(form), "days": "0"})
    assert "From 1 to 250 working days." in wrong.get_data(as_text=True)
    seen = mara.post(f"{here}/shift", data={**hidden(form), "days": "5"})
    assert "The dates after the shift" in seen.text  # nothing has moved yet
    stale = {**hidden(seen.text), "days": "9"}
    assert "are not those you saw" in mara.post(f"{here}/shift", data=stale).text
    done = mara.post(f"{here}/shift", data={**hidden(seen.text), "days": "5"})
    assert done.status_code == 302
    assert "shifted by 5 working days" in page(mara, here)
    stale = mara.post(f"{here}/stop", data={**hidden(form), "reason": "x", "form_key": "new"})
    assert stale.status_code == 409
    form = page(mara, f"{here}/pause")
    wrong = mara.post(f"{here}/pause", data={**hidden(form), "until": "2020-01-01"})
    assert "Choose a day from tomorrow on" in wrong.get_data(as_text=True)
    assert mara.post(f"{here}/pause", data={**hidden(form), "reason": "Отпуск"}).status_code == 302
    paused = page(mara, here)
    assert "Отпуск" in paused
    done = mara.post(f"{here}/resume", data=hidden(paused, f"{here}/resume"))
    assert done.status_code == 302
    running = page(mara, here)
    drop = re.findall(r'href="([^"]+/drop)"', running)[1]
    form = page(mara, drop)
    assert mara.post(drop, data={**hidden(form), "reason": "Уже знакомы"}).status_code == 302
    form = page(mara, f"{here}/stop")
    empty = mara.post(f"{here}/stop", data={**hidden(form), "reason": ""})
    assert "Please fill this in." in empty.get_data(as_text=True)
    assert mara.post(f"{here}/stop", data={**hidden(form), "reason": "Хватит"}).status_code == 302
    assert "Хватит" in page(mara, "/schedules?view=ended")


def test_c2_the_page_of_absences_tells_those_of_everybody_one_may_enter_them_for(
    app, cast, browser_of
):
    with app.app_context(), transaction():
        for number, who in enumerate(("mara", "max", "otto"), start=3):
            day = clock.today(None) + dt.timedelta(days=number)
            absence = Absence(
                employee_id=cast.ids[who], kind=AbsenceKind.TRAINING, starts_on=day, ends_on=day
            )
            db.session.add(absence)

    def told(who):
        return (
            page(browser_of(who), "/schedules/absences")
            .split("Business trip")[1]
            .count("Training</div>")
        )

    assert told("sofia") == 2, "Otto is of another team"
    assert told("mara") == 1


def test_c2_an_absence_is_previewed_entered_and_taken_back(app, kedr, browser_of):
    mara = browser_of("mara")
    _start(app, mara, kedr)
    days = f"first={monday()}&last={monday() + dt.timedelta(days=4)}"
    page(mara, "/schedules/absences")
    shown = page(mara, f"/schedules/absences?{days}&kind=leave&employee={_key(app, 'mara')}")
    assert "ООО «Кедр &lt;b&gt;»" in shown
    with app.app_context(), transaction():
        assert db.session.scalar(sa.select(sa.func.count(Absence.id))) == 0
    form = {**hidden(shown, "schedules/absences"), "replans": "y"}
    assert mara.post("/schedules/absences", data=form).status_code == 302
    after = page(mara, "/schedules/absences")
    assert "Leave" in after
    assert mara.get("/schedules/absences?employee=" + _key(app, "max")).status_code == 404
    sofia = browser_of("sofia")
    assert "Max" in page(sofia, "/schedules/absences?employee=" + _key(app, "max"))
    wrong = mara.get("/schedules/absences?first=2020-01-01&last=2020-01-02&kind=leave")
    assert "This day has passed" in wrong.get_data(as_text=True)
    taken = hidden(after, "/withdraw")
    back = re.search(r'action="([^"]+/withdraw)"', after)
    assert back is not None
    assert mara.post(back[1], data=taken).status_code == 302
    with app.app_context(), transaction():
        assert db.session.scalar(sa.select(sa.func.count(Absence.id))) == 0


def _key(app: Flask, login: str) -> str:
    with app.app_context(), transaction():
        return str(
            db.session.execute(
                sa.text("SELECT public_id FROM employee WHERE login = :login"), {"login": login}
            ).scalar_one()
        )


def test_c2_a_template_is_written_moved_compared_and_published(app, cast, browser_of, statements):
    sofia, mara = browser_of("sofia"), browser_of("mara")
    statements.clear()
    assert "Approach to a firm" in page(mara, "/schedule-templates")
    assert len(statements) <= 8, statements
    assert mara.get("/schedule-templates/new").status_code == 403
    form = page(sofia, "/schedule-templates/new")
    made = sofia.post(
        "/schedule-templates/new",
        data={**hidden(form), "title_ru": "Проба", "title_en": "Trial", "fits": "any"},
    )
    edit = made.headers["Location"]
    here = edit.removesuffix("/edit")
    for kind, days in (("letter", "0"), ("call", "3")):
        form = page(sofia, f"{here}/steps/new")
        facts = {
            "kind": kind, "purpose": "offer", "offset_days": days, "anchor": "previous",
            "whom": "client", "rank": "", "scenario": "",
        }  # fmt: skip
        wrong = sofia.post(
            f"{here}/steps/new",
            data={**hidden(form), **facts, "offset_days": "300", "message_en": "{who}"},
        ).get_data(as_text=True)
        assert "From 0 to 250 working days." in wrong
        wrong = sofia.post(
            f"{here}/steps/new", data={**hidden(form), **facts, "message_en": "{who}"}
        ).get_data(as_text=True)
        assert "there is no {who}" in wrong
        assert sofia.post(f"{here}/steps/new", data={**hidden(form), **facts}).status_code == 302
    assert "Trial" not in page(mara, "/schedule-templates"), "a draft is nobody's but its writers'"
    shown = page(sofia, edit)
    assert sofia.post(f"{here}/publish", data=hidden(shown, "/publish")).status_code == 302
    shown = page(sofia, edit)
    down = re.findall(r'action="([^"]+/move)"', shown)
    assert sofia.post(down[0], data=hidden(shown, down[0])).status_code == 302
    changed = page(sofia, edit)
    assert "was step" in changed
    stale = hidden(shown, down[0]) | {"form_key": "another"}
    assert sofia.post(down[0], data=stale).status_code == 409
    assert sofia.post(f"{here}/publish", data=hidden(changed, "/publish")).status_code == 302
    kept = page(mara, here)
    assert "version 2" in kept
    assert "What changed" in kept
    with app.app_context(), transaction():
        template = db.session.scalars(
            sa.select(ScheduleTemplate).where(ScheduleTemplate.public_id == here.split("/")[-1])
        ).one()
        numbers = db.session.scalars(
            sa.select(TemplateVersion.number).where(TemplateVersion.template_id == template.id)
        ).all()
        assert sorted(numbers) == [1, 2]


def test_c2_the_editor_remarks_a_closed_hour_and_a_goal_in_one_language_and_counts_who_stays(
    app, cast, browser_of
):
    sofia = browser_of("sofia")
    with app.app_context(), transaction():
        version = shipped()
        here = f"/schedule-templates/{version.template.public_id}"
        operations.start(a_client(cast), version, actor=cast.actor("mara"), starts_on=monday())
    before = page(sofia, f"{here}/edit")
    assert "outside working hours" not in before
    assert "The goal is missing" not in before
    form = page(sofia, f"{here}/steps/new")
    facts = {
        "kind": "call", "purpose": "offer", "offset_days": "3", "anchor": "previous",
        "whom": "client", "rank": "", "scenario": "", "at_time": "03:00", "goal_ru": "Узнать нужду",
        "subject_ru": "Встреча", "message_ru": "Добрый день",
    }  # fmt: skip
    assert sofia.post(f"{here}/steps/new", data={**hidden(form), **facts}).status_code == 302
    shown = page(sofia, f"{here}/edit")
    assert "03:00 is outside working hours (09:00–18:00)" in shown
    assert shown.count("The goal is missing in English.") == 1
    assert shown.count("The letter is missing in English.") == 1
    assert sofia.post(f"{here}/publish", data=hidden(shown, "/publish")).status_code == 302
    assert "1 schedule that runs goes on with the version before." in page(sofia, here)


def test_c2_every_shipped_template_has_both_languages_and_winning_takes_four_contacts(scene, cast):
    found = db.session.scalars(sa.select(ScheduleTemplate.code)).all()
    assert set(found) >= {
        "approach-firm", "approach-person", "vip-care", "revival", "introduction"
    }  # fmt: skip
    for code in found:
        version = shipped(code)
        assert version.title_ru
        assert re.search("[а-я]", version.title_ru)
        assert not re.search("[а-я]", version.title_en)
        for step in version.steps:
            assert step.goal_en
            assert re.search("[а-я]", step.goal_ru)
            assert bool(step.message_en) == bool(step.message_ru)
        if code.startswith("approach"):
            assert len(version.steps) >= 4


def test_c2_hostile_names_and_lost_clients_do_no_harm(app, kedr, browser_of):
    mara = browser_of("mara")
    assert mara.get("/schedules/start?client=nobody0000000000").status_code == 404
    assert (
        mara.get(
            "/schedules/start?client=" + kedr[0] + "&starts_on=nonsense&template=x"
        ).status_code
        == 200
    )
    here = _start(app, mara, kedr)
    with app.app_context(), transaction():
        db.session.execute(
            sa.update(Client).where(Client.public_id == kedr[0]).values(deleted_at=sa.func.now())
        )
    assert mara.get(here).status_code == 404
    assert "Кедр" not in page(mara, "/schedules")
