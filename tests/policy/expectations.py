"""What the matrix expects, written down by hand: not read from the code under test."""

from __future__ import annotations

from tests.policy.world import STANDINGS

OWN, TEAM, ALL = "own", "team", "all"
ROLE_OF = {
    "mara": "acquisition_manager",
    "lena": "personal_manager",
    "sofia": "supervisor",
    "adam": "administrator",
    "ada": "auditor",
}
#: Permission → reach of (acquisition and personal manager, supervisor, administrator, auditor).
TABLE: dict[str, tuple[str, str, str, str]] = {
    "clients:read": (OWN, TEAM, "", ""),
    "clients:create": (OWN, TEAM, "", ""),
    "clients:edit": (OWN, TEAM, "", ""),
    "clients:delete": (OWN, TEAM, "", ""),
    "clients:restore": ("", TEAM, "", ""),
    "clients:read-sensitive": (OWN, TEAM, "", ""),
    "clients:break-glass": ("", "", "", ALL),
    "clients:convert": (OWN, TEAM, "", ""),
    "clients:let-in": (OWN, TEAM, "", ""),
    "duplicates:decide": (OWN, TEAM, "", ""),
    "merges:make": (OWN, TEAM, "", ""),
    "interactions:read": (OWN, TEAM, "", ""),
    "interactions:plan": (OWN, TEAM, "", ""),
    "interactions:record": (OWN, TEAM, "", ""),
    "interactions:correct": (OWN, TEAM, "", ""),
    "schedules:read": (OWN, TEAM, "", ""),
    "schedules:run": (OWN, TEAM, "", ""),
    "plans:read": (OWN, TEAM, "", ""),
    "plans:take": (OWN, TEAM, "", ""),
    "plans:make": ("", TEAM, "", ""),
    "opportunities:read": (OWN, TEAM, "", ""),
    "opportunities:edit": (OWN, TEAM, "", ""),
    "proposals:read": (OWN, TEAM, "", ""),
    "proposals:edit": (OWN, TEAM, "", ""),
    "proposals:approve": ("", TEAM, "", ""),
    "messages:read": (OWN, TEAM, "", ""),
    "messages:send": (OWN, TEAM, "", ""),
    "intake:sort": (OWN, TEAM, "", ""),
    "assignments:read": (OWN, TEAM, "", ""),
    "assignments:edit": ("", TEAM, "", ""),
    "handovers:read": (OWN, TEAM, "", ""),
    "handovers:make": ("", TEAM, "", ""),
    "handovers:sign": ("", ALL, "", ""),
    "handovers:accept": (OWN, OWN, "", ""),
    "vip:read": (OWN, TEAM, "", ""),
    "vip:propose": (OWN, TEAM, "", ""),
    "vip:confirm": ("", TEAM, "", ""),
    "vip:policy": ("", ALL, "", ""),
    "imports:run": (OWN, TEAM, "", ""),
    "exports:run": ("", TEAM, "", ""),
    "exports:approve": ("", ALL, "", ""),
    "operations:undo": (OWN, TEAM, "", ""),
    "privacy:handle": ("", TEAM, "", ""),
    "privacy:approve": ("", ALL, "", ""),
    "privacy:rules": ("", "", ALL, ""),
    "oversight:review": ("", TEAM, "", ""),
    "team:watch": ("", TEAM, "", ""),
    "products:read": (ALL, ALL, ALL, ALL),
    "products:edit": ("", "", ALL, ""),
    "rooms:read": (ALL, ALL, ALL, ""),
    "rooms:edit": ("", "", ALL, ""),
    "library:edit": ("", ALL, "", ""),
    "calls:learn": ("", ALL, ALL, ""),
    "staff:read": (ALL, ALL, ALL, ALL),
    "staff:edit": ("", "", ALL, ""),
    "staff:end-sessions": ("", ALL, ALL, ""),
    "roles:read": ("", "", ALL, ALL),
    "roles:edit": ("", "", ALL, ""),
    "roles:approve": ("", ALL, ALL, ""),
    "settings:edit": ("", "", ALL, ""),
    "audit:read": ("", "", "", ALL),
    "tokens:own": (ALL, ALL, ALL, ALL),
}
_COLUMN = {
    "acquisition_manager": 0, "personal_manager": 0, "supervisor": 1, "administrator": 2,
    "auditor": 3,
}  # fmt: skip
TEAM_OF = {
    "mara": "North", "max": "North", "lena": "North", "pavel": "North", "sofia": "North",
    "otto": "South", "hugo": "South",
}  # fmt: skip

