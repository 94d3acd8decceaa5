"""The program that reads one company register in XML, in a process of its own.

Run by its path with ``python -I``: it imports nothing of the application. Arguments: path, ""
(no sheet), bytes of memory, seconds, columns, rows. Writes JSON lines: the head, the rows, the
end; or one line with an error code of the readers. A document type, and with it every entity, is
refused before anything is expanded.

The format: Federal Tax Service, "Сведения из ЕГРЮЛ" and "Сведения из ЕГРИП" (elements СвЮЛ, СвИП).
"""

from __future__ import annotations

import json
import sys
from typing import Any
from xml.parsers import expat

COLUMNS = [
    "ОГРН", "ИНН", "КПП", "Полное наименование", "Сокращенное наименование", "Фамилия", "Имя",
    "Отчество", "Юридический адрес", "Вид деятельности", "Руководитель", "Должность", "E-mail",
    "Примечания",
]  # fmt: skip
RECORDS = ("СвЮЛ", "СвИП")
PLACES = (
    ("Регион", "", "НаимРегион"), ("Район", "ТипРайон", "НаимРайон"),
    ("Город", "ТипГород", "НаимГород"), ("НаселПункт", "ТипНаселПункт", "НаимНаселПункт"),
    ("Улица", "ТипУлица", "НаимУлица"),
)  # fmt: skip
#: Parts of a record about something else: branches, owners, licences.
APART = frozenset({"СвПодразд", "СвУчредит", "СвЛицензия", "СвЗапЕГРЮЛ", "СвЗапЕГРИП", "СвПредш"})
DEEPEST = 100


class Refused(Exception):
    """What is not read, by the readers' code."""


class Register:
    """Collects one record at a time."""

    def __init__(self, most: int) -> None:
        self.most, self.count = most, 0
        self.path: list[str] = []
        self.row: dict[str, str] = {}
        self.place: list[str] = []
        self.apart = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.path.append(name)
        if len(self.path) > DEEPEST:
            raise Refused("file_broken")
        if name in RECORDS and len(self.path) <= 3:
            self.row, self.place = {}, []
            self.put("ОГРН", attributes.get("ОГРН") or attributes.get("ОГРНИП"))
            self.put("ИНН", attributes.get("ИНН") or attributes.get("ИННФЛ"))
            self.put("КПП", attributes.get("КПП"))
            return
        if name in APART:
            self.apart += 1
        if not self.apart:
            self.take(name, attributes)

    def put(self, column: str, value: str | None) -> None:
        """The first value of a column."""
        if value and not self.row.get(column):
            self.row[column] = " ".join(value.split())

    def take(self, name: str, said: dict[str, str]) -> None:
        """What an element says of the record."""
        if name == "СвНаимЮЛ":
            self.put("Полное наименование", said.get("НаимЮЛПолн"))
        elif name == "СвНаимЮЛСокр":
            self.put("Сокращенное наименование", said.get("НаимСокр"))
        elif name == "ФИОРус" or (name == "СвФЛ" and "СведДолжнФЛ" in self.path):
            parts = [said.get(part, "") for part in ("Фамилия", "Имя", "Отчество")]
            if "СведДолжнФЛ" in self.path:
                self.put("Руководитель", " ".join(filter(None, parts)).title())
            else:
                for column, part in zip(("Фамилия", "Имя", "Отчество"), parts, strict=True):
                    self.put(column, part.title())
        elif name == "СвДолжн":
            self.put("Должность", said.get("НаимДолжн", "").capitalize())
        elif name == "СвОКВЭДОсн":
            self.put("Вид деятельности", said.get("НаимОКВЭД"))
        elif name in ("СвАдрЭлПочты", "СвАдрЭлПочт"):
            self.put("E-mail", (said.get("E-mail") or "").lower())
        elif name == "АдресРФ":
            house = [said[part] for part in ("Дом", "Корпус", "Кварт") if said.get(part)]
            self.place = [said.get("Индекс", ""), "\0", *house]
        elif name in ("СвПрекрЮЛ", "СвПрекращ"):
            day = said.get("ДатаПрекрЮЛ") or said.get("ДатаПрекращ") or ""
            self.row["Примечания"] = f"Деятельность прекращена {day}".strip()
        elif name in ("СпПрекрЮЛ", "СвСтатус") and "Примечания" in self.row:
            self.row["Примечания"] += f": {said.get('НаимСпПрекрЮЛ') or said.get('НаимСтатус')}"
        elif self.path[-2:-1] == ["АдресРФ"]:
            for element, kind, called in PLACES:
                if name == element and said.get(called):
                    part = f"{said.get(kind, '')} {said[called]}".strip()
                    self.place.insert(self.place.index("\0"), part)

    def end(self, name: str) -> None:
        """An element ends; a record is told."""
        self.path.pop()
        if name in APART:
            self.apart = max(0, self.apart - 1)
        if name not in RECORDS or len(self.path) > 2:
            return
        parts = [part for part in self.place if part not in ("", "\0")]
        self.put("Юридический адрес", ", ".join(parts))
        self.count += 1
        if self.count > self.most:
            raise Refused("file_too_many_rows")
        say([self.row.get(column, "") for column in COLUMNS])
        self.row, self.apart = {}, 0


def say(value: Any) -> None:
    """One line of the answer."""
    sys.stdout.write(json.dumps(value, ensure_ascii=True) + "\n")


def refuse(*_said: Any) -> None:
    """A document type or an entity."""
    raise Refused("file_broken")


def read(path: str, rows: int) -> None:
    """The register as lines."""
    register = Register(rows)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse  # type: ignore[assignment]
    parser.StartElementHandler = register.start
    parser.EndElementHandler = register.end
    say({"sheets": [], "sheet": "", "merges": []})
    say(COLUMNS)
    with open(path, "rb") as source:
        parser.ParseFile(source)
    if not register.count:
        raise Refused("file_not_a_table")
    say({"end": register.count})


def limit(memory: int, seconds: int) -> None:
    """No more memory and processor time than this, where the system can hold a process to it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS refuses some
            continue


def main() -> None:
    """See the module."""
    path, _sheet, memory, seconds, _columns, rows = sys.argv[1:7]
    limit(int(memory), int(seconds))
    try:
        read(path, int(rows))
    except Refused as refusal:
        say({"error": str(refusal), "detail": "xml"})
    except MemoryError:
        say({"error": "file_too_large", "detail": "memory"})
    except Exception as problem:  # whatever a foreign file does is a refusal
        say({"error": "file_broken", "detail": type(problem).__name__})
    sys.stdout.flush()


if __name__ == "__main__":
    main()
