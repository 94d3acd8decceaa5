"""Reading the cells of one row after the other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import force_locale

from ...clients.models import ClientKind, CustomField
from ...core.forms import FORBIDDEN
from ...core.phones import PhoneKind
from ...core.text import fold
from ...dossiers.rules import LARGEST, TEXTS
from ..columns import RECORD
from ..fields import REPEATED, label
from ..own import says
from ..readers import Row
from ..values import (
    Parsed,
    is_empty,
    parse,
    parse_emails,
    parse_inn_kpp,
    split_contacts,
)
from ..writing import plain
from .abroad import country_of, phones_abroad
from .draft import Draft, Problem
from .names import columns_name_persons, firm_name, kind_of, person_names
from .told import TOLD_CHOICES, tell, tell_own

MOST = 10  # phones, e-mails
_IDENTITY = frozenset({"inn", "kpp", "ogrn", "edrpou", "vat", "lei", "birth_date", "inn_kpp"})
_STRICT = _IDENTITY | {*TOLD_CHOICES, "possible_profit"}
_NAMES = frozenset({"full_name", "short_name", "family_name", "given_name", "patronymic"})
_SEXES = {
    **dict.fromkeys(("м", "муж", "мужской", "m", "male", "мужчина", "ч"), "m"),
    **dict.fromkeys(("ж", "жен", "женский", "f", "female", "женщина"), "f"),
}


class Reader:
    """Makes drafts of rows by one mapping. ``kind``: what all rows are; None: each says it.

    ``language``: in which the names of fields stand in the notes. ``own_fields``: definitions of
    the bank's own fields in the mapping, apart from the base.
    """

    def __init__(
        self,
        columns: Sequence[str],
        fields: Sequence[str],
        *,
        today: dt.date,
        country: str = "RU",
        kind: ClientKind | None = None,
        is_lenient: bool = False,
        language: str = "ru",
        own_fields: Mapping[str, CustomField] | None = None,
        keepers: Mapping[str, int] | None = None,
    ) -> None:
        self.places = [(at, field) for at, field in enumerate(fields) if field]
        self.today, self.country, self.kind = today, country, kind
        self.is_lenient = is_lenient
        self.own_fields = own_fields or {}
        self.keepers = keepers or {}
        self.names_persons = columns_name_persons(columns, fields)
        with force_locale(language):
            self.labels = {field: str(label(field)) for field in fields if field}
            self.labels |= {name: str(label(name)) for name in ("email", "phone", "web", "notes")}

    def read(self, row: Row) -> Draft:
        """The draft of ``row``, its problems inside."""
        said: dict[str, str] = {}
        many: dict[str, list[str]] = {}
        for at, field in self.places:
            cell = row.cells[at].strip()
            if cell[:1] == "'":
                cell = plain(cell)  # as this desk writes what a spreadsheet could compute from
            if FORBIDDEN.search(cell):
                cell = FORBIDDEN.sub("", cell)
            if is_empty(cell) and not says(self.own_fields.get(field), cell):
                continue
            if field in REPEATED:
                cell = cell.replace(" ::: ", "\n")  # Google's own
                many.setdefault(field, []).append(cell)
            else:
                said.setdefault(field, cell)
        draft = Draft(ClientKind.ORGANISATION)
        kept: list[str] = []  # for the notes
        if row.problem:
            draft.problems.append(Problem("", row.problem, "", is_error=True))
        self._numbers(draft, said, kept)
        self._names(draft, said, kept)
        self._texts(draft, said, kept)
        if RECORD in said and "social" in many:  # the field of a list of this desk
            draft.values["social_networks"] = ", ".join(many.pop("social"))[:500]
        country = country_of(said, str(draft.values.get("vat", ""))) or self.country
        self._contacts(draft, many, kept, country)
        self._address(draft, said)
        self._person(draft, said, kept)
        self._told(draft, said, kept)
        notes = [*many.get("notes", []), *kept]
        if notes:
            draft.values["notes"] = "\n".join(notes)[:20_000]
        return draft

    # --- one concern each ------------------------------------------------------------------------

    def _take(self, draft: Draft, field: str, cell: str, kept: list[str]) -> Any:
        parsed = parse(field, cell, today=self.today)
        self._note(draft, field, cell, parsed, kept)
        return parsed.value

    def _note(self, draft: Draft, field: str, cell: str, parsed: Parsed, kept: list[str]) -> None:
        if not parsed.problems:
            return
        is_error = field in _NAMES or (field in _STRICT and not self.is_lenient)
        for code in parsed.problems:
            draft.problems.append(Problem(field, str(code), cell, is_error))
        if not is_error:
            kept.append(f"{self.labels.get(field, field)}: {cell[:1000]}")

    def _numbers(self, draft: Draft, said: dict[str, str], kept: list[str]) -> None:
        if "inn_kpp" in said:
            for field, parsed in parse_inn_kpp(said["inn_kpp"]).items():
                self._note(draft, "inn_kpp", said["inn_kpp"], parsed, kept)
                if parsed.value:
                    draft.values[field] = parsed.value
        for field in ("inn", "kpp", "ogrn", "edrpou", "vat", "lei", "birth_date"):
            if field in said and (value := self._take(draft, field, said[field], kept)):
                draft.values[field] = value

    def _names(self, draft: Draft, said: dict[str, str], kept: list[str]) -> None:
        values = draft.values
        parts = [n for n in ("family_name", "given_name", "patronymic") if n in said]
        draft.kind = self.kind or kind_of(
            said,
            names_persons=self.names_persons,
            inn=values.get("inn", ""),
            has_name_parts=bool(parts),
        )
        if self.kind is None and said.get("organisation") and not parts and "kind" not in said:
            whole = said.get("full_name") or said.get("short_name") or said["organisation"]
            if whole == said["organisation"]:  # the card of a firm, not of a person
                draft.kind = ClientKind.ORGANISATION
        form = said.get("legal_form", "")
        name = said.get("full_name") or said.get("short_name") or ""
        if draft.kind is ClientKind.ORGANISATION:
            name = name or said.get("organisation", "") or " ".join(said[p] for p in parts)
            for field in ("full_name", "short_name"):
                if field in said:
                    values[field] = self._take(draft, field, said[field], kept) or ""
            if name and not values.get("full_name"):
                values["full_name"] = self._take(draft, "full_name", name, kept) or ""
            short = values.get("short_name") or values.get("full_name") or ""
            values["short_name"] = firm_name(short, form)[:500]
        else:
            for part in parts:
                values[part] = self._take(draft, part, said[part], kept) or ""
            if not parts and name and self._take(draft, "full_name", name, kept):
                values |= person_names(name)
        if not draft.name and not draft.is_error and RECORD not in said:
            draft.problems.append(Problem("full_name", "name_missing", "", is_error=True))
        if len(values.get("inn", "")) == 10 and draft.kind is not ClientKind.ORGANISATION:
            draft.problems.append(
                Problem("inn", "inn_of_a_firm", values.pop("inn"), not self.is_lenient)
            )

    def _texts(self, draft: Draft, said: dict[str, str], kept: list[str]) -> None:
        values = draft.values
        for field in ("legal_form", "activity", "external_id", "web", "banks_now"):
            if field not in said:
                continue
            value = self._take(draft, field, said[field], kept)
            if value and len(value) > TEXTS[field]:
                draft.problems.append(Problem(field, "text_too_long", said[field]))
                kept.append(f"{self.labels[field]}: {said[field][:1000]}")
            elif value:
                values[field] = value
        if "employees" in said:
            digits = re.sub(r"\D", "", said["employees"])
            if digits and int(digits[:12]) <= 10_000_000 and len(digits) <= 8:
                values["staff_count"] = int(digits)
            else:
                self._note(
                    draft, "employees", said["employees"], Parsed(None, ("number_odd",)), kept
                )
        if "revenue" in said and (amount := self._take(draft, "revenue", said["revenue"], kept)):
            minor = int(amount * 100)
            if 0 <= minor <= LARGEST:
                values["revenue"] = minor
            else:
                self._note(draft, "revenue", said["revenue"], Parsed(None, ("number_odd",)), kept)
        if "sex" in said:
            sex = _SEXES.get(fold(said["sex"]))
            if sex and draft.kind is not ClientKind.ORGANISATION:
                values["sex"] = sex
            elif not sex:
                self._note(draft, "sex", said["sex"], Parsed(None, ("sex_unknown",)), kept)
        if "manager" in said and RECORD not in said:
            draft.keeper = self.keepers.get(fold(said["manager"]))
            if draft.keeper is None:
                unknown = Parsed(None, ("manager_unknown",))
                self._note(draft, "manager", said["manager"], unknown, kept)
        if "source" in said and RECORD not in said:
            kept.append(f"{self.labels['source']}: {said['source'][:500]}")

    def _contacts(
        self, draft: Draft, many: dict[str, list[str]], kept: list[str], country: str
    ) -> None:
        for kind in ("phone", "fax"):
            for cell in many.get(kind, ()):
                parsed = phones_abroad(cell, country, home=self.country)
                self._note(draft, kind, cell, parsed, kept)
                self._phones(draft, parsed.value or [], "fax" if kind == "fax" else "")
        for cell in many.get("email", ()):
            parsed = parse_emails(cell)
            self._note(draft, "email", cell, parsed, kept)
            self._emails(draft, parsed.value or [])
        for cell in many.get("contacts", ()):
            for field, parsed in split_contacts(cell, country).items():
                self._note(draft, field, cell, parsed, kept)
                if field == "phone":
                    self._phones(draft, parsed.value or [], "")
                elif field == "email":
                    self._emails(draft, parsed.value or [])
                elif field == "web" and parsed.value:
                    draft.values.setdefault("web", parsed.value)
                elif field == "notes" and parsed.value:
                    kept.append(str(parsed.value))
        kept.extend(f"{self.labels['social']}: {cell[:1000]}" for cell in many.get("social", ()))

    def _phones(self, draft: Draft, found: Sequence[Any], kind: str) -> None:
        for phone in found:
            mobile = "mobile" if phone.kind is PhoneKind.MOBILE else "work"
            entry = (phone.e164, phone.extension, kind or mobile)
            known = {(number, extension) for number, extension, _kind in draft.phones}
            if entry[:2] not in known and len(draft.phones) < MOST:
                draft.phones.append(entry)

    def _emails(self, draft: Draft, found: Sequence[str]) -> None:
        for email in found:
            address = email.lower()
            if address not in draft.emails and len(address) <= 254 and len(draft.emails) < MOST:
                draft.emails.append(address)

    def _address(self, draft: Draft, said: dict[str, str]) -> None:
        place = [said[f] for f in ("postcode", "country", "region", "city") if f in said]
        if RECORD in said:  # a list of this desk has them of the address itself
            draft.beside = {f: said[f] for f in ("region", "city", "source") if f in said}
            place = []
        for field, kind in (("legal_address", "legal"), ("actual_address", "actual")):
            if field not in said:
                continue
            text = " ".join(said[field].split())
            missing = [part for part in place if fold(part) not in fold(text)]
            text = ", ".join([*missing, text])
            draft.addresses.append((self._address_kind(draft, kind), text[:500]))
            place = []
        if place:
            draft.addresses.append((self._address_kind(draft, "actual"), ", ".join(place)[:500]))

    def _told(self, draft: Draft, said: dict[str, str], kept: list[str]) -> None:
        def keep(field: str, cell: str) -> None:
            kept.append(f"{self.labels[field]}: {cell[:1000]}")

        def refuse(field: str, cell: str, code: str) -> None:
            self._note(draft, field, cell, Parsed(None, (code,)), kept)

        tell(draft, said, lambda field, cell: self._take(draft, field, cell, kept), refuse)
        if self.own_fields:
            tell_own(draft, said, self.own_fields, keep, is_lenient=self.is_lenient)

    def _address_kind(self, draft: Draft, kind: str) -> str:
        return "home" if draft.kind is ClientKind.PERSON else kind

    def _person(self, draft: Draft, said: dict[str, str], kept: list[str]) -> None:
        position = " ".join((said.get("position") or "").split())[:200]
        if draft.kind is ClientKind.ORGANISATION:
            if "contact_person" in said:
                name = self._take(draft, "contact_person", said["contact_person"], kept)
                if name:
                    draft.person = {"name": name, "position": position}
            elif position:
                kept.append(f"{self.labels['position']}: {position}")
        else:
            work = [position, said.get("department", ""), said.get("organisation", "")]
            occupation = ", ".join(" ".join(one.split()) for one in work if one)
            if occupation:
                draft.values["occupation"] = occupation[:200]
            if "contact_person" in said:
                kept.append(f"{self.labels['contact_person']}: {said['contact_person'][:500]}")
        if "department" in said and draft.kind is ClientKind.ORGANISATION:
            kept.append(f"{self.labels['department']}: {said['department'][:500]}")
