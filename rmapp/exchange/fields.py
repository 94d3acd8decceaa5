"""The fields a column may be, in words; and a set of columns as one key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp

from ..clients.catalogue import label_of
from ..clients.words import FIELDS as CLIENT_FIELDS
from ..core.errors import Invalid
from ..core.text import fold
from . import own
from .address_books import known_book
from .columns import RECORD, SYNONYMS, recognise

_OWN: dict[str, Any] = {
    "full_name": _l("Name of the firm, or full name"),
    "organisation": _l("Firm, or employer of a person"),
    "department": _l("Department"),
    "position": _l("Position"),
    "contact_person": _l("Contact person"),
    "phone": _l("Phone"),
    "fax": _lp("phone", "Fax"),
    "email": _l("E-mail"),
    "contacts": _l("Contacts of several kinds"),
    "legal_address": _l("Address"),
    "actual_address": _l("Actual address"),
    "city": _l("City"),
    "region": _l("Region"),
    "postcode": _l("Postal code"),
    "country": _l("Country"),
    "inn_kpp": _l("INN and KPP"),
    "employees": _l("Number of staff"),
    "revenue": _l("Revenue a year"),
    "social": _l("Social networks"),
    "source": _l("Source"),
    "manager": _l("Manager"),
    RECORD: _l("Record number"),
    "kind": _l("Kind of client"),
}
#: Field → its name; the order of the choices.
FIELDS: dict[str, Any] = {name: _OWN.get(name) or CLIENT_FIELDS[name] for name in SYNONYMS}
#: Fields that several columns may be.
REPEATED = frozenset({"phone", "fax", "email", "notes", "contacts", "social"})
#: What a known client may be recognised by.
MATCHES: dict[str, Any] = {
    RECORD: _OWN[RECORD],
    "external_id": CLIENT_FIELDS["external_id"],
    "inn": CLIENT_FIELDS["inn"],
    "kpp": CLIENT_FIELDS["kpp"],
    "ogrn": CLIENT_FIELDS["ogrn"],
    "edrpou": CLIENT_FIELDS["edrpou"],
    "vat": CLIENT_FIELDS["vat"],
    "lei": CLIENT_FIELDS["lei"],
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "name": _l("Whole name"),
}
#: Columns of the file of rows to correct, in both languages (see ``corrections``).
REMARKS = (_l("Row of the file"), _l("What is wrong"))
_REMARKS = frozenset(("row of the file", "what is wrong", "строка файла", "что не так"))
_CHANNEL = frozenset(("channel", "канал"))
#: A row needs one of these.
NAMES = frozenset({"full_name", "short_name", "family_name", "given_name", "organisation"})


def label(field: str) -> Any:
    """What ``field`` is called; the row itself for the empty one."""
    if own.is_own(field):
        return label_of(field)
    return FIELDS.get(field) or CLIENT_FIELDS.get(field) or _l("Row")


def choices() -> dict[str, Any]:
    """Every field a column may be with its name, the bank's own last."""
    return {**FIELDS, **own.labels()}


def with_own(
    columns: Sequence[str], mapping: Sequence[str], confidence: Sequence[float]
) -> tuple[list[str], list[float]]:
    """What :func:`guess` says, and the bank's own fields where a column is called just so."""
    found, sure = list(mapping), list(confidence)
    for at, key in own.named(columns).items():
        if key not in found and not is_remark(columns[at]) and (not found[at] or sure[at] < 1.0):
            found[at], sure[at] = key, 1.0
    return found, sure


def is_remark(column: str) -> bool:
    """Whether a column was added by the desk to the rows that were given back for correction."""
    return fold(column) in _REMARKS


def fingerprint(columns: Sequence[str]) -> str:
    """One key of a set of columns, whatever their case and blanks; without the desk's remarks."""
    named = [fold(one) or one for one in columns if not is_remark(one)]
    return hashlib.sha256("\n".join(named).encode()).hexdigest()


