"""Every page of the house in the browser: axe in both themes, the phone, the console (ui.md 3).

``LOOKS`` says for each page who opens it and where the link to it is found on the running desk;
``DRAWN`` are the pages that desk does not come to by itself (the second factor is off in the demo,
nothing is broken, nobody follows the link of a letter): they are drawn here and shown there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import render_template
from playwright.sync_api import Browser, Page

from rmapp.calendars.forms import AnswerForm
from rmapp.calendars.models import Answer
from rmapp.calendars.operations.answering import HoursThere
from rmapp.core.errors import Conflict, NotFound
from rmapp.staff.forms import CodeForm
from tests.journeys.desk import Desk, until
from tests.journeys.rest import Rest, bank_day, brought_in

ID = "[0-9a-z]{16}"
CARD, CONTACT = f"/clients/{ID}", f"/interactions/{ID}"
TEMPLATE = f"/schedule-templates/{ID}"
POLICY, VERDICT = f"/vip/policy/{ID}", f"/vip/evaluation/{ID}"
OPPORTUNITY, PROPOSAL = f"/opportunities/{ID}", f"/proposals/{ID}"
#: What the rules of axe are about: WCAG 2.2 AA and what its makers hold to be good practice.
STANDARDS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
#: How many links of one kind are followed before a page counts as not found.
PATIENCE = 12


#: Whose pages one half of the looking is: the other people's are the other half.
MANAGERS = ("mara", "max", "lena", "pavel")


@dataclass(frozen=True)
class Look:
    """A page: who opens it (None: nobody), the address to begin at, the links to follow."""

    endpoint: str
    who: str | None
    start: str
    links: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.endpoint}-{self.who}"


LOOKS = [
    Look("home.my_day", "mara", "/"),
    Look("home.my_day", "lena", "/"),
    Look("home.cases", "mara", "/day/silent"),
    Look("home.desk", "vera", "/team"),
    Look("home.day_of", "sofia", "/team", (f"/team/{ID}",)),
    Look("home.team_cases", "sofia", "/team/cases/no_step"),
    Look("priority.page", "sofia", "/call-order"),
    Look("clients.listing", "lena", "/clients"),
    Look("clients.search", "mara", "/search?q=ан"),
    Look("card.show", "mara", "/clients", (CARD,)),
    Look("card.show", "lena", "/clients", (CARD,)),
    Look("card.show", "mara", "{person}"),
    Look("card.timeline", "lena", "/clients", (CARD, rf"{CARD}/timeline\?.*")),
    Look("dossiers.create", "pavel", "/clients/new"),
    Look("dossiers.edit", "mara", "/clients", (CARD, f"{CARD}/edit")),
    Look("dossiers.edit_person", "mara", "{card}", (f"{CARD}/persons/{ID}",)),
    Look("dossiers.add_person", "mara", "/clients", (CARD, f"{CARD}/persons/new")),
    Look("dossiers.bin", "sofia", "/clients/bin"),
    Look("documents.listing", "mara", "/clients", (CARD, f"{CARD}/documents")),
    Look("documents.expiring", "mara", "/documents/expiring"),
    Look("documents.edit", "mara", "{document}"),
    Look("dossiers.field", "mara", "{card}/fields/activity"),
    Look("cells.cell", "mara", "{card}/cells/activity"),
    Look("dossiers.activity", "mara", "/clients", (CARD, f"{CARD}/activity")),
    Look("dossiers.move_to_bin", "mara", "/clients", (CARD, f"{CARD}/bin")),
    Look("dossiers.add_relation", "mara", "/clients", (CARD, f"{CARD}/relations/new")),
    Look("dossiers.edit_relation", "mara", "{tie}"),
    Look("dossiers.add_document", "mara", "{person}", (f"{CARD}/identity/new",)),
    Look("dossiers.reveal", "mara", "{person}", (f"{CARD}/identity/{ID}/reveal",)),
    Look("card.around", "mara", "{card}/around"),
    Look("card.as_of", "mara", "{card}/as-of"),
    Look("card.entry", "lena", "/clients", (CARD, rf"{CARD}/timeline/[^/?]+")),
    Look("clients.columns", "mara", "/clients", (r"/clients/columns(\?.*)?",)),
    Look("clients.condition", "mara", "/clients", (r"/clients/condition(\?.*)?",)),
    Look("clients.views", "mara", "/clients", (r"/clients/views(\?.*)?",)),
    Look("clients.edit_view", "mara", "/clients/views", (f"/clients/views/{ID}/edit",)),
    Look("segments.listing", "mara", "/segments"),
    Look("segments.create", "sofia", "/segments/new?where={where}"),
    Look("bulk.choose", "mara", "/bulk/new?deed=set&field=temperature&ids={client}"),
    Look("custom_fields.listing", "adam", "/fields"),
    Look("custom_fields.define", "adam", "/fields/new"),
    Look("custom_fields.edit", "adam", "/fields", (f"/fields/{ID}/edit",)),
    Look("custom_fields.ask_to_retire", "adam", "/fields", (f"/fields/{ID}/retire",)),
    Look("sources.listing", "vera", "/sources"),
    Look("sources.create", "sofia", "/sources/new/channel"),
    Look("sources.edit", "vera", "/sources", (f"/sources/{ID}",)),
    Look("duplicates.queue", "sofia", "/duplicates/"),
    Look("duplicates.requests", "mara", "/duplicates/requests"),
    Look("duplicates.cases", "adam", "/duplicates/rules"),
    Look("merges.listing", "sofia", "/merges/"),
    Look("merges.find", "mara", "/merges/of/{twin}"),
    Look("merges.compare", "mara", "/merges/{client}/{twin}"),
    Look("merges.show", "mara", "{merge}"),
    Look("interactions.week", "mara", "/interactions/week"),
    Look("card.brief", "lena", "/clients", (CARD, f"{CARD}/brief")),
    Look("card.brief", "mara", "/interactions/{visit}", (rf"{CARD}/brief\?.*",)),
    Look("calendar.show", "lena", "/calendar"),
    Look("calendar.month", "mara", "/calendar/month"),
    Look("calendar.team", "sofia", "/calendar/team"),
    Look("materials.listing", "sofia", "/materials"),
    Look("materials.create", "sofia", "/materials/new"),
    Look("materials.edit", "sofia", "/materials", (f"/materials/{ID}",)),
    Look("interactions.materials_of", "mara", "/interactions/materials-of/{client}"),
    Look("rooms.listing", "mara", "/rooms"),
    Look("series.start", "mara", "/series/start?client={client}"),
    Look("series.show", "mara", "{series}"),
    Look("series.change", "mara", "{series}", (rf"/series/{ID}/change",)),
    Look("series.end", "mara", "{series}", (f"/series/{ID}/end",)),
    Look("rooms.show", "mara", "/rooms", (rf"/rooms/{ID}(\?.*)?",)),
    Look("rooms.create", "adam", "/rooms/new"),
    Look("rooms.edit", "adam", "/rooms", (rf"/rooms/{ID}(\?.*)?", f"/rooms/{ID}/edit")),
    Look("rooms.close", "adam", "/rooms", (rf"/rooms/{ID}(\?.*)?", f"/rooms/{ID}/close")),
    Look("interactions.room", "mara", "/interactions/{visit}/room"),
    Look("plans.listing", "mara", "/plans"),
    Look("plans.create", "sofia", "/plans/new"),
    Look("plans.show", "sofia", "{plan}"),
    Look("plans.show", "mara", "{plan}?view=dropped"),
    Look("plans.edit", "sofia", "{plan}/edit"),
    Look("plans.share", "sofia", "{plan}/shares?by=free"),
    Look("plans.close", "sofia", "{plan}/close"),
    Look("plans.drop", "mara", "{seat}/drop"),
    Look("standing.rules", "adam", "/standing"),
    Look("standing.add_norm", "adam", "/standing/norms/new"),
    Look("standing.norm", "adam", "/standing", (f"/standing/norms/{ID}",)),
    Look("temperatures.override", "mara", "{card}/temperature"),
    Look("home.fill_week", "mara", "/day/fill"),
    Look("reports.sieve", "sofia", "/reports/sieve"),
    Look("reports.sieve", "mara", "/reports/sieve?by=strategy"),
    Look("invitations.of_contact", "mara", "/interactions/{visit}/invitations"),
    Look("interactions.plan", "mara", "/interactions/plan"),
    Look("interactions.plan", "lena", "/clients", (CARD, rf"/interactions/plan\?.*client={ID}.*")),
    Look("interactions.record", "mara", "/interactions/record"),
    Look("interactions.record", "mara", "/interactions/record?client={client}"),
    Look("interactions.plan", "mara", "/interactions/plan?client={client}&kind=email&at=now"),
    Look("interactions.show", "mara", "/", (CONTACT,)),
    Look("interactions.edit", "mara", "/interactions/{visit}/edit"),
    Look("interactions.outcome", "pavel", "/", (rf"{CONTACT}/outcome(\?.*)?",)),
    Look("interactions.correct", "mara", "/interactions/{held}/correct"),
    Look("interactions.undo", "mara", "/interactions/{held}/undo"),
    Look("interactions.move", "lena", "/", (rf"{CONTACT}/move(\?.*)?",)),
    Look("interactions.cancel", "lena", "/", (CONTACT, rf"{CONTACT}/cancel(\?.*)?")),
    Look("letter_texts.listing", "sofia", "/letter-texts/"),
    Look("letter_texts.create", "sofia", "/letter-texts/new"),
    Look("letter_texts.edit", "sofia", "/letter-texts/", (f"/letter-texts/{ID}",)),
    Look("scenarios.listing", "vera", "/scenarios/"),
    Look("scenarios.create", "sofia", "/scenarios/new"),
    Look("scenarios.edit", "vera", "/scenarios/", (f"/scenarios/{ID}",)),
    Look("schedules.listing", "mara", "/schedules"),
    Look("schedules.start", "mara", "/schedules/start?client={client}"),
    Look("schedules.show", "mara", "{schedule}"),
    Look("schedules.shift", "mara", "{schedule}/shift"),
    Look("schedules.pause", "mara", "{schedule}/pause"),
    Look("schedules.stop", "mara", "{schedule}/stop"),
    Look("schedules.drop", "mara", "{schedule}", (f"/schedules/{ID}/steps/{ID}/drop",)),
    Look("schedules.absences", "mara", "/schedules/absences"),
    Look("schedules.days_off", "mara", "/schedules/days-off"),
    Look("schedules.hours", "mara", "/schedules/hours"),
    Look("schedule_templates.listing", "mara", "/schedule-templates"),
    Look("schedule_templates.show", "mara", "/schedule-templates", (TEMPLATE,)),
    Look("schedule_templates.create", "sofia", "/schedule-templates/new"),
    Look("schedule_templates.edit", "sofia", "/schedule-templates", (TEMPLATE, f"{TEMPLATE}/edit")),
    Look(
        "schedule_templates.step",
        "sofia",
        "/schedule-templates",
        (TEMPLATE, f"{TEMPLATE}/edit", f"{TEMPLATE}/steps/{ID}"),
    ),
    Look(
        "schedule_templates.add",
        "sofia",
        "/schedule-templates",
        (TEMPLATE, f"{TEMPLATE}/edit", f"{TEMPLATE}/steps/new"),
    ),
    Look(
        "schedule_templates.facts",
        "sofia",
        "/schedule-templates",
        (TEMPLATE, f"{TEMPLATE}/edit", f"{TEMPLATE}/facts"),
    ),
    Look("privacy.of_client", "sofia", "/clients", (CARD, f"{CARD}/documents", f"{CARD}/privacy")),
    Look("privacy.listing", "sofia", "/privacy/"),
    Look("privacy.retention", "sofia", "/privacy/retention"),
    Look("privacy.rules", "adam", "/privacy/rules"),
    Look("privacy.edit_rule", "adam", "/privacy/rules", (f"/privacy/rules/{ID}",)),
    Look("oversight.listing", "sofia", "/oversight/"),
    Look("oversight.alarms", "sofia", "/oversight/reading"),
    Look(
        "oversight.readers",
        "sofia",
        "/clients",
        (CARD, f"{CARD}/documents", f"/oversight/clients/{ID}"),
    ),
    Look("emergency.ask", "ada", "/emergency/"),
    Look("products.listing", "mara", "/products"),
    Look("products.show", "lena", "/products", (f"/products/{ID}",)),
    Look("products.create", "adam", "/products/new"),
    Look("products.edit", "adam", "/products", (f"/products/{ID}", f"/products/{ID}/edit")),
    Look("opportunities.board", "mara", "/opportunities/board"),
    Look("opportunities.listing", "lena", "/opportunities"),
    Look("opportunities.create", "mara", "/opportunities/new"),
    Look("opportunities.create", "mara", "/opportunities/new?client={client}"),
    Look("opportunities.show", "mara", "/opportunities", (OPPORTUNITY,)),
    Look("opportunities.edit", "lena", "/opportunities", (OPPORTUNITY, f"{OPPORTUNITY}/edit")),
    Look("opportunities.lose", "lena", "/opportunities", (OPPORTUNITY, f"{OPPORTUNITY}/lose")),
    Look("proposals.listing", "lena", "/proposals"),
    Look("proposals.create", "mara", "/opportunities", (OPPORTUNITY, r"/proposals/new\?.*")),
    Look("proposals.create", "mara", "/proposals/new?client={client}"),
    Look("proposals.show", "mara", "{sent}"),
    Look("proposals.edit", "mara", "{dear}/edit"),
    Look("proposals.ask", "mara", "{dear}/ask"),
    Look("proposals.decide", "sofia", "{asked}/decide"),
    Look("proposals.send", "lena", "/proposals", (PROPOSAL, f"{PROPOSAL}/send")),
    Look("proposals.answer", "mara", "{sent}/answer"),
    Look("proposals.withdraw", "mara", "{sent}/withdraw"),
    Look("notices.listing", "sofia", "/notices/"),
    Look("messages.ledger", "mara", "/messages"),
    Look("messages.show", "mara", "/messages", (f"/messages/{ID}",)),
    Look("letters.listing", "lena", "/letters"),
    Look("letters.show", "lena", "/letters", ("/letters/[^/?]{28}",)),
    Look("followups.listing", "vera", "/follow-ups"),
    Look("followups.edit", "sofia", "/follow-ups", (f"/follow-ups/{ID}/edit",)),
    Look("intake.triage", "sofia", "/incoming"),
    Look("intake.show", "vera", "/incoming", (f"/incoming/{ID}",)),
    Look("imports.listing", "mara", "/imports/"),
    Look("imports.start", "lena", "/imports/new"),
    Look("monthly.load", "lena", "/imports/figures"),
    Look("figures.months", "lena", "/clients", (CARD, f"{CARD}/figures")),
    Look("imports.mapping", "mara", "{checked}/columns"),
    Look("imports.check", "mara", "{checked}/check"),
    Look("imports.run", "mara", "{imported}/run"),
    Look("exports.listing", "sofia", "/exports/"),
    Look("exports.start", "sofia", "/exports/new/clients"),
    Look("exports.show", "sofia", "{exported}"),
    Look("exports.to_decide", "sofia", "/exports/to-decide"),
    Look("handovers.declined", "viktor", "/handovers/declined"),
    Look(
        "handovers.place_anew", "viktor", "/handovers/declined", (f"/handovers/{ID}/declined/{ID}",)
    ),
    Look("limits.listing", "adam", "/limits/"),
    Look("limits.changes", "sofia", "/limits/changes"),
    Look("journal.listing", "mara", "/journal/"),
    Look("journal.show", "mara", "/journal/", (f"/journal/{ID}",)),
    Look("vip.portfolio", "vera", "/vip/"),
    Look("vip.evaluation", "lena", "/vip/evaluation"),
    Look("vip.verdict", "vera", "/vip/evaluation?list=near", (VERDICT,)),
    Look("vip.propose", "vera", "/vip/evaluation?list=near", (VERDICT, f"/vip/propose/{ID}")),
    Look("vip.economics", "vera", "/vip/economics"),
    Look("vip.show", "sofia", "/vip/", (f"/vip/status/{ID}",)),
    Look("vip.policy", "vera", "/vip/policy"),
    Look("vip.version", "lena", "/vip/policy", (POLICY,)),
    Look("vip.tier", "vera", "/vip/policy", (POLICY, f"{POLICY}/tiers/vip")),
    Look("vip.what_if", "vera", "/vip/policy", (f"{POLICY}/what-if",)),
    Look("portfolios.listing", "vera", "/portfolios/"),
    Look("portfolios.assign", "sofia", "/portfolios/", (f"/portfolios/assign/{ID}",)),
    Look("handovers.listing", "stefan", "/handovers/"),
    Look("handovers.start", "vera", "/handovers/new"),
    Look("portfolios.profile", "vera", "/portfolios/", (f"/portfolios/managers/{ID}",)),
    Look("handovers.show", "viktor", "{draft}"),
    *[Look("handovers.show", "viktor", f"{{draft}}?step={step}") for step in (1, 3, 4)],
    Look("handovers.change", "viktor", "{draft}/change"),
    Look("handovers.letter", "viktor", "{draft}/letter?tier=others"),
    Look("handovers.late", "viktor", "/handovers/late"),
    Look("handovers.undo_client", "viktor", "{done}", (f"/handovers/{ID}/undo/{ID}",)),
    Look("bundles.show", "olga", "{done}/bundle"),
    Look("handovers.act_page", "viktor", "{done}/act"),
    Look("card.served_by", "mara", "/clients/", (f"/clients/{ID}", f"/clients/{ID}/served")),
    Look("handovers.show", "olga", "{done}"),
    Look("handovers.decline", "olga", "{done}", (f"/handovers/{ID}/decline/{ID}",)),
    Look("staff.listing", "lena", "/staff/"),
    Look("staff.show", "adam", "/staff/", (f"/staff/{ID}",)),
    Look("staff.create", "adam", "/staff/new"),
    Look("staff.edit", "adam", "/staff/", (f"/staff/{ID}", f"/staff/{ID}/edit")),
    Look("staff.teams", "adam", "/staff/teams"),
    Look("roles.listing", "ada", "/roles/"),
    Look("roles.edit", "adam", "/roles/", (f"/roles/{ID}",)),
    Look("roles.changes", "adam", "/roles/changes"),
    Look("calendar_days.listing", "adam", "/calendar-days/"),
    Look("profile.show", "pavel", "/profile/"),
    Look("profile.password", "mara", "/profile/password"),
    Look("audit.trail", "ada", "/audit/"),
    Look("audit.show", "ada", "/audit/", (r"/audit/\d+",)),
    Look("sign_in.form", None, "/sign-in"),
    Look("sign_in.step_up", "lena", "/confirm"),
    Look("health.style_guide", "mara", "/styleguide"),
    Look("health.style_guide", "pavel", "/styleguide"),
]
#: Addresses that answer to GET with something else than a page of their own.
NO_PAGES = {
    "static": "files",
    "released_static": "files",
    "health.alive": "JSON",
    "health.ready": "JSON",
    "health.figures": "figures for Prometheus",
    "home.next_outcome": "leads to the next contact without an outcome",
    "interactions.next_after_record": "a part of interactions.record",
    "interactions.proposed_next": "a part of interactions.outcome",
    "interactions.scenarios_for": "a part of interactions.plan",
    "interactions.free_rooms": "a part of interactions.plan",
    "interactions.outcome_of": "leads to the outcome that is due, else to a contact nobody planned",
    "interactions.joining": "leads to interactions.show whoever reaches the client",
    "interactions.to_give_unplanned": "a part of interactions.record",
    "interactions.to_give": "a part of interactions.outcome",
    "materials.file": "a download",
    "interactions.letter": "PDF",
    "calendar.feed": "iCalendar",
    "card.brief_paper": "PDF",
    "home.briefs": "PDF",
    "opportunities.more": "a part of opportunities.board",
    "palette.hits": "a part of every page",
    "palette.actions": "a part of every page",
    "proposals.pdf": "PDF",
    "proposals.page_image": "a picture",
    "handovers.act": "PDF",
    "bundles.file": "PDF",
    "vip.policy_paper": "PDF",
    "vip.managers_paper": "PDF",
    "vip.clients_paper": "PDF",
    "vip.economics_paper": "PDF",
    "vip.terms_paper": "PDF",
    "intake.original": "the letter as it came",
    "letters.attached": "a file",
    "imports.show": "leads to the step an import has reached",
    "imports.errors": "a file",
    "clients.count": "a part of clients.listing",
    "duplicates.pair": "leads to the page of the merge",
    "bulk.show": "there is none on a young desk",
    "segments.count": "a part of segments.listing",
    "segments.show": "leads to the list of its clients",
    "exports.file": "a file",
    "imports.progress": "a part of imports.run",
    "privacy.archive": "a file",
    "privacy.run": "there is none on a young desk",
    "privacy.show": "there is none on a young desk",
    "documents.content": "a file",
    "documents.preview": "a picture",
    "handovers.progress": "a part of the page of a handover",
    "handovers.sharing": "a part of the page of a handover",
    "work.progress": "a part of every page",
    "work.tray": "a part of every page",
}


def second_factor() -> str:
    """Where the code is asked for."""
    return render_template("sign_in/code.html", form=CodeForm())


def enrolment() -> str:
    """Where the second factor is set up."""
    picture = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"
    return render_template(
        "sign_in/enrol.html", form=CodeForm(), picture=picture, seed="JBSWY3DPEHPK3PXP"
    )


def recovery() -> str:
    """The codes that replace the second factor."""
    return render_template("sign_in/recovery_codes.html", codes=["f3kq-9xw2-mm4t"] * 8)


def unsubscribing() -> str:
    """Where the link of a letter leads."""
    address = SimpleNamespace(address="vera@zhuravl.example")
    return render_template(
        "unsubscribe/ask.html", token="x" * 60, address=address, purpose="Reminders"
    )


def unsubscribed() -> str:
    """After the press of the button."""
    done = SimpleNamespace(address="vera@zhuravl.example")
    return render_template("unsubscribe/done.html", done=done, purpose="Reminders")


def asked_to_consent() -> str:
    """Where the letter that asks for a consent leads."""
    address = SimpleNamespace(address="vera@zhuravl.example")
    return render_template(
        "consent/read.html", token="x" * 60, address=address, purpose="Reminders"
    )


def consented() -> str:
    """After the press of the button."""
    address = SimpleNamespace(address="vera@zhuravl.example")
    return render_template(
        "consent/agreed.html", leave="x" * 60, address=address, purpose="Reminders"
    )


def asked_to_a_meeting() -> str:
    """Where the link of an invitation leads."""
    manager = SimpleNamespace(name="Вера Журавлёва", position="Managerin", phone="+74822708199")
    invitation = SimpleNamespace(
        subject="Visit: Bank", told_place="Tver, Sovetskaya 1", answer=Answer.CALL, wish="At ten"
    )
    return render_template(
        "calendars/meeting.html",
        invitation=invitation,
        manager=manager,
        kind="Visit",
        token="x" * 60,
        form=AnswerForm("Europe/Moscow"),
        is_over=False,
        when="Tuesday, 1 December 2026, 10:00–11:00 (Moscow, UTC+3)",
        hours=HoursThere(is_open=True, opens="09:00", closes="18:00"),
        wished="",
    )


def broken() -> str:
    """Our fault."""
    return render_template("errors/bug.html", request_number="0123456789abcdef")


def refused() -> str:
    """A refusal with nothing more to say."""
    return render_template(
        "errors/refusal.html",
        refusal=NotFound("No such client."),
        request_number="0123456789abcdef",
    )


def stale() -> str:
    """Somebody was quicker: both versions."""
    versions = [
        {"field": name, "label": name.title(), "before": "1", "theirs": "2", "yours": "3"}
        for name in ("needs", "branch")
    ]
    refusal = Conflict("Somebody changed this meanwhile.", versions=versions, version=2)
    return render_template(
        "errors/conflict.html", refusal=refusal, request_number="0123456789abcdef"
    )


#: What is drawn here, and the endpoint it belongs to ("": the answer to any request).
DRAWN: dict[Callable[[], str], str] = {
    second_factor: "sign_in.code",
    enrolment: "sign_in.enrol",
    recovery: "sign_in.enrol",
    unsubscribing: "unsubscribe.ask",
    unsubscribed: "",
    asked_to_consent: "consent.read",
    consented: "",
    asked_to_a_meeting: "meeting.ask",
    broken: "",
    refused: "",
    stale: "",
}


class Visitor:
    """One person's browser: one context and one page for all that they look at."""

    def __init__(self, desk: Desk, opened: Browser, who: str | None) -> None:
        self.context = opened.new_context(
            base_url=desk.url, viewport=DESK, reduced_motion="reduce", color_scheme="light"
        )
        self.context.set_default_timeout(30_000)
        self.context.add_init_script(AXE_SCRIPT)
        self.links: dict[str, list[str]] = {}
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("console", lambda said: self._note(said.type, said.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))
        if who is not None:
            self.page.goto("/sign-in")
            self.page.fill("#login", who)
            self.page.fill("#password", desk.people[who])
            self.page.press("#password", "Enter")
            self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def _note(self, kind: str, text: str) -> None:
        if kind == "error":
            self.errors.append(text)

    def find(self, address: str, links: tuple[str, ...]) -> str | None:
        """The address at the end of ``links``, found by following them as a person would."""
        if not links:
            return address
        if address not in self.links:  # many looks set out from the same few pages
            answer = self.context.request.get(address)
            hrefs = re.findall(r'href="(/[^"]*)"', answer.text()) if answer.ok else ()
            self.links[address] = [one.replace("&amp;", "&") for one in dict.fromkeys(hrefs)]
        wanted = re.compile(links[0])
        fitting = [one for one in self.links[address] if wanted.fullmatch(one)]
        found = (self.find(one, links[1:]) for one in fitting[:PATIENCE])
        return next((one for one in found if one), None)

    def look(self, address: str) -> list[str]:
        """What is wrong with the page at ``address``: nothing, one hopes."""
        self.errors.clear()
        answer = self.page.goto(address, wait_until="load")
        assert answer is not None
        wrong = [] if answer.ok else [f"status {answer.status}"]
        wrong += faults(self.page)
        return wrong + [f"console: {text}" for text in self.errors]


