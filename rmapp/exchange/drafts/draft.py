"""A dossier in the making."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from ...clients.models import ClientKind
from ...clients.rules import display_name
from ...duplicates.rules import DuplicateSubject, SubjectKind
from .names import person_names

NAMES = ("full_name", "short_name", "family_name", "given_name", "patronymic")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell: a code (see ``words``), the cell as it stands."""

    field: str
    code: str
    cell: str = ""
    is_error: bool = False

    def plain(self) -> list[Any]:
        """As the base keeps it."""
        return [self.field, self.code, self.cell[:200], self.is_error]


@dataclass
class Draft:
    """What a row says. ``values``: columns of Client, typed. ``phones``: (E.164, extension,
    kind). ``addresses``: (kind, text). ``person``: a contact person's fields. ``own``: the bank's
    own fields, key → plain text (see ``exchange.own``). ``keeper``: the colleague it names.
    ``record``: the number of the record it is, as an export of this desk says it; ``beside``:
    the town, the region and the source that such an export says as well."""

    kind: ClientKind
    values: dict[str, Any] = field(default_factory=dict)
    phones: list[tuple[str, str, str]] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    addresses: list[tuple[str, str]] = field(default_factory=list)
    person: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    keeper: int | None = None
    record: str = ""
    beside: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        """As lists would show it."""
        return display_name(self.kind, **{n: self.values[n] for n in NAMES if n in self.values})

    @property
    def is_error(self) -> bool:
        """Whether the row cannot be imported."""
        return any(problem.is_error for problem in self.problems)

    def subject(self) -> DuplicateSubject:
        """As the rules of duplicates see it."""
        said = self.values
        born: dt.date | None = said.get("birth_date")
        return DuplicateSubject(
            kind=SubjectKind(self.kind.value),
            name=said.get("short_name") or said.get("full_name") or "",
            given_name=said.get("given_name", ""),
            family_name=said.get("family_name", ""),
            patronymic=said.get("patronymic", ""),
            legal_form=said.get("legal_form", ""),
            birth_date=born.isoformat() if born else "",
            phones=tuple(number for number, _extension, _kind in self.phones),
            emails=tuple(self.emails),
            inn=said.get("inn", ""),
            kpp=said.get("kpp", ""),
            ogrn=said.get("ogrn", ""),
            address=self.addresses[0][1] if self.addresses else "",
            web=said.get("web", ""),
            edrpou=said.get("edrpou", ""),
            vat=said.get("vat", ""),
            lei=said.get("lei", ""),
        )

    def turn(self, kind: ClientKind) -> None:
        """Read it as of ``kind``: a list of this desk without that column does not say it."""
        firm = ClientKind.ORGANISATION
        if (kind is firm) != (self.kind is firm):
            name = self.values.get("full_name") or self.name
            for field_ in NAMES:
                self.values.pop(field_, None)
            whole = {"full_name": name, "short_name": name}
            if name:
                self.values |= whole if kind is firm else person_names(name)
        self.kind = kind

    def plain(self) -> dict[str, Any]:
        """As the base keeps it."""
        values = dict(self.values)
        if values.get("birth_date"):
            values["birth_date"] = values["birth_date"].isoformat()
        return {
            "kind": self.kind.value,
            "values": values,
            "phones": self.phones,
            "emails": self.emails,
            "addresses": self.addresses,
            "person": self.person,
            **({"own": self.own} if self.own else {}),
            **({"keeper": self.keeper} if self.keeper else {}),
            **({"record": self.record} if self.record else {}),
            **({"beside": self.beside} if self.beside else {}),
        }

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Draft:
        """The draft that :meth:`plain` was made of."""
        values = dict(kept["values"])
        if values.get("birth_date"):
            values["birth_date"] = dt.date.fromisoformat(values["birth_date"])
        return cls(
            kind=ClientKind(kept["kind"]),
            values=values,
            phones=[(number, extension, kind) for number, extension, kind in kept["phones"]],
            emails=list(kept["emails"]),
            addresses=[(kind, text) for kind, text in kept["addresses"]],
            person=dict(kept["person"]),
            own=dict(kept.get("own", ())),
            keeper=kept.get("keeper"),
            record=kept.get("record", ""),
            beside=dict(kept.get("beside", ())),
        )