def fitted(columns: Sequence[str], mapping: Sequence[str]) -> list[str] | None:
    """``mapping``, kept for the same columns, with nothing for the desk's own remarks; None when
    the two do not fit."""
    if len(mapping) == len(columns):
        return list(mapping)
    rest = iter(mapping)
    if sum(not is_remark(column) for column in columns) != len(mapping):
        return None
    return ["" if is_remark(column) else next(rest) for column in columns]


def guess(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[list[str], list[float]]:
    """Field and confidence of each column; remarks this desk has added itself are none."""
    book = known_book(columns)
    if book is not None:
        return book, [1.0 if field else 0.0 for field in book]
    own = [is_remark(column) for column in columns]
    found = recognise(columns, rows)
    found = [
        replace(one, field="", confidence=0.0) if remark else one
        for one, remark in zip(found, own, strict=True)
    ]
    if any(one.field == RECORD for one in found):  # a list of this desk has both
        found = [
            replace(one, field="", confidence=0.0) if fold(name) in _CHANNEL else one
            for one, name in zip(found, columns, strict=True)
        ]
    return [one.field for one in found], [one.confidence for one in found]


def checked_mapping(
    columns: Sequence[str], fields: Sequence[str], known: Mapping[str, Any] | None = None
) -> list[str]:
    """``fields``, one for each column; ``known``: those there are.

    Refuses (Invalid) doubled fields and a nameless table.
    """
    wrong: dict[str, list[Any]] = {}
    taken: set[str] = set()
    known = known or (choices() if any(map(own.is_own, fields)) else FIELDS)
    for at, field in enumerate(fields):
        if field and field not in known:
            wrong[f"column_{at}"] = [_l("There is no such field.")]
        elif field and field in taken and field not in REPEATED:
            wrong[f"column_{at}"] = [_l("Another column is this field already.")]
        taken.add(field)
    if len(fields) != len(columns):
        raise Invalid(_l("The columns do not fit the file."))
    if not wrong and not taken & (NAMES | {RECORD}):
        wrong["mapping"] = [_l("Say which column holds the name of the client.")]
    if wrong:
        raise Invalid(_l("The columns are not clear yet."), fields=wrong)
    return list(fields)


def checked_match(mapping: Sequence[str], match_by: Sequence[str]) -> list[str]:
    """``match_by``, each once. Refuses (Invalid) what no client is recognised by and what no
    column of the file holds."""
    held = set(mapping) | ({"inn", "kpp"} if "inn_kpp" in mapping else set())
    if held & NAMES:
        held.add("name")
    if set(mapping) & {"contacts"}:
        held |= {"phone", "email"}
    if any(one not in MATCHES for one in match_by):
        raise Invalid(fields={"match_by": [_l("Choose one of the values offered.")]})
    if absent := [one for one in match_by if one not in held]:
        words = [_l("No column holds this: %(name)s") % {"name": MATCHES[one]} for one in absent]
        raise Invalid(_l("The columns are not clear yet."), fields={"match_by": words})
    if list(match_by) == ["kpp"]:
        raise Invalid(fields={"match_by": [_l("The KPP alone tells nobody apart.")]})
    if not match_by and RECORD in held:
        return [RECORD]  # an export of this desk that comes back
    return list(dict.fromkeys(match_by))


def by_names(columns: Sequence[str], wanted: Mapping[str, str]) -> list[str]:
    """A mapping given as column → field (``rmapp import --mapping``) for these ``columns``.

    Refuses (Invalid) columns the file has not and unknown fields. Columns not named are left out.
    """
    folded = {fold(one): at for at, one in reversed(list(enumerate(columns)))}
    found = [""] * len(columns)
    wrong: dict[str, list[Any]] = {}
    known = choices() if any(map(own.is_own, wanted.values())) else FIELDS
    for column, field in wanted.items():
        at = columns.index(column) if column in columns else folded.get(fold(str(column)))
        if at is None:
            wrong[str(column)[:100]] = [_l("The file has no such column.")]
        elif field and field not in known:
            wrong[str(column)[:100]] = [_l("There is no such field.")]
        else:
            found[at] = field or ""
    if wrong:
        raise Invalid(_l("The columns do not fit the file."), fields=wrong)
    return checked_mapping(columns, found, known)