#: Whose view a visitor may open: every one of them by name.
PUBLIC = frozenset(
    {
        "api.openapi", "calendar.feed", "health.alive", "health.figures", "health.ready",
        "consent.agree", "consent.read", "meeting.answer", "meeting.ask",
        "preferences.set_language", "preferences.set_theme", "released_static", "sign_in.code",
        "sign_in.enrol", "sign_in.form", "static", "unsubscribe.ask", "unsubscribe.leave",
    }
)  # fmt: skip
#: Of them those behind a secret or signed link: a made-up one leads nowhere.
BY_LINK = frozenset(
    {
        "calendar.feed",
        "consent.agree",
        "consent.read",
        "meeting.answer",
        "meeting.ask",
        "unsubscribe.ask",
        "unsubscribe.leave",
    }
)  # fmt: skip
#: Signed-in people, whatever their role.
FOR_ANYBODY = frozenset(
    {
        "health.style_guide", "home.my_day", "letters.attached", "letters.listing",
        "letters.show", "notices.listing", "notices.open_",
        "notices.read_all", "profile.password", "profile.show", "sessions.end",
        "sign_in.sign_out", "standing.rules",
        "sign_in.step_up", "tokens.end_token", "work.progress", "work.resume", "work.stop",
        "work.tray",
    }
)  # fmt: skip
#: Posted without a token of the forms: RFC 8058 and nothing else.
WITHOUT_CSRF = frozenset({"unsubscribe.leave"})
#: Doors that ask to prove oneself anew.
STEP_UP = frozenset(
    {
        "api_merges.undo", "api_vip_policies.approve", "duplicates.switch", "merges.undo",
        "api_bulk_deeds.undo", "api_handovers.finish", "api_handovers.sign", "api_handovers.undo",
        "api_imports.undo", "api_privacy_requests.sign", "api_privacy_requests.archive",
        "api_operations.undo",
        "api_exports.create", "api_exports.decide", "api_exports.file", "api_limits.change",
        "api_limits.decide", "dossiers.reveal", "exports.decide", "exports.file", "exports.start",
        "limits.decide", "emergency.ask", "privacy.archive", "privacy.sign", "privacy.sign_run",
        "limits.listing", "handovers.finish", "handovers.sign", "handovers.undo",
        "handovers.carry_on", "handovers.close_access", "handovers.undo_client",
        "handovers.give_back", "handovers.make_permanent", "handovers.sign_permanence",
        "api_handovers.make_permanent", "api_handovers.sign_permanence",
        "api_handovers.carry_on", "api_handovers.undo_client", "api_handovers.give_back",
        "journal.undo", "roles.decide", "roles.edit", "staff.change_role", "staff.close",
        "staff.create", "staff.reopen", "staff.reset_password", "tokens.create", "vip.approve",
    }
)  # fmt: skip