def faults(page: Page) -> list[str]:
    """What is wrong with what ``page`` shows: axe in both themes, headings, language, width."""
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    wrong = axe(page, "light", {"runOnly": STANDARDS})
    page.emulate_media(color_scheme="dark")  # colours are all that differs
    wrong += axe(page, "dark", {"runOnly": {"type": "rule", "values": ["color-contrast"]}})
    if page.locator("h1").count() != 1:
        wrong.append(f"{page.locator('h1').count()} headings of the first rank")
    if page.title().strip(" ·") == "":
        wrong.append("no title")
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > PHONE["width"]:
        wrong.append(f"{width} px wide on a phone: {page.evaluate(TOO_WIDE, PHONE['width'])}")
    return wrong


TOO_WIDE = """(width) => [...document.body.querySelectorAll("*")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > width + 1)
  .map((one) => `${one.tagName}.${one.className}`).slice(0, 8)"""


def axe(page: Page, theme: str, options: dict[str, Any]) -> list[str]:
    """The rules of axe that are broken, with the places."""
    found = page.evaluate(
        "async (options) => (await axe.run(options)).violations.map((one) => ({"
        " id: one.id, impact: one.impact, nodes: one.nodes.map((node) =>"
        " node.html.slice(0, 160) + ' ' + node.any.map((any) => any.message).join(' ')) }))",
        {"resultTypes": ["violations"], **options},
    )
    return [
        f"{theme}: {one['id']} ({one['impact']}), {len(one['nodes'])} places: {one['nodes'][:3]}"
        for one in found
    ]


