"""Words for what the rules say in codes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WHY = {
    "balance": _l("evens out the load"),
    "deputy": _l("is the client's deputy already"),
    "known": _l("knows the client already"),
    "language": _l("speaks the client's language"),
    "licence": _l("has the licences"),
    "branch": _l("same branch or city"),
    "specialisation": _l("knows the trade"),
    "family": _l("the family stays together"),
    "only-certified": _l("the only one who may serve VIPs"),
    "chosen": _l("chosen by hand"),
    "role-ends": _l("is the client's first manager already: the leaver's role ends"),
    "within-capacity": _l("Fits into the capacity"),
    "nobody-fits": _l("nobody among the receivers fits"),
    "no-language": _l("does not speak the client's language"),
    "no-licence": _l("a licence is missing"),
    "no-craft": _l("of another craft"),
    "away": _l("is away then"),
}
#: Codes that warn.
AGAINST = frozenset({"nobody-fits", "role-ends", "no-language", "no-licence", "no-craft", "away"})
