"""The table of permissions: the catalogue, its words, and what each seeded role gets.

A permission is ``<kind>:<verb>``. ``reaches`` says which reaches mean something for it: a deed
on a client's records can be none / own / team / all, a deed on the house only none / all.
``client_content`` marks what the administrator can never be given (ruling 18).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from .models import Reach

NONE, OWN, TEAM, ALL = Reach.NONE, Reach.OWN, Reach.TEAM, Reach.ALL
BY_PERSON = (NONE, OWN, TEAM, ALL)
SWITCH = (NONE, ALL)

ACQUISITION = "acquisition_manager"
PERSONAL = "personal_manager"
SUPERVISOR = "supervisor"
ADMINISTRATOR = "administrator"
AUDITOR = "auditor"
ROLES = {
    ACQUISITION: ("Acquisition manager", "Менеджер по привлечению"),
    PERSONAL: ("Personal manager", "Персональный менеджер"),
    SUPERVISOR: ("Supervisor", "Руководитель"),
    ADMINISTRATOR: ("Administrator", "Администратор"),
    AUDITOR: ("Auditor", "Аудитор"),
}


REACHES: dict[Reach, Any] = {
    Reach.NONE: _l("no"),
    Reach.OWN: _l("own"),
    Reach.TEAM: _l("team"),
    Reach.ALL: _l("all"),
}


@dataclass(frozen=True)
class Permission:
    """One line of the table."""

    name: str
    label: Any
    reaches: tuple[Reach, ...]
    default: dict[str, Reach] = field(default_factory=dict)
    client_content: bool = False


def _managers(reach: Reach = OWN, supervisor: Reach = TEAM) -> dict[str, Reach]:
    return {ACQUISITION: reach, PERSONAL: reach, SUPERVISOR: supervisor}


def _client(name: str, label: Any, default: dict[str, Reach] | None = None) -> Permission:
    return Permission(name, label, BY_PERSON, default or _managers(), client_content=True)


def _house(name: str, label: Any, *roles: str) -> Permission:
    return Permission(name, label, SWITCH, dict.fromkeys(roles, ALL))


#: What an emergency opens of the one dossier, and only to be read (ruling 18).
EMERGENCY = ("clients:read", "interactions:read")

_LINES = [
    # clients and dossiers
    _client("clients:read", _l("See clients and their dossiers")),
    _client("clients:create", _l("Create clients")),
    _client("clients:edit", _l("Edit dossiers")),
    _client("clients:delete", _l("Move clients to the bin")),
    _client("clients:restore", _l("Restore clients from the bin"), {SUPERVISOR: TEAM}),
    _client("clients:read-sensitive", _l("See identity documents and income")),
    _client("clients:break-glass", _l("Open a dossier in an emergency"), {AUDITOR: ALL}),
    _client("clients:convert", _l("Make a prospect a client")),
    _client("clients:let-in", _l("Let a colleague in who asks for access to a client")),
    _client("duplicates:decide", _l("See look-alikes and decide whether they are one")),
    _client("merges:make", _l("Merge two records of one client and undo it")),
    # contacts
    _client("interactions:read", _l("See contacts")),
    _client("interactions:plan", _l("Plan and move contacts")),
    _client("interactions:record", _l("Record outcomes")),
    _client("interactions:correct", _l("Correct and undo outcomes")),
    _client("schedules:read", _l("See contact schedules")),
    _client("schedules:run", _l("Start, shift and stop contact schedules")),
    _client("plans:read", _l("See plans of winning clients")),
    _client("plans:take", _l("Take prospects into plans and out of them")),
    _client("plans:make", _l("Make plans and share them out"), {SUPERVISOR: TEAM}),
    # sales
    _client("opportunities:read", _l("See opportunities")),
    _client("opportunities:edit", _l("Open and change opportunities")),
    _client("proposals:read", _l("See proposals")),
    _client("proposals:edit", _l("Make and send proposals")),
    _client("proposals:approve", _l("Approve discounts over the limit"), {SUPERVISOR: TEAM}),
    _client("messages:read", _l("See messages to clients")),
    _client("messages:send", _l("Write, hold and cancel messages to clients")),
    _client("intake:sort", _l("Sort incoming letters"), _managers(OWN, TEAM)),
    # portfolios
    _client("assignments:read", _l("See who serves whom")),
    _client("assignments:edit", _l("Assign clients"), {SUPERVISOR: TEAM}),
    _client("handovers:read", _l("See handovers"), _managers(OWN, TEAM)),
    _client("handovers:make", _l("Hand clients over"), {SUPERVISOR: TEAM}),
    _client("handovers:sign", _l("Sign a handover as the second person"), {SUPERVISOR: ALL}),
    _client("handovers:accept", _l("Accept handed over clients"), _managers(OWN, OWN)),
    # VIP
    _client("vip:read", _l("See VIP clients and evaluations")),
    _client("vip:propose", _l("Propose a client as VIP")),
    _client("vip:confirm", _l("Confirm and end VIP status"), {SUPERVISOR: TEAM}),
    _client("vip:policy", _l("Write the VIP policy"), {SUPERVISOR: ALL}),
    # data in and out
    _client("imports:run", _l("Import clients")),
    _client("exports:run", _l("Export lists"), {SUPERVISOR: TEAM}),
    _client(
        "exports:approve",
        _l("Let exports over the limit go as the second person"),
        {SUPERVISOR: ALL},
    ),
    _client("operations:undo", _l("Undo operations"), _managers()),
    _client("privacy:handle", _l("Handle requests about personal data"), {SUPERVISOR: TEAM}),
    _client(
        "privacy:approve", _l("Sign erasures and retention as the second person"), {SUPERVISOR: ALL}
    ),
    _client("oversight:review", _l("Review emergencies and unusual reading"), {SUPERVISOR: TEAM}),
    _client("team:watch", _l("See the desk of a manager"), {SUPERVISOR: TEAM}),
    # the house
    _house(
        "products:read",
        _l("See the product catalogue"),
        ACQUISITION,
        PERSONAL,
        SUPERVISOR,
        ADMINISTRATOR,
        AUDITOR,
    ),
    _house("products:edit", _l("Change products and tariffs"), ADMINISTRATOR),
    _house(
        "rooms:read",
        _l("See the meeting rooms and when they are taken"),
        ACQUISITION,
        PERSONAL,
        SUPERVISOR,
        ADMINISTRATOR,
    ),
    _house("rooms:edit", _l("Keep the bank's meeting rooms"), ADMINISTRATOR),
    _house("library:edit", _l("Change scenarios, texts and lists"), SUPERVISOR),
    _house(
        "calls:learn", _l("Watch and switch the learned order of calls"), SUPERVISOR, ADMINISTRATOR
    ),
    _house(
        "staff:read",
        _l("See colleagues"),
        ACQUISITION,
        PERSONAL,
        SUPERVISOR,
        ADMINISTRATOR,
        AUDITOR,
    ),
    _house("staff:edit", _l("Create and change employees and teams"), ADMINISTRATOR),
    _house("staff:end-sessions", _l("End sessions of employees"), ADMINISTRATOR, SUPERVISOR),
    _house("roles:read", _l("See roles and permissions"), ADMINISTRATOR, AUDITOR),
    _house("roles:edit", _l("Change roles and permissions"), ADMINISTRATOR),
    _house("roles:approve", _l("Sign a widening of access"), ADMINISTRATOR, SUPERVISOR),
    _house("settings:edit", _l("Change the bank's settings and calendar"), ADMINISTRATOR),
    _house("privacy:rules", _l("Change how long data are kept"), ADMINISTRATOR),
    _house("audit:read", _l("Read the audit trail"), AUDITOR),
    _house(
        "tokens:own",
        _l("Use the API with own tokens"),
        ACQUISITION,
        PERSONAL,
        SUPERVISOR,
        ADMINISTRATOR,
        AUDITOR,
    ),
]

PERMISSIONS: dict[str, Permission] = {line.name: line for line in _LINES}


#: Doors to client content whose pages show a file, an operation or a request instead of clients.
_FILES = frozenset({"imports:run", "exports:run", "exports:approve", "operations:undo"})


def shows_clients(permission: str | None) -> bool:
    """Whether clients are shown behind the door of ``permission``: that is counted for each person
    and day (reliability.md 2.3, row 23)."""
    line = PERMISSIONS.get(permission or "")
    return line is not None and line.client_content and line.name not in _FILES


#: Permissions behind the dangerous doors of the API: a token must have been made with them.
SCOPES = (
    "exports:run", "exports:approve", "operations:undo", "handovers:make", "handovers:sign",
    "settings:edit", "roles:approve", "merges:make", "vip:policy", "privacy:handle",
    "privacy:approve",
)  # fmt: skip


def default_grants(role: str) -> dict[str, Reach]:
    """What the seeded role ``role`` may do: permission → reach, without the nones."""
    return {name: p.default[role] for name, p in PERMISSIONS.items() if role in p.default}


def may_be_granted(role: str, permission: str, reach: Reach) -> bool:
    """Whether ``role`` can have ``permission`` this far at all.

    The administrator never gets client content; a reach must mean something for the permission.
    """
    line = PERMISSIONS.get(permission)
    if line is None or reach not in line.reaches:
        return False
    return not (line.client_content and role == ADMINISTRATOR and reach is not NONE)
