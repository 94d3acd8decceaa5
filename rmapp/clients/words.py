"""What the codes of the client base are called; tones are those of ``templates/macros/cards``."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from .models import (
    AssignmentRole,
    Attitude,
    ClientKind,
    CustomType,
    DecisionRole,
    DocumentKind,
    Level,
    Lifecycle,
    Origin,
    RelationKind,
    Sharing,
    SourceKind,
    Temperature,
)

Words = dict[Any, Any]

KINDS: Words = {
    ClientKind.ORGANISATION: _l("Organisation"),
    ClientKind.SOLE_TRADER: _l("Sole trader"),
    ClientKind.PERSON: _lp("client", "Person"),
}
#: As long as three of them fit beside each other on a telephone.
KIND_TABS: Words = {
    ClientKind.ORGANISATION: _l("Organisation"),
    ClientKind.SOLE_TRADER: _lp("tab", "Sole trader"),
    ClientKind.PERSON: _lp("tab", "Person"),
}
KIND_ICONS: Words = {
    ClientKind.ORGANISATION: "building",
    ClientKind.SOLE_TRADER: "briefcase",
    ClientKind.PERSON: "user",
}
LIFECYCLES: Words = {
    Lifecycle.PROSPECT: _l("Prospect"),
    Lifecycle.CLIENT: _l("Client"),
    Lifecycle.FORMER: _l("Former client"),
}
#: The same where room is short.
KINDS_SHORT: Words = {
    ClientKind.ORGANISATION: _lp("short", "firm"),
    ClientKind.SOLE_TRADER: _lp("short", "sole trader"),
    ClientKind.PERSON: _lp("short", "person"),
}
LIFECYCLES_SHORT: Words = {
    Lifecycle.PROSPECT: _lp("short", "prospect"),
    Lifecycle.CLIENT: _lp("short", "client"),
    Lifecycle.FORMER: _lp("short", "former"),
}
LIFECYCLE_TONES: Words = {
    Lifecycle.PROSPECT: "info",
    Lifecycle.CLIENT: "ok",
    Lifecycle.FORMER: "neutral",
}
TEMPERATURES: Words = {
    Temperature.COLD: _l("cold"),
    Temperature.WARM: _l("warm"),
    Temperature.HOT: _l("hot"),
}
TEMPERATURE_TONES: Words = {
    Temperature.COLD: "info",
    Temperature.WARM: "warn",
    Temperature.HOT: "bad",
}
DECISION_ROLES: Words = {
    DecisionRole.DECIDES: _l("Decides"),
    DecisionRole.INFLUENCES: _l("Influences"),
    DecisionRole.FINANCIAL: _l("Financial side"),
    DecisionRole.TECHNICAL: _l("Technical side"),
    DecisionRole.GATEKEEPER: _l("Gatekeeper"),
    DecisionRole.UNKNOWN: _l("Role unknown"),
}
ATTITUDES: Words = {
    Attitude.FOR: _l("for us"),
    Attitude.NEUTRAL: _l("neutral"),
    Attitude.AGAINST: _l("against us"),
    Attitude.UNKNOWN: _l("attitude unknown"),
}
ATTITUDE_TONES: Words = {
    Attitude.FOR: "ok",
    Attitude.NEUTRAL: "neutral",
    Attitude.AGAINST: "bad",
    Attitude.UNKNOWN: "neutral",
}
RELATIONS: Words = {
    RelationKind.HOUSEHOLD: _l("One household"),
    RelationKind.EMPLOYER: _l("Employer"),
    RelationKind.OWNER: _l("Owner"),
    RelationKind.GROUP: _l("Group of companies"),
    RelationKind.PARTNER: _l("Partner"),
    RelationKind.REFERRED_BY: _l("Referred by"),
    RelationKind.REFERENCE: _l("Our reference for this client"),
}
#: The same tie seen from the other side.
RELATIONS_BACK: Words = {
    RelationKind.HOUSEHOLD: _l("One household"),
    RelationKind.EMPLOYER: _l("Employee"),
    RelationKind.OWNER: _l("Owns"),
    RelationKind.GROUP: _l("Group of companies"),
    RelationKind.PARTNER: _l("Partner"),
    RelationKind.REFERRED_BY: _l("Recommended to us"),
    RelationKind.REFERENCE: _l("Speaks well of us to"),
}
LEVELS: Words = {
    Level.TOP: _l("Top level"),
    Level.FINANCIAL: _l("Financial level"),
    Level.TECHNICAL: _l("Technical level"),
    Level.USER: _l("Users"),
    Level.UNKNOWN: _l("Level unknown"),
}
SOURCE_KINDS: Words = {
    SourceKind.SOURCE: _l("Sources"),
    SourceKind.CHANNEL: _l("Channels"),
    SourceKind.CAMPAIGN: _l("Campaigns"),
}
SHARINGS: Words = {
    Sharing.MINE: _lp("shared with", "nobody"),
    Sharing.TEAM: _lp("shared with", "the team"),
    Sharing.BANK: _lp("shared with", "the whole bank"),
}
ORIGINS: Words = {
    Origin.UNSAID: _l("not said"),
    Origin.CLIENT: _l("told by the client"),
    Origin.CONTACT: _l("told at a contact"),
    Origin.DOCUMENT: _l("from a document"),
    Origin.REGISTER: _l("from a register"),
    Origin.PRESS: _l("from the press or the web"),
    Origin.COLLEAGUE: _l("from a colleague"),
    Origin.OBSERVED: _l("own judgement"),
}
DOCUMENT_KINDS: Words = {
    DocumentKind.PASSPORT: _l("Passport"),
    DocumentKind.FOREIGN_PASSPORT: _l("Passport for travel"),
    DocumentKind.ID_CARD: _l("Identity card"),
    DocumentKind.RESIDENCE_PERMIT: _l("Residence permit"),
    DocumentKind.DRIVING_LICENCE: _l("Driving licence"),
    DocumentKind.OTHER: _lp("document", "Other"),
}
SIZES: Words = {
    "micro": _l("micro business"),
    "small": _l("small business"),
    "medium": _l("medium business"),
    "large": _l("large business"),
}
ROLES: Words = {
    AssignmentRole.ACQUISITION: _l("Acquisition manager"),
    AssignmentRole.PERSONAL: _l("Personal manager"),
    AssignmentRole.DEPUTY: _l("Deputy"),
    AssignmentRole.SPECIALIST: _l("Specialist"),
}
HANDED_OVER: Words = {  # why an assignment began, when a handover without a note began it
    "leaving": _l("Leaves the bank"),
    "leave": _l("Leave or illness"),
    "rotation": _l("Rotation"),
    "overload": _l("Overload"),
}
PHONE_KINDS: Words = {
    "work": _l("work"),
    "mobile": _l("mobile"),
    "home": _l("home"),
    "fax": _l("fax"),
}
#: What a phone, an e-mail, a messenger or an address is for.
PURPOSES: Words = {
    "": _lp("use", "for everything"),
    "papers": _lp("use", "for documents"),
    "urgent": _lp("use", "when urgent"),
    "accounts": _lp("use", "for the accounts department"),
    "private": _lp("use", "for personal matters"),
}
MESSENGER_KINDS: Words = {
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "max": "MAX",
    "viber": "Viber",
    "vk": _l("VK"),
    "signal": "Signal",
    "other": _lp("messenger", "other"),
}
EMAIL_KINDS: Words = {"work": _l("work"), "personal": _l("personal")}
ADDRESS_KINDS: Words = {
    "legal": _l("legal address"),
    "actual": _l("actual address"),
    "home": _l("place of residence"),
    "post": _l("postal address"),
}
CHANNELS: Words = {
    "": _l("not known"),
    "call": _l("by phone"),
    "email": _l("by e-mail"),
    "message": _l("by message"),
    "visit": _l("in person"),
    "letter": _l("by letter"),
}
SEXES: Words = {"": _l("not known"), "f": _l("female"), "m": _l("male")}

CUSTOM_TYPES: Words = {
    CustomType.TEXT: _l("Text"),
    CustomType.NUMBER: _lp("custom field", "Number"),
    CustomType.MONEY: _l("Money"),
    CustomType.DATE: _l("Date"),
    CustomType.CHOICE: _l("One of a list"),
    CustomType.CHOICES: _l("Several of a list"),
    CustomType.FLAG: _l("Yes or no"),
    CustomType.LINK: _l("Link"),
}

#: What the fields of a dossier are called: forms, histories, conflicts, imports, questions.
FIELDS: Words = {
    "kind": _l("Kind"),
    "lifecycle": _l("Lifecycle"),
    "is_active": _l("Active: reminders are made"),
    "display_name": _lp("client", "Name"),
    "full_name": _l("Full name"),
    "short_name": _l("Short name"),
    "legal_form": _l("Legal form"),
    "inn": _l("INN"),
    "kpp": _l("KPP"),
    "ogrn": _l("OGRN"),
    "edrpou": _l("EDRPOU"),
    "vat": _l("VAT or tax number abroad"),
    "lei": _l("LEI"),
    "activity": _l("Nature of the business"),
    "history": _l("History of the firm"),
    "governance": _l("Governing bodies and who decides"),
    "banks_now": _l("Banks that serve it now"),
    "staff_count": _l("Number of staff"),
    "revenue": _l("Revenue a year"),
    "problems": _l("Current problems"),
    "competitor_offers": _l("Offers of competitors"),
    "family_name": _l("Family name"),
    "given_name": _l("Given name"),
    "patronymic": _l("Patronymic"),
    "birth_date": _l("Birth date"),
    "sex": _l("Sex"),
    "family_status": _l("Family status"),
    "family": _l("Who is in the family"),
    "occupation": _l("Occupation"),
    "education": _l("Education"),
    "hobbies": _l("Hobbies"),
    "income_level": _l("Level of income"),
    "web": _l("Web site"),
    "social_networks": _l("Social networks"),
    "needs": _l("Needs"),
    "planned_products": _l("Products to offer"),
    "possible_profit": _l("Possible profit a year"),
    "currency": _l("Currency"),
    "must_know": _l("Must know before a call"),
    "notes": _l("Notes"),
    "language": _l("Language of talk"),
    "zone": _l("Time zone"),
    "preferred_channel": _l("Preferred channel"),
    "hours_from": _l("Call from"),
    "hours_to": _l("Call until"),
    "source_id": _l("Source"),
    "channel_id": _l("Channel"),
    "campaign_id": _l("Campaign"),
    "external_id": _l("Number in another system"),
    "temperature": _l("Temperature"),
    "phones": _l("Phones"),
    "emails": _l("E-mail addresses"),
    "addresses": _l("Addresses"),
    "messengers": _l("Messengers"),
    "reference_on": _l("Agreed to be a reference on"),
    "decides": _l("Who decides"),
}


def words(catalogue: Words, code: Any) -> Any:
    """What ``code`` is called; the code itself where the catalogue does not know it."""
    return catalogue.get(code, code)


#: Each language by the name its speakers give it.
LANGUAGE_NAMES = {
    "ru": "Русский", "en": "English", "uk": "Українська", "kk": "Қазақша", "de": "Deutsch",
    "zh": "中文",
}  # fmt: skip