@pytest.fixture(scope="module")
def visitor(desk: Desk, opened: Browser) -> Iterator[Callable[[str | None], Visitor]]:
    """``visitor("mara")``: her browser, signed in once for the whole module."""
    made: dict[str | None, Visitor] = {}

    def of(who: str | None) -> Visitor:
        if who not in made:
            made[who] = Visitor(desk, opened, who)
        return made[who]

    with ExitStack() as stack:
        stack.callback(lambda: [one.context.close() for one in made.values()])
        yield of


TURNS = count()


@pytest.fixture(scope="module")
def prepared(desk: Desk, rest: Callable[[str], Rest]) -> dict[str, str]:
    """What a young demo bank does not have yet: letters, an answer, discounts, handovers.

    A name and an hour are taken once: every module on one desk has its own.
    """
    turn = next(TURNS)
    mara, viktor = rest("mara"), rest("viktor")
    client = mara.post(
        "/clients",
        {
            "kind": "organisation",
            "short_name": "ООО «Все страницы»",
            "is_different": True,
            "emails": [{"address": "pages@zhuravl.example"}],
            "contact_person": {"name": "Орлова Вера Петровна", "is_head": True},
        },
    )
    day, client = bank_day(client["created_at"]), client["id"]
    person = mara.post("/clients", PERSON)["id"]
    mara.post(f"/clients/{person}/identity-documents", {"number": "4509 123456"})
    tie = mara.post("/relations", {"client": client, "other": person, "kind": "partner"})["id"]
    card = f"Club card {turn}"
    rest("adam").post("/custom-fields", {"name_en": card, "type": "text", "kinds": ["person"]})
    twin = mara.post("/clients", TWIN)
    mara.post("/views", {"name": "Warm ones", "where": WHERE})
    second, third = (
        mara.post("/clients", TWIN | {"short_name": name, "phones": []}) for name in APART
    )
    both = {"survivor": second, "loser": third}
    merge = mara.post(
        "/merges",
        {side: one["id"] for side, one in both.items()}
        | {f"{side}_version": one["version"] for side, one in both.items()},
    )
    ahead = dt.datetime.fromisoformat(day) + dt.timedelta(
        days=90 + 7 * turn, hours=9
    )  # nobody's day yet
    visit = mara.post(
        "/interactions",
        {"client": client, "kind": "visit", "planned_at": f"{ahead.isoformat()}Z"},
    )["id"]
    held = mara.post(
        "/interactions/records",
        {
            "client": client,
            "kind": "call",
            "result": "reached",
            "promises": [{"text": "Прислать тарифы", "due_on": f"{ahead.date()}"}],
            "need": "Эквайринг",
            "opens_opportunity": True,
        },
    )["id"]
    mara.post(
        f"/interactions/{visit}/invitations",
        {"emails": ["pages@zhuravl.example"], "subject": "Ваш счёт"},
    )
    sent, dear, asked = (drafted(mara, client, discount) for discount in (0, 60, 60))
    mara.post(f"{asked['path']}/approval", {"version": asked["version"], "reason": "A friend"})
    whom = {"recipient": "pages@zhuravl.example", "consent": True}
    letter = mara.post(f"{sent['path']}/send", {"version": sent["version"], **whom})["letter"]
    desk.run("mail", "in", given=STRANGER)
    document = mara.file("/documents", "charter.txt", "Устав".encode(), client=client)
    checked, imported = (brought_in(mara, "f.csv", FILE, only_checked=one) for one in (True, False))
    exported = rest("sofia").post(
        "/exports", {"list": "clients", "format": "xlsx", "reason": "to be looked at"}
    )
    until(lambda: mara.get(f"/messages/{letter}")["state"] == "sent", "the letter is sent")
    approach = mara.get("/schedule-templates")["items"][0]["id"]
    started = mara.post("/schedules", {"client": client, "template": approach, "starts_on": day})
    repeated = mara.post(
        "/series",
        {"client": client, "kind": "call", "every": "month", "starts_on": day, "at": "10:00"},
    )
    done = carried_out(viktor, rest("stefan"), day)
    one_declined(rest("olga"), done)
    return {
        "sent": sent["path"],
        "dear": dear["path"],
        "asked": asked["path"],
        "client": client,
        "visit": visit,
        "held": held,
        "card": f"/clients/{client}",
        "document": f"/documents/{document['id']}",
        "person": f"/clients/{person}",
        "tie": f"/clients/{client}/relations/{tie}",
        "twin": twin["id"],
        "merge": f"/merges/{merge['id']}",
        "schedule": f"/schedules/{started['id']}",
        **planned(rest("sofia"), mara, day),
        "series": f"/series/{repeated['id']}",
        "where": WHERE,
        "checked": f"/imports/{checked['id']}",
        "imported": f"/imports/{imported['id']}",
        "exported": f"/exports/{exported['id']}",
        "draft": handover(viktor, "kira", "olga", day),
        "done": done,
    }


