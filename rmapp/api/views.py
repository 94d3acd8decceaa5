"""Every door of the API, and its description."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Blueprint, Flask, current_app
from flask.typing import ResponseReturnValue

from ..policy.enforce import public
from ..settings import settings
from .absences import absences
from .assignments import assignments
from .audit import audit
from .bulk import bulk
from .calendar_feeds import calendar_feeds
from .clients import clients
from .contact_persons import contact_persons
from .corrections import corrections
from .custom_fields import custom_fields
from .days_off import days_off
from .documents import documents
from .dossiers import kept
from .duplicates import access, duplicates
from .economics import economics
from .exports import exports
from .handing import substitutions
from .handovers import handovers
from .holdings import holdings
from .hours import hours
from .imports import imports
from .interactions import interactions
from .invitations import invitations
from .journal import journal
from .letter_texts import letter_texts
from .library import calendar, promises, scenarios
from .limits import limits
from .managers import managers
from .materials import materials
from .merges import merges
from .messages import messages
from .monthly_figures import monthly_figures
from .openapi import description
from .opportunities import opportunities
from .past import past
from .plans import plans
from .policies import policies
from .privacy import consents, privacy_requests
from .products import products
from .proposals import proposals
from .relations import relations
from .rooms import bookings, rooms
from .saved_views import views as saved_views
from .schedule_templates import schedule_templates
from .schedules import schedules
from .search import search
from .segments import segments
from .series import series
from .staff import staff
from .standing import norms, temperatures
from .vip import evaluations, statuses

api = Blueprint("api", __name__, url_prefix="/api/v1")
blueprints = [
    absences, access, api, assignments, audit, bookings, bulk, calendar, calendar_feeds,
    clients, consents, contact_persons, corrections, custom_fields, days_off, documents,
    duplicates, economics, evaluations, exports, handovers, holdings, hours, imports,
    interactions, invitations, journal, kept, letter_texts, limits, managers, materials, merges,
    messages, monthly_figures, norms, opportunities, past, plans, policies, privacy_requests,
    products, promises, proposals, relations, rooms, saved_views, scenarios, schedule_templates,
    schedules, search, segments, series, staff, statuses, substitutions, temperatures,
]  # fmt: skip


@api.get("/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    """The description of the API."""
    return current_app.json.response(_described(current_app._get_current_object()))  # type: ignore[attr-defined]


@lru_cache(maxsize=4)
def _described(app: Flask) -> dict[str, Any]:
    return description(app, server=settings().base_url)