#: (beginning of the endpoint, parameter) → what the parameter names. The longest match counts.
NAMES: dict[tuple[str, str], str] = {
    ("duplicates.", "public_id"): "duplicate pair",
    ("duplicates.grant", "public_id"): "access request",
    ("duplicates.decline", "public_id"): "access request",
    ("duplicates.switch", "code"): "literal:number-and-name",
    ("api_duplicates.", "public_id"): "duplicate pair",
    ("merges.", "public_id"): "merge",
    ("merges.find", "public_id"): "client",
    ("merges.", "one"): "client",
    ("merges.", "two"): "look-alike",
    ("api_merges.", "public_id"): "merge",
    ("card.", "public_id"): "client",
    ("clients.", "public_id"): "client",
    ("bulk.", "public_id"): "house:bulk deed",
    ("api_bulk_deeds.", "public_id"): "house:bulk deed",
    ("segments.", "public_id"): "house:segment",
    ("api_segments.", "public_id"): "house:segment",
    ("api_views.", "public_id"): "house:saved view",
    ("clients.delete", "public_id"): "house:saved view",
    ("clients.open_with", "public_id"): "house:saved view",
    ("clients.edit_view", "public_id"): "house:saved view",
    ("custom_fields.", "public_id"): "house:custom field",
    ("dossiers.", "public_id"): "client",
    ("dossiers.", "person_id"): "contact person",
    ("palette.", "public_id"): "client",
    ("dossiers.", "relation_id"): "relation",
    ("dossiers.", "document_id"): "identity document",
    ("dossiers.field", "name"): "literal:activity",
    ("cells.", "public_id"): "client",
    ("cells.", "key"): "literal:activity",
    ("card.", "entry"): "timeline entry",
    ("sources.", "public_id"): "house:source",
    ("sources.", "kind"): "literal:source",
    ("documents.", "public_id"): "client",
    ("documents.", "document_id"): "document",
    ("api_documents.", "public_id"): "document",
    ("api_past.", "public_id"): "client",
    ("api_privacy_requests.", "public_id"): "data request",
    ("privacy.", "public_id"): "data request",
    ("privacy.of_client", "public_id"): "client",
    ("privacy.give", "public_id"): "client",
    ("privacy.ask_consent", "public_id"): "client",
    ("privacy.withdraw", "public_id"): "client",
    ("privacy.receive", "public_id"): "client",
    ("privacy.run", "public_id"): "house:retention run",
    ("privacy.ask_for_run", "public_id"): "house:retention run",
    ("privacy.sign_run", "public_id"): "house:retention run",
    ("privacy.drop_run", "public_id"): "house:retention run",
    ("privacy.edit_rule", "public_id"): "house:retention rule",
    ("oversight.readers", "public_id"): "client",
    ("oversight.review", "public_id"): "emergency",
    ("oversight.look", "public_id"): "house:alarm",
    ("emergency.close", "public_id"): "house:foreign emergency",
    ("portfolios.assign", "public_id"): "client",
    ("figures.", "public_id"): "client",
    ("vip.propose", "public_id"): "client",
    ("vip.", "public_id"): "VIP status",
    ("vip.approve", "public_id"): "house:policy version",
    ("vip.version", "public_id"): "house:policy version",
    ("vip.tier", "public_id"): "house:policy version",
    ("vip.drop", "public_id"): "house:policy version",
    ("vip.what_if", "public_id"): "house:policy version",
    ("vip.policy_paper", "public_id"): "house:policy version",
    ("vip.", "code"): "literal:vip",
    ("vip.verdict", "public_id"): "VIP verdict",
    ("vip.confirm_one", "public_id"): "VIP verdict",
    ("vip.decline", "public_id"): "VIP verdict",
    ("api_vip_policies.", "public_id"): "house:policy version",
    ("api_vip_evaluations.", "public_id"): "house:VIP evaluation",
    ("api_vip_statuses.", "public_id"): "VIP status",
    ("interactions.", "public_id"): "contact",
    ("interactions.answer", "public_id"): "letter",
    ("interactions.unanswer", "public_id"): "letter",
    ("interactions.letter", "public_id"): "letter",
    ("interactions.correct", "public_id"): "letter",
    ("interactions.undo", "public_id"): "letter",
    ("interactions.take_back", "public_id"): "letter",
    ("interactions.close_promise", "public_id"): "promise",
    ("schedules.", "public_id"): "schedule",
    ("schedules.", "step_id"): "schedule step",
    ("schedules.withdraw_absence", "public_id"): "house:absence",
    ("schedule_templates.", "public_id"): "house:schedule template",
    ("schedule_templates.", "step_id"): "house:template step",
    ("interactions.materials_of", "public_id"): "client",
    ("interactions.outcome_of", "public_id"): "client",
    ("materials.", "public_id"): "house:material",
    ("materials.file", "public_id"): "house:material version",
    ("api_materials.", "public_id"): "house:material",
    ("api_materials.handed_to", "public_id"): "client",
    ("api_scenarios.", "public_id"): "house:scenario",
    ("api_promises.", "public_id"): "promise",
    ("rooms.", "public_id"): "house:room",
    ("series.", "public_id"): "series",
    ("api_series.", "public_id"): "series",
    ("rooms.open_again", "public_id"): "house:closure",
    ("api_rooms.", "public_id"): "house:room",
    ("api_absences.", "public_id"): "house:absence",
    ("api_bookings.", "public_id"): "booking",
    ("temperatures.", "public_id"): "client",
    ("api_temperatures.", "public_id"): "client",
    ("api_norms.", "public_id"): "house:norm",
    ("standing.", "public_id"): "house:norm",
    ("plans.", "public_id"): "house:plan",
    ("plans.", "prospect_id"): "plan seat",
    ("api_plans.", "public_id"): "house:plan",
    ("api_plans.", "prospect_id"): "plan seat",
    ("opportunities.", "public_id"): "opportunity",
    ("opportunities.", "stage"): "literal:new",
    ("proposals.", "public_id"): "proposal",
    ("proposals.", "number"): "literal:1",
    ("messages.", "public_id"): "message",
    ("intake.", "public_id"): "incoming letter",
    ("followups.", "public_id"): "house:rule",
    ("scenarios.", "public_id"): "house:scenario",
    ("letter_texts.", "public_id"): "house:letter text",
    ("api_letter_texts.", "public_id"): "house:letter text",
    ("products.", "public_id"): "house:product",
    ("staff.", "public_id"): "house:employee",
    ("home.day_of", "public_id"): "house:employee",
    ("home.", "what"): "literal:overdue",
    ("roles.", "public_id"): "house:role",
    ("roles.decide", "public_id"): "house:access change",
    ("audit.", "number"): "literal:1",
    ("calendar_days.", "day"): "literal:2026-11-25",
    ("handovers.", "public_id"): "house:handover",
    ("handovers.", "client_id"): "house:handed client",
    ("handovers.place_anew", "client_id"): "house:declined client",
    ("api_handovers.place_anew", "client_id"): "house:declined client",
    ("bundles.", "public_id"): "house:handover",
    ("portfolios.profile", "public_id"): "house:employee",
    ("portfolios.notice", "public_id"): "house:employee",
    ("api_managers.", "public_id"): "house:employee",
    ("sessions.", "session_id"): "house:foreign session",
    ("tokens.", "public_id"): "house:foreign token",
    ("unsubscribe.", "token"): "literal:no-such-token",
    ("consent.", "token"): "literal:no-such-token",
    ("meeting.", "token"): "literal:no-such-token",
    ("calendar.", "secret"): "literal:no-such-secret",
    ("invitations.of_contact", "public_id"): "contact",
    ("invitations.take_back", "public_id"): "invitation",
    ("imports.", "public_id"): "house:import",
    ("exports.", "public_id"): "house:export",
    ("exports.", "name"): "literal:clients",
    ("api_exports.", "public_id"): "house:export",
    ("limits.", "public_id"): "house:limit change",
    ("api_limits.", "public_id"): "house:limit change",
    ("imports.", "form"): "literal:csv",
    ("journal.", "public_id"): "house:operation",
    ("api_operations.", "public_id"): "house:operation",
    ("notices.", "public_id"): "house:foreign notice",
    ("work.", "public_id"): "house:foreign work",
    ("api_imports.", "public_id"): "house:import",
    ("letters.", "name"): f"literal:{'0' * 28}",
    ("letters.", "number"): "literal:1",
    ("static", "filename"): "literal:css/app.css",
    ("released_static", "filename"): "literal:css/app.css",
    ("released_static", "release"): "literal:1",
    ("api_clients.", "public_id"): "client",
    ("api_custom_fields.", "public_id"): "house:custom field",
    ("api_contact_persons.", "public_id"): "contact person",
    ("api_dossiers.", "public_id"): "client",
    ("api_relations.", "public_id"): "relation",
    ("api_interactions.", "public_id"): "contact",
    ("api_interactions.answer", "public_id"): "letter",
    ("api_interactions.letter", "public_id"): "letter",
    ("api_corrections.", "public_id"): "letter",
    ("api_schedules.", "public_id"): "schedule",
    ("api_schedules.", "step_id"): "schedule step",
    ("api_schedule_templates.", "public_id"): "house:schedule template",
    ("api_invitations.", "public_id"): "contact",
    ("api_invitations.take_back", "public_id"): "invitation",
    ("api_opportunities.", "public_id"): "opportunity",
    ("api_proposals.", "public_id"): "proposal",
    ("api_messages.", "public_id"): "message",
    ("api_assignments.", "public_id"): "assignment",
    ("api_products.", "public_id"): "house:product",
    ("api_holdings.", "public_id"): "holding",
    ("api_staff.", "public_id"): "house:employee",
    ("api_audit.", "number"): "literal:1",
    ("api_handovers.", "public_id"): "house:handover",
    ("api_handovers.", "client_id"): "house:handed client",
}
#: Views that take a client's thing in the query or the form: endpoint → field, thing.
ASKED: dict[str, tuple[str, str]] = {
    "interactions.plan": ("client", "client"),
    "interactions.record": ("client", "client"),
    "interactions.next_after_record": ("client", "client"),
    "interactions.to_give_unplanned": ("client", "client"),
    "interactions.free_rooms": ("client", "client"),
    "interactions.scenarios_for": ("client", "client"),
    "interactions.letter_fields": ("client", "client"),
    "interactions.letter_preview": ("client", "client"),
    "schedules.start": ("client", "client"),
    "series.start": ("client", "client"),
    "opportunities.create": ("client", "client"),
    "proposals.create": ("opportunity", "opportunity"),
    "opportunities.move": ("opportunity", "opportunity"),
    "intake.attach": ("client", "client"),
    "api_monthly_figures.listing": ("client", "client"),
    "api_holdings.listing": ("client", "client"),
    "api_consents.listing": ("client", "client"),
}
#: The same in the body of a call: endpoint → field → thing (see ``minimal``).
BODIES: dict[str, str] = {
    "api_contact_persons.create": "client",
    "api_relations.create": "client",
    "api_interactions.create": "client",
    "api_interactions.record": "client",
    "api_schedules.create": "client",
    "api_schedules.preview": "client",
    "api_opportunities.create": "client",
    "api_proposals.create": "opportunity",
    "api_assignments.create": "client",
    "api_merges.create": "client",
    "api_consents.give": "client",
    "api_consents.ask": "client",
    "api_consents.withdraw": "client",
    "api_privacy_requests.receive": "client",
    "api_series.create": "client",
    "api_promises.create_promise": "client",
    "api_bookings.create_booking": "contact",
    "api_days_off.move": "contact",
    "api_vip_statuses.propose": "client",
    "api_holdings.open_one": "client",
}
#: Only what lies in the bin is found here, and only this finds it.
FROM_BIN = frozenset({"dossiers.restore", "api_clients.restore"})
#: Things of the house with an owner: who of those with the permission finds them. Sofia made the
#: handover of Greta's clients for Mara; Mara made the import and what the journal holds of it.
SEEN_BY = {
    "house:handover": {"mara", "sofia"},
    "house:foreign emergency": set(),
    "house:import": {"mara", "sofia"},
    "house:saved view": {"mara"},
    "house:segment": {"mara"},
    "house:plan": {"mara", "lena", "sofia"},
    "house:bulk deed": {"mara"},
    "house:operation": {"mara", "sofia"},
    "house:export": {"sofia"},
    "house:absence": {"mara", "sofia"},
}
#: A deed of the receiver alone.
RECEIVERS_PART = frozenset(
    {"handovers.accept", "handovers.decline", "api_handovers.accept", "api_handovers.decline"}
)
#: A second person's deed: allowed by role, refused to this very person (403).
FOUR_EYES = {
    ("sofia", "handovers.sign"), ("sofia", "api_handovers.sign"), ("sofia", "exports.decide"),
    ("sofia", "api_exports.decide"),
}  # fmt: skip
#: Things of other people among what everybody has: not there.
FOREIGN = frozenset(
    {
        "sessions.end", "tokens.end_token", "letters.show", "letters.attached", "notices.open_",
        "work.progress",
        "work.stop", "work.resume",
    }
)  # fmt: skip


def reach(who: str, permission: str) -> str:
    """How far ``who`` reaches."""
    return TABLE[permission][_COLUMN[ROLE_OF[who]]]


def finds(who: str, permission: str, standing: str, endpoint: str) -> bool:
    """Whether ``who`` finds the things of the client of ``standing`` behind ``endpoint``."""
    keeper, _before, _vip, binned = STANDINGS[standing]
    if binned != (endpoint in FROM_BIN):
        return False
    how_far = reach(who, permission)
    if how_far == OWN:
        return keeper == who
    return how_far == ALL or (how_far == TEAM and TEAM_OF[keeper] == TEAM_OF[who])