PERSON = {
    "kind": "person",
    "family_name": "Просмотрова",
    "given_name": "Вера" + "а" * 150,
    "is_different": True,
}
TWIN = {
    "kind": "organisation",
    "short_name": "ООО «Все страницы дважды»",
    "phones": [{"number": "+74822708199"}],
    "is_different": True,
}
APART = ("ЗАО «Первая верфь»", "АО «Молочный двор»")
WHERE = '{"v":1,"all":[{"field":"temperature","op":"is","value":["hot"]}]}'
STRANGER = (
    b"From: stranger@nowhere.example\r\nTo: desk@bank.example\r\nSubject: Terms?\r\n"
    b"Message-ID: <pages@nowhere.example>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nWhat does it cost?\r\n"
)

FILE = (
    "name,phone,email\n"
    "Завод насосов № 70811,(4822) 70-81-10,info@nasos70811.example\n"
    "Артель мебели № 70812,нет телефона,info@mebel70812\n"
    "Артель мебели № 70812,,\n"
).encode()


def drafted(manager: Rest, client: str, discount: int) -> dict[str, Any]:
    """A draft of a proposal with ``discount`` in per cent: its path and its version."""
    line = {"product": manager.get("/products")["items"][0]["id"], "quantity": 2}
    chance = manager.post("/opportunities", {"client": client, "lines": [line]})
    made = manager.post("/proposals", {"opportunity": chance["id"]})
    path = f"/proposals/{made['id']}"
    lines = [{**line, "discount": discount}]
    after = manager.patch(path, {"version": made["version"], "lines": lines})
    return {"path": path, "version": after["version"]}


def planned(supervisor: Rest, manager: Rest, day: str) -> dict[str, str]:
    """The paths of a plan with a share of Mara's, and of a prospect in it."""
    people = {one["login"]: one["id"] for one in supervisor.get("/staff", limit=200)["items"]}
    where = '{"v":1,"all":[{"field":"lifecycle","op":"is","value":["prospect"]}]}'
    name = f"Целевой {day}"
    known = [one for one in supervisor.get("/segments")["items"] if one["name"] == name]
    segment = (
        known[0]
        if known
        else supervisor.post(
            "/segments",
            {"name": name, "where": where, "sharing": "bank"},
        )
    )
    last = (dt.date.fromisoformat(day) + dt.timedelta(days=90)).isoformat()
    plan = supervisor.post(
        "/plans",
        {
            "title": "Все страницы" + "ы" * 60,
            "segment": segment["id"],
            "volume": 40,
            "starts_on": day,
            "deadline": last,
        },
    )
    path = f"/plans/{plan['id']}"
    shares = [{"employee": people["mara"], "volume": 30}]
    given = {"version": plan["version"], "shares": shares}
    assert supervisor.ask("PUT", f"{path}/shares", given).status == 200
    manager.post(f"{path}/prospects", {"count": 5})
    seat = manager.get(f"{path}/prospects")["items"][0]["id"]
    return {"plan": path, "seat": f"{path}/prospects/{seat}"}


def handover(supervisor: Rest, leaver: str, receiver: str, day: str) -> str:
    """The path of a drafted handover; the one that is there, if there is one."""
    people = {one["login"]: one["id"] for one in supervisor.get("/staff", limit=200)["items"]}
    for known in supervisor.get("/handovers")["items"]:
        if known["employee"]["id"] == people[leaver]:
            return f"/handovers/{known['id']}"
    given = {"employee": people[leaver], "reason": "overload", "effective_on": day}
    path = f"/handovers/{supervisor.post('/handovers', given)['id']}"
    supervisor.post(f"{path}/share-out", {"receivers": [people[receiver]]})
    return path


def carried_out(supervisor: Rest, second: Rest, day: str) -> str:
    """The path of a handover that was carried out."""
    path = handover(supervisor, "otto", "olga", day)
    found = supervisor.get(path)
    if found["state"] == "draft":
        found = supervisor.post(f"{path}/finish", {"version": found["version"]})
    if found["state"] == "waiting":
        second.post(f"{path}/sign", {"version": found["version"]})
    return path


def one_declined(receiver: Rest, path: str) -> None:
    """One client of the handover at ``path`` is declined; the others still wait."""
    items = receiver.get(f"{path}/clients", limit=200)["items"]
    if not any(one["state"] == "declined" for one in items):
        client = [one for one in items if one["state"] == "moved"][-1]["client"]["id"]
        receiver.post(f"{path}/clients/{client}/refusal", {"reason": "A relative"})


def look_at(look: Look, prepared: dict[str, str], visitor: Callable[[str | None], Visitor]) -> None:
    """The page of ``look`` is found and sound."""
    visiting = visitor(look.who)
    address = visiting.find(look.start.format(**prepared), look.links)
    assert address, "no link leads there"
    wrong = visiting.look(address)
    language = visiting.page.locator("html").get_attribute("lang")
    assert language in ("ru", "en")
    assert wrong == [], f"{address} in {language}:\n" + "\n".join(wrong)
